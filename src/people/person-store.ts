// The SQL that reads employers, sites, persons, posts, skills and busy intervals, and keeps skills. Never decides anything.
import type { Reader, Tables, Unit } from '../database/index.ts'
import { type CivilDay, groupedBy, type Interval } from '../kernel/index.ts'
import { parseWorkPattern } from './pattern.ts'
import type { EmployerRecord, PersonRecord, Post, Site } from './person.ts'

const personColumns = [
  'id',
  'employerId',
  'hrId',
  'zone',
  'nation',
  'locale',
  'startedOn',
  'endedOn',
  'state',
  'version',
] as const

/** The post of a row. A pattern is checked before it is stored, so one that cannot be read is a bug. */
const postOf = ({
  employerId: _,
  pattern,
  ...row
}: Tables['post'] & { siteCode: string | null; nation: string | null }): Post => {
  const parsed = parseWorkPattern(pattern)
  if ('mistake' in parsed) throw new Error(`bug: post ${row.id} has a stored pattern that cannot be read`)
  return { ...row, pattern: parsed.pattern }
}

/** An employer; null where there is none with this id. */
export const findEmployer = async (reader: Reader, employerId: string): Promise<EmployerRecord | null> =>
  (await reader.db.selectFrom('employer').selectAll().where('id', '=', employerId).executeTakeFirst()) ?? null

/** A person of this employer, in whatever state; null where there is none. */
export const findPerson = async (reader: Reader, employerId: string, personId: string): Promise<PersonRecord | null> =>
  (await reader.db
    .selectFrom('person')
    .select(personColumns)
    .where('id', '=', personId)
    .where('employerId', '=', employerId)
    .executeTakeFirst()) ?? null

/** The id of a person by the employer's own id. */
export const findPersonByHrId = async (reader: Reader, employerId: string, hrId: string): Promise<string | null> => {
  const row = await reader.db
    .selectFrom('person')
    .select('id')
    .where('employerId', '=', employerId)
    .where('hrId', '=', hrId)
    .executeTakeFirst()
  return row?.id ?? null
}

/** All posts of a person, past and future ones too, ordered by start and id. */
export const postsOf = async (reader: Reader, personId: string): Promise<Post[]> =>
  (await postsOfAll(reader, [personId])).get(personId) ?? []

/** The posts of several persons in one query. */
export const postsOfAll = async (reader: Reader, personIds: readonly string[]): Promise<Map<string, Post[]>> => {
  const rows = await reader.db
    .selectFrom('post')
    .leftJoin('site', 'site.id', 'post.siteId')
    .selectAll('post')
    .select(['site.code as siteCode', 'site.nation'])
    .where('post.personId', 'in', personIds)
    .orderBy('post.startsOn')
    .orderBy('post.id')
    .execute()
  return groupedBy(rows.map(postOf), (post) => post.personId)
}

/** The skill URIs of a person, sorted. */
export const skillsOf = async (reader: Reader, personId: string): Promise<string[]> => {
  const rows = await reader.db
    .selectFrom('personSkill')
    .select('skill')
    .where('personId', '=', personId)
    .orderBy('skill')
    .execute()
  return rows.map((row) => row.skill)
}

/** Replaces the skills of a person, none named twice. The person is locked before. */
export const keepSkills = async (unit: Unit, personId: string, skills: readonly string[]): Promise<void> => {
  await unit.db.deleteFrom('personSkill').where('personId', '=', personId).execute()
  if (skills.length === 0) return
  await unit.db
    .insertInto('personSkill')
    .values(skills.map((skill) => ({ personId, skill })))
    .execute()
}

/** When a person is busy within an interval, from all sources, in order; stretches may overlap each other. */
export const busyOf = async (reader: Reader, personId: string, interval: Interval): Promise<Interval[]> =>
  await reader.db
    .selectFrom('busyInterval')
    .select(['startsAt', 'endsAt'])
    .where('personId', '=', personId)
    .where('startsAt', '<', interval.endsAt)
    .where('endsAt', '>', interval.startsAt)
    .orderBy('startsAt')
    .orderBy('id')
    .execute()

