// The balance of one account on any date, computed from its ledger and the facts alone: no job has to have run. Pure.
// The rules, once: at the turn of a window what is left expires, what the pot carries is carried, and the new grant comes, in
// that order; a grant, carry or expiry in the ledger replaces exactly the computed one of its day. Carried minutes are used
// first, and only what is unused of them lapses. A debt goes into the next window with pots that carry and ends with those
// that do not. What happens in a window whose carry is in the ledger no longer changes the windows after it.
import { type CivilDay, type Minutes, type Period, plusDays } from '../kernel/index.ts'
import type { PotDefinition } from '../policy/index.ts'
import { type Brought, broughtAs, broughtOn, nothingBrought, totalOf } from './carried.ts'
import { type Claim, employmentOf, entitlementOf, type LeaveFacts, windowOf } from './entitlement.ts'
import { type LeaveEntry, type NewEntry, onceKeyOf } from './ledger.ts'
import { pageOf, type WindowPage } from './window-page.ts'

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

/** Everything one account's balances are computed from. */
export interface AccountBook extends Claim {
  readonly entries: readonly LeaveEntry[]
}

/** The balance on one day. For many days of one account, open the book once: `openBook`. */
// biome-ignore lint/complexity/useMaxParams: each is one word of what a balance is computed from
export const balanceOn = (
  entries: readonly LeaveEntry[],
  facts: LeaveFacts,
  pot: PotDefinition,
  scopeId: string,
  on: CivilDay,
): Balance => openBook({ entries, facts, pot, scopeId })(on)

/** Opens an account's book: lines are sorted once, and each window is added up once, when it is first asked for. */
export const openBook = (book: AccountBook): ((on: CivilDay) => Balance) => {
  const pages = pagesOf(book)
  const { facts, pot } = book
  const carries = pot.unused.kind === 'carry'
  const lastEntryOn = book.entries.reduce((last, entry) => (entry.effectiveOn > last ? entry.effectiveOn : last), '')
  const employedUntilOn = employmentOf(book)?.untilOn ?? null

  return (on) => {
    const page = pages.at(windowOf(pot, facts, on))
    const later = page.moments.filter((moment) => moment.on > on)
    const next = carries ? pages.after(page) : null
    const ahead = [...later]
    for (
      let one = next;
      one !== null && !one.brought.fixed && one.period.fromOn <= lastEntryOn;
      one = pages.after(one)
    ) {
      ahead.push(...one.moments)
    }
    const availableMinutes = bookable(page.moments.findLast((moment) => moment.on <= on)?.freeMinutes ?? 0, ahead)
    const losses = [...later, lossAtTurn(page, next), ...(next?.moments.slice(1) ?? [])]
    return {
      windowFromOn: page.period.fromOn,
      windowUntilOn: page.period.untilOn,
      entitledMinutes: page.entitledMinutes,
      carriedMinutes: page.carriedMinutes,
      expiredMinutes: page.lapses.filter((lapse) => lapse.on <= on).reduce((sum, lapse) => sum + lapse.minutes, 0),
      takenMinutes: page.takenMinutes,
      reservedMinutes: page.reservedMinutes,
      adjustedMinutes: page.adjustedMinutes,
      availableMinutes,
      ...lapseOf(losses, availableMinutes, { on, employedUntilOn }),
    }
  }
}

/**
 * What may be used on a day so that nothing is missing on any later one. What would be lost in between counts as well: using
 * minutes that would lapse takes nothing from later days.
 */
const bookable = (freeMinutes: Minutes, ahead: readonly { freeMinutes: Minutes; lostMinutes: Minutes }[]): Minutes => {
  let least = freeMinutes
  let lost = 0
  for (const moment of ahead) {
    lost += moment.lostMinutes
    least = Math.min(least, moment.freeMinutes + lost)
  }
  return least
}

/** What is left at the end of a window and not brought into the next. */
const lossAtTurn = (page: WindowPage, next: WindowPage | null): { on: CivilDay; lostMinutes: Minutes } => ({
  on: plusDays(page.period.untilOn, 1),
  lostMinutes: Math.max(0, totalOf(page.left) - Math.max(0, next === null ? 0 : totalOf(next.brought.holding))),
})

/** When the first part of what is left is lost: by date, or because the employment (or the post) ends. */
const lapseOf = (
  losses: readonly { on: CivilDay; lostMinutes: Minutes }[],
  availableMinutes: Minutes,
  { on, employedUntilOn }: { on: CivilDay; employedUntilOn: CivilDay | null },
): Pick<Balance, 'lapsesOn' | 'lapsingMinutes'> => {
  if (availableMinutes <= 0) return { lapsesOn: null, lapsingMinutes: 0 }
  const first = losses.find((loss) => loss.lostMinutes > 0)
  const lastOn = first === undefined ? null : plusDays(first.on, -1)
  if (employedUntilOn !== null && on <= employedUntilOn && (lastOn === null || employedUntilOn <= lastOn)) {
    return { lapsesOn: employedUntilOn, lapsingMinutes: availableMinutes }
  }
  return { lapsesOn: lastOn, lapsingMinutes: Math.min(first?.lostMinutes ?? 0, availableMinutes) }
}

