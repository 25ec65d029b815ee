// The SQL of busy intervals. Never decides anything.
import type { Reader, Tables, Unit } from '../database/index.ts'
import type { Interval } from '../kernel/index.ts'

/** Rows per statement, see import-store. */
const rowsPerStatement = 1000

/** Ids of people who are not forgotten, by id and by `hr <HR id>`. */
export const peopleByReference = async (
  reader: Reader,
  employerId: string,
  people: readonly { personId?: string; hrId?: string }[],
): Promise<Map<string, string>> => {
  const rows = await reader.db
    .selectFrom('person')
    .select(['id', 'hrId'])
    .where('employerId', '=', employerId)
    .where('state', '!=', 'forgotten')
    .where((where) =>
      where.or([
        where(
          'id',
          'in',
          people.flatMap(({ personId }) => (personId === undefined ? [] : [personId])),
        ),
        where(
          'hrId',
          'in',
          people.flatMap(({ hrId }) => (hrId === undefined ? [] : [hrId])),
        ),
      ]),
    )
    .execute()
  return new Map(rows.flatMap(({ id, hrId }) => [[id, id] as const, [`hr ${hrId}`, id] as const]))
}

/** Locks people in order of id: a booking that is being decided has read their busy time. */
export const lockAll = async (unit: Unit, personIds: readonly string[]): Promise<void> => {
  await unit.db
    .updateTable('person')
    .set((set) => ({ version: set('version', '+', 1) }))
    .where('id', 'in', personIds)
    .execute()
}

/** Intervals of one source that share time with a period. */
export const storedBusy = async (
  reader: Reader,
  personIds: readonly string[],
  of: { source: string; period: Interval },
): Promise<Tables['busyInterval'][]> =>
  await reader.db
    .selectFrom('busyInterval')
    .selectAll()
    .where('personId', 'in', personIds)
    .where('source', '=', of.source)
    .where('startsAt', '<', of.period.endsAt)
    .where('endsAt', '>', of.period.startsAt)
    .execute()

/** Deletes intervals by id. */
export const deleteBusy = async (unit: Unit, ids: readonly string[]): Promise<void> => {
  for (let start = 0; start < ids.length; start += rowsPerStatement) {
    await unit.db
      .deleteFrom('busyInterval')
      .where('id', 'in', ids.slice(start, start + rowsPerStatement))
      .execute()
  }
}

/** Inserts intervals. */
export const insertBusy = async (unit: Unit, rows: readonly Tables['busyInterval'][]): Promise<void> => {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await unit.db
      .insertInto('busyInterval')
      .values(rows.slice(start, start + rowsPerStatement))
      .execute()
  }
}
