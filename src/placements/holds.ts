// What a booking holds: minutes of leave, a seat (two while another session is offered), a place in the body's week. Held
// together, given back together. All of it runs inside the caller's unit, after the locks.
import { releaseCapacity } from '../brokerage/index.ts'
import type { Unit } from '../database/index.ts'
import { civilDayAt, type Instant, mondayOf } from '../kernel/index.ts'
import { accountsOf, appendEntries, entriesOf, releases } from '../leave/index.ts'
import type { BookingRecord } from './booking-rows.ts'
import { findBooking, overdueHolds, updateBooking } from './booking-store.ts'
import { tell } from './events.ts'
import { findSession, releaseSeat } from './placement-store.ts'
import { pendingStates } from './states.ts'

/** Who an entry, an audit note or an event names as its maker when time did it. */
export const theClock = { reference: 'system:clock', onBehalfOf: null, requestId: 'clock' } as const

/** Who does something, as ledgers and audit name them. */
export interface Doer {
  readonly reference: string
  readonly onBehalfOf: string | null
  readonly requestId: string
}

/** Lapsed holds that one caller clears on the way: a bound on other people's work. */
const overdueAtMost = 20

/**
 * Locks everything that a change to some people's bookings may touch, in the one order all units use: persons by id, then
 * their pot accounts by id, then bookings by id. Sessions and capacity follow, as the last writes. `open` makes accounts that
 * are still missing; it runs once the persons are locked, so that two first bookings of one person never make them twice.
 */
export const lockAround = async (
  unit: Unit,
  around: { personIds: readonly string[]; bookingIds: readonly string[]; open?: () => Promise<unknown> },
): Promise<void> => {
  const personIds = [...new Set(around.personIds)].sort()
  for (const id of personIds) await unit.lock('person', id)
  await around.open?.()
  const accounts: string[] = []
  for (const personId of personIds) accounts.push(...(await accountsOf(unit, personId)).map((account) => account.id))
  for (const id of accounts.sort()) await unit.lock('potAccount', id)
  for (const id of [...new Set(around.bookingIds)].sort()) await unit.lock('booking', id)
}

/** Pending bookings past their deadline in the way of a session or of a person. A plain read: locked and read again later. */
export const holdsInTheWay = (
  unit: Unit,
  where: { sessionId: string | null; personId: string; now: Instant },
): Promise<BookingRecord[]> => overdueHolds(unit, { ...where, limit: overdueAtMost })

/** Lapses those of the bookings that, now that they are locked, are still pending and overdue. */
export const lapseOverdue = async (unit: Unit, bookings: readonly BookingRecord[], now: Instant): Promise<void> => {
  for (const { id } of bookings) {
    const booking = await findBooking(unit, id)
    if (booking !== null && isOverdue(booking, now))
      await endBooking(unit, booking, { state: 'lapsed', doer: theClock, now })
  }
}

/** Whether a booking waits for somebody whose time to answer has run out. */
export const isOverdue = (booking: BookingRecord, now: Instant): boolean =>
  (pendingStates.includes(booking.state) || booking.state === 'waitlisted') &&
  booking.holdUntilAt !== null &&
  booking.holdUntilAt <= now

/** Ends a locked booking: gives back all it holds, in the order leave, capacity, seats, and tells so. */
export const endBooking = async (
  unit: Unit,
  booking: BookingRecord,
  end: { state: 'declined' | 'withdrawn' | 'cancelled' | 'lapsed'; doer: Doer; now: Instant; reason?: string },
): Promise<BookingRecord> => {
  await releaseLeave(unit, booking, end)
  if (booking.state !== 'waitlisted') await releasePlace(unit, booking)
  const ended: BookingRecord = {
    ...booking,
    state: end.state,
    holdUntilAt: null,
    approverPersonId: null,
    offeredSessionId: null,
    invitationSequence: booking.invitationSequence + 1,
    updatedAt: end.now,
  }
  await updateBooking(unit, ended)
  await tell(unit, {
    type: `booking.${end.state}`,
    booking: ended,
    previousState: booking.state,
    doer: end.doer,
    now: end.now,
    ...(end.reason === undefined ? {} : { reason: end.reason }),
  })
  return ended
}

/** Writes the exact inverse of every minute a booking still holds or has taken. */
const releaseLeave = async (unit: Unit, booking: BookingRecord, by: { doer: Doer; now: Instant }): Promise<void> => {
  const accounts = await accountsOf(unit, booking.personId)
  const entries = await entriesOf(
    unit,
    accounts.map((account) => account.id),
  )
  await appendEntries(unit, releases(entries, booking.id), { actor: by.doer.reference, now: by.now })
}

/** Gives back the seats and the place in the body's week. */
const releasePlace = async (unit: Unit, booking: BookingRecord): Promise<void> => {
  // An accepted offer leaves the same session in both places, and one seat.
  const sessionIds = new Set([booking.sessionId, booking.offeredSessionId].filter((id) => id !== null).sort())
  for (const sessionId of sessionIds) {
    await releaseWeek(unit, sessionId)
    await releaseSeat(unit, sessionId)
  }
}

/** Gives back one place in the week of a session. */
export const releaseWeek = async (unit: Unit, sessionId: string): Promise<void> => {
  const session = await findSession(unit, sessionId)
  if (session === null) throw new Error(`bug: session ${sessionId} is gone`)
  await releaseCapacity(unit, {
    bodyId: session.bodyId,
    weekOn: mondayOf(civilDayAt(session.startsAt, session.zone)),
    heads: 1,
  })
}
