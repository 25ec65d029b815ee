// All the SQL of policy: published versions and kept verdicts. Neither is ever changed once written.
import type { Reader, Unit } from '../database/index.ts'
import type { CivilDay, Instant } from '../kernel/index.ts'
import type { Verdict } from './verdict-types.ts'

/** A published version as it is listed. */
export interface VersionRow {
  readonly id: string
  readonly employerId: string
  readonly name: string
  readonly fromOn: CivilDay
  readonly digest: string
  readonly publishedBy: string
  readonly publishedAt: Instant
}

const listed = ['id', 'employerId', 'name', 'fromOn', 'digest', 'publishedBy', 'publishedAt'] as const

/** The version in force on a day: of those that began by then, the one that began last; of two, the one published last. */
export const versionInForce = async (reader: Reader, employerId: string, on: CivilDay): Promise<VersionRow | null> =>
  (await reader.db
    .selectFrom('policyVersion')
    .select(listed)
    .where('employerId', '=', employerId)
    .where('fromOn', '<=', on)
    .orderBy('fromOn', 'desc')
    .orderBy('publishedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()) ?? null

/** One version. */
export const versionById = async (reader: Reader, id: string): Promise<VersionRow | null> =>
  (await reader.db.selectFrom('policyVersion').select(listed).where('id', '=', id).executeTakeFirst()) ?? null

/** The text of a version that is known to be there. */
export const documentOf = async (reader: Reader, id: string): Promise<string> =>
  (await reader.db.selectFrom('policyVersion').select('document').where('id', '=', id).executeTakeFirstOrThrow())
    .document

/** An employer's versions, published last first, one more than the limit where there are more. */
export const versionsOf = async (
  reader: Reader,
  employerId: string,
  page: { readonly limit: number; readonly beforeId: string | null },
): Promise<VersionRow[]> => {
  let query = reader.db.selectFrom('policyVersion').select(listed).where('employerId', '=', employerId)
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId)
  return query
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

/** Writes a new version. */
export const insertVersion = async (unit: Unit, version: VersionRow & { readonly document: string }): Promise<void> => {
  await unit.db.insertInto('policyVersion').values(version).execute()
}

/** A verdict as it is kept. */
export interface KeptVerdict {
  readonly id: string
  readonly employerId: string
  readonly personId: string
  readonly policyVersionId: string
  readonly verdict: Verdict
  readonly createdAt: Instant
}

/** Writes a verdict down. */
export const insertVerdict = async (
  unit: Unit,
  kept: KeptVerdict & { readonly keepUntilAt: Instant },
): Promise<void> => {
  const { verdict, ...row } = kept
  await unit.db
    .insertInto('verdict')
    .values({ ...row, outcome: verdict.outcome, content: JSON.stringify(verdict) })
    .execute()
}

/** One kept verdict. */
export const verdictById = async (reader: Reader, id: string): Promise<KeptVerdict | null> => {
  const row = await reader.db
    .selectFrom('verdict')
    .select(['id', 'employerId', 'personId', 'policyVersionId', 'content', 'createdAt'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return null
  const { content, ...rest } = row
  return { ...rest, verdict: JSON.parse(content) as Verdict }
}
