// The SQL of who may call: tenants, providers, identities, clients and role grants. Never decides anything.
import type { Reader, Tables, Unit } from '../database/index.ts'
import type { Claims } from '../http/index.ts'
import type { CivilDay } from '../kernel/index.ts'
import type { Grant } from './roles.ts'

/** Whom verified claims belong to. */
export interface Principal {
  readonly tenantId: string
  readonly tenantKind: 'employer' | 'body'
  readonly clockShiftMillis: number
  readonly kind: 'person' | 'member' | 'client'
  readonly principalId: string
}

/** The principal behind (issuer, audience, subject); null where they are not registered together. */
export const findPrincipal = async (reader: Reader, claims: Claims): Promise<Principal | null> => {
  const row = await reader.db
    .selectFrom('identityProvider')
    .innerJoin('tenant', 'tenant.id', 'identityProvider.tenantId')
    .innerJoin('identity', 'identity.providerId', 'identityProvider.id')
    .select(['tenant.id as tenantId', 'tenant.kind as tenantKind', 'tenant.clockShiftMillis'])
    .select(['identity.kind', 'identity.principalId', 'identity.subject'])
    .select(['identityProvider.issuer', 'identityProvider.audience'])
    .where('identityProvider.issuer', '=', claims.issuer)
    .where('identityProvider.audience', '=', claims.audience)
    .where('identity.subject', '=', claims.subject)
    .executeTakeFirst()
  // MySQL takes 'a' and 'a ' for equal: somebody who may choose a subject must not become somebody else by a space.
  if (row?.subject !== claims.subject || row.issuer !== claims.issuer || row.audience !== claims.audience) return null
  return { ...row, clockShiftMillis: Number(row.clockShiftMillis) }
}

/** What of a person decides whether they may act. */
export type ActingPerson = Pick<Tables['person'], 'id' | 'locale' | 'zone' | 'state' | 'endedOn'>

const actingColumns = ['id', 'locale', 'zone', 'state', 'endedOn'] as const

/** A person of a tenant by id. */
export const findActing = async (reader: Reader, tenantId: string, personId: string): Promise<ActingPerson | null> =>
  (await reader.db
    .selectFrom('person')
    .select(actingColumns)
    .where('id', '=', personId)
    .where('employerId', '=', tenantId)
    .executeTakeFirst()) ?? null

/** A person of a tenant by id or by the employer's own id; the id wins where both fit somebody. */
export const findActedFor = async (
  reader: Reader,
  tenantId: string,
  reference: string,
): Promise<ActingPerson | null> => {
  const rows = await reader.db
    .selectFrom('person')
    .select([...actingColumns, 'hrId'])
    .where('employerId', '=', tenantId)
    .where((where) => where.or([where('id', '=', reference), where('hrId', '=', reference)]))
    .execute()
  return rows.find((row) => row.id === reference) ?? rows.find((row) => row.hrId === reference) ?? null
}

/** All grants of a principal at a tenant, past ones too. */
export const grantsOf = async (reader: Reader, tenantId: string, principalId: string): Promise<Grant[]> =>
  await reader.db
    .selectFrom('roleGrant')
    .select(['role', 'fromAt', 'untilAt'])
    .where('principalId', '=', principalId)
    .where('tenantId', '=', tenantId)
    .execute()

/** Whether a person manages or stands in for any active person on a day, and whether they represent a site. */
export const derivedStanding = async (
  reader: Reader,
  personId: string,
  on: CivilDay,
): Promise<{ manages: boolean; represents: boolean }> => {
  const managed = reader.db
    .selectFrom('post')
    .innerJoin('person', 'person.id', 'post.personId')
    .select('post.id')
    .where((where) =>
      where.or([where('post.managerPersonId', '=', personId), where('post.standInPersonId', '=', personId)]),
    )
    .where('post.personId', '!=', personId)
    .where('post.startsOn', '<=', on)
    .where((where) => where.or([where('post.endsOn', 'is', null), where('post.endsOn', '>=', on)]))
    .where('person.state', '=', 'active')
  const represented = reader.db
    .selectFrom('representative')
    .select('id')
    .where('personId', '=', personId)
    .where('fromOn', '<=', on)
    .where((where) => where.or([where('untilOn', 'is', null), where('untilOn', '>=', on)]))
  const row = await reader.db
    .selectNoFrom((one) => [one.exists(managed).as('manages'), one.exists(represented).as('represents')])
    .executeTakeFirstOrThrow()
  return { manages: Boolean(row.manages), represents: Boolean(row.represents) }
}

