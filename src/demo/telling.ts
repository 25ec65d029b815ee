// How days, times, verdicts and balances are put into words. Pure.
import { readableMinutes } from '../kernel/index.ts'
import type { BalanceAnswer, VerdictAnswer } from './asking.ts'
import { employer } from './town.ts'

const days = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: employer.zone,
})
const times = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: employer.zone })

/** `Tuesday 23 March 2027`, from a civil day or an instant. */
export const dayText = (when: string): string =>
  days.format(new Date(when.length === 10 ? `${when}T12:00:00Z` : when)).replace(',', '')

/** `09:30 to 16:30` by the clock of the place. */
export const timesText = ({ startsAt, endsAt }: { readonly startsAt: string; readonly endsAt: string }): string =>
  `${times.format(new Date(startsAt))} to ${times.format(new Date(endsAt))}`

const outcomes: Readonly<Record<string, string>> = { passed: 'yes', failed: 'no', not_applicable: 'not asked' }

/** Who has to agree, and by when. */
export const approvalsText = ({ approvals }: VerdictAnswer): string =>
  approvals.map(({ from, withinDays }) => `: the ${from} has to agree within ${withinDays} days`).join(', and then')

/** Every rule of a verdict with its answer. */
export const findingRows = ({ findings }: VerdictAnswer): [string, string][] =>
  findings.map(({ rule, outcome, message }) => [`${(outcomes[outcome] ?? outcome).padEnd(11)}${rule}`, message])

/** A balance before and after, line by line. */
export const potRows = (before: BalanceAnswer, after: BalanceAnswer): [string, string][] => {
  const row = (label: string, of: (balance: BalanceAnswer) => number): [string, string] => [
    label,
    `${readableMinutes(of(before))} -> ${readableMinutes(of(after))}`,
  ]
  return [
    row('granted', (balance) => balance.entitledMinutes),
    row('taken', (balance) => balance.takenMinutes),
    row('held', (balance) => balance.reservedMinutes),
    row('left', (balance) => balance.availableMinutes),
  ]
}
