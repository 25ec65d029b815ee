// The face of placements: offers, sessions, bookings, attendance, matching, the person's front page.
import type { FastifyInstance } from 'fastify'
import type { Surroundings } from '../http/index.ts'
import { bookingRoutes } from './booking-routes.ts'
import { placementRoutes } from './placement-routes.ts'
import { verdictRoutes } from './verdict-routes.ts'

export { recordAttendance } from './attendance.ts'
export type { AttendanceRecord, BookingRecord, OwnActivity } from './booking-rows.ts'
export { attendanceOf, bookingsOf, findBooking, findOwnActivity, purgeVerdicts } from './booking-store.ts'
export {
  approveBooking,
  type BookingChange,
  confirmBooking,
  declineBooking,
  dropOut,
  withdrawBooking,
} from './decisions.ts'
export { acceptOffer, offerOtherSession } from './offers.ts'
export { findPlacement, findSession, type Placement, type Session, sessionsOf } from './placement-store.ts'
export { requestBooking } from './requests.ts'
export { cancelReasons, declineReasons } from './schemas.ts'
export type { BookingState } from './states.ts'
export { lapseEverywhere } from './sweep.ts'
export { type Today, todayOf } from './today.ts'
export { waitingListConsumer } from './waiting-list.ts'

/** Registers every operation of this feature. */
export const placementsRoutes = (app: FastifyInstance, around: Surroundings): void => {
  placementRoutes(app, around)
  bookingRoutes(app, around)
  verdictRoutes(app, around)
}
