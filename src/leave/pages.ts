// The windows of one account in a row: each is added up once, when it is first needed, and only as far back as it depends on
// the windows before it. Pure.
import { type CivilDay, type Period, plusDays } from '../kernel/index.ts'
import { type Brought, broughtAs, broughtOn, nothingBrought } from './carried.ts'
import { type Claim, employmentOf, entitlementOf, windowOf } from './entitlement.ts'
import type { LeaveEntry } from './ledger.ts'
import { pageOf, type WindowPage } from './window-page.ts'

/** Everything one account's balances are computed from. */
export interface AccountBook extends Claim {
  readonly entries: readonly LeaveEntry[]
}

/** The windows of an account, each added up when it is first needed and only as far back as it depends on others. */
export interface Pages {
  /** A day in the first window that has anything in it. */
  readonly firstOn: CivilDay
  at(window: Period): WindowPage
  after(page: WindowPage): WindowPage
}

/** Opens the windows of an account; its lines are sorted once. */
export const pagesOf = (book: AccountBook): Pages => {
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
