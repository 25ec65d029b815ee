// One attended booking as impact counts it, and which of several records of it counts. Pure. Holds the employer's and the
// body's hour alike: both summaries are made from these rows and from no others.
import type { CivilDay, Minutes, Period } from '../kernel/index.ts'

/** Who says that the hour was given: the person alone, the host, both alike, or both differently. */
export type Evidence = 'claimed' | 'host_confirmed' | 'two_sided' | 'disputed'

/** An attendance with what its booking says of where, for whom and for what. */
export interface AttendedRow {
  readonly attendanceId: string
  readonly bookingId: string
  readonly personId: string
  readonly employerId: string
  readonly employerName: string
  readonly bodyId: string | null
  readonly bodyName: string | null
  readonly groupId: string | null
  readonly groupName: string | null
  /** Register ids of the host, `GB-CHC-1234567`; of an own activity the one the person gave. */
  readonly orgIds: readonly string[]
  readonly placementId: string | null
  readonly needId: string | null
  readonly kind: 'placement' | 'own_activity'
  /** In the order they were named; an hour is counted under the first one only. */
  readonly causes: readonly string[]
  readonly areaCode: string | null
  /** The placement asks for skills, or answers to a need. */
  readonly skilled: boolean
  /** The civil day on which the activity began, in its own zone. */
  readonly on: CivilDay
  readonly minutes: Minutes
  /** Minutes of it within scheduled time, so paid for by the employer. */
  readonly paidMinutes: Minutes
  readonly evidence: Evidence
}

/**
 * One row per booking: the attendance recorded last. An earlier one was corrected by it and counts nowhere. Ids tell the
 * order, because they are made in real time, while the clocks of an employer and a body may have been moved.
 */
export const latestOnly = (rows: readonly AttendedRow[]): AttendedRow[] => {
  const latest = new Map<string, AttendedRow>()
  for (const row of rows) {
    const other = latest.get(row.bookingId)
    if (other === undefined || row.attendanceId > other.attendanceId) latest.set(row.bookingId, row)
  }
  return [...latest.values()]
}

/** Whether an activity falls into a period, by the civil day on which it began. */
export const isWithin = (row: Pick<AttendedRow, 'on'>, period: Period): boolean =>
  row.on >= period.fromOn && row.on <= period.untilOn

/** Whether a row's time goes into totals: it was attended, and nobody disputes it. */
export const isCounted = (row: AttendedRow): boolean => row.minutes > 0 && row.evidence !== 'disputed'
