// Who came, for how long, and who says so. The last record counts; a correction gives back what was taken and takes anew.
import type { Unit } from '../database/index.ts'
import { type Answer, Fault } from '../http/index.ts'
import { assertThat, minutesBetween, newId } from '../kernel/index.ts'
import { accountsOf, appendEntries, entriesOf, takings } from '../leave/index.ts'
import { findVerdict, type Taking } from '../policy/index.ts'
import { conflictAnswer, reasonOf } from './answers.ts'
import type { AttendanceRecord, BookingRecord } from './booking-rows.ts'
import { attendanceOf, insertAttendance } from './booking-store.ts'
import { doerOf } from './commands.ts'
import { type BookingChange, move, openBooking, stateConflict } from './decisions.ts'
import { decideBooking } from './states.ts'

/** Whose word a record is. */
type Side = 'person' | 'host'

/** What both sides have said so far, in minutes. */
interface Claims {
  readonly person: number | null
  readonly host: number | null
}

/**
 * Grade of evidence behind an hour: one side's claim, the host's word, both the same, or both and different. HR speaks for
 * the host where there is none.
 */
const evidenceOf = ({ person, host }: Claims): AttendanceRecord['evidence'] => {
  if (host === null) return 'claimed'
  if (person === null) return 'host_confirmed'
  return person === host ? 'two_sided' : 'disputed'
}

/**
 * Records how long somebody attended: by the body (or HR), or as the person's own claim. Leave is taken for the attended part
 * of the scheduled time, from its beginning; a missed day takes none. Recording again corrects.
 */
export const recordAttendance = async (unit: Unit, change: BookingChange & { minutes: number }): Promise<Answer> => {
  const opened = await openBooking(unit, change)
  if ('lapsed' in opened) return opened.lapsed
  const { booking, stands } = opened
  const side: Side | null = stands.has('broker') || stands.has('hr') ? 'host' : stands.has('self') ? 'person' : null
  if (side === null) throw new Fault('forbidden', 'attendance is recorded by the body, by HR or by the person')
  const plannedMinutes = minutesBetween(booking.startsAt, booking.endsAt)
  const next = decideBooking(booking.state, 'record', {
    needsApproval: false,
    needsConfirmation: false,
    plannedMinutes,
    attendedMinutes: change.minutes,
  })
  if (next === null) return stateConflict(booking, change)
  const { locale } = change.actor
  if (change.now < booking.startsAt)
    return conflictAnswer([reasonOf('not_begun', locale, { startsAt: booking.startsAt })])
  if (change.minutes > plannedMinutes)
    return conflictAnswer([reasonOf('attendance_too_long', locale, { minutes: change.minutes, plannedMinutes })])
  const attendance = await attendanceFor(unit, { booking, side, change })
  await takeLeave(unit, booking, { minutes: attendance.paidMinutes, change })
  await insertAttendance(unit, attendance)
  return move(
    unit,
    { ...booking, state: next },
    { change, booking, type: 'attendance.confirmed', more: detailOf(attendance, next) },
  )
}

const detailOf = (attendance: AttendanceRecord, outcome: string): Readonly<Record<string, unknown>> => ({
  attendanceId: attendance.id,
  minutes: attendance.minutes,
  paidMinutes: attendance.paidMinutes,
  evidence: attendance.evidence,
  outcome,
})

/** The record to add: a person's claim never overrides what the host has said. */
const attendanceFor = async (
  unit: Unit,
  { booking, side, change }: { booking: BookingRecord; side: Side; change: BookingChange & { minutes: number } },
): Promise<AttendanceRecord> => {
  const earlier = await attendanceOf(unit, booking.id)
  const said = (by: Side): number | null => {
    if (by === side) return change.minutes
    const own = earlier.filter((record) => (record.recordedBy === `person:${booking.personId}`) === (by === 'person'))
    return own.at(-1)?.minutes ?? null
  }
  const claims = { person: said('person'), host: said('host') }
  const minutes = claims.host ?? change.minutes
  return {
    id: newId(),
    bookingId: booking.id,
    minutes,
    paidMinutes: Math.min(minutes, booking.leaveMinutes),
    evidence: evidenceOf(claims),
    // A registered client that speaks for the person speaks as the person.
    recordedBy: side === 'person' ? `person:${booking.personId}` : doerOf(change.actor, change.requestId).reference,
    recordedAt: change.now,
  }
}

const takeLeave = async (
  unit: Unit,
  booking: BookingRecord,
  { minutes, change }: { minutes: number; change: BookingChange },
): Promise<void> => {
  const kept = await findVerdict(unit, booking.verdictId)
  assertThat(kept !== null, 'a booking has lost its verdict')
  const accounts = await accountsOf(unit, booking.personId)
  const entries = await entriesOf(
    unit,
    accounts.map((account) => account.id),
  )
  const days = firstMinutes(kept.verdict.takings, minutes).map(({ pot, scopeId, on, minutes }) => {
    const account = accounts.find((one) => one.pot === pot && one.scopeId === scopeId)
    assertThat(account !== undefined, 'a booking draws on an account that is not open')
    return { accountId: account.id, on, minutes }
  })
  const by = { actor: doerOf(change.actor, change.requestId).reference, now: change.now }
  await appendEntries(unit, takings(entries, booking.id, days), by)
}

/** The planned takings cut to their first minutes in order of day: leaving early gives back the end. */
const firstMinutes = (planned: readonly Taking[], minutes: number): Taking[] => {
  let left = minutes
  return planned
    .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
    .map((taking) => {
      const taken = Math.min(left, taking.minutes)
      left -= taken
      return { ...taking, minutes: taken }
    })
}
