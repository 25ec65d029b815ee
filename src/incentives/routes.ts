// Operations of incentives: a person's points, an employer's totals, and the feed of employer or body. Reads only; credits
// come from events.
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import {
  cutFor,
  Fault,
  Id,
  InstantSchema,
  keyOfCursor,
  Nullable,
  PageOf,
  PageQuery,
  pageOf,
  read,
  type Surroundings,
  type Viewer,
} from '../http/index.ts'
import { listTotals, listTransfers, pointsOf, readOwnFeed } from './service.ts'

const PointsSchema = Type.Integer({ description: 'Whole points' })
const ListQuery = Type.Object(PageQuery, { additionalProperties: false })

const TransferSchema = Type.Object({
  id: Id,
  kind: Type.String({ description: 'earn, reverse or expire' }),
  points: Type.Integer({ description: 'What it added to the balance; negative when points were taken back' }),
  rule: Nullable(Type.String({ description: 'The rule of the policy that gave the points' })),
  text: Type.String({ description: "A sentence in the reader's language" }),
  bookingId: Nullable(Id),
  at: InstantSchema,
})

const TotalSchema = Type.Object({
  personId: Id,
  name: Type.Optional(Nullable(Type.String())),
  earnedPoints: PointsSchema,
  reversedPoints: PointsSchema,
  balancePoints: PointsSchema,
})

const FeedQuery = Type.Object(
  {
    after: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 0,
        description: 'Position after which to go on: the `next` of the answer before; 0 from the beginning',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'Events per answer' })),
  },
  { additionalProperties: false },
)

const FeedSchema = Type.Object({
  items: Type.Array(
    Type.Object({
      position: Type.Integer({ description: 'Without gaps, rising by one' }),
      type: Type.String(),
      occurredAt: InstantSchema,
      subjectId: Type.String(),
      data: Type.Object({}, { additionalProperties: true, description: 'What your role may see of the event' }),
    }),
  ),
  next: Type.Integer({ description: 'Send it as `after` to go on; the same again when there is nothing new yet' }),
})

/** Declares the operations of incentives. */
export const incentivesRoutes = (app: FastifyInstance, around: Surroundings): void => {
  read(app, around, {
    method: 'GET',
    url: '/v1/me/points',
    operationId: 'getMyPoints',
    summary: 'Your points and what they were given for, newest first',
    tag: 'incentives',
    allow: ['employee'],
    query: ListQuery,
    response: {
      200: Type.Object({
        balancePoints: PointsSchema,
        items: Type.Array(TransferSchema),
        next: Nullable(Type.String({ description: 'Cursor of the next page; null at the end' })),
      }),
    },
    handle: async (reader, { actor, query }) => {
      if (actor.personId === null)
        throw new Fault('forbidden', 'points belong to one person: call as that person or on behalf of them')
      const limit = query.limit ?? 50
      const before = keyOfCursor(query.cursor)
      const person = { id: actor.personId, locale: actor.locale }
      const transfers = await listTransfers(reader, person, { before, limit: limit + 1 })
      const page = pageOf(transfers, limit, (transfer) => transfer.id)
      const balance = cutFor('pointsBalance', ['self'], { balancePoints: await pointsOf(reader, actor.personId) })
      const items = page.items.map((transfer) => cutFor('pointsTransfer', ['self'], transfer))
      return { status: 200, body: { ...balance, items, next: page.next } }
    },
  })

  read(app, around, {
    method: 'GET',
    url: '/v1/points',
    operationId: 'listPoints',
    summary: 'Points of everybody at the employer who ever earned any',
    tag: 'incentives',
    allow: ['hr', 'csr', 'auditor'],
    query: ListQuery,
    response: { 200: PageOf(TotalSchema) },
    handle: async (reader, { actor, query }) => {
      const limit = query.limit ?? 50
      const after = keyOfCursor(query.cursor)
      const viewers = (['hr', 'csr', 'auditor'] as const satisfies Viewer[]).filter((role) => actor.roles.has(role))
      const page = pageOf(
        await listTotals(reader, actor.tenantId, { after, limit: limit + 1 }),
        limit,
        (row) => row.personId,
      )
      return {
        status: 200,
        body: { items: page.items.map((row) => cutFor('pointsTotal', viewers, row)), next: page.next },
      }
    },
  })

  read(app, around, {
    method: 'GET',
    url: '/v1/feed',
    operationId: 'readFeed',
    summary: 'What happened at your employer, or at your body, in order and without gaps',
    tag: 'incentives',
    allow: ['hr', 'csr', 'payroll', 'auditor', 'broker'],
    query: FeedQuery,
    response: { 200: FeedSchema },
    handle: async (reader, { actor, query }) => ({
      status: 200,
      body: await readOwnFeed(reader, actor, { after: query.after ?? 0, limit: query.limit ?? 100 }),
    }),
  })
}
