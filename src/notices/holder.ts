// Who stands behind a link: the Actor that the use cases of other features are called as. A link narrows: it carries no more
// roles than its purpose needs.
import { findBody } from '../brokerage/index.ts'
import type { Reader } from '../database/index.ts'
import type { Actor, Role } from '../http/index.ts'
import { localeFrom } from '../kernel/index.ts'
import { findPerson, nameOf } from '../people/index.ts'
import { clockShiftOf, type SignedLink } from './store.ts'

/** The holder of a link as caller; null where the person has left or the body is gone: then the link opens nothing. */
export const holderOf = async (reader: Reader, link: SignedLink): Promise<Actor | null> => {
  const clockShiftMillis = await clockShiftOf(reader, link.tenantId)
  if (clockShiftMillis === null) return null
  return link.holderKind === 'body'
    ? await bodyActor(reader, link, clockShiftMillis)
    : await personActor(reader, link, clockShiftMillis)
}

const personActor = async (reader: Reader, link: SignedLink, clockShiftMillis: number): Promise<Actor | null> => {
  const person = await findPerson(reader, link.tenantId, link.holderId)
  if (person === null || person.state !== 'active') return null
  const roles: Role[] = link.purpose === 'manager-decides' ? ['employee', 'manager'] : ['employee']
  return {
    tenantId: link.tenantId,
    tenantKind: 'employer',
    kind: 'person',
    principalId: person.id,
    personId: person.id,
    onBehalfOf: null,
    roles: new Set(roles),
    locale: localeFrom((await nameOf(reader, person.id))?.locale),
    clockShiftMillis,
  }
}

/** Mail to a body reaches its office, not one member: the body itself is named as the one who acted. */
const bodyActor = async (reader: Reader, link: SignedLink, clockShiftMillis: number): Promise<Actor | null> => {
  const body = await findBody(reader, link.holderId)
  if (body === null) return null
  return {
    tenantId: body.id,
    tenantKind: 'body',
    kind: 'member',
    principalId: body.id,
    personId: null,
    onBehalfOf: null,
    roles: new Set<Role>(['broker']),
    locale: localeFrom(body.locale),
    clockShiftMillis,
  }
}
