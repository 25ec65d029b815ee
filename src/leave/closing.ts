// Closing windows: writing down what was computed for them, so that nothing corrected later changes it. Pure.
import type { CivilDay, Minutes } from '../kernel/index.ts'
import { totalOf } from './carried.ts'
import { windowOf } from './entitlement.ts'
import { type NewEntry, onceKeyOf } from './ledger.ts'
import { type AccountBook, pagesOf } from './pages.ts'

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
