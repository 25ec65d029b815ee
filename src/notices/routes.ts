// The operations of notices: a person's calendar feed, and links that an HR system hands over. Secrets are shown with the
// first answer only: what is kept for a repeated request does not hold them.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Unit } from '../database/index.ts'
import {
  type Actor,
  type Answer,
  actorReference,
  type Call,
  command,
  Fault,
  Id,
  InstantSchema,
  Nullable,
  type Surroundings,
} from '../http/index.ts'
import { type Instant, plusMinutes, realNow } from '../kernel/index.ts'
import { findPerson } from '../people/index.ts'
import { feedUrl, linkUrl, type NoticesConfig } from './config.ts'
import { linkRequested } from './consumers.ts'
import { createFeed, revokeFeed } from './feeds.ts'
import { makeLink } from './links.ts'
import { pageRoutes } from './page-routes.ts'

/** Minutes a handed-over link works unless told otherwise: a day. */
const usualMinutes = 24 * 60

const SecretUrl = Nullable(
  Type.String({
    description: 'The secret address. Shown once: null in a repeated answer, and where it is mailed instead',
  }),
)

const FeedAnswer = Type.Object({ feedId: Id, url: SecretUrl })

const LinkWish = Type.Object(
  {
    by: Type.Union([Type.Literal('url'), Type.Literal('mail')], {
      description: 'url: answered here, to be handed over; mail: sent to the person, and not answered',
    }),
    validMinutes: Type.Optional(
      Type.Integer({ minimum: 5, maximum: 30 * usualMinutes, description: 'How long it works; a day where left out' }),
    ),
  },
  { additionalProperties: false },
)

const LinkAnswer = Type.Object({ personId: Id, by: Type.String(), expiresAt: InstantSchema, url: SecretUrl })

/** Declares the operations, the plain pages and the feeds. */
export const noticesRoutes = (app: FastifyInstance, around: Surroundings, config: NoticesConfig): void => {
  pageRoutes(app, around, config)
  command(app, around, {
    method: 'DELETE',
    url: '/v1/me/calendar-feed',
    operationId: 'revokeCalendarFeed',
    summary: 'Ends your calendar feed: its address stops working at once',
    tag: 'notices',
    allow: ['employee'],
    response: { 204: Type.Null({ description: 'Ended, or there was none' }) },
    handle: async (unit, { actor, now, request }) => {
      const personId = ownPerson(actor)
      await revokeFeed(unit, personId)
      await note(unit, { actor, now, request }, { action: 'calendar_feed.revoke', personId })
      return { status: 204 }
    },
  })
  void app.register(async (scope) => secretRoutes(scope, around, config))
}

/** Operations whose first answer holds a secret. It is put into the answer after that was kept. */
const secretRoutes = (app: FastifyInstance, around: Surroundings, config: NoticesConfig): void => {
  const secrets = new WeakMap<FastifyRequest, string>()
  app.addHook('preSerialization', async (request, _reply, payload) => {
    const url = secrets.get(request)
    const awaits = typeof payload === 'object' && payload !== null && 'url' in payload
    return url !== undefined && awaits ? { ...payload, url } : payload
  })
  command(app, around, {
    method: 'POST',
    url: '/v1/me/calendar-feed',
    operationId: 'createCalendarFeed',
    summary: 'Makes your calendar feed: a secret address to subscribe to; an earlier one stops working',
    tag: 'notices',
    allow: ['employee'],
    response: { 201: FeedAnswer },
    handle: async (unit, { actor, now, request }) => {
      const personId = ownPerson(actor)
      const { feedId, token } = await createFeed(unit, personId)
      await note(unit, { actor, now, request }, { action: 'calendar_feed.create', personId })
      secrets.set(request, feedUrl(config, token))
      return { status: 201, body: { feedId, url: null } }
    },
  })
  command(app, around, {
    method: 'POST',
    url: '/v1/people/:personId/links',
    operationId: 'createPersonLink',
    summary: 'Makes a link to the own page of a person, who then needs no login',
    tag: 'notices',
    allow: ['hr', 'employee'],
    params: Type.Object({ personId: Id }),
    body: LinkWish,
    response: { 201: LinkAnswer },
    problems: [404],
    handle: async (unit, call) => {
      const { answer, token } = await createPersonLink(unit, call)
      if (token !== null) secrets.set(call.request, linkUrl(config, token))
      return answer
    },
  })
}

type LinkCall = Pick<
  Call<{ personId: string }, unknown, { by: 'url' | 'mail'; validMinutes?: number }>,
  'actor' | 'now' | 'params' | 'body' | 'request'
>

/** HR hands over anybody's link; a registered system that of the person it acts for; nobody else any. */
const createPersonLink = async (unit: Unit, call: LinkCall): Promise<{ answer: Answer; token: string | null }> => {
  const { actor, params, body } = call
  const forOne = actor.kind === 'client' && actor.personId === params.personId
  if (!actor.roles.has('hr') && !forOne) {
    throw new Fault('forbidden', 'a link is handed over by HR, or by a registered system on behalf of the person')
  }
  const person = await findPerson(unit, actor.tenantId, params.personId)
  if (person === null || person.state !== 'active')
    throw new Fault('not-found', 'there is no active person with this id here')
  const validMinutes = body.validMinutes ?? usualMinutes
  const expiresAt = plusMinutes(realNow(), validMinutes)
  await note(unit, call, { action: `link.${body.by}`, personId: person.id })
  const answer = { status: 201, body: { personId: person.id, by: body.by, expiresAt, url: null } }
  if (body.by === 'url') {
    const holder = { kind: 'person', id: person.id, employerId: person.employerId } as const
    return { answer, token: await makeLink(unit, { purpose: 'person-home', subjectId: person.id, holder, expiresAt }) }
  }
  await unit.enqueue({
    type: linkRequested,
    tenantId: person.employerId,
    subjectId: person.id,
    data: { personId: person.id, validMinutes },
    occurredAt: call.now,
  })
  return { answer, token: null }
}

const ownPerson = (actor: Actor): string => {
  if (actor.personId === null) throw new Fault('forbidden', 'a calendar feed belongs to a person: act for one')
  return actor.personId
}

const note = (
  unit: Unit,
  { actor, now, request }: { actor: Actor; now: Instant; request: FastifyRequest },
  { action, personId }: { action: string; personId: string },
): Promise<void> =>
  unit.note({
    tenantId: actor.tenantId,
    actor: actorReference(actor),
    onBehalfOf: actor.onBehalfOf,
    action,
    subject: 'person',
    subjectId: personId,
    requestId: request.id,
    at: now,
  })
