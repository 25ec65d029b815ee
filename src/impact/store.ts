// All SQL of impact: attended rows of an employer or a body, how many people there were, needs left open, hourly values.
// Reads what earlier features hold and writes nothing but hourly values.
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Reader, Tables, Unit } from '../database/index.ts'
import { civilDayAt, type Instant, type Period, plusDays } from '../kernel/index.ts'
import type { AttendedRow } from './attended.ts'
import type { HourlyValue } from './valuation.ts'

/** Whose rows: an employer's people wherever they were, or everybody a body has placed. */
export type Scope = { readonly employerId: string } | { readonly bodyId: string }

/** Bookings read at a time: what is held in memory while rows are streamed. */
const bookingsPerPage = 500

/** The attendance records of a period, correction or not, in order of booking; one page of bookings at a time. */
export async function* attendedPages(reader: Reader, scope: Scope, period: Period): AsyncGenerator<AttendedRow[]> {
  for (let after = ''; ; ) {
    const ids = await attendedBookings(reader, { scope, period, after })
    if (ids.length > 0) yield await attendedRows(reader, ids)
    after = ids.at(-1) ?? ''
    if (ids.length < bookingsPerPage) return
  }
}

const startOf = (day: string): Instant => `${day}T00:00:00.000Z`

/**
 * Bookings that may fall into a period: a day more on both sides in UTC, because the day counts by the place's own calendar.
 * Who reads them drops those beside it.
 */
const attendedBookings = async (
  reader: Reader,
  page: { readonly scope: Scope; readonly period: Period; readonly after: string },
): Promise<string[]> => {
  const { scope, period, after } = page
  const rows = await reader.db
    .selectFrom('booking')
    .select('booking.id')
    .$if('employerId' in scope, (query) =>
      query.where('booking.employerId', '=', 'employerId' in scope ? scope.employerId : ''),
    )
    .$if('bodyId' in scope, (query) => query.where('booking.bodyId', '=', 'bodyId' in scope ? scope.bodyId : ''))
    .where('booking.startsAt', '>=', startOf(plusDays(period.fromOn, -1)))
    .where('booking.startsAt', '<', startOf(plusDays(period.untilOn, 2)))
    .where('booking.id', '>', after)
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('attendance').select('attendance.id').whereRef('attendance.bookingId', '=', 'booking.id')),
    )
    .orderBy('booking.id')
    .limit(bookingsPerPage)
    .execute()
  return rows.map((row) => row.id)
}

const attendedRows = async (reader: Reader, bookingIds: readonly string[]): Promise<AttendedRow[]> => {
  const rows = await joinedRows(reader, bookingIds)
  const orgIds = await orgIdsOf(reader, [...new Set(rows.flatMap((row) => row.groupId ?? []))])
  return rows.map(({ onDay, startsAt, ownZone, hostOrgId, skills, placementCauses, ownCauses, ...row }) => ({
    ...row,
    orgIds: row.groupId === null ? (hostOrgId === null ? [] : [hostOrgId]) : (orgIds.get(row.groupId) ?? []),
    kind: row.placementId === null ? 'own_activity' : 'placement',
    causes: textsIn(placementCauses ?? ownCauses),
    skilled: row.needId !== null || textsIn(skills).length > 0,
    on: onDay ?? civilDayAt(startsAt, ownZone ?? 'UTC'),
  }))
}

const joinedRows = (reader: Reader, bookingIds: readonly string[]) =>
  reader.db
    .selectFrom('booking')
    .innerJoin('attendance', 'attendance.bookingId', 'booking.id')
    .innerJoin('employer', 'employer.id', 'booking.employerId')
    .leftJoin('session', 'session.id', 'booking.sessionId')
    .leftJoin('placement', 'placement.id', 'booking.placementId')
    .leftJoin('ownActivity', 'ownActivity.id', 'booking.ownActivityId')
    .leftJoin('communityGroup', 'communityGroup.id', 'booking.groupId')
    .leftJoin('body', 'body.id', 'booking.bodyId')
    .select([
      'attendance.id as attendanceId',
      'attendance.minutes',
      'attendance.paidMinutes',
      'attendance.evidence',
      'booking.id as bookingId',
      'booking.personId',
      'booking.employerId',
      'booking.bodyId',
      'booking.groupId',
      'booking.placementId',
      'booking.startsAt',
      'employer.name as employerName',
      'body.name as bodyName',
      'communityGroup.name as groupName',
      'session.onDay',
      'placement.needId',
      'placement.areaCode',
      'placement.skills',
      'placement.causes as placementCauses',
      'ownActivity.causes as ownCauses',
      'ownActivity.hostOrgId',
      'ownActivity.zone as ownZone',
    ])
    .where('booking.id', 'in', [...bookingIds])
    .orderBy('booking.id')
    .orderBy('attendance.id')
    .execute()

