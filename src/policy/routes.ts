// The policies of an employer over HTTP: read, publish, and the schema that editors complete a document with.
import type { FastifyInstance } from 'fastify'
import { type TSchema, Type } from 'typebox'
import {
  type Actor,
  actorReference,
  CivilDaySchema,
  command,
  cutFor,
  Fault,
  Id,
  InstantSchema,
  keyOfCursor,
  matchesEtag,
  PageOf,
  PageQuery,
  pageOf,
  type Role,
  read,
  roles,
  type Surroundings,
  type Viewer,
} from '../http/index.ts'
import { civilDayAt, type Instant } from '../kernel/index.ts'
import { findEmployer } from '../people/index.ts'
import { policySchemaText } from './document.ts'
import { publishPolicy } from './service.ts'
import type { Mistake } from './source.ts'
import { documentOf, type VersionRow, versionById, versionInForce, versionsOf } from './store.ts'

const VersionSchema = Type.Partial(
  Type.Object(
    {
      id: Id,
      name: Type.String({ description: 'Short name of the policy' }),
      fromOn: CivilDaySchema,
      inForce: Type.Boolean({ description: 'Whether it is the one in force today' }),
      publishedAt: InstantSchema,
      publishedBy: Type.String({ description: 'Who published it, by surrogate id' }),
    },
    { additionalProperties: false },
  ),
)

const Published = Type.Object({ id: Id, fromOn: CivilDaySchema }, { additionalProperties: false })

/** An answer that is not JSON, as OpenAPI and the serialiser want to hear of it. */
const content = (type: string, description: string, schema: TSchema): TSchema =>
  ({ description, content: { [type]: { schema } } }) as unknown as TSchema
const NotModified = { description: 'You have it already', type: 'null' } as unknown as TSchema

/** More than any policy; the parser refuses what is longer than the app allows anyway. */
const charactersAtMost = 500_000

const listedRoles = ['hr', 'csr', 'auditor'] as const satisfies readonly Role[]
const viewersOf = (actor: Actor): Viewer[] => listedRoles.filter((role) => actor.roles.has(role))

const employerOf = (actor: Actor): string => {
  if (actor.tenantKind !== 'employer') throw new Fault('not-found', 'a body has no policies: they are an employer’s')
  return actor.tenantId
}

/** The mistakes of a document as reasons of a problem. */
const reasonsOf = (mistakes: readonly Mistake[]) =>
  mistakes.map(({ message, file, line, column }) => ({
    code: 'policy_mistake',
    message,
    figures: { file, line, column },
  }))

/** Declares the operations of policy. */
export const policyRoutes = (app: FastifyInstance, around: Surroundings): void => {
  listPolicies(app, around)
  readPolicy(app, around)
  publish(app, around)
  readSchema(app, around)
}

const listPolicies = (app: FastifyInstance, around: Surroundings): void =>
  read(app, around, {
    method: 'GET',
    url: '/v1/policies',
    operationId: 'listPolicies',
    summary: 'The published versions of the policy, published last first',
    tag: 'policy',
    allow: listedRoles,
    query: Type.Object(PageQuery, { additionalProperties: false }),
    response: { 200: PageOf(VersionSchema) },
    handle: async (reader, { actor, now, query }) => {
      const employerId = employerOf(actor)
      const limit = query.limit ?? 50
      const versions = await versionsOf(reader, employerId, { limit, beforeId: keyOfCursor(query.cursor) })
      const employer = await findEmployer(reader, employerId)
      const today = civilDayAt(now, employer?.zone ?? 'UTC')
      const current = await versionInForce(reader, employerId, today)
      const page = pageOf(versions, limit, (version) => version.id)
      const items = page.items.map((version) => cutFor('policyVersion', viewersOf(actor), shown(version, current)))
      return { status: 200, body: { items, next: page.next } }
    },
  })

const shown = (version: VersionRow, current: VersionRow | null) => ({
  id: version.id,
  name: version.name,
  fromOn: version.fromOn,
  inForce: version.id === current?.id,
  publishedAt: version.publishedAt satisfies Instant,
  publishedBy: version.publishedBy,
})

const readPolicy = (app: FastifyInstance, around: Surroundings): void =>
  read(app, around, {
    method: 'GET',
    url: '/v1/policies/:policyId',
    operationId: 'readPolicy',
    summary: 'The document of one published version, as it was published',
    tag: 'policy',
    allow: ['hr', 'auditor'],
    params: Type.Object({ policyId: Id }, { additionalProperties: false }),
    response: { 200: content('application/yaml', 'The document', Type.String()), 304: NotModified },
    problems: [404],
    handle: async (reader, { actor, params, request }) => {
      const version = await versionById(reader, params.policyId)
      if (version === null || version.employerId !== employerOf(actor)) {
        throw new Fault('not-found', 'there is no policy version with this id here')
      }
      const etag = `"${version.digest}"`
      if (matchesEtag(request.headers['if-none-match'], etag)) return { status: 304, headers: { etag } }
      const headers = { etag, 'content-type': 'application/yaml; charset=utf-8' }
      return { status: 200, body: await documentOf(reader, version.id), headers }
    },
  })

const publish = (app: FastifyInstance, around: Surroundings): void =>
  command(app, around, {
    method: 'POST',
    url: '/v1/policies',
    operationId: 'publishPolicy',
    summary:
      'Publishes a policy document (YAML), in force from its own first day; a mistake anywhere publishes nothing',
    tag: 'policy',
    allow: ['hr'],
    consumes: ['application/yaml', 'text/yaml', 'application/x-yaml'],
    body: Type.String({ minLength: 1, maxLength: charactersAtMost, description: 'The document' }),
    response: { 201: Published },
    handle: async (unit, { actor, now, body, request }) => {
      const answer = await publishPolicy(unit, {
        employerId: employerOf(actor),
        text: body,
        file: 'policy.yaml',
        actor: actorReference(actor),
        onBehalfOf: actor.onBehalfOf,
        requestId: request.id,
        now,
      })
      if ('mistakes' in answer) {
        const count = answer.mistakes.length
        const detail = `nothing was published: ${count === 1 ? 'there is 1 mistake' : `there are ${count} mistakes`} in the document`
        // Thrown, not answered: an answer is kept, and sentences that quote the document are not for keeping.
        throw new Fault('policy-invalid', detail, { extensions: { reasons: reasonsOf(answer.mistakes) } })
      }
      return { status: 201, body: answer, headers: { location: `/v1/policies/${answer.id}` } }
    },
  })

const readSchema = (app: FastifyInstance, around: Surroundings): void =>
  read(app, around, {
    method: 'GET',
    url: '/v1/policy-schema',
    operationId: 'readPolicySchema',
    summary: 'The JSON Schema of a policy document, for editors',
    tag: 'policy',
    allow: roles,
    response: {
      200: content('application/schema+json', 'The schema', Type.Object({}, { additionalProperties: true })),
    },
    handle: async () => ({
      status: 200,
      body: policySchemaText(),
      headers: { 'content-type': 'application/schema+json; charset=utf-8' },
    }),
  })
