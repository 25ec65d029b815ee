// From a verified token to the Actor: whom the registered (issuer, audience, subject) belongs to, at which tenant, with which
// roles. Anything that does not fit together is nobody; there is no half-known caller.
import type { Database, Reader } from '../database/index.ts'
import type { Actor, Claims, FindActor, FindProvider } from '../http/index.ts'
import { type Clock, civilDayAt, type Instant, localeFrom, systemClock } from '../kernel/index.ts'
import {
  type ActingPerson,
  derivedStanding,
  findActedFor,
  findActing,
  findKeys,
  findPrincipal,
  grantsOf,
  isClientOf,
  localeOfMember,
  type Principal,
} from './access-store.ts'
import { findEmployer } from './person-store.ts'
import { rolesOf, type Standing } from './roles.ts'

/** Looks up callers in this database. Roles are those in force by the tenant's own clock. */
export const findActor =
  (database: Pick<Database, 'reader'>, clock: Clock = systemClock): FindActor =>
  async (claims, onBehalfOf) => {
    const { reader } = database
    const principal = await findPrincipal(reader, claims)
    if (principal === null) return null
    const call: Lookup = { reader, principal, claims, now: clock.at(principal) }
    if (principal.kind === 'client') return onBehalfOf === null ? clientItself(call) : clientFor(call, onBehalfOf)
    // Only a registered system may act for somebody else.
    if (onBehalfOf !== null) return null
    return principal.kind === 'person' ? personItself(call) : memberItself(call)
  }

/** Looks up who vouches for callers in this database. */
export const findProvider =
  (database: Pick<Database, 'reader'>): FindProvider =>
  (issuer, audience) =>
    findKeys(database.reader, issuer, audience)

interface Lookup {
  readonly reader: Reader
  readonly principal: Principal
  readonly claims: Claims
  readonly now: Instant
}

const nothing: Omit<Standing, 'tenantKind'> = {
  employee: false,
  manages: false,
  represents: false,
  member: false,
  grants: [],
}

const actorOf = (
  { principal, claims, now }: Lookup,
  standing: Omit<Standing, 'tenantKind'>,
  who: { personId: string | null; onBehalfOf: string | null; locale: string | null },
): Actor => ({
  tenantId: principal.tenantId,
  tenantKind: principal.tenantKind,
  clockShiftMillis: principal.clockShiftMillis,
  kind: principal.kind,
  principalId: principal.principalId,
  personId: who.personId,
  onBehalfOf: who.onBehalfOf,
  roles: rolesOf({ ...standing, tenantKind: principal.tenantKind }, now, claims.roles),
  locale: localeFrom(who.locale),
})

/** Whether somebody is employed today: the last day counts, whether or not an import has already noticed that it is over. */
const isEmployed = (person: ActingPerson | null, now: Instant): person is ActingPerson =>
  person?.state === 'active' && (person.endedOn === null || person.endedOn >= civilDayAt(now, person.zone))

const personItself = async (call: Lookup): Promise<Actor | null> => {
  const { reader, principal, now } = call
  const [person, grants] = await Promise.all([
    findActing(reader, principal.tenantId, principal.principalId),
    grantsOf(reader, principal.tenantId, principal.principalId),
  ])
  if (!isEmployed(person, now)) return null
  const derived = await derivedStanding(reader, person.id, civilDayAt(now, person.zone))
  const standing = { ...nothing, ...derived, employee: true, grants }
  return actorOf(call, standing, { personId: person.id, onBehalfOf: null, locale: person.locale })
}

const memberItself = async (call: Lookup): Promise<Actor | null> => {
  const { reader, principal } = call
  const [locale, grants] = await Promise.all([
    localeOfMember(reader, principal.tenantId, principal.principalId),
    grantsOf(reader, principal.tenantId, principal.principalId),
  ])
  if (locale === null) return null
  return actorOf(call, { ...nothing, member: true, grants }, { personId: null, onBehalfOf: null, locale })
}

const clientItself = async (call: Lookup): Promise<Actor | null> => {
  const { reader, principal } = call
  const [registered, grants, employer] = await Promise.all([
    isClientOf(reader, principal.tenantId, principal.principalId),
    grantsOf(reader, principal.tenantId, principal.principalId),
    findEmployer(reader, principal.tenantId),
  ])
  if (!registered) return null
  const locale = employer?.locale ?? null
  return actorOf(call, { ...nothing, grants }, { personId: null, onBehalfOf: null, locale })
}

/**
 * A client acting for a person has what that person has as an employee and a manager, and nothing of its own: its grants are
 * for what it does in its own name.
 */
const clientFor = async (call: Lookup, onBehalfOf: string): Promise<Actor | null> => {
  const { reader, principal, now } = call
  const [registered, person] = await Promise.all([
    isClientOf(reader, principal.tenantId, principal.principalId),
    findActedFor(reader, principal.tenantId, onBehalfOf),
  ])
  if (!registered || !isEmployed(person, now)) return null
  const { manages } = await derivedStanding(reader, person.id, civilDayAt(now, person.zone))
  const standing = { ...nothing, manages, employee: true }
  return actorOf(call, standing, { personId: person.id, onBehalfOf: person.id, locale: person.locale })
}
