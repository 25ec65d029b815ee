// Operations on placements and sessions: a body offers and edits, linked employers' people read.
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { linkedBodyIds } from '../brokerage/index.ts'
import type { Reader } from '../database/index.ts'
import {
  type Actor,
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
  type Role,
  read,
  type Surroundings,
} from '../http/index.ts'
import type { Instant } from '../kernel/index.ts'
import { addSession, changePlacement, changeSession, createPlacement } from './placement-service.ts'
import { findPlacement, listPlacements, type Placement, sessionsOf } from './placement-store.ts'
import {
  PlacementBody,
  PlacementChange,
  PlacementCreated,
  PlacementSchema,
  SessionBody,
  SessionChange,
  SessionSchema,
} from './schemas.ts'
import { placementFor, placementViewers, sessionFor } from './views.ts'

const tag = 'placements'
const strict = { additionalProperties: false }
const readers: readonly Role[] = ['employee', 'manager', 'hr', 'csr', 'auditor', 'representative', 'broker']

/** The bodies whose placements a caller may see: their own, or those their employer is linked with. */
const visibleBodies = (reader: Reader, actor: Actor, now: Instant): Promise<string[]> =>
  actor.tenantKind === 'body' ? Promise.resolve([actor.tenantId]) : linkedBodyIds(reader, actor.tenantId, now)

/** What making a placement answers: ids only, because the answer is kept. */
const createdView = ({ id, bodyId, groupId, needId, state, version }: Placement) =>
  cutFor('placement', ['broker'], { id, bodyId, groupId, needId, state, version })

/** Registers the operations on placements and sessions. */
export const placementRoutes = (app: FastifyInstance, around: Surroundings): void => {
  read(app, around, {
    method: 'GET',
    url: '/v1/placements',
    operationId: 'listPlacements',
    summary: 'Placements of the own body, or of the bodies the employer is linked with',
    tag,
    allow: readers,
    query: Type.Object(
      { ...PageQuery, state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('closed')])) },
      strict,
    ),
    response: { 200: PageOf(PlacementSchema) },
    handle: async (reader, { actor, now, query }) => {
      const limit = query.limit ?? 50
      const bodyIds = await visibleBodies(reader, actor, now)
      const state = actor.tenantKind === 'body' ? (query.state ?? null) : 'open'
      const rows = await listPlacements(reader, { bodyIds, after: keyOfCursor(query.cursor), limit: limit + 1, state })
      const page = pageOf(rows, limit, (row) => row.id)
      return {
        status: 200,
        body: { items: page.items.map((row) => placementFor(row, placementViewers(actor))), next: page.next },
      }
    },
  })
  read(app, around, {
    method: 'GET',
    url: '/v1/placements/:placementId',
    operationId: 'getPlacement',
    summary: 'One placement with its sessions to come',
    tag,
    allow: readers,
    params: Type.Object({ placementId: Id }),
    response: { 200: PlacementSchema, 304: Type.Null() },
    problems: [404],
    handle: async (reader, { actor, now, params, request }) => {
      const placement = await findPlacement(reader, params.placementId)
      const visible = await visibleBodies(reader, actor, now)
      if (placement === null || !visible.includes(placement.bodyId))
        throw new Fault('not-found', 'there is no placement with this id here')
      const etag = etagOf(placement.version)
      const sessions = await sessionsOf(reader, placement.id, now)
      // Only the broker edits, and only the placement: an employee's page shows seats, which change without its version.
      if (actor.tenantKind === 'body' && matchesEtag(request.headers['if-none-match'], etag))
        return { status: 304, headers: { etag } }
      return { status: 200, headers: { etag }, body: placementFor(placement, placementViewers(actor), sessions) }
    },
  })
  command(app, around, {
    method: 'POST',
    url: '/v1/placements',
    operationId: 'createPlacement',
    summary: 'Offer a placement for a group, out of a vetted need where there is one',
    tag,
    allow: ['broker'],
    body: PlacementBody,
    response: { 201: PlacementCreated },
    handle: async (unit, { actor, now, body, request }) => {
      const placement = await createPlacement(
        unit,
        { actor, now, requestId: request.id },
        {
          needId: null,
          remote: false,
          tags: [],
          areaCode: null,
          address: null,
          latitude: null,
          longitude: null,
          waitingList: false,
          ...body,
        },
      )
      return {
        status: 201,
        headers: { location: `/v1/placements/${placement.id}`, etag: etagOf(1) },
        body: createdView(placement),
      }
    },
  })
  command(app, around, {
    method: 'PATCH',
    url: '/v1/placements/:placementId',
    operationId: 'changePlacement',
    summary: 'Edit a placement, or close it to new bookings',
    tag,
    allow: ['broker'],
    params: Type.Object({ placementId: Id }),
    body: PlacementChange,
    response: { 200: PlacementSchema },
    problems: [404],
    handle: async (unit, { actor, now, params, body, request }) => {
      const placement = await changePlacement(
        unit,
        { actor, now, requestId: request.id },
        { placementId: params.placementId, expected: expectedVersion(request), content: body },
      )
      return { status: 200, headers: { etag: etagOf(placement.version) }, body: placementFor(placement, ['broker']) }
    },
  })
  sessionRoutes(app, around)
}

const sessionRoutes = (app: FastifyInstance, around: Surroundings): void => {
  command(app, around, {
    method: 'POST',
    url: '/v1/placements/:placementId/sessions',
    operationId: 'addSession',
    summary: 'Add a dated session with seats',
    tag,
    allow: ['broker'],
    params: Type.Object({ placementId: Id }),
    body: SessionBody,
    response: { 201: SessionSchema },
    problems: [404],
    handle: async (unit, { actor, now, params, body, request }) => {
      const session = await addSession(
        unit,
        { actor, now, requestId: request.id },
        { placementId: params.placementId, times: body },
      )
      return { status: 201, headers: { etag: etagOf(1) }, body: sessionFor(session, ['broker']) }
    },
  })
  command(app, around, {
    method: 'PATCH',
    url: '/v1/sessions/:sessionId',
    operationId: 'changeSession',
    summary: 'Change seats, mark seats as taken elsewhere, or call the session off',
    tag,
    allow: ['broker'],
    params: Type.Object({ sessionId: Id }),
    body: SessionChange,
    response: { 200: SessionSchema },
    problems: [404, 409],
    handle: async (unit, { actor, now, params, body, request }) => {
      const change = { sessionId: params.sessionId, expected: expectedVersion(request), ...body }
      const session = await changeSession(unit, { actor, now, requestId: request.id }, change)
      return { status: 200, headers: { etag: etagOf(session.version) }, body: sessionFor(session, ['broker']) }
    },
  })
}
