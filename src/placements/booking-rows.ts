// The shapes of bookings and what belongs to them. Pure types.
import type { Tables } from '../database/index.ts'
import type { CivilDay, Instant, Minutes, Zone } from '../kernel/index.ts'
import type { BookingState } from './states.ts'

/** One person on a session or an own activity. */
export type BookingRecord = Readonly<Omit<Tables['booking'], 'state'> & { state: BookingState }>

/** Minutes of one post's time on one day that a booking releases. */
export interface LeavePieceRow {
  readonly postId: string
  readonly onDay: CivilDay
  readonly minutes: Minutes
}

/** Something a person found themselves. Its texts can be erased. */
export interface OwnActivity {
  readonly id: string
  readonly employerId: string
  readonly personId: string
  readonly title: string | null
  readonly hostName: string | null
  readonly hostOrgId: string | null
  readonly hostEmail: string | null
  readonly causes: readonly string[]
  readonly startsAt: Instant
  readonly endsAt: Instant
  readonly zone: Zone
}

/** Who said how long somebody was there. */
export type AttendanceRecord = Readonly<Tables['attendance']>
