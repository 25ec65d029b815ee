// The SQL of bodies: the body itself, its areas, members, terms and weeks. Decides nothing.
import type { Reader, Tables, Unit } from '../database/index.ts'
import { insertIgnoring } from '../database/index.ts'
import { type CivilDay, groupedBy, type Instant } from '../kernel/index.ts'
import type { Area, Body, Terms } from './body.ts'

const bodyFrom = (row: Tables['body']): Body => ({ ...row, noticeRules: JSON.parse(row.noticeRules) })

/** A body by its id; null where there is none. */
export const findBody = async (reader: Reader, bodyId: string): Promise<Body | null> => {
  const row = await reader.db.selectFrom('body').selectAll().where('id', '=', bodyId).executeTakeFirst()
  return row === undefined ? null : bodyFrom(row)
}

/** Bodies in the order of their ids after a key, those that serve an area where one is given. */
export const listBodies = async (
  reader: Reader,
  page: { readonly after: string | null; readonly limit: number; readonly area: string | null },
): Promise<Body[]> => {
  const rows = await reader.db
    .selectFrom('body')
    .selectAll()
    .$if(page.after !== null, (q) => q.where('id', '>', page.after ?? ''))
    .$if(page.area !== null, (q) =>
      q.where('id', 'in', (inner) =>
        inner
          .selectFrom('bodyArea')
          .select('bodyId')
          .where('code', '=', page.area ?? ''),
      ),
    )
    .orderBy('id')
    .limit(page.limit)
    .execute()
  return rows.map(bodyFrom)
}

/** Bodies by their ids, in no order. */
export const bodiesById = async (reader: Reader, bodyIds: readonly string[]): Promise<Map<string, Body>> => {
  const rows = await reader.db
    .selectFrom('body')
    .selectAll()
    .where('id', 'in', [...bodyIds])
    .execute()
  return new Map(rows.map((row) => [row.id, bodyFrom(row)]))
}

/** The areas of bodies, by body and in the order of scheme and code. */
export const areasOf = async (reader: Reader, bodyIds: readonly string[]): Promise<Map<string, Area[]>> => {
  const rows = await reader.db
    .selectFrom('bodyArea')
    .selectAll()
    .where('bodyId', 'in', [...bodyIds])
    .orderBy('scheme')
    .orderBy('code')
    .execute()
  const areas = new Map<string, Area[]>()
  for (const { bodyId, scheme, code } of rows) areas.set(bodyId, [...(areas.get(bodyId) ?? []), { scheme, code }])
  return areas
}

/** Adds a body as a tenant of its own. */
export const insertBody = async (
  unit: Unit,
  body: Body,
  tenant: { readonly clockShiftMillis: number; readonly createdAt: Instant },
): Promise<void> => {
  await unit.db
    .insertInto('tenant')
    .values({ id: body.id, kind: 'body', ...tenant })
    .execute()
  await unit.db
    .insertInto('body')
    .values({ ...body, noticeRules: JSON.stringify(body.noticeRules) })
    .execute()
}

/** Writes what a body changed of itself; its version was raised by the lock. */
export const updateBody = async (unit: Unit, body: Body): Promise<void> => {
  const { id, version: _raised, ...changed } = body
  await unit.db
    .updateTable('body')
    .set({ ...changed, noticeRules: JSON.stringify(changed.noticeRules) })
    .where('id', '=', id)
    .execute()
}

/** Puts a body's areas in place of those it had. */
export const replaceAreas = async (unit: Unit, bodyId: string, areas: readonly Area[]): Promise<void> => {
  await unit.db.deleteFrom('bodyArea').where('bodyId', '=', bodyId).execute()
  if (areas.length === 0) return
  await unit.db
    .insertInto('bodyArea')
    .values(areas.map(({ scheme, code }) => ({ bodyId, scheme, code })))
    .execute()
}

/** Adds people who act for a body. */
export const insertMembers = async (unit: Unit, members: readonly Tables['bodyMember'][]): Promise<void> => {
  if (members.length > 0)
    await unit.db
      .insertInto('bodyMember')
      .values([...members])
      .execute()
}

/** All terms of bodies, ever, without their text: few per body. */
export const termsDatesOf = async (
  reader: Reader,
  bodyIds: readonly string[],
): Promise<Map<string, Pick<Terms, 'id' | 'bodyId' | 'fromOn'>[]>> => {
  const rows = await reader.db
    .selectFrom('bodyTerms')
    .select(['id', 'bodyId', 'fromOn'])
    .where('bodyId', 'in', [...bodyIds])
    .execute()
  return groupedBy(rows, (row) => row.bodyId)
}

/** Terms by their ids, with the text. */
export const termsById = async (reader: Reader, termsIds: readonly string[]): Promise<Map<string, Terms>> => {
  const rows = await reader.db
    .selectFrom('bodyTerms')
    .selectAll()
    .where('id', 'in', [...termsIds])
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** Adds terms; a second set for the same day breaks the unique key. */
export const insertTerms = async (unit: Unit, terms: Terms): Promise<void> => {
  await unit.db.insertInto('bodyTerms').values(terms).execute()
}

/** The latest day from which terms apply that some employer has accepted already; null where none has. */
export const latestAcceptedFromOn = async (reader: Reader, bodyId: string): Promise<CivilDay | null> => {
  const row = await reader.db
    .selectFrom('employerBody')
    .innerJoin('bodyTerms', 'bodyTerms.id', 'employerBody.termsId')
    .select((q) => q.fn.max('bodyTerms.fromOn').as('fromOn'))
    .where('employerBody.bodyId', '=', bodyId)
    .executeTakeFirst()
  return row?.fromOn ?? null
}

/**
 * Adds people to a body's week while they fit; false where they do not. One conditional update, so that rivals cannot pass
 * the limit between them. The row is made when the week is first used.
 */
export const addToWeek = async (
  unit: Unit,
  week: { readonly bodyId: string; readonly weekOn: CivilDay; readonly heads: number },
  capacity: number | null,
): Promise<boolean> => {
  const { bodyId, weekOn, heads } = week
  await unit.db
    .insertInto('bodyWeek')
    .values({ bodyId, weekOn, heads: 0, version: 1 })
    .modifyEnd(insertIgnoring(unit.dialect, ['bodyId', 'weekOn']))
    .execute()
  const result = await unit.db
    .updateTable('bodyWeek')
    .set((q) => ({ heads: q('heads', '+', heads), version: q('version', '+', 1) }))
    .where('bodyId', '=', bodyId)
    .where('weekOn', '=', weekOn)
    .$if(capacity !== null, (q) => q.where('heads', '<=', (capacity ?? 0) - heads))
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Takes people off a body's week again; false where the week does not hold that many. */
export const takeFromWeek = async (
  unit: Unit,
  week: { readonly bodyId: string; readonly weekOn: CivilDay; readonly heads: number },
): Promise<boolean> => {
  const result = await unit.db
    .updateTable('bodyWeek')
    .set((q) => ({ heads: q('heads', '-', week.heads), version: q('version', '+', 1) }))
    .where('bodyId', '=', week.bodyId)
    .where('weekOn', '=', week.weekOn)
    .where('heads', '>=', week.heads)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}