/** The locale of a body's member; null where the member is not of this body. */
export const localeOfMember = async (reader: Reader, bodyId: string, memberId: string): Promise<string | null> => {
  const row = await reader.db
    .selectFrom('bodyMember')
    .innerJoin('body', 'body.id', 'bodyMember.bodyId')
    .select('body.locale')
    .where('bodyMember.id', '=', memberId)
    .where('bodyMember.bodyId', '=', bodyId)
    .executeTakeFirst()
  return row?.locale ?? null
}

/** Whether a client is registered with a tenant. */
export const isClientOf = async (reader: Reader, tenantId: string, clientId: string): Promise<boolean> => {
  const row = await reader.db
    .selectFrom('client')
    .select('id')
    .where('id', '=', clientId)
    .where('tenantId', '=', tenantId)
    .executeTakeFirst()
  return row !== undefined
}

/** The tenant that a provider is registered for. */
export const tenantOfProvider = async (reader: Reader, providerId: string): Promise<string | null> => {
  const row = await reader.db
    .selectFrom('identityProvider')
    .select('tenantId')
    .where('id', '=', providerId)
    .executeTakeFirst()
  return row?.tenantId ?? null
}

/** Where the keys of a registered issuer and audience are; null where the pair is not registered. */
export const findKeys = async (
  reader: Reader,
  issuer: string,
  audience: string,
): Promise<{ jwksUri: string | null } | null> => {
  const row = await reader.db
    .selectFrom('identityProvider')
    .select(['issuer', 'audience', 'jwksUri'])
    .where('issuer', '=', issuer)
    .where('audience', '=', audience)
    .executeTakeFirst()
  return row?.issuer === issuer && row.audience === audience ? { jwksUri: row.jwksUri } : null
}

/** Inserts a tenant that is an employer, with its employer row. */
export const insertEmployer = async (
  unit: Unit,
  tenant: Tables['tenant'],
  employer: Tables['employer'],
): Promise<void> => {
  await unit.db.insertInto('tenant').values(tenant).execute()
  await unit.db.insertInto('employer').values(employer).execute()
}

/** Inserts one row; a unique violation is let through. */
export const insertProvider = async (unit: Unit, row: Tables['identityProvider']): Promise<void> => {
  await unit.db.insertInto('identityProvider').values(row).execute()
}

/** Inserts one row. */
export const insertClient = async (unit: Unit, row: Tables['client']): Promise<void> => {
  await unit.db.insertInto('client').values(row).execute()
}

/** Inserts one row; a unique violation is let through. */
export const insertIdentity = async (unit: Unit, row: Tables['identity']): Promise<void> => {
  await unit.db.insertInto('identity').values(row).execute()
}

/** Inserts one row. */
export const insertGrant = async (unit: Unit, row: Tables['roleGrant']): Promise<void> => {
  await unit.db.insertInto('roleGrant').values(row).execute()
}

/** A grant of a tenant. */
export const findGrant = async (
  reader: Reader,
  tenantId: string,
  grantId: string,
): Promise<Tables['roleGrant'] | null> =>
  (await reader.db
    .selectFrom('roleGrant')
    .selectAll()
    .where('id', '=', grantId)
    .where('tenantId', '=', tenantId)
    .executeTakeFirst()) ?? null

/** Ends a grant; it stays as a record of who had which role. */
export const endGrantAt = async (unit: Unit, grantId: string, untilAt: string): Promise<void> => {
  await unit.db.updateTable('roleGrant').set({ untilAt }).where('id', '=', grantId).execute()
}

/** Sets how far a sandbox tenant's clock is ahead of real time. */
export const moveClock = async (unit: Unit, tenantId: string, clockShiftMillis: number): Promise<void> => {
  await unit.db.updateTable('tenant').set({ clockShiftMillis }).where('id', '=', tenantId).execute()
}

/** What kind of tenant an id is, and how far its clock is ahead of real time; null where there is none. */
export const findTenant = async (
  reader: Reader,
  tenantId: string,
): Promise<Pick<Tables['tenant'], 'kind' | 'clockShiftMillis'> | null> =>
  (await reader.db
    .selectFrom('tenant')
    .select(['kind', 'clockShiftMillis'])
    .where('id', '=', tenantId)
    .executeTakeFirst()) ?? null
