// Operations of the tie between employers and bodies: links with accepted terms, and local representatives. Either side sees
// its own rows only.
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import {
  type Actor,
  CivilDaySchema,
  command,
  cutFor,
  Id,
  keyOfCursor,
  Nullable,
  PageOf,
  PageQuery,
  pageOf,
  read,
  type Surroundings,
} from '../http/index.ts'
import { actingIn, viewersOf } from './acting.ts'
import { activateLink, endLink, requestLink, viewLinks } from './links-service.ts'
import type { Side } from './links-store.ts'
import { endRepresentation, nameRepresentative, viewRepresentatives } from './representatives-service.ts'
import { LinkSchema, NewRepresentativeSchema, RepresentativeSchema } from './schemas.ts'

const tag = 'links'
const ListQuery = Type.Object(PageQuery, { additionalProperties: false })
const LinkParams = Type.Object({ linkId: Id })
const State = Type.String({ description: 'requested, active or ended' })

const sideOf = (actor: Actor): Side =>
  actor.tenantKind === 'body' ? { bodyId: actor.tenantId } : { employerId: actor.tenantId }

/** Declares the operations of links and representatives. */
export const linksRoutes = (app: FastifyInstance, around: Surroundings): void => {
  linkOperations(app, around)
  representativeOperations(app, around)
}

const linkOperations = (app: FastifyInstance, around: Surroundings): void => {
  command(app, around, {
    method: 'POST',
    url: '/v1/body-links',
    operationId: 'requestBodyLink',
    summary: 'Ask a body for a link and accept its terms; ask again to accept new ones',
    tag,
    allow: ['hr', 'representative'],
    body: Type.Object({ bodyId: Id, termsId: Nullable(Id) }, { additionalProperties: false }),
    response: {
      200: Type.Object({ linkId: Id, state: State }, { description: 'The link was there; the terms are accepted' }),
      201: Type.Object({ linkId: Id, state: State }),
    },
    problems: [404],
    handle: async (unit, call) => {
      const { created, ...link } = await requestLink(unit, actingIn(call), call.body)
      return { status: created ? 201 : 200, body: link }
    },
  })

  read(app, around, {
    method: 'GET',
    url: '/v1/body-links',
    operationId: 'listBodyLinks',
    summary: 'The links of your employer, or those with your body',
    tag,
    allow: ['hr', 'representative', 'broker'],
    query: ListQuery,
    response: { 200: PageOf(LinkSchema) },
    handle: async (reader, { actor, now, query }) => {
      const limit = query.limit ?? 50
      const wanted = { side: sideOf(actor), page: { after: keyOfCursor(query.cursor), limit: limit + 1 } }
      const page = pageOf(await viewLinks(reader, now, wanted), limit, (link) => link.id)
      const items = page.items.map((link) => cutFor('bodyLink', viewersOf(actor), link))
      return { status: 200, body: { items, next: page.next } }
    },
  })

  command(app, around, {
    method: 'POST',
    url: '/v1/body-links/:linkId/activate',
    operationId: 'activateBodyLink',
    summary: 'Make a link active, so that the employer’s people can book; its terms have to be accepted',
    tag,
    allow: ['broker'],
    params: LinkParams,
    response: { 200: Type.Object({ linkId: Id, state: State }) },
    problems: [404],
    handle: async (unit, call) => {
      const { state } = await activateLink(unit, actingIn(call), call.params.linkId)
      return { status: 200, body: { linkId: call.params.linkId, state } }
    },
  })

  command(app, around, {
    method: 'POST',
    url: '/v1/body-links/:linkId/end',
    operationId: 'endBodyLink',
    summary: 'End a link from either side; what is booked stays booked',
    tag,
    allow: ['hr', 'broker'],
    params: LinkParams,
    response: { 200: Type.Object({ linkId: Id, state: State }) },
    problems: [404],
    handle: async (unit, call) => {
      const { state } = await endLink(unit, actingIn(call), call.params.linkId)
      return { status: 200, body: { linkId: call.params.linkId, state } }
    },
  })
}

const representativeOperations = (app: FastifyInstance, around: Surroundings): void => {
  command(app, around, {
    method: 'POST',
    url: '/v1/representatives',
    operationId: 'nameRepresentative',
    summary: 'Name the person who speaks for a site towards a body',
    tag,
    allow: ['hr'],
    body: NewRepresentativeSchema,
    response: { 201: Type.Object({ representativeId: Id }) },
    problems: [404],
    handle: async (unit, call) => ({ status: 201, body: await nameRepresentative(unit, actingIn(call), call.body) }),
  })

  read(app, around, {
    method: 'GET',
    url: '/v1/representatives',
    operationId: 'listRepresentatives',
    summary: 'Who speaks for which site towards which body',
    tag,
    allow: ['hr', 'csr', 'representative', 'broker'],
    query: ListQuery,
    response: { 200: PageOf(RepresentativeSchema) },
    handle: async (reader, { actor, query }) => {
      const limit = query.limit ?? 50
      const wanted = { side: sideOf(actor), page: { after: keyOfCursor(query.cursor), limit: limit + 1 } }
      const page = pageOf(await viewRepresentatives(reader, wanted), limit, (row) => row.id)
      const items = page.items.map((row) => cutFor('representative', viewersOf(actor), row))
      return { status: 200, body: { items, next: page.next } }
    },
  })

  command(app, around, {
    method: 'POST',
    url: '/v1/representatives/:representativeId/end',
    operationId: 'endRepresentation',
    summary: 'Set the last day on which somebody speaks for a site; today where none is given',
    tag,
    allow: ['hr'],
    params: Type.Object({ representativeId: Id }),
    body: Type.Object({ untilOn: Type.Optional(CivilDaySchema) }, { additionalProperties: false }),
    response: { 200: Type.Object({ representativeId: Id, untilOn: CivilDaySchema }) },
    problems: [404],
    handle: async (unit, call) => {
      const wanted = { representativeId: call.params.representativeId, ...call.body }
      return { status: 200, body: await endRepresentation(unit, actingIn(call), wanted) }
    },
  })
}
