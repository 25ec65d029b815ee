// Lapses what nobody touched: holds and waiting wishes whose deadline has passed. Correctness never waits for this (whoever
// next touches the session or the pot lapses them); it is here so that people hear of it.
import type { Unit } from '../database/index.ts'
import { instantFromMillis } from '../kernel/index.ts'
import { clockShifts, findBooking, overdueBookingIds } from './booking-store.ts'
import { lapseOverdue, lockAround } from './holds.ts'

/** Bookings lapsed in one go: a bound on the unit. */
const sweepAtMost = 50

/** Lapses overdue bookings of every employer by that employer's clock, and answers how many it looked at. */
export const lapseEverywhere = async (unit: Unit): Promise<number> => {
  let seen = 0
  for (const shiftMillis of await clockShifts(unit)) {
    const now = instantFromMillis(Date.now() + shiftMillis)
    const ids = await overdueBookingIds(unit, { now, shiftMillis, limit: sweepAtMost })
    const found = await Promise.all(ids.map((id) => findBooking(unit, id)))
    const bookings = found.filter((booking) => booking !== null)
    await lockAround(unit, { personIds: bookings.map((booking) => booking.personId), bookingIds: ids })
    await lapseOverdue(unit, bookings, now)
    seen += bookings.length
  }
  return seen
}
