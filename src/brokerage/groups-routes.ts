// Operations of community groups and their needs. Groups are the body's own; vetted needs are seen by linked employers.
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import {
  command,
  cutFor,
  etagOf,
  expectedVersion,
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
import { provisionalMark } from './group-imports-service.ts'
import { addGroup, changeGroup, moveNeed, ownGroup, postNeed, viewNeeds } from './groups-service.ts'
import { type Group, listGroups } from './groups-store.ts'
import { GroupChangeSchema, GroupSchema, NeedSchema, NewGroupSchema, NewNeedSchema } from './schemas.ts'

const GroupParams = Type.Object({ groupId: Id })
const NeedParams = Type.Object({ needId: Id })
const NeedMoved = Type.Object({ needId: Id, state: Type.String({ description: 'vetted, met or closed' }) })

const shown = (viewers: readonly Viewer[], group: Group) =>
  cutFor('group', viewers, { ...group, nameProvisional: group.name.endsWith(provisionalMark) })

/** Declares the operations of groups and needs. */
export const groupsRoutes = (app: FastifyInstance, around: Surroundings): void => {
  groupOperations(app, around)
  needOperations(app, around)
}

const groupOperations = (app: FastifyInstance, around: Surroundings): void => {
  const tag = 'groups'
  command(app, around, {
    method: 'POST',
    url: '/v1/groups',
    operationId: 'addGroup',
    summary: 'Add a community group with its register ids',
    tag,
    allow: ['broker'],
    body: NewGroupSchema,
    response: { 201: Type.Object({ groupId: Id }) },
    handle: async (unit, call) => {
      const nothing = { description: '', website: null, email: null, address: null, latitude: null, longitude: null }
      const content = { ...nothing, orgIds: [], causes: [], vouched: false, ...call.body }
      return { status: 201, body: await addGroup(unit, actingIn(call), content) }
    },
  })

  read(app, around, {
    method: 'GET',
    url: '/v1/groups',
    operationId: 'listGroups',
    summary: 'The community groups of your body',
    tag,
    allow: ['broker'],
    query: Type.Object(
      { ...PageQuery, state: Type.Optional(Type.Union([Type.Literal('active'), Type.Literal('withdrawn')])) },
      { additionalProperties: false },
    ),
    response: { 200: PageOf(GroupSchema) },
    handle: async (reader, { actor, query }) => {
      const limit = query.limit ?? 50
      const wanted = { after: keyOfCursor(query.cursor), limit: limit + 1, state: query.state ?? null }
      const page = pageOf(await listGroups(reader, bodyIdOf(actor), wanted), limit, (group) => group.id)
      return {
        status: 200,
        body: { items: page.items.map((group) => shown(viewersOf(actor), group)), next: page.next },
      }
    },
  })

  read(app, around, {
    method: 'GET',
    url: '/v1/groups/:groupId',
    operationId: 'getGroup',
    summary: 'A community group, with the ETag to change it',
    tag,
    allow: ['broker'],
    params: GroupParams,
    response: { 200: GroupSchema, 304: Type.Null({ description: 'Not changed' }) },
    problems: [404],
    handle: async (reader, call) => {
      const group = await ownGroup(reader, call, call.params.groupId)
      const headers = { etag: etagOf(group.version) }
      if (matchesEtag(call.request.headers['if-none-match'], headers.etag)) return { status: 304, headers }
      return { status: 200, body: shown(viewersOf(call.actor), group), headers }
    },
  })

  command(app, around, {
    method: 'PATCH',
    url: '/v1/groups/:groupId',
    operationId: 'changeGroup',
    summary: 'Change a group, withdraw it or bring it back',
    tag,
    allow: ['broker'],
    params: GroupParams,
    body: GroupChangeSchema,
    response: { 200: GroupSchema },
    problems: [404, 409],
    handle: async (unit, call) => {
      const wanted = { groupId: call.params.groupId, expected: expectedVersion(call.request), change: call.body }
      const group = await changeGroup(unit, actingIn(call), wanted)
      return { status: 200, body: shown(viewersOf(call.actor), group), headers: { etag: etagOf(group.version) } }
    },
  })
}

const needOperations = (app: FastifyInstance, around: Surroundings): void => {
  const tag = 'needs'
  command(app, around, {
    method: 'POST',
    url: '/v1/needs',
    operationId: 'postNeed',
    summary: 'Post what a group needs, as a skill brief',
    tag,
    allow: ['broker'],
    body: NewNeedSchema,
    response: { 201: Type.Object({ needId: Id }) },
    problems: [404],
    handle: async (unit, call) => ({ status: 201, body: await postNeed(unit, actingIn(call), call.body) }),
  })

  read(app, around, {
    method: 'GET',
    url: '/v1/needs',
    operationId: 'listNeeds',
    summary: 'The needs of your body, or the vetted ones of the bodies your employer is linked with',
    tag,
    allow: ['broker', 'employee', 'manager', 'representative', 'hr', 'csr'],
    query: Type.Object(
      {
        ...PageQuery,
        state: Type.Optional(
          Type.Union([Type.Literal('posted'), Type.Literal('vetted'), Type.Literal('met'), Type.Literal('closed')]),
        ),
      },
      { additionalProperties: false },
    ),
    response: { 200: PageOf(NeedSchema) },
    handle: async (reader, call) => {
      const limit = call.query.limit ?? 50
      const wanted = {
        state: call.query.state ?? null,
        page: { after: keyOfCursor(call.query.cursor), limit: limit + 1 },
      }
      const page = pageOf(await viewNeeds(reader, call, wanted), limit, (need) => need.id)
      const items = page.items.map((need) => cutFor('need', viewersOf(call.actor), need))
      return { status: 200, body: { items, next: page.next } }
    },
  })

  command(app, around, {
    method: 'POST',
    url: '/v1/needs/:needId/vet',
    operationId: 'vetNeed',
    summary: 'Vet a need, so that employers see it',
    tag,
    allow: ['broker'],
    params: NeedParams,
    response: { 200: NeedMoved },
    problems: [404],
    handle: async (unit, call) => {
      const wanted = { needId: call.params.needId, state: 'vetted' as const }
      return { status: 200, body: await moveNeed(unit, actingIn(call), wanted) }
    },
  })

  command(app, around, {
    method: 'POST',
    url: '/v1/needs/:needId/close',
    operationId: 'closeNeed',
    summary: 'Close a need, as met or without',
    tag,
    allow: ['broker'],
    params: NeedParams,
    body: Type.Object(
      { met: Type.Boolean({ description: 'Whether the group got what it needed' }) },
      { additionalProperties: false },
    ),
    response: { 200: NeedMoved },
    problems: [404],
    handle: async (unit, call) => {
      const state = call.body.met ? ('met' as const) : ('closed' as const)
      return { status: 200, body: await moveNeed(unit, actingIn(call), { needId: call.params.needId, state }) }
    },
  })
}
