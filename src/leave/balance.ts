// The balance of one account on any date, computed from its ledger and the facts alone: no job has to have run. Pure.
// The rules, once: at the turn of a window what is left expires, what the pot carries is carried, and the new grant comes, in
// that order; a grant, carry or expiry in the ledger replaces exactly the computed one of its day. Carried minutes are used
// first, and only what is unused of them lapses. A debt goes into the next window with pots that carry and ends with those
// that do not. What happens in a window whose carry is in the ledger no longer changes the windows after it.
import { type CivilDay, type Minutes, plusDays } from '../kernel/index.ts'
import type { PotDefinition } from '../policy/index.ts'
import { totalOf } from './carried.ts'
import { employmentOf, type LeaveFacts, windowOf } from './entitlement.ts'
import type { LeaveEntry } from './ledger.ts'
import { type AccountBook, type Pages, pagesOf } from './pages.ts'
import type { Moment, WindowPage } from './window-page.ts'

/** One pot of one person (or post) on a civil day. */
export interface Balance {
  readonly windowFromOn: CivilDay
  /** The last day of the window. */
  readonly windowUntilOn: CivilDay
  readonly entitledMinutes: Minutes
  /** Brought from earlier windows; negative for a debt. */
  readonly carriedMinutes: Minutes
  /** What of the carried part has lapsed by this day. */
  readonly expiredMinutes: Minutes
  /** Taken in the whole window. */
  readonly takenMinutes: Minutes
  /** Held for bookings in the whole window. */
  readonly reservedMinutes: Minutes
  /** Adjusted by HR in the whole window. */
  readonly adjustedMinutes: Minutes
  /** What may still be booked on this day: free on it, and not missing on any later day. Negative for a debt. */
  readonly availableMinutes: Minutes
  /** The last day on which all of what is left can be used; null where nothing is left, or nothing ever lapses. */
  readonly lapsesOn: CivilDay | null
  /** How much of what is left is gone after that day. */
  readonly lapsingMinutes: Minutes
}

/** The balance on one day. For several days of one account, open its book once: `openBook`. */
export const balanceOn =
  // biome-ignore lint/complexity/useMaxParams: each is one word of what a balance is computed from
  (entries: readonly LeaveEntry[], facts: LeaveFacts, pot: PotDefinition, scopeId: string, on: CivilDay): Balance =>
    openBook({ entries, facts, pot, scopeId })(on)

/** Opens an account's book: what is needed for one window is worked out once, and any day of it is then cheap. */
export const openBook = (book: AccountBook): ((on: CivilDay) => Balance) => {
  const pages = pagesOf(book)
  const lastEntryOn = book.entries.reduce((last, entry) => (entry.effectiveOn > last ? entry.effectiveOn : last), '')
  const employedUntilOn = employmentOf(book)?.untilOn ?? null
  const carries = book.pot.unused.kind === 'carry'
  let open: Outlook | null = null
  return (on) => {
    if (open === null || on < open.page.period.fromOn || open.page.period.untilOn < on) {
      const page = pages.at(windowOf(book.pot, book.facts, on))
      open = carries ? outlookWithCarry(page, pages, lastEntryOn) : outlookOf(page)
    }
    return balanceIn(open, on, employedUntilOn)
  }
}

/** Minutes that will be lost, unless they are used by their last day. */
interface Loss {
  readonly lastOn: CivilDay
  readonly minutes: Minutes
}

/** A window with what comes after each of its days. */
interface Outlook {
  readonly page: WindowPage
  /** What a booking in this window must not leave short, in order. */
  readonly moments: readonly Moment[]
  readonly losses: readonly Loss[]
}

const lossesIn = (moments: readonly Moment[]): Loss[] =>
  moments
    .filter((moment) => moment.lostMinutes > 0)
    .map(({ on, lostMinutes }) => ({ lastOn: plusDays(on, -1), minutes: lostMinutes }))

/** What is left at the end of a window, less what is brought into the next. */
const lossAtTurn = (page: WindowPage, broughtMinutes: Minutes): Loss[] => {
  const minutes = totalOf(page.left) - Math.max(0, broughtMinutes)
  return minutes > 0 ? [{ lastOn: page.period.untilOn, minutes }] : []
}

/** Where nothing is carried, a window stands alone. */
const outlookOf = (page: WindowPage): Outlook => ({
  page,
  moments: page.moments,
  losses: [...lossesIn(page.moments.slice(1)), ...lossAtTurn(page, 0)],
})

/** Where it is, later windows with lines of their own depend on this one, up to one whose carry is in the ledger. */
const outlookWithCarry = (page: WindowPage, pages: Pages, lastEntryOn: CivilDay): Outlook => {
  const next = pages.after(page)
  const moments = [...page.moments]
  for (let one = next; !one.brought.fixed && one.period.fromOn <= lastEntryOn; one = pages.after(one)) {
    moments.push(...one.moments)
  }
  const atTurn = lossAtTurn(page, totalOf(next.brought.holding))
  return { page, moments, losses: [...lossesIn(page.moments.slice(1)), ...atTurn, ...lossesIn(next.moments.slice(1))] }
}

const balanceIn = (outlook: Outlook, on: CivilDay, employedUntilOn: CivilDay | null): Balance => {
  const { page } = outlook
  const availableMinutes = bookable(outlook.moments, on)
  return {
    windowFromOn: page.period.fromOn,
    windowUntilOn: page.period.untilOn,
    entitledMinutes: page.entitledMinutes,
    carriedMinutes: page.carriedMinutes,
    expiredMinutes: page.lapses.reduce((sum, lapse) => sum + (lapse.on <= on ? lapse.minutes : 0), 0),
    takenMinutes: page.takenMinutes,
    reservedMinutes: page.reservedMinutes,
    adjustedMinutes: page.adjustedMinutes,
    availableMinutes,
    ...lapseOf(outlook.losses.filter((loss) => on <= loss.lastOn)[0], availableMinutes, { on, employedUntilOn }),
  }
}

/**
 * What may be used on a day so that nothing is missing on any later one. What would be lost in between counts as well: using
 * minutes that would lapse takes nothing from later days.
 */
const bookable = (moments: readonly Moment[], on: CivilDay): Minutes => {
  let least = 0
  let lost = 0
  for (const moment of moments) {
    if (moment.on <= on) least = moment.freeMinutes
    else {
      lost += moment.lostMinutes
      least = Math.min(least, moment.freeMinutes + lost)
    }
  }
  return least
}

/** When the first part of what is left is lost: by date, or because the employment (or the post) ends. */
const lapseOf = (
  loss: Loss | undefined,
  availableMinutes: Minutes,
  { on, employedUntilOn }: { on: CivilDay; employedUntilOn: CivilDay | null },
): Pick<Balance, 'lapsesOn' | 'lapsingMinutes'> => {
  if (availableMinutes <= 0) return { lapsesOn: null, lapsingMinutes: 0 }
  if (employedUntilOn !== null && on <= employedUntilOn && employedUntilOn <= (loss?.lastOn ?? employedUntilOn)) {
    return { lapsesOn: employedUntilOn, lapsingMinutes: availableMinutes }
  }
  return { lapsesOn: loss?.lastOn ?? null, lapsingMinutes: Math.min(loss?.minutes ?? 0, availableMinutes) }
}
