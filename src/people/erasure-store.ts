// The SQL of access and erasure: walks the retention table from a person to every row that leads to them, and empties or
// deletes what is erased. Knows no table by itself but for what is unlinked when somebody is forgotten.
import { type RawBuilder, sql } from 'kysely'
import { type Lead, type Reader, retention, type TableName, type Unit } from '../database/index.ts'
import type { CivilDay, Instant } from '../kernel/index.ts'

/** A row as it is stored, without secrets. */
export type StoredRow = Readonly<Record<string, unknown>>

/** Whether a row of a table leads to the person along one way. The ways form no circle: a test follows each to its end. */
const leadsTo = (lead: Lead, personId: string): RawBuilder<boolean> => {
  const column = sql.ref(lead.column)
  if (lead.to === 'person') return sql`${column} = ${personId}`
  if (lead.to === 'reference') return sql`${column} = ${`person:${personId}`}`
  const { table, by = 'id' } = lead.to
  const onward = leadsOf(table, false).map((one) => leadsTo(one, personId))
  return sql`${column} in (select ${sql.ref(by)} from ${sql.table(table)} where ${sql.join(onward, sql` or `)})`
}

const tableNames = Object.keys(retention) as TableName[]

const leadsOf = (table: TableName, mention: boolean): readonly Lead[] =>
  (retention[table].leads as readonly Lead[]).filter((lead) => (lead.mention === true) === mention)

const where = (leads: readonly Lead[], personId: string): RawBuilder<boolean> =>
  sql.join(
    leads.map((lead) => leadsTo(lead, personId)),
    sql` or `,
  )

/** Every row about a person, by table; tables without one are left out. Digests of secrets are not copied. */
export const rowsAbout = async (reader: Reader, personId: string): Promise<Record<string, StoredRow[]>> => {
  const found: Record<string, StoredRow[]> = {}
  for (const table of tableNames) {
    const leads = leadsOf(table, false)
    if (leads.length === 0) continue
    const { rows } = await sql<StoredRow>`select * from ${sql.table(table)} where ${where(leads, personId)}`.execute(
      reader.db,
    )
    if (rows.length === 0) continue
    found[table] = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'tokenDigest')))
  }
  return found
}

/** The ids of rows about something else that name a person, by table: what else they say is about others. */
export const mentionsOf = async (reader: Reader, personId: string): Promise<Record<string, string[]>> => {
  const found: Record<string, string[]> = {}
  for (const table of tableNames) {
    const leads = leadsOf(table, true)
    if (leads.length === 0) continue
    const { rows } = await sql<{ id: string }>`
      select id from ${sql.table(table)} where ${where(leads, personId)} order by id`.execute(reader.db)
    if (rows.length > 0) found[table] = rows.map((row) => row.id)
  }
  return found
}

/** Erases what the retention table says of a person's own rows. Answers how many rows were emptied or deleted. */
export const eraseRows = async (unit: Unit, personId: string): Promise<number> => {
  let erased = 0
  for (const table of tableNames) {
    const { onForget } = retention[table]
    if (onForget === 'keep') continue
    const mine = where(leadsOf(table, false), personId)
    const statement =
      onForget === 'delete'
        ? sql`delete from ${sql.table(table)} where ${mine}`
        : sql`update ${sql.table(table)} set ${sql.join(onForget.blank.map((one) => sql`${sql.ref(one)} = null`))} where ${mine}`
    erased += Number((await statement.execute(unit.db)).numAffectedRows ?? 0)
  }
  return erased
}

/** The states in which a booking still holds something. */
const openStates = ['waitlisted', 'awaiting_approval', 'awaiting_confirmation', 'counter_offered', 'confirmed']

/** Bookings of a person that are open and not over. */
export const openBookings = async (reader: Reader, personId: string, now: Instant): Promise<string[]> => {
  const rows = await reader.db
    .selectFrom('booking')
    .select('id')
    .where('personId', '=', personId)
    .where('state', 'in', openStates)
    .where('endsAt', '>', now)
    .orderBy('startsAt')
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}

/** Takes a person who is forgotten out of everything they did for others: approving, representing, roles. */
export const unlink = async (unit: Unit, personId: string, at: { now: Instant; today: CivilDay }): Promise<void> => {
  const { db } = unit
  await db.updateTable('post').set({ managerPersonId: null }).where('managerPersonId', '=', personId).execute()
  await db.updateTable('post').set({ standInPersonId: null }).where('standInPersonId', '=', personId).execute()
  await db
    .updateTable('representative')
    .set({ untilOn: at.today })
    .where('personId', '=', personId)
    .where((one) => one.or([one('untilOn', 'is', null), one('untilOn', '>', at.today)]))
    .execute()
  await db
    .updateTable('roleGrant')
    .set({ untilAt: at.now })
    .where('principalId', '=', personId)
    .where((one) => one.or([one('untilAt', 'is', null), one('untilAt', '>', at.now)]))
    .execute()
}

/** Marks a person as forgotten: the HR id becomes a digest, and the employment is over. */
export const markForgotten = async (
  unit: Unit,
  personId: string,
  row: { hrId: string; endedOn: CivilDay },
): Promise<void> => {
  await unit.db
    .updateTable('person')
    .set({ ...row, state: 'forgotten' })
    .where('id', '=', personId)
    .execute()
}
