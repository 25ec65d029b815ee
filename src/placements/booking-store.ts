// The SQL of bookings, what they release of which post, own activities and attendance.
import type { Reader, Tables, Unit } from '../database/index.ts'
import type { Instant } from '../kernel/index.ts'
import type { AttendanceRecord, BookingRecord, LeavePieceRow, OwnActivity } from './booking-rows.ts'
import { activeStates, type BookingState, heldStates, pendingStates } from './states.ts'

const recordOf = (row: Tables['booking']): BookingRecord => ({ ...row, state: row.state as BookingState })

/** A booking, or null. */
export const findBooking = async (reader: Reader, id: string): Promise<BookingRecord | null> => {
  const row = await reader.db.selectFrom('booking').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : recordOf(row)
}

/** What a person has in their diary from an instant on: bookings that are pending, confirmed or attended. */
export const diaryOf = async (reader: Reader, personId: string, from: Instant): Promise<BookingRecord[]> => {
  const rows = await reader.db
    .selectFrom('booking')
    .selectAll()
    .where('personId', '=', personId)
    .where('endsAt', '>', from)
    .where('state', 'in', [...heldStates])
    .orderBy('startsAt')
    .orderBy('id')
    .execute()
  return rows.map(recordOf)
}

/** All bookings of a person, newest request first. */
export const bookingsOf = async (reader: Reader, personId: string): Promise<BookingRecord[]> => {
  const rows = await reader.db
    .selectFrom('booking')
    .selectAll()
    .where('personId', '=', personId)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(recordOf)
}

/** Whose bookings a list shows. */
export type BookingScope =
  | { readonly personIds: readonly string[] }
  | { readonly employerId: string }
  | { readonly bodyId: string }
  | { readonly approverPersonId: string }

/** A page of bookings, ordered by id after a key. */
export const listBookings = async (
  reader: Reader,
  query: { scope: BookingScope; states: readonly string[] | null; after: string | null; limit: number },
): Promise<BookingRecord[]> => {
  const { scope } = query
  const rows = await reader.db
    .selectFrom('booking')
    .selectAll()
    .$if('personIds' in scope, (select) => select.where('personId', 'in', 'personIds' in scope ? scope.personIds : []))
    .$if('employerId' in scope, (select) =>
      select.where('employerId', '=', 'employerId' in scope ? scope.employerId : ''),
    )
    .$if('bodyId' in scope, (select) => select.where('bodyId', '=', 'bodyId' in scope ? scope.bodyId : ''))
    .$if('approverPersonId' in scope, (select) =>
      select.where('approverPersonId', '=', 'approverPersonId' in scope ? scope.approverPersonId : ''),
    )
    .$if(query.states !== null, (select) => select.where('state', 'in', query.states ?? []))
    .$if(query.after !== null, (select) => select.where('id', '>', query.after ?? ''))
    .orderBy('id')
    .limit(query.limit)
    .execute()
  return rows.map(recordOf)
}

/** Active bookings that hold a seat of a session, booked or offered: whom it concerns when the session is called off. */
export const bookingsOfSession = async (reader: Reader, sessionId: string): Promise<BookingRecord[]> => {
  const rows = await reader.db
    .selectFrom('booking')
    .selectAll()
    .where((either) => either.or([either('sessionId', '=', sessionId), either('offeredSessionId', '=', sessionId)]))
    .where('state', 'in', [...activeStates])
    .orderBy('id')
    .execute()
  return rows.map(recordOf)
}

/**
 * Pending bookings past their deadline that hold a seat of a session or minutes of a person; at most `limit`, so that one
 * caller never has to clear another's backlog alone.
 */
export const overdueHolds = async (
  reader: Reader,
  where: { sessionId: string | null; personId: string; now: Instant; limit: number },
): Promise<BookingRecord[]> => {
  const rows = await reader.db
    .selectFrom('booking')
    .selectAll()
    .where('state', 'in', [...pendingStates])
    .where('holdUntilAt', '<=', where.now)
    .where((or) =>
      or.or([
        or('personId', '=', where.personId),
        ...(where.sessionId === null
          ? []
          : [or('sessionId', '=', where.sessionId), or('offeredSessionId', '=', where.sessionId)]),
      ]),
    )
    .orderBy('id')
    .limit(where.limit)
    .execute()
  return rows.map(recordOf)
}

/** Pending or waiting bookings whose deadline has passed, of employers whose clock has this shift: their ids. */
export const overdueBookingIds = async (
  reader: Reader,
  query: { now: Instant; shiftMillis: number; limit: number },
): Promise<string[]> => {
  const rows = await reader.db
    .selectFrom('booking')
    .innerJoin('tenant', 'tenant.id', 'booking.employerId')
    .select('booking.id')
    .where('booking.state', 'in', [...pendingStates, 'waitlisted'])
    .where('booking.holdUntilAt', '<=', query.now)
    .where('tenant.clockShiftMillis', '=', query.shiftMillis)
    .orderBy('booking.id')
    .limit(query.limit)
    .execute()
  return rows.map((row) => row.id)
}

