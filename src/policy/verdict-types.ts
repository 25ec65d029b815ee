// What a verdict says. Holds surrogate ids, codes and figures only, so that it can be kept; sentences are made from it when
// somebody reads it, in their language.
import type { CivilDay, Figures, Minutes } from '../kernel/index.ts'

/** What one rule found. */
export interface Finding {
  /** The rule's id in the document, or the id of a rule every policy has. */
  readonly rule: string
  readonly outcome: 'passed' | 'failed' | 'not_applicable'
  /** What a failure does; also given for a rule that passed. */
  readonly effect: 'refuse' | 'ask' | 'warn'
  /** The failing fact: `balance_insufficient`, `notice_too_short`. */
  readonly code: string
  /** The figures it compared. */
  readonly figures: Figures
  /** It read cause, group or checks: a manager sees its outcome only. */
  readonly sensitive: boolean
}

/** Minutes that would be taken from one pot on one day for one post. */
export interface Taking {
  readonly pot: string
  /** The post for a pot held per post, otherwise the person. */
  readonly scopeId: string
  readonly postId: string
  readonly on: CivilDay
  readonly minutes: Minutes
}

/** An approval that is needed before the booking goes on. */
export interface ApprovalNeeded {
  readonly from: 'manager' | 'hr'
  /** Days the approver has before the hold lapses. */
  readonly withinDays: number
}

/** The answer of a policy to one question, with everything that led to it. */
export interface Verdict {
  /** `ask` when it is allowed once the approvals are given. */
  readonly outcome: 'allow' | 'ask' | 'refuse'
  readonly takings: readonly Taking[]
  /** Sum of the takings. */
  readonly leaveMinutes: Minutes
  readonly approvals: readonly ApprovalNeeded[]
  /**
   * For a refusal the first civil day, from the asked one on, on which no rule would refuse; null where none was found within
   * 400 days, and where the verdict does not refuse.
   */
  readonly earliestOn: CivilDay | null
  /** One finding for every rule, in the order of the document. */
  readonly findings: readonly Finding[]
}