/**
 * The lines that write down what was computed for every window that ended before a day: its grant, what lapsed in it, and at
 * its turn what expired and what was carried. What is in the ledger already is left out, so that it can be repeated. At a
 * turn everything left expires and what is carried comes back, so the plain sum of a closed account's lines is right too.
 */
export const closingEntries = (book: AccountBook, accountId: string, on: CivilDay): readonly NewEntry[] => {
  const pages = pagesOf(book)
  const { facts, pot } = book
  const written = new Set(book.entries.map((entry) => entry.onceKey))
  const lines: NewEntry[] = []
  const line = (kind: 'grant' | 'carry' | 'expire', effectiveOn: CivilDay, minutes: Minutes) => {
    const onceKey = onceKeyOf(kind, effectiveOn)
    if (written.has(onceKey)) return
    const fixed = { bookingId: null, closesEntryId: null, reason: 'leave_year_closed' }
    lines.push({ accountId, kind, minutes, effectiveOn, onceKey, ...fixed })
  }
  for (let page = pages.at(windowOf(pot, facts, pages.firstOn)); page.period.untilOn < on; page = pages.after(page)) {
    line('grant', page.period.fromOn, page.grantMinutes)
    for (const lapse of page.lapses) line('expire', lapse.on, 0 - lapse.minutes)
    const next = pages.after(page)
    line('expire', next.period.fromOn, 0 - totalOf(page.left))
    if (pot.unused.kind === 'carry') line('carry', next.period.fromOn, totalOf(next.brought.holding))
  }
  return lines
}

/** The windows of an account, each added up when it is first needed and only as far back as it depends on others. */
interface Pages {
  /** A day in the first window that has anything in it. */
  readonly firstOn: CivilDay
  at(window: Period): WindowPage
  after(page: WindowPage): WindowPage
}

const pagesOf = (book: AccountBook): Pages => {
  const { entries, facts, pot } = book
  const sorted = entries.toSorted((a, b) =>
    a.effectiveOn < b.effectiveOn ? -1 : a.effectiveOn > b.effectiveOn ? 1 : 0,
  )
  const kinds = new Map(entries.map((entry) => [entry.id, entry.kind]))
  const firstOn = firstDayOf(book, sorted[0]?.effectiveOn)
  const known = new Map<CivilDay, WindowPage>()
  const lotsOutliveWindows =
    pot.unused.kind === 'carry' && (pot.unused.lapsesAfterMonths ?? 0) > (pot.window.kind === 'month' ? 1 : 12)

  const broughtInto = ({ fromOn }: Period): Brought => {
    const carry = sorted.find((entry) => entry.kind === 'carry' && entry.effectiveOn === fromOn)
    const { unused } = pot
    const computed =
      unused.kind === 'lapse' || fromOn <= firstOn || (carry !== undefined && !lotsOutliveWindows)
        ? nothingBrought
        : broughtOn(before(fromOn).left, unused, fromOn)
    return carry === undefined ? computed : broughtAs(carry.minutes, { computed, unused, fromOn })
  }
  const before = (fromOn: CivilDay): WindowPage => at(windowOf(pot, facts, plusDays(fromOn, -1)))
  const at = (period: Period): WindowPage => {
    const page = known.get(period.fromOn)
    if (page !== undefined) return page
    const made = pageOf({
      period,
      brought: broughtInto(period),
      grantedMinutes: entitlementOf(book, period.fromOn).minutes,
      entries: sorted.filter((entry) => period.fromOn <= entry.effectiveOn && entry.effectiveOn <= period.untilOn),
      closedKind: (entry) => (entry.closesEntryId === null ? undefined : kinds.get(entry.closesEntryId)),
    })
    known.set(period.fromOn, made)
    return made
  }
  return { firstOn, at, after: (page) => at(windowOf(pot, facts, plusDays(page.period.untilOn, 1))) }
}

/** The earlier of the first line and the first day of employment, but no window from before leave was kept here. */
const firstDayOf = (claim: Claim, firstEntryOn: CivilDay | undefined): CivilDay => {
  const { startedOn, keptFromOn } = claim.facts
  const employedOn = employmentOf(claim)?.fromOn ?? startedOn
  const firstOn = firstEntryOn !== undefined && firstEntryOn < employedOn ? firstEntryOn : employedOn
  return keptFromOn !== undefined && keptFromOn > firstOn ? keptFromOn : firstOn
}
