// What HR may change by hand, and why. Pure. The reasons are codes, because the ledger holds no free text.
import type { CivilDay, Minutes } from '../kernel/index.ts'

/** Why HR adjusts an account: the code that is kept, and what it means. */
export const adjustmentReasons = {
  opening_balance: 'taken over from the system before this one',
  correction: 'a mistake is put right',
  extra_agreed: 'more was agreed with this person',
  reduction_agreed: 'less was agreed with this person',
  ill_on_the_day: 'leave given back because the person was ill on the day',
  cancelled_late: 'leave given back, or kept, after a late cancellation',
  transferred: 'moved from or to another employment or post',
} as const

/** A change of one account by HR. */
export interface Adjustment {
  readonly personId: string
  readonly pot: string
  /** For a pot held per post. */
  readonly postId: string | null
  /** Signed. */
  readonly minutes: Minutes
  readonly effectiveOn: CivilDay
  readonly reason: keyof typeof adjustmentReasons
}
