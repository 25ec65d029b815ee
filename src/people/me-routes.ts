// Operations about the caller: who am I, and my skills.
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Reader } from '../database/index.ts'
import {
  type Actor,
  type Answer,
  command,
  cutFor,
  etagOf,
  expectedVersion,
  Fault,
  matchesEtag,
  read,
  requireVersion,
  roles,
  type Surroundings,
} from '../http/index.ts'
import { authorOf, ownPersonId, personAnswer } from './caller.ts'
import { findNamedPerson, findPerson, keepSkills, postsOf, skillsOf } from './person-store.ts'
import { CallerSchema, SkillsInput, SkillsSchema } from './schemas.ts'
import { auditOf } from './tenants.ts'

const tag = 'People'

/** Who a caller is; a person sees all of their own record. */
const callerAnswer = async (reader: Reader, actor: Actor): Promise<Answer> => {
  const { kind, tenantId, tenantKind, principalId, personId, onBehalfOf, locale } = actor
  const person = personId === null ? null : await findNamedPerson(reader, tenantId, personId)
  const own = person === null ? null : personAnswer(person, await postsOf(reader, person.id), ['self'])
  const row = { kind, tenantId, tenantKind, principalId, personId, onBehalfOf, roles: [...actor.roles].sort(), locale }
  return { status: 200, body: cutFor('caller', ['self'], { ...row, person: own }) }
}

const skillsAnswer = (skills: readonly string[], version: number): Answer => ({
  status: 200,
  body: cutFor('personSkills', ['self'], { skills }),
  headers: { etag: etagOf(version) },
})

const gone = (): Fault => new Fault('not-found', 'this person is not here any more')

/** What callers read and keep about themselves. */
export const meRoutes = (app: FastifyInstance, around: Surroundings): void => {
  read(app, around, {
    method: 'GET',
    url: '/v1/me',
    operationId: 'getMe',
    summary: 'Who am I here: tenant, roles in force, and my own record with its posts',
    tag,
    allow: roles,
    response: { 200: CallerSchema },
    handle: (reader, { actor }) => callerAnswer(reader, actor),
  })
  read(app, around, {
    method: 'GET',
    url: '/v1/me/skills',
    operationId: 'getMySkills',
    summary: 'My skills, with the ETag to edit them by',
    tag,
    allow: ['employee'],
    response: { 200: SkillsSchema, 304: Type.Null({ description: 'Not changed since the ETag in If-None-Match' }) },
    handle: async (reader, { actor, request }) => {
      const person = await findPerson(reader, actor.tenantId, ownPersonId(actor))
      if (person === null) throw gone()
      const etag = etagOf(person.version)
      if (matchesEtag(request.headers['if-none-match'], etag)) return { status: 304, headers: { etag } }
      return skillsAnswer(await skillsOf(reader, person.id), person.version)
    },
  })
  command(app, around, {
    method: 'PUT',
    url: '/v1/me/skills',
    operationId: 'putMySkills',
    summary: 'Replaces my skills; needs If-Match with the ETag they were read with',
    tag,
    allow: ['employee'],
    body: SkillsInput,
    response: { 200: SkillsSchema },
    handle: async (unit, call) => {
      const { actor, body, request } = call
      const expected = expectedVersion(request)
      const personId = ownPersonId(actor)
      const version = await unit.lock('person', personId)
      const person = await findPerson(unit, actor.tenantId, personId)
      if (version === null || person?.state !== 'active') throw gone()
      requireVersion(expected, version - 1)
      const skills = [...body.skills].sort()
      await keepSkills(unit, personId, skills)
      const subject = { subject: 'person', subjectId: personId }
      await unit.note({ ...auditOf(authorOf(call)), tenantId: actor.tenantId, action: 'skills.replace', ...subject })
      return skillsAnswer(skills, version)
    },
  })
}
