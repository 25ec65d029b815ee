// Use cases that set up a tenant: the employer, who vouches for its callers, its registered systems, and who has which role.
import { isUniqueViolation, type Reader, type Unit } from '../database/index.ts'
import { Fault } from '../http/index.ts'
import { type Instant, isZone, newId } from '../kernel/index.ts'
import {
  endGrantAt,
  findActing,
  findGrant,
  insertClient,
  insertEmployer,
  insertGrant,
  insertIdentity,
  insertProvider,
  isClientOf,
  localeOfMember,
  tenantOfProvider,
} from './access-store.ts'
import { findPersonByHrId } from './person-store.ts'
import { type GrantableRole, grantableRoles } from './roles.ts'

/** Who does something and when, as the audit keeps it. */
export interface Author {
  /** `person:0190…`, see `actorReference`; `command:<name>` for the command line. */
  readonly actor: string
  readonly onBehalfOf: string | null
  readonly requestId: string
  readonly now: Instant
}

/** Where an import stops unless told otherwise: no healthy employer loses a tenth of its people between two exports. */
const usualLeaverBrakePercent = 10

/** What is known of a new employer. */
export interface NewEmployer {
  readonly name: string
  readonly zone: string
  readonly locale: string
  readonly currency: string
  readonly leaverBrakePercent?: number
  /** Only for a sandbox: how far its clock is ahead of real time. */
  readonly clockShiftMillis?: number
  readonly now: Instant
}

const invalid = (pointer: string, detail: string): Fault =>
  new Fault('invalid-request', detail, { extensions: { pointer } })

/** Creates a tenant that is an employer, and answers its id. */
export const createEmployer = async (unit: Unit, employer: NewEmployer): Promise<string> => {
  const { name, zone, locale, currency, leaverBrakePercent = usualLeaverBrakePercent } = employer
  if (!isZone(zone)) throw invalid('/zone', `"${zone}" is not a time zone: write one like Europe/London`)
  if (!/^[A-Z]{3}$/.test(currency)) throw invalid('/currency', `"${currency}" is not a currency: write GBP or EUR`)
  if (!Number.isInteger(leaverBrakePercent) || leaverBrakePercent < 0 || leaverBrakePercent > 100) {
    throw invalid('/leaverBrakePercent', 'the leaver brake is a whole percentage from 0 to 100')
  }
  const id = newId()
  await insertEmployer(
    unit,
    { id, kind: 'employer', clockShiftMillis: employer.clockShiftMillis ?? 0, createdAt: employer.now },
    { id, name, zone, locale, currency, leaverBrakePercent },
  )
  return id
}

/**
 * Registers who vouches for callers of a tenant: tokens of this issuer for this audience belong to it, and to no other.
 * `jwksUri` is null for the development secret.
 */
export const registerProvider = async (
  unit: Unit,
  provider: { tenantId: string; issuer: string; audience: string; jwksUri: string | null },
): Promise<string> => {
  const id = newId()
  try {
    await insertProvider(unit, { id, ...provider })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new Fault('conflict', 'this issuer and audience are registered already: use another audience for this tenant')
  }
  return id
}

/** Whom a subject of a provider stands for. */
export interface NewIdentity {
  readonly tenantId: string
  readonly providerId: string
  /** The `sub` of its tokens. */
  readonly subject: string
  readonly kind: 'person' | 'member' | 'client'
  readonly principalId: string
}

/** Links a subject of a provider to a person, a body's member or a client of the same tenant. Answers the identity's id. */
export const linkIdentity = async (unit: Unit, identity: NewIdentity): Promise<string> => {
  const { tenantId, providerId, subject, kind, principalId } = identity
  if ((await tenantOfProvider(unit, providerId)) !== tenantId) {
    throw invalid('/providerId', 'this provider is not registered here: take the id that its registration answered')
  }
  if ((await kindOf(unit, tenantId, principalId)) !== kind) {
    throw invalid('/principalId', `there is no ${kind} with this id here`)
  }
  const id = newId()
  try {
    await insertIdentity(unit, { id, providerId, subject, kind, principalId })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new Fault('conflict', 'this subject is linked already: a subject stands for one person only')
  }
  return id
}