/** The clock shifts that employers have: only 0 outside of sandboxes. */
export const clockShifts = async (reader: Reader): Promise<number[]> => {
  const rows = await reader.db
    .selectFrom('tenant')
    .select('clockShiftMillis')
    .distinct()
    .where('kind', '=', 'employer')
    .execute()
  return rows.map((row) => row.clockShiftMillis)
}

/** The longest-waiting person of a session's waiting list, or null. */
export const firstWaiting = async (reader: Reader, sessionId: string): Promise<BookingRecord | null> => {
  const row = await reader.db
    .selectFrom('booking')
    .selectAll()
    .where('sessionId', '=', sessionId)
    .where('state', '=', 'waitlisted')
    .orderBy('requestedAt')
    .orderBy('id')
    .executeTakeFirst()
  return row === undefined ? null : recordOf(row)
}

/** Adds a booking and what it releases. */
export const insertBooking = async (
  unit: Unit,
  booking: BookingRecord,
  pieces: readonly LeavePieceRow[],
): Promise<void> => {
  await unit.db.insertInto('booking').values(booking).execute()
  await insertPieces(unit, booking.id, pieces)
}

const insertPieces = async (unit: Unit, bookingId: string, pieces: readonly LeavePieceRow[]): Promise<void> => {
  if (pieces.length === 0) return
  await unit.db
    .insertInto('bookingPost')
    .values(pieces.map((piece) => ({ bookingId, ...piece })))
    .execute()
}

/** Replaces what a booking releases, when it moves to another session. */
export const replacePieces = async (unit: Unit, bookingId: string, pieces: readonly LeavePieceRow[]): Promise<void> => {
  await unit.db.deleteFrom('bookingPost').where('bookingId', '=', bookingId).execute()
  await insertPieces(unit, bookingId, pieces)
}

/** What bookings release of which post on which day, in order, by booking. */
export const piecesOf = async (
  reader: Reader,
  bookingIds: readonly string[],
): Promise<Map<string, LeavePieceRow[]>> => {
  const rows = await reader.db
    .selectFrom('bookingPost')
    .selectAll()
    .where('bookingId', 'in', bookingIds)
    .orderBy('onDay')
    .orderBy('postId')
    .execute()
  const pieces = new Map<string, LeavePieceRow[]>()
  for (const { bookingId, ...piece } of rows) pieces.set(bookingId, [...(pieces.get(bookingId) ?? []), piece])
  return pieces
}

/** Writes a booking that was locked, and so has its new version already. */
export const updateBooking = async (unit: Unit, booking: BookingRecord): Promise<void> => {
  const { id, version: _version, ...columns } = booking
  await unit.db.updateTable('booking').set(columns).where('id', '=', id).execute()
}

/** Adds an own activity. */
export const insertOwnActivity = async (unit: Unit, activity: OwnActivity): Promise<void> => {
  await unit.db
    .insertInto('ownActivity')
    .values({ ...activity, causes: JSON.stringify(activity.causes) })
    .execute()
}

const activityOf = (row: Tables['ownActivity']): OwnActivity => ({ ...row, causes: JSON.parse(row.causes) })

/** Own activities by their ids. */
export const ownActivitiesById = async (reader: Reader, ids: readonly string[]): Promise<Map<string, OwnActivity>> => {
  const rows = await reader.db.selectFrom('ownActivity').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, activityOf(row)]))
}

/** An own activity, or null. */
export const findOwnActivity = async (reader: Reader, id: string): Promise<OwnActivity | null> =>
  (await ownActivitiesById(reader, [id])).get(id) ?? null

/** Everything recorded about who came, oldest first; the last one counts. */
export const attendanceOf = (reader: Reader, bookingId: string): Promise<AttendanceRecord[]> =>
  reader.db.selectFrom('attendance').selectAll().where('bookingId', '=', bookingId).orderBy('id').execute()

/** Adds a record of attendance. */
export const insertAttendance = async (unit: Unit, attendance: AttendanceRecord): Promise<void> => {
  await unit.db.insertInto('attendance').values(attendance).execute()
}

/** Removes verdicts whose time is over and that no booking names any more; answers how many. */
export const purgeVerdicts = async (unit: Unit, now: Instant): Promise<number> => {
  const removed = await unit.db
    .deleteFrom('verdict')
    .where('keepUntilAt', '<', now)
    .where('id', 'not in', unit.db.selectFrom('booking').select('verdictId'))
    .executeTakeFirst()
  return Number(removed.numDeletedRows)
}
