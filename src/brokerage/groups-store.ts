// The SQL of community groups, their register ids and what they need. Decides nothing.

import type { Reader, Tables, Unit } from '../database/index.ts'
import { groupedBy } from '../kernel/index.ts'
import { inChunks } from './chunks.ts'
import type { After } from './links-store.ts'

type GroupRow = Tables['communityGroup']
type NeedRow = Tables['need']

/** A community group or charity that hosts, as one body keeps it. */
export interface Group {
  readonly id: string
  readonly bodyId: string
  readonly name: string
  readonly description: string
  readonly website: string | null
  readonly email: string | null
  readonly address: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  /** Register ids in the form of org-id.guide, sorted. */
  readonly orgIds: readonly string[]
  /** Addresses of terms, such as those of the volunteering ontology. */
  readonly causes: readonly string[]
  /** The body vouches for a group that no register lists. */
  readonly vouched: boolean
  readonly source: string
  readonly sourceId: string
  readonly sourceDigest: string
  readonly state: 'active' | 'withdrawn'
  readonly version: number
}

/** What a group asks for, as a skill brief. */
export interface Need {
  readonly id: string
  readonly bodyId: string
  readonly groupId: string
  readonly title: string
  readonly brief: string
  readonly causes: readonly string[]
  readonly skills: readonly string[]
  readonly heads: number
  readonly state: NeedRow['state']
  readonly version: number
  readonly createdAt: string
}

const needFrom = (row: NeedRow): Need => ({ ...row, causes: JSON.parse(row.causes), skills: JSON.parse(row.skills) })

type Registration = Tables['groupRegistration']

const groupsFrom = (rows: readonly GroupRow[], registrations: readonly Registration[]): Group[] => {
  const byGroup = groupedBy(registrations, (one) => one.groupId)
  return rows.map((row) => ({
    ...row,
    vouched: row.vouched === 1,
    causes: JSON.parse(row.causes),
    orgIds: (byGroup.get(row.id) ?? []).map((one) => one.orgId).sort(),
  }))
}

const withOrgIds = async (reader: Reader, rows: readonly GroupRow[]): Promise<Group[]> => {
  const ids = rows.map((row) => row.id)
  return groupsFrom(
    rows,
    await reader.db.selectFrom('groupRegistration').selectAll().where('groupId', 'in', ids).execute(),
  )
}

const groupRow = ({ orgIds: _apart, vouched, causes, ...group }: Group): GroupRow => ({
  ...group,
  vouched: vouched ? 1 : 0,
  causes: JSON.stringify(causes),
})

/** A group by its id; null where there is none. */
export const findGroup = async (reader: Reader, groupId: string): Promise<Group | null> => {
  const rows = await reader.db.selectFrom('communityGroup').selectAll().where('id', '=', groupId).execute()
  return (await withOrgIds(reader, rows))[0] ?? null
}

/** The groups of a body in the order of their ids. */
export const listGroups = async (
  reader: Reader,
  bodyId: string,
  page: After & { readonly state: GroupRow['state'] | null },
): Promise<Group[]> => {
  const rows = await reader.db
    .selectFrom('communityGroup')
    .selectAll()
    .where('bodyId', '=', bodyId)
    .$if(page.state !== null, (q) => q.where('state', '=', page.state ?? 'active'))
    .$if(page.after !== null, (q) => q.where('id', '>', page.after ?? ''))
    .orderBy('id')
    .limit(page.limit)
    .execute()
  return withOrgIds(reader, rows)
}

/** Every group of a body that came from one source. */
export const groupsOfSource = async (reader: Reader, bodyId: string, source: string): Promise<Group[]> => {
  const rows = await reader.db
    .selectFrom('communityGroup')
    .selectAll()
    .where('bodyId', '=', bodyId)
    .where('source', '=', source)
    .execute()
  const registrations = await reader.db
    .selectFrom('groupRegistration')
    .innerJoin('communityGroup', 'communityGroup.id', 'groupRegistration.groupId')
    .selectAll('groupRegistration')
    .where('communityGroup.bodyId', '=', bodyId)
    .where('communityGroup.source', '=', source)
    .execute()
  return groupsFrom(rows, registrations)
}

