// The SQL of the ties between employers and bodies, and of the people who speak for a site towards a body. Decides nothing.
import type { Reader, Tables, Unit } from '../database/index.ts'
import { insertIgnoring } from '../database/index.ts'
import type { CivilDay } from '../kernel/index.ts'

/** A tie between an employer and a body, as it is kept. */
export type LinkRow = Tables['employerBody']
/** Who speaks for a site towards a body, as it is kept. */
export type RepresentativeRow = Tables['representative']

/** Where a page of rows goes on. */
export interface After {
  readonly after: string | null
  readonly limit: number
}

/** Whose rows are read: one employer's, or those of one body. */
export type Side = { readonly employerId: string } | { readonly bodyId: string }

/** The link of an employer with a body; null where none was ever asked for. */
export const findLinkBetween = async (reader: Reader, employerId: string, bodyId: string): Promise<LinkRow | null> => {
  const row = await reader.db
    .selectFrom('employerBody')
    .selectAll()
    .where('employerId', '=', employerId)
    .where('bodyId', '=', bodyId)
    .executeTakeFirst()
  return row ?? null
}

/** A link by its id; null where there is none. */
export const findLink = async (reader: Reader, linkId: string): Promise<LinkRow | null> => {
  const row = await reader.db.selectFrom('employerBody').selectAll().where('id', '=', linkId).executeTakeFirst()
  return row ?? null
}

/** The active links of an employer. */
export const activeLinksOf = async (reader: Reader, employerId: string): Promise<LinkRow[]> =>
  reader.db
    .selectFrom('employerBody')
    .selectAll()
    .where('employerId', '=', employerId)
    .where('state', '=', 'active')
    .execute()

/** The links of one side in the order of their ids. */
export const listLinks = async (reader: Reader, side: Side, page: After): Promise<LinkRow[]> =>
  reader.db
    .selectFrom('employerBody')
    .selectAll()
    .$if('employerId' in side, (q) => q.where('employerId', '=', 'employerId' in side ? side.employerId : ''))
    .$if('bodyId' in side, (q) => q.where('bodyId', '=', 'bodyId' in side ? side.bodyId : ''))
    .$if(page.after !== null, (q) => q.where('id', '>', page.after ?? ''))
    .orderBy('id')
    .limit(page.limit)
    .execute()

/** Adds a link; where a rival has added one, that one stays and false is answered. */
export const insertLink = async (unit: Unit, link: LinkRow): Promise<boolean> => {
  await unit.db
    .insertInto('employerBody')
    .values(link)
    .modifyEnd(insertIgnoring(unit.dialect, ['employerId', 'bodyId']))
    .execute()
  return (await findLink(unit, link.id)) !== null
}

/** Writes what changed in a link; its version was raised by the lock. */
export const updateLink = async (
  unit: Unit,
  linkId: string,
  changed: Partial<Pick<LinkRow, 'state' | 'termsId' | 'acceptedBy' | 'acceptedAt'>>,
): Promise<void> => {
  await unit.db.updateTable('employerBody').set(changed).where('id', '=', linkId).execute()
}

/** Adds somebody who speaks for a site. */
export const insertRepresentative = async (unit: Unit, row: RepresentativeRow): Promise<void> => {
  await unit.db.insertInto('representative').values(row).execute()
}

/** A representative's row by its id; null where there is none. */
export const findRepresentative = async (reader: Reader, id: string): Promise<RepresentativeRow | null> => {
  const row = await reader.db.selectFrom('representative').selectAll().where('id', '=', id).executeTakeFirst()
  return row ?? null
}

/** Sets the last day on which somebody speaks for a site. */
export const endRepresentative = async (unit: Unit, id: string, untilOn: CivilDay): Promise<void> => {
  await unit.db.updateTable('representative').set({ untilOn }).where('id', '=', id).execute()
}

/** The representatives of one side in the order of their ids; of a person only, where one is given. */
export const listRepresentatives = async (
  reader: Reader,
  side: Side & { readonly personId?: string },
  page: After,
): Promise<RepresentativeRow[]> =>
  reader.db
    .selectFrom('representative')
    .selectAll()
    .$if('employerId' in side, (q) => q.where('employerId', '=', 'employerId' in side ? side.employerId : ''))
    .$if('bodyId' in side, (q) => q.where('bodyId', '=', 'bodyId' in side ? side.bodyId : ''))
    .$if(side.personId !== undefined, (q) => q.where('personId', '=', side.personId ?? ''))
    .$if(page.after !== null, (q) => q.where('id', '>', page.after ?? ''))
    .orderBy('id')
    .limit(page.limit)
    .execute()

/** Whether a site belongs to an employer. */
export const isSiteOf = async (reader: Reader, employerId: string, siteId: string): Promise<boolean> => {
  const row = await reader.db
    .selectFrom('site')
    .select('id')
    .where('id', '=', siteId)
    .where('employerId', '=', employerId)
    .executeTakeFirst()
  return row !== undefined
}
