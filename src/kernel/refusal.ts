// A refusal is data, a fault is thrown, a bug is asserted. This file holds the first two as types shared by all.

/** One reason why something was refused: the failing fact as a code, and a sentence for the person. */
export interface Reason {
  /** The failing fact, snake_case: `balance_insufficient`, `notice_too_short`. Stable across releases. */
  readonly code: string
  /** A sentence in the person's language that says what is wrong and what would do. */
  readonly message: string
  /** JSON Pointer to the field it is about, where there is one. */
  readonly pointer?: string
  /** The figures that were compared, in whole units with the unit in the name. */
  readonly figures?: Readonly<Record<string, string | number | boolean | null>>
}

/** What a decision answers when it says no. */
export interface Refusal {
  readonly refused: true
  readonly reasons: readonly Reason[]
}

/** Builds a refusal from one or more reasons. */
export const refuse = (...reasons: readonly [Reason, ...Reason[]]): Refusal => ({ refused: true, reasons })

/** Whether a decision's answer is a refusal. */
export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'refused' in value && value.refused === true

/** Asserts what can only be false through a bug of ours. The message never holds personal data. */
export function assertThat(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`bug: ${message}`)
}
