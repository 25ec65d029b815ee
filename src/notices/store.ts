// The SQL of notices: signed links, the requests made with them, and calendar feeds. Only digests of secrets are here, and
// surrogate ids: nothing that names anybody.
import { insertIgnoring, type Reader, type Tables, type Unit } from '../database/index.ts'
import type { Instant } from '../kernel/index.ts'

/** A link that was given to somebody. */
export type SignedLink = Readonly<Tables['signedLink']>

/** Adds a link. */
export const insertLink = async (unit: Unit, link: SignedLink): Promise<void> => {
  await unit.db.insertInto('signedLink').values(link).execute()
}

/** The link with this digest, or null. */
export const findLink = async (reader: Reader, tokenDigest: string): Promise<SignedLink | null> =>
  (await reader.db.selectFrom('signedLink').selectAll().where('tokenDigest', '=', tokenDigest).executeTakeFirst()) ??
  null

/** Takes an unused link for this unit; false where it has been used. A rival waits here until the unit ends. */
export const claimLink = async (unit: Unit, id: string, usedAt: Instant): Promise<boolean> => {
  const claimed = await unit.db
    .updateTable('signedLink')
    .set({ usedAt })
    .where('id', '=', id)
    .where('usedAt', 'is', null)
    .executeTakeFirst()
  return claimed.numUpdatedRows > 0n
}

/** Ends a claim: the link is used up with this answer, or (with null) may be used again. */
export const settleLink = async (
  unit: Unit,
  id: string,
  used: { usedAt: Instant; answer: string } | null,
): Promise<void> => {
  await unit.db
    .updateTable('signedLink')
    .set(used ?? { usedAt: null, answer: null })
    .where('id', '=', id)
    .execute()
}

/** Adds a request made with a link unless there is one with the same digest; answers the one that is there. */
export const claimRequest = async (unit: Unit, request: SignedLink): Promise<SignedLink> => {
  await unit.db
    .insertInto('signedLink')
    .values(request)
    .modifyEnd(insertIgnoring(unit.dialect, ['tokenDigest']))
    .execute()
  return unit.db
    .selectFrom('signedLink')
    .selectAll()
    .where('tokenDigest', '=', request.tokenDigest)
    .executeTakeFirstOrThrow()
}

/** Removes links, and requests made with them, that expired before an instant. Answers how many rows went. */
export const deleteLinksExpiredBefore = async (unit: Unit, before: Instant): Promise<number> => {
  const gone = await unit.db.deleteFrom('signedLink').where('expiresAt', '<', before).executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** How far a tenant's clock is ahead of real time; null where there is no such tenant. */
export const clockShiftOf = async (reader: Reader, tenantId: string): Promise<number | null> => {
  const row = await reader.db
    .selectFrom('tenant')
    .select('clockShiftMillis')
    .where('id', '=', tenantId)
    .executeTakeFirst()
  return row?.clockShiftMillis ?? null
}

/** Adds a feed of a person and revokes every earlier one. */
export const replaceFeed = async (unit: Unit, feed: Readonly<Tables['calendarFeed']>): Promise<void> => {
  await revokeFeeds(unit, feed.personId, feed.createdAt)
  await unit.db.insertInto('calendarFeed').values(feed).execute()
}

/** Revokes the feeds of a person; a revoked one stays as it is. */
export const revokeFeeds = async (unit: Unit, personId: string, revokedAt: Instant): Promise<void> => {
  await unit.db
    .updateTable('calendarFeed')
    .set({ revokedAt })
    .where('personId', '=', personId)
    .where('revokedAt', 'is', null)
    .execute()
}

/** Removes feeds revoked before an instant. Answers how many rows went. */
export const deleteFeedsRevokedBefore = async (unit: Unit, before: Instant): Promise<number> => {
  const gone = await unit.db.deleteFrom('calendarFeed').where('revokedAt', '<', before).executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** Whose feed a digest opens, and how far the employer's clock is ahead; null where it opens none, or the person is forgotten. */
export const findFeedHolder = async (
  reader: Reader,
  tokenDigest: string,
): Promise<{ personId: string; locale: string; clockShiftMillis: number } | null> =>
  (await reader.db
    .selectFrom('calendarFeed')
    .innerJoin('person', 'person.id', 'calendarFeed.personId')
    .innerJoin('tenant', 'tenant.id', 'person.employerId')
    .select(['calendarFeed.personId', 'person.locale', 'tenant.clockShiftMillis'])
    .where('calendarFeed.tokenDigest', '=', tokenDigest)
    .where('calendarFeed.revokedAt', 'is', null)
    .where('person.state', '!=', 'forgotten')
    .executeTakeFirst()) ?? null
