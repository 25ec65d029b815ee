// Lines of the leave ledger and how a booking writes them: reserve, release, take. Pure. Nothing is ever changed or removed: a
// line is undone by its exact inverse, which names it, and no line can be undone twice.
import { assertThat, assertWhole, type CivilDay, type Instant, type Minutes } from '../kernel/index.ts'
import type { Taking } from '../policy/index.ts'

/** One pot of one person (or of one of their posts); never one per year. */
export interface Account {
  readonly id: string
  readonly personId: string
  readonly pot: string
  /** The post for a pot held per post, otherwise the person. */
  readonly scopeId: string
}

/** A line of the ledger. */
export interface LeaveEntry {
  readonly id: string
  readonly accountId: string
  readonly kind: 'grant' | 'carry' | 'reserve' | 'take' | 'release' | 'expire' | 'adjust'
  /** Signed: what it adds to what is available. */
  readonly minutes: Minutes
  /** The civil day of the leave, or the day from which a grant, carry, expiry or adjustment counts. */
  readonly effectiveOn: CivilDay
  readonly bookingId: string | null
  readonly closesEntryId: string | null
  /** What there may be only one of per account. */
  readonly onceKey: string
  readonly reason: string
  readonly actor: string
  readonly createdAt: Instant
}

/** A line before it is written; without a `onceKey` its own id becomes it. */
export type NewEntry = Omit<LeaveEntry, 'id' | 'onceKey' | 'actor' | 'createdAt'> & { readonly onceKey: string | null }

/** Minutes of one account on one civil day. */
export interface AccountDay {
  readonly accountId: string
  readonly on: CivilDay
  readonly minutes: Minutes
}

/** The key of a grant, carry or expiry: one of each per account and day. */
export const onceKeyOf = (kind: 'grant' | 'carry' | 'expire', on: CivilDay): string => `${kind}:${on}`

/** The lines that hold leave for a booking until it is taken or released: one per account and day. */
export const reservations = (
  takings: readonly Taking[],
  accounts: readonly Account[],
  bookingId: string,
): readonly NewEntry[] => {
  const days = takings.map(({ pot, scopeId, on, minutes }) => {
    const account = accounts.find((one) => one.pot === pot && one.scopeId === scopeId)
    assertThat(account, `no account is open for the pot ${pot} and the scope ${scopeId}`)
    return { accountId: account.id, on, minutes }
  })
  return summed(days).map((day) => usage('reserve', day, bookingId))
}

/** The exact inverse of every reservation and every leave taken that is still open for a booking. */
export const releases = (entries: readonly LeaveEntry[], bookingId: string): readonly NewEntry[] =>
  openOf(entries, bookingId).map((entry) => ({
    accountId: entry.accountId,
    kind: 'release',
    minutes: -entry.minutes,
    effectiveOn: entry.effectiveOn,
    bookingId,
    closesEntryId: entry.id,
    onceKey: `close:${entry.id}`,
    reason: entry.kind === 'reserve' ? 'reservation_closed' : 'taking_corrected',
  }))

/**
 * The lines that turn a booking's reservations into leave taken: each open one is closed, and what was really taken is
 * written beside it. Also corrects what was written as taken before.
 */
export const takings = (
  entries: readonly LeaveEntry[],
  bookingId: string,
  minutesByAccountDay: readonly AccountDay[],
): readonly NewEntry[] => [
  ...releases(entries, bookingId),
  ...summed(minutesByAccountDay).map((day) => usage('take', day, bookingId)),
]

/** The reservations and takings of a booking that nothing has closed yet. */
const openOf = (entries: readonly LeaveEntry[], bookingId: string): readonly LeaveEntry[] => {
  const closed = new Set(entries.map((entry) => entry.closesEntryId))
  return entries.filter(
    (entry) =>
      entry.bookingId === bookingId && (entry.kind === 'reserve' || entry.kind === 'take') && !closed.has(entry.id),
  )
}

const usage = (kind: 'reserve' | 'take', day: AccountDay, bookingId: string): NewEntry => ({
  accountId: day.accountId,
  kind,
  minutes: -day.minutes,
  effectiveOn: day.on,
  bookingId,
  closesEntryId: null,
  onceKey: null,
  reason: 'booking',
})

/** One line per account and day, in the order of account and day; days without minutes have none. */
const summed = (days: readonly AccountDay[]): readonly AccountDay[] => {
  const sums = new Map<string, AccountDay>()
  for (const { accountId, on, minutes } of days) {
    assertThat(assertWhole(minutes, 'minutes of leave') >= 0, 'minutes of leave are never negative')
    const key = `${accountId} ${on}`
    sums.set(key, { accountId, on, minutes: minutes + (sums.get(key)?.minutes ?? 0) })
  }
  return [...sums]
    .filter(([, day]) => day.minutes > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, day]) => day)
}