const textsIn = (json: string | null): string[] => (json === null ? [] : (JSON.parse(json) as string[]))

const orgIdsOf = async (reader: Reader, groupIds: readonly string[]): Promise<ReadonlyMap<string, string[]>> => {
  const rows = await reader.db
    .selectFrom('groupRegistration')
    .selectAll()
    .where('groupId', 'in', groupIds)
    .orderBy('groupId')
    .orderBy('orgId')
    .execute()
  const byGroup = new Map<string, string[]>()
  for (const { groupId, orgId } of rows) byGroup.set(groupId, [...(byGroup.get(groupId) ?? []), orgId])
  return byGroup
}

/** People employed by an employer on any day of a period, those who left or were forgotten since included. */
export const headcountOf = async (reader: Reader, employerId: string, period: Period): Promise<number> => {
  const row = await reader.db
    .selectFrom('person')
    .select(({ fn }) => fn.countAll().as('people'))
    .where('employerId', '=', employerId)
    .where('startedOn', '<=', period.untilOn)
    .where((where) =>
      where.or([
        where('endedOn', '>=', period.fromOn),
        where.and([where('endedOn', 'is', null), where('state', '!=', 'left')]),
      ]),
    )
    .executeTakeFirstOrThrow()
  return Number(row.people)
}

/** Needs of these bodies that were posted by the end of a period, are still open, and have been given no time by then. */
export const needsUnmetOf = async (reader: Reader, bodyIds: readonly string[], period: Period): Promise<number> => {
  const end = startOf(plusDays(period.untilOn, 1))
  const row = await reader.db
    .selectFrom('need')
    .select(({ fn }) => fn.countAll().as('needs'))
    .where('need.bodyId', 'in', [...bodyIds])
    .where('need.state', 'in', ['posted', 'vetted'])
    .where('need.createdAt', '<', end)
    .where((where) => where.not(where.exists(timeGiven(where, end))))
    .executeTakeFirstOrThrow()
  return Number(row.needs)
}

/** Undisputed time given to a need, by the latest record of each booking. */
const timeGiven = (where: ExpressionBuilder<Tables, 'need'>, before: Instant) =>
  where
    .selectFrom('placement')
    .innerJoin('booking', 'booking.placementId', 'placement.id')
    .innerJoin('attendance', 'attendance.bookingId', 'booking.id')
    .select('attendance.id')
    .whereRef('placement.needId', '=', 'need.id')
    .where('booking.startsAt', '<', before)
    .where('attendance.minutes', '>', 0)
    .where('attendance.evidence', '!=', 'disputed')
    .where(isLatest)

const isLatest = (): Expression<SqlBool> => sql<SqlBool>`not exists (
  select 1 from attendance as later where later.booking_id = attendance.booking_id and later.id > attendance.id)`

/** All hourly values of an employer, by currency and day. */
export const hourlyValuesOf = async (reader: Reader, employerId: string): Promise<HourlyValue[]> =>
  reader.db
    .selectFrom('hourlyValue')
    .select(['id', 'fromOn', 'amountMinor', 'currency', 'method', 'source'])
    .where('employerId', '=', employerId)
    .orderBy('currency')
    .orderBy('fromOn')
    .execute()

/** A page of an employer's hourly values in order of entry, after one. */
export const hourlyValuePage = async (
  reader: Reader,
  employerId: string,
  page: { readonly after: string | null; readonly limit: number },
): Promise<HourlyValue[]> => {
  const { after, limit } = page
  return reader.db
    .selectFrom('hourlyValue')
    .select(['id', 'fromOn', 'amountMinor', 'currency', 'method', 'source'])
    .where('employerId', '=', employerId)
    .$if(after !== null, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Adds an hourly value. */
export const insertHourlyValue = async (unit: Unit, employerId: string, value: HourlyValue): Promise<void> => {
  await unit.db
    .insertInto('hourlyValue')
    .values({ ...value, employerId })
    .execute()
}
