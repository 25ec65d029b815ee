// The SQL of an import: everything stored of an employer's people in three reads, and changed rows in batches. Never decides.
import { insertIgnoring, type Reader, type Unit, upsert } from '../database/index.ts'
import { newId, realNow } from '../kernel/index.ts'
import type { Existing, ImportPlan } from './import-plan.ts'

/** Rows per statement: 20 columns of 500 rows stay well below the 32,766 parameters of SQLite. */
const rowsPerStatement = 500

const inBatches = async <Row>(rows: readonly Row[], write: (batch: Row[]) => Promise<unknown>): Promise<void> => {
  for (let start = 0; start < rows.length; start += rowsPerStatement)
    await write(rows.slice(start, start + rowsPerStatement))
}

/**
 * Makes imports, erasures and busy feeds of one employer follow each other until the unit ends. The lease row is written, not
 * only locked, because a cluster sees only conflicting writes.
 */
export const takeTurns = async (unit: Unit, employerId: string): Promise<void> => {
  const name = `people:${employerId}`
  const untilAt = realNow()
  await unit.db
    .insertInto('lease')
    .values({ name, holder: newId(), untilAt })
    .modifyEnd(insertIgnoring(unit.dialect, ['name']))
    .execute()
  await unit.db.updateTable('lease').set({ holder: newId(), untilAt }).where('name', '=', name).execute()
}

/** Everything an import compares with. */
export const readExisting = async (reader: Reader, employerId: string): Promise<Existing> => ({
  sites: await reader.db.selectFrom('site').selectAll().where('employerId', '=', employerId).execute(),
  people: await reader.db
    .selectFrom('person')
    .select(['id', 'employerId', 'hrId', 'name', 'email', 'zone', 'nation', 'locale', 'startedOn', 'endedOn', 'state'])
    .where('employerId', '=', employerId)
    .execute(),
  posts: await reader.db.selectFrom('post').selectAll().where('employerId', '=', employerId).execute(),
})

/** Locks people until the unit ends by raising their versions, in order of id. */
const lockPeople = async (unit: Unit, ids: readonly string[]): Promise<void> =>
  inBatches(ids, (batch) =>
    unit.db
      .updateTable('person')
      .set((set) => ({ version: set('version', '+', 1) }))
      .where('id', 'in', batch)
      .execute(),
  )

const siteColumns = ['name', 'zone', 'nation', 'postcode', 'latitude', 'longitude']
const personColumns = ['name', 'email', 'zone', 'nation', 'locale', 'startedOn', 'endedOn', 'state']
const postColumns = [
  'siteId',
  'startsOn',
  'endsOn',
  'department',
  'grade',
  'legalEntity',
  'managerPersonId',
  'standInPersonId',
  'payNumber',
  'payBasis',
  'contract',
  'fteThousandths',
  'fullTimeWeekMinutes',
  'pattern',
]

/** Writes a plan. */
export const writePlan = async (unit: Unit, plan: ImportPlan): Promise<void> => {
  const { db, dialect } = unit
  await lockPeople(unit, plan.changedIds)
  await inBatches(plan.sites, (batch) =>
    db
      .insertInto('site')
      .values(batch)
      .modifyEnd(upsert(dialect, ['id'], siteColumns))
      .execute(),
  )
  await inBatches(plan.people, (batch) =>
    db
      .insertInto('person')
      .values(batch.map((row) => ({ ...row, version: 1 })))
      .modifyEnd(upsert(dialect, ['id'], personColumns))
      .execute(),
  )
  await inBatches(plan.posts, (batch) =>
    db
      .insertInto('post')
      .values(batch)
      .modifyEnd(upsert(dialect, ['id'], postColumns))
      .execute(),
  )
  await inBatches(plan.skills, (batch) => db.insertInto('personSkill').values(batch).execute())
}
