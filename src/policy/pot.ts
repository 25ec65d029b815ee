// One entitlement of a policy, as compiled: what leave computes with. Pure types.
import type { Minutes, Rounding } from '../kernel/index.ts'

/** The stretch of time one grant is for. */
export type PotWindow =
  | { readonly kind: 'calendar_year' }
  /** A year that starts on this month and day, `MM-DD`: `09-01` for an academic year, `01-10` for a state's leave year. */
  | { readonly kind: 'year_from'; readonly monthDay: string }
  /** A year that starts on the anniversary of the person's start date. */
  | { readonly kind: 'anniversary' }
  | { readonly kind: 'month' }

/** How much is granted for a full window and a full-time post. */
export type PotAmount =
  | { readonly unit: 'minutes'; readonly minutes: Minutes }
  /** Days of a full-time post: a fifth of its full-time week each. `days` is in thousandths (3 days = 3000). */
  | { readonly unit: 'days'; readonly dayThousandths: number }

/** What rounding to makes of a pro-rata amount: a number of minutes, or (half) days of a full-time post. */
export interface PotRounding {
  readonly to: Rounding
  readonly step: 'day' | 'half_day' | Minutes
}

/** One entitlement of a policy, compiled: how much, for whom, over which window, and what becomes of the rest. */
export interface PotDefinition {
  /** Unique in the policy; the name of the account. */
  readonly id: string
  readonly title: string
  readonly per: 'person' | 'post'
  readonly amount: PotAmount
  readonly window: PotWindow
  /** Whether part-time posts get a share by FTE (several posts of one person add up to at most full time). */
  readonly proRata: 'fte' | 'none'
  /** Whether somebody who joins inside a window gets a share: by days left, by months left (a part month counts whole), or all. */
  readonly joiners: 'by_day' | 'by_month' | 'full'
  /** The same for somebody who leaves inside a window. */
  readonly leavers: 'by_day' | 'by_month' | 'full'
  /** Applied once, after both shares. */
  readonly rounding: PotRounding
  /** What happens to the unused part at the end of a window. A carried part lapses after so many months of the next one. */
  readonly unused:
    | { readonly kind: 'lapse' }
    | { readonly kind: 'carry'; readonly atMostMinutes: Minutes | null; readonly lapsesAfterMonths: number | null }
  /** How far it may be overdrawn; 0 for not at all. */
  readonly overdraftMinutes: Minutes
  /** Smallest piece and step it may be taken in; `whole_day` means a post's whole scheduled day. */
  readonly increments:
    | { readonly kind: 'minutes'; readonly atLeast: Minutes; readonly step: Minutes }
    | { readonly kind: 'half_day' | 'whole_day' }
}

/** A limit shared by several pots within the window of the first: overlapping ceilings that do not add up. */
export interface PotCap {
  readonly id: string
  readonly pots: readonly string[]
  readonly minutes: Minutes
}

/** Points for attended time. */
export interface PointRule {
  readonly id: string
  readonly title: string
  /** Points for each full hour step. */
  readonly perHour: number
  /** Which minutes count: those within scheduled time, those in own time, or both. */
  readonly counts: 'paid' | 'own' | 'all'
  /** A part hour is rounded this way to whole points, once, at the entry. */
  readonly rounding: Rounding
}
