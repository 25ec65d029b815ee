// Operations of bodies: a body reads and changes itself and announces terms; employers see which bodies there are.
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import {
  command,
  cutFor,
  etagOf,
  expectedVersion,
  Fault,
  Id,
  keyOfCursor,
  matchesEtag,
  PageOf,
  PageQuery,
  pageOf,
  read,
  type Surroundings,
  type Viewer,
} from '../http/index.ts'
import { actingIn, bodyIdOf, viewersOf } from './acting.ts'
import { announceTerms, type BodyView, changeBody, viewBodies, viewBody } from './bodies-service.ts'
import { listBodies } from './bodies-store.ts'
import { BodyChangeSchema, BodySchema, NewTermsSchema } from './schemas.ts'

const tag = 'bodies'

/** A body cut for its viewers, its terms cut apart. */
const shown = (viewers: readonly Viewer[], body: BodyView) => {
  const cutTerms = (terms: BodyView['terms']) => (terms === null ? null : cutFor('terms', viewers, terms))
  return cutFor('body', viewers, { ...body, terms: cutTerms(body.terms), nextTerms: cutTerms(body.nextTerms) })
}

/** Declares the operations of bodies. */
export const bodiesRoutes = (app: FastifyInstance, around: Surroundings): void => {
  read(app, around, {
    method: 'GET',
    url: '/v1/body',
    operationId: 'getOwnBody',
    summary: 'Your body: its rules, areas and terms, with the ETag to change it',
    tag,
    allow: ['broker'],
    response: { 200: BodySchema, 304: Type.Null({ description: 'Not changed' }) },
    handle: async (reader, { actor, now, request }) => {
      const body = await viewBody(reader, bodyIdOf(actor), now)
      if (body === null) throw new Fault('not-found', 'your body is not here any more')
      const headers = { etag: etagOf(body.version) }
      if (matchesEtag(request.headers['if-none-match'], headers.etag)) return { status: 304, headers }
      return { status: 200, body: shown(viewersOf(actor), body), headers }
    },
  })

  command(app, around, {
    method: 'PATCH',
    url: '/v1/body',
    operationId: 'changeOwnBody',
    summary: 'Change notice rules, week capacity, answer days, areas or contact of your body',
    tag,
    allow: ['broker'],
    body: BodyChangeSchema,
    response: { 200: BodySchema },
    handle: async (unit, call) => {
      const expected = expectedVersion(call.request)
      const body = await changeBody(unit, actingIn(call), { expected, change: call.body })
      return { status: 200, body: shown(viewersOf(call.actor), body), headers: { etag: etagOf(body.version) } }
    },
  })

  read(app, around, {
    method: 'GET',
    url: '/v1/bodies',
    operationId: 'listBodies',
    summary: 'Infrastructure bodies with their areas and terms; those that serve an area where one is given',
    tag,
    allow: ['hr', 'csr', 'representative'],
    query: Type.Object(
      {
        ...PageQuery,
        area: Type.Optional(
          Type.String({ minLength: 1, maxLength: 20, description: 'Code of an area, E07000105 or TN23' }),
        ),
      },
      { additionalProperties: false },
    ),
    response: { 200: PageOf(BodySchema) },
    handle: async (reader, { actor, now, query }) => {
      const limit = query.limit ?? 50
      const wanted = { after: keyOfCursor(query.cursor), limit: limit + 1, area: query.area ?? null }
      const page = pageOf(await listBodies(reader, wanted), limit, (body) => body.id)
      const bodies = await viewBodies(reader, page.items, now)
      return { status: 200, body: { items: bodies.map((body) => shown(viewersOf(actor), body)), next: page.next } }
    },
  })

  command(app, around, {
    method: 'POST',
    url: '/v1/terms',
    operationId: 'announceTerms',
    summary: 'Announce new terms with their fee from a day on; links need the employer to accept them from then',
    tag,
    allow: ['broker'],
    body: NewTermsSchema,
    response: { 201: Type.Object({ termsId: Id }) },
    handle: async (unit, call) => ({ status: 201, body: await announceTerms(unit, actingIn(call), call.body) }),
  })
}