/** Where a person works on a day: the site of the first post held then that has a place; null where none has. */
export const placeOf = async (
  reader: Reader,
  personId: string,
  on: CivilDay,
): Promise<{ latitude: number; longitude: number } | null> => {
  const row = await reader.db
    .selectFrom('post')
    .innerJoin('site', 'site.id', 'post.siteId')
    .select(['site.latitude', 'site.longitude'])
    .where('post.personId', '=', personId)
    .where('post.startsOn', '<=', on)
    .where((where) => where.or([where('post.endsOn', 'is', null), where('post.endsOn', '>=', on)]))
    .where('site.latitude', 'is not', null)
    .where('site.longitude', 'is not', null)
    .orderBy('post.startsOn')
    .orderBy('post.id')
    .executeTakeFirst()
  return row === undefined ? null : { latitude: Number(row.latitude), longitude: Number(row.longitude) }
}

/** The active people that somebody manages or stands in for on a day, sorted by id. */
export const managedBy = async (reader: Reader, managerPersonId: string, on: CivilDay): Promise<string[]> => {
  const rows = await reader.db
    .selectFrom('post')
    .innerJoin('person', 'person.id', 'post.personId')
    .select('post.personId')
    .distinct()
    .where((where) =>
      where.or([
        where('post.managerPersonId', '=', managerPersonId),
        where('post.standInPersonId', '=', managerPersonId),
      ]),
    )
    .where('post.personId', '!=', managerPersonId)
    .where('post.startsOn', '<=', on)
    .where((where) => where.or([where('post.endsOn', 'is', null), where('post.endsOn', '>=', on)]))
    .where('person.state', '=', 'active')
    .orderBy('post.personId')
    .execute()
  return rows.map((row) => row.personId)
}

/** How to write to a person: name, address and language; null for nobody. Both are null once a person is forgotten. */
export const nameOf = async (
  reader: Reader,
  personId: string,
): Promise<{ name: string | null; email: string | null; locale: string } | null> =>
  (await reader.db
    .selectFrom('person')
    .select(['name', 'email', 'locale'])
    .where('id', '=', personId)
    .executeTakeFirst()) ?? null

/** Which people to list. */
export interface PeopleFilter {
  readonly employerId: string
  readonly state?: PersonRecord['state']
  readonly hrId?: string
  /** The id after which to go on. */
  readonly after: string | null
  readonly limit: number
}

/** A person with the name and the address that only some may see. */
export type NamedPerson = PersonRecord & { readonly name: string | null; readonly email: string | null }

/** A person of this employer with name and address. */
export const findNamedPerson = async (
  reader: Reader,
  employerId: string,
  personId: string,
): Promise<NamedPerson | null> =>
  (await reader.db
    .selectFrom('person')
    .select([...personColumns, 'name', 'email'])
    .where('id', '=', personId)
    .where('employerId', '=', employerId)
    .executeTakeFirst()) ?? null

/** People of an employer in order of id, one more than the limit where there are more. */
export const listPeople = async (reader: Reader, filter: PeopleFilter): Promise<NamedPerson[]> => {
  let query = reader.db
    .selectFrom('person')
    .select([...personColumns, 'name', 'email'])
    .where('employerId', '=', filter.employerId)
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (filter.hrId !== undefined) query = query.where('hrId', '=', filter.hrId)
  if (filter.after !== null) query = query.where('id', '>', filter.after)
  return await query
    .orderBy('id')
    .limit(filter.limit + 1)
    .execute()
}

/** Sites of an employer in order of id, one more than the limit where there are more. */
export const listSites = async (
  reader: Reader,
  filter: Pick<PeopleFilter, 'employerId' | 'after' | 'limit'>,
): Promise<Site[]> => {
  const query = reader.db.selectFrom('site').selectAll().where('employerId', '=', filter.employerId)
  return await (filter.after === null ? query : query.where('id', '>', filter.after))
    .orderBy('id')
    .limit(filter.limit + 1)
    .execute()
}