/** Which group of a body holds which of these register ids. */
export const holdersOf = async (
  reader: Reader,
  bodyId: string,
  orgIds: readonly string[],
): Promise<Map<string, string>> => {
  const holders = new Map<string, string>()
  for (const some of inChunks(orgIds.map((orgId) => ({ orgId })))) {
    const wanted = some.map(({ orgId }) => orgId)
    const rows = await reader.db
      .selectFrom('groupRegistration')
      .innerJoin('communityGroup', 'communityGroup.id', 'groupRegistration.groupId')
      .select(['groupRegistration.orgId', 'groupRegistration.groupId'])
      .where('groupRegistration.orgId', 'in', wanted)
      .where('communityGroup.bodyId', '=', bodyId)
      .execute()
    for (const { orgId, groupId } of rows) holders.set(orgId, groupId)
  }
  return holders
}

/** Adds groups with their register ids. */
export const insertGroups = async (unit: Unit, groups: readonly Group[]): Promise<void> => {
  for (const rows of inChunks(groups.map(groupRow))) await unit.db.insertInto('communityGroup').values(rows).execute()
  await insertRegistrations(unit, groups)
}

const insertRegistrations = async (unit: Unit, groups: readonly Pick<Group, 'id' | 'orgIds'>[]): Promise<void> => {
  const rows = groups.flatMap((group) => group.orgIds.map((orgId) => ({ groupId: group.id, orgId })))
  for (const some of inChunks(rows)) await unit.db.insertInto('groupRegistration').values(some).execute()
}

/** Writes a whole group, register ids included; its version was raised by the lock. */
export const updateGroup = async (unit: Unit, group: Group): Promise<void> => {
  const { id, version: _raised, ...changed } = groupRow(group)
  await unit.db.updateTable('communityGroup').set(changed).where('id', '=', id).execute()
  await unit.db.deleteFrom('groupRegistration').where('groupId', '=', id).execute()
  await insertRegistrations(unit, [group])
}

/** A need by its id; null where there is none. */
export const findNeed = async (reader: Reader, needId: string): Promise<Need | null> => {
  const row = await reader.db.selectFrom('need').selectAll().where('id', '=', needId).executeTakeFirst()
  return row === undefined ? null : needFrom(row)
}

/** The needs of bodies in the order of their ids, in the states given. */
export const listNeeds = async (
  reader: Reader,
  wanted: { readonly bodyIds: readonly string[]; readonly states: readonly NeedRow['state'][] },
  page: After,
): Promise<Need[]> => {
  const rows = await reader.db
    .selectFrom('need')
    .selectAll()
    .where('bodyId', 'in', [...wanted.bodyIds])
    .where('state', 'in', [...wanted.states])
    .$if(page.after !== null, (q) => q.where('id', '>', page.after ?? ''))
    .orderBy('id')
    .limit(page.limit)
    .execute()
  return rows.map(needFrom)
}

/** Adds a need. */
export const insertNeed = async (unit: Unit, need: Need): Promise<void> => {
  await unit.db
    .insertInto('need')
    .values({ ...need, causes: JSON.stringify(need.causes), skills: JSON.stringify(need.skills) })
    .execute()
}

/** Moves a need to another state; its version was raised by the lock. */
export const setNeedState = async (unit: Unit, needId: string, state: NeedRow['state']): Promise<void> => {
  await unit.db.updateTable('need').set({ state }).where('id', '=', needId).execute()
}

/** The names of groups by their ids. */
export const groupNames = async (reader: Reader, groupIds: readonly string[]): Promise<Map<string, string>> => {
  const rows = await reader.db
    .selectFrom('communityGroup')
    .select(['id', 'name'])
    .where('id', 'in', [...groupIds])
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}
