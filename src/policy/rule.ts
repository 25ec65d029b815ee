// What a rule is, in the document and ready to be asked. Types, and the one class that a rule is asked with. Pure.
import type { TSchema } from 'typebox'
import type { CivilDay, Figures } from '../kernel/index.ts'
import { Facts, type Moves } from './facts.ts'
import { type LeavePlan, type PotShelf, planLeave } from './leave-plan.ts'
import type { Question } from './question.ts'
import type { ApprovalNeeded, Finding } from './verdict-types.ts'

/** What a rule does when it fails. */
export type Effect = Finding['effect']

/** One question to a policy; facts for conditions and the plan over the pots are made once, when a rule first asks. */
export class Inquiry {
  readonly question: Question
  readonly #shelf: PotShelf
  #facts: Facts | undefined
  #plan: LeavePlan | undefined

  constructor(shelf: PotShelf, question: Question) {
    this.question = question
    this.#shelf = shelf
  }

  get facts(): Facts {
    this.#facts ??= new Facts(this.question)
    return this.#facts
  }

  get plan(): LeavePlan {
    this.#plan ??= planLeave(this.#shelf, this.question, this.facts)
    return this.#plan
  }
}

/** What a rule makes of one question. The code is the rule's own unless it says another one. */
export interface Judgement {
  readonly outcome: Finding['outcome']
  readonly figures: Figures
  readonly code?: string
}

/** A compiled rule: one question in, one judgement out. */
export type Judge = (inquiry: Inquiry) => Judgement

/** A rule that is built in: its parameters, what it compares, and how it is compiled to a closure. */
export interface BuiltIn<With = Record<string, unknown>> {
  readonly name: string
  /** One sentence for the documentation. */
  readonly about: string
  readonly parameters: TSchema
  /** The failing fact. */
  readonly code: string
  /** Further failing facts it can name. */
  readonly otherCodes?: readonly string[]
  /** Names of the figures that its findings carry. */
  readonly figures: readonly string[]
  readonly sensitive: boolean
  readonly moves: Moves
  /** What a document may let it do when it fails; the first is the default. */
  readonly effects: readonly [Effect, ...Effect[]]
  /** Every policy has it, named or not. */
  readonly implicit: boolean
  /** Which sentences explain it, where that depends on the parameters. */
  readonly textKey: (parameters: With) => string
  readonly compile: (parameters: With) => Judge
  /** The first day on which it could pass, where that is known: a search for the earliest day starts there. */
  readonly notBefore?: (parameters: With) => (question: Question) => CivilDay
}

/** Sentences of a document: one for every locale, or one for each. */
export type Sentences = string | Readonly<Record<string, string>>

/** A rule, ready to be asked. */
export interface CompiledRule {
  readonly id: string
  readonly title: string | null
  /** The built-in it uses; null for a condition. */
  readonly use: string | null
  readonly effect: Effect
  readonly code: string
  readonly textKey: string
  readonly say: Sentences | null
  readonly sensitive: boolean
  readonly moves: Moves
  /** The approval that is asked for when it fails with `ask`. */
  readonly approval: ApprovalNeeded
  readonly check: (inquiry: Inquiry) => Finding
  readonly notBefore: ((question: Question) => CivilDay) | null
}

/** Declares a built-in; its parameters are typed where it is written and checked against the schema before it sees them. */
export const builtIn = <With>(definition: BuiltIn<With>): BuiltIn => definition as unknown as BuiltIn

/** The rule holds; the figures say what was compared. */
export const passed = (figures: Figures): Judgement => ({ outcome: 'passed', figures })
/** The rule does not hold; `code` where it is another fact than the usual one of the rule that fails. */
export const failed = (figures: Figures, code?: string): Judgement =>
  code === undefined ? { outcome: 'failed', figures } : { outcome: 'failed', figures, code }
/** Without figures, so one frozen answer serves all. */
export const notApplicable: Judgement = Object.freeze({ outcome: 'not_applicable', figures: Object.freeze({}) })