/** Links a subject to the person with this HR id, for the administration route. Answers both ids. */
export const linkPerson = async (
  unit: Unit,
  link: { tenantId: string; providerId: string; subject: string; hrId: string },
  by: Author,
): Promise<{ id: string; personId: string }> => {
  const personId = await findPersonByHrId(unit, link.tenantId, link.hrId)
  if (personId === null) throw invalid('/hrId', 'there is no person with this HR id: import the people first')
  const id = await linkIdentity(unit, {
    tenantId: link.tenantId,
    providerId: link.providerId,
    subject: link.subject,
    kind: 'person',
    principalId: personId,
  })
  await unit.note({
    ...auditOf(by),
    tenantId: link.tenantId,
    action: 'identity.link',
    subject: 'person',
    subjectId: personId,
    detail: { identityId: id, providerId: link.providerId },
  })
  return { id, personId }
}

/** Registers a system that calls in its own name or for people, and answers its id. What it may do itself is granted apart. */
export const registerClient = async (
  unit: Unit,
  client: { tenantId: string; name: string; providerId: string; subject: string },
): Promise<string> => {
  const { tenantId, name, providerId, subject } = client
  const id = newId()
  await insertClient(unit, { id, tenantId, name })
  await linkIdentity(unit, { tenantId, providerId, subject, kind: 'client', principalId: id })
  return id
}

const kindOf = async (reader: Reader, tenantId: string, principalId: string): Promise<NewIdentity['kind'] | null> => {
  const person = await findActing(reader, tenantId, principalId)
  if (person !== null) return person.state === 'active' ? 'person' : null
  if (await isClientOf(reader, tenantId, principalId)) return 'client'
  return (await localeOfMember(reader, tenantId, principalId)) === null ? null : 'member'
}

/** The part of an audit note that says who and when. */
export const auditOf = (by: Author) => ({
  actor: by.actor,
  onBehalfOf: by.onBehalfOf,
  requestId: by.requestId,
  at: by.now,
})

/** A role for somebody, from one instant until (not including) another. */
export interface NewGrant {
  readonly tenantId: string
  readonly principalId: string
  readonly role: GrantableRole
  /** Now, where it is left out. */
  readonly fromAt?: Instant
  readonly untilAt: Instant | null
}

/** Grants a role to an active person, a member or a client, and answers the grant's id. Auditors need an end. */
export const grantRole = async (unit: Unit, grant: NewGrant, by: Author): Promise<string> => {
  const { tenantId, principalId, role, untilAt, fromAt = by.now } = grant
  if (!grantableRoles.includes(role)) throw invalid('/role', `only ${grantableRoles.join(', ')} can be granted`)
  if (role === 'auditor' && untilAt === null) {
    throw invalid('/untilAt', 'an auditor needs an end: give untilAt, the instant from which the role no longer holds')
  }
  if (untilAt !== null && untilAt <= fromAt) throw invalid('/untilAt', 'the role would end before it begins')
  if (by.actor.endsWith(`:${principalId}`)) {
    throw new Fault('forbidden', 'nobody grants a role to themselves: ask another administrator')
  }
  if ((await kindOf(unit, tenantId, principalId)) === null) {
    throw invalid('/principalId', 'there is no active person and no client with this id here')
  }
  const id = newId()
  await insertGrant(unit, { id, tenantId, principalId, role, fromAt, untilAt })
  await unit.note({
    ...auditOf(by),
    tenantId,
    action: 'role.grant',
    subject: 'roleGrant',
    subjectId: id,
    detail: { principalId, role, fromAt, untilAt },
  })
  return id
}

/** Ends a granted role now; one that has ended stays as it was. Answers when it ends. */
export const endGrant = async (
  unit: Unit,
  grant: { tenantId: string; grantId: string },
  by: Author,
): Promise<{ id: string; untilAt: Instant }> => {
  const found = await findGrant(unit, grant.tenantId, grant.grantId)
  if (found === null) throw new Fault('not-found', 'there is no such grant here')
  if (found.untilAt !== null && found.untilAt <= by.now) return { id: found.id, untilAt: found.untilAt }
  await endGrantAt(unit, found.id, by.now)
  await unit.note({
    ...auditOf(by),
    tenantId: grant.tenantId,
    action: 'role.end',
    subject: 'roleGrant',
    subjectId: found.id,
    detail: { principalId: found.principalId, role: found.role },
  })
  return { id: found.id, untilAt: by.now }
}
