// A policy as compiled: what verdicts are given with and what other features read of it. Types only.
import type { CivilDay } from '../kernel/index.ts'
import type { Condition } from './cel.ts'
import type { PotShelf } from './leave-plan.ts'
import type { PointRule, PotCap, PotDefinition } from './pot.ts'
import type { CompiledRule } from './rule.ts'
import type { ApprovalNeeded } from './verdict-types.ts'

/** An approval of the document, with its condition. */
export interface CompiledApproval {
  readonly needed: ApprovalNeeded
  readonly when: Condition | null
}

/** A policy document, compiled ahead. Immutable; the same text always compiles to the same policy. */
export interface CompiledPolicy {
  readonly name: string
  readonly title: string
  readonly source: string | null
  /** The first day on which it is in force. */
  readonly fromOn: CivilDay
  /** Open points of the published text, and how this document reads them. */
  readonly readings: readonly { readonly point: string; readonly reading: string }[]
  readonly pots: readonly PotDefinition[]
  readonly caps: readonly PotCap[]
  readonly points: readonly PointRule[]
  /** What a manager is told beyond the time. */
  readonly managerSees: 'host' | 'area'
  /** The rules every policy has, then the caps, then those of the document, each in its order. */
  readonly rules: readonly CompiledRule[]
  readonly approvals: readonly CompiledApproval[]
  /** The pots with their conditions and caps, as leave is planned over them. */
  readonly shelf: PotShelf
}
