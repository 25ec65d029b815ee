// What must hold in a database at any quiet moment: seats, holds, verdicts, events and answers have their partners, and none
// is doubled. Answers every breach as a sentence; an empty list is health.
import type { TestDatabase } from './databases.ts'

const count = <Key>(keys: readonly Key[]): Map<Key, number> => {
  const counts = new Map<Key, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

const holding = [
  'awaiting_approval',
  'awaiting_confirmation',
  'counter_offered',
  'confirmed',
  'attended',
  'partly_attended',
]

/** Every breach found. */
export const breaches = async ({ kysely }: TestDatabase): Promise<string[]> => {
  const bookings = await kysely.selectFrom('booking').selectAll().execute()
  const found: string[] = []
  const expect = (ok: boolean, sentence: string): void => {
    if (!ok) found.push(sentence)
  }

  const active = bookings.filter((booking) => holding.includes(booking.state))
  const perSession = count(
    active.flatMap((booking) =>
      [...new Set([booking.sessionId, booking.offeredSessionId])].filter((id) => id !== null),
    ),
  )
  for (const session of await kysely.selectFrom('session').selectAll().execute()) {
    const held = perSession.get(session.id) ?? 0
    expect(
      session.seatsTaken === held,
      `session ${session.id} counts ${session.seatsTaken} seats, but ${held} bookings hold one`,
    )
    expect(session.seatsTaken + session.seatsElsewhere <= session.seats, `session ${session.id} is oversold`)
  }

  const entries = await kysely.selectFrom('leaveEntry').selectAll().execute()
  const closed = new Set(entries.map((entry) => entry.closesEntryId))
  for (const booking of bookings) {
    const own = entries.filter((entry) => entry.bookingId === booking.id)
    const sum = own.reduce((total, entry) => total + entry.minutes, 0)
    const expected = holding.includes(booking.state) && booking.state !== 'waitlisted' ? -booking.leaveMinutes : 0
    expect(sum === expected, `booking ${booking.id} (${booking.state}) holds ${sum} minutes instead of ${expected}`)
    const open = own.filter((entry) => entry.kind === 'reserve' && !closed.has(entry.id))
    const days = count(open.map((entry) => `${entry.accountId} ${entry.effectiveOn}`))
    expect(
      [...days.values()].every((times) => times === 1),
      `booking ${booking.id} reserves a day twice`,
    )
  }
  const bookingIds = new Set(bookings.map((booking) => booking.id))
  for (const entry of entries) {
    expect(entry.bookingId === null || bookingIds.has(entry.bookingId), `entry ${entry.id} belongs to no booking`)
  }

  for (const [one, index] of active.map((booking, at) => [booking, at] as const)) {
    for (const other of active.slice(index + 1)) {
      const clash = one.personId === other.personId && one.startsAt < other.endsAt && other.startsAt < one.endsAt
      expect(!clash, `person ${one.personId} is in two places: ${one.id} and ${other.id}`)
    }
  }

  const audit = await kysely.selectFrom('auditEntry').select(['action', 'subjectId', 'detail']).execute()
  const told = audit.filter((entry) => /^booking\.(requested|promoted)$/.test(entry.action))
  const uses = count([
    ...told.map((entry) => JSON.parse(entry.detail).verdictId as string),
    ...audit.filter((entry) => entry.action === 'booking.refused').map((entry) => entry.subjectId),
  ])
  const verdicts = await kysely.selectFrom('verdict').select('id').execute()
  for (const { id } of verdicts) expect(uses.get(id) === 1, `verdict ${id} belongs to ${uses.get(id) ?? 0} answers`)
  expect(uses.size === verdicts.length, `${uses.size} answers name a verdict, but ${verdicts.length} are kept`)
  for (const booking of bookings) expect(uses.has(booking.verdictId), `booking ${booking.id} has lost its verdict`)

  const events = count(
    (await kysely.selectFrom('outboxEvent').select(['type', 'subjectId']).execute()).map(
      (event) => `${event.type} ${event.subjectId}`,
    ),
  )
  const notes = count(
    audit
      .filter((entry) => /^(booking|attendance)\./.test(entry.action) && entry.action !== 'booking.refused')
      .map((entry) => `${entry.action} ${entry.subjectId}`),
  )
  for (const [name, times] of notes)
    expect(events.get(name) === times, `${name} is in the audit ${times} times, in the outbox ${events.get(name) ?? 0}`)
  for (const booking of bookings) {
    const asked = notes.get(`booking.requested ${booking.id}`) ?? 0
    const offers = notes.get(`booking.counter_offered ${booking.id}`) ?? 0
    expect(asked >= 1 && asked <= 1 + offers, `booking ${booking.id} was told ${asked} times`)
  }
  for (const name of events.keys()) {
    if (name.startsWith('booking.')) expect(bookingIds.has(name.split(' ')[1] ?? ''), `${name}: no such booking`)
  }

  const open = await kysely.selectFrom('requestKey').select('id').where('status', 'is', null).execute()
  expect(open.length === 0, `${open.length} requests have a key and no answer`)
  return found
}
