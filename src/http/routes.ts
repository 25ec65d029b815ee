// How a feature declares an operation. One way to read and one way to change something, so that roles, idempotency, problems
// and documentation are the same everywhere.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import type { Database, Reader, Unit } from '../database/index.ts'
import type { Clock, Instant } from '../kernel/index.ts'
import type { Actor, Role } from './actor.ts'
import { requireContentType } from './content-types.ts'
import { answerOnce } from './idempotency.ts'
import { linkedToNext } from './paging.ts'
import { Fault } from './problem.ts'
import { ProblemSchema } from './schemas.ts'

/** What every feature's routes are given. */
export interface Surroundings {
  readonly database: Database
  readonly clock: Clock
  /** Where callers reach the service, for links in answers; without it they begin with the host that was asked for. */
  readonly publicUrl?: string
}

/** What an operation answers. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

interface Schemas<Params extends TSchema, Query extends TSchema, Body extends TSchema> {
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** Status -> schema of the answer; problems are added by themselves. */
  readonly response: Readonly<Record<number, TSchema>>
}

interface Operation<Params extends TSchema, Query extends TSchema, Body extends TSchema>
  extends Schemas<Params, Query, Body> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly operationId: string
  readonly summary: string
  readonly tag: string
  /** Who may call it; holding one of these roles is needed, and may not be enough. */
  readonly allow: readonly Role[]
  /**
   * Problem statuses beyond those that follow from the kind of operation: 400, 401 and 403 for every one; 413 and 415 where
   * content may come; 409 and 422 for a POST with its key; 412 and 428 for an edit.
   */
  readonly problems?: readonly number[]
  /** The types of content that it takes, where that is not JSON alone; with any other it is 415. */
  readonly consumes?: readonly string[]
}

/** What a handler gets: the caller, the tenant's time, and the validated parts of the request. */
export interface Call<Params, Query, Body> {
  readonly actor: Actor
  readonly now: Instant
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly request: FastifyRequest
}

type CallOf<P extends TSchema, Q extends TSchema, B extends TSchema> = Call<Static<P>, Static<Q>, Static<B>>

/** Declares an operation that only reads. */
export const read = <P extends TSchema = TSchema, Q extends TSchema = TSchema, B extends TSchema = TSchema>(
  app: FastifyInstance,
  around: Surroundings,
  operation: Operation<P, Q, B> & { handle(reader: Reader, call: CallOf<P, Q, B>): Promise<Answer> },
): void => {
  declare(app, operation, {
    problems: [],
    headers: {},
    run: async (request) => {
      const answer = await operation.handle(around.database.reader, callOf<P, Q, B>(request, around.clock))
      return linkedToNext(answer, request, around.publicUrl)
    },
  })
}

/** What a command has beside its own: the problems of its method, and the key of a POST. */
interface Kind {
  readonly problems: readonly number[]
  readonly headers: { readonly headers?: TSchema }
}

const KeyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Unique per change, 1 to 255 characters; a repeated request gets the first answer' }),
  ),
})
const edit: Kind = { problems: [412, 428], headers: {} }
const kinds: Readonly<Record<Operation<TSchema, TSchema, TSchema>['method'], Kind>> = {
  GET: { problems: [], headers: {} },
  POST: { problems: [409, 422], headers: { headers: KeyHeader } },
  PUT: edit,
  PATCH: edit,
  DELETE: { problems: [], headers: {} },
}

/**
 * Declares an operation that changes something: one unit of work, with the Idempotency-Key of a POST claimed first. A
 * repeated request gets the first answer; an answer of 500 and above is never kept.
 */
export const command = <P extends TSchema = TSchema, Q extends TSchema = TSchema, B extends TSchema = TSchema>(
  app: FastifyInstance,
  around: Surroundings,
  operation: Operation<P, Q, B> & { handle(unit: Unit, call: CallOf<P, Q, B>): Promise<Answer> },
): void => {
  const run = async (request: FastifyRequest): Promise<Answer> => {
    const call = callOf<P, Q, B>(request, around.clock)
    const { actor } = call
    const handle = async (unit: Unit) => inLanguageOf(actor, await operation.handle(unit, call))
    if (operation.method !== 'POST') return around.database.transact(handle)
    return answerOnce(around.database, { request, actor, operationId: operation.operationId }, handle)
  }
  declare(app, operation, { ...kinds[operation.method], run })
}

/** A refusal that is an answer says its reasons in the caller's language, unless its feature names another one. */
const inLanguageOf = ({ locale }: Actor, answer: Answer): Answer =>
  answer.status < 400 ? answer : { ...answer, headers: { 'content-language': locale, ...answer.headers } }

const callOf = <P extends TSchema, Q extends TSchema, B extends TSchema>(
  request: FastifyRequest,
  clock: Clock,
): CallOf<P, Q, B> => {
  const actor = actorOf(request)
  return {
    actor,
    now: clock.at(actor),
    params: request.params as Static<P>,
    query: request.query as Static<Q>,
    body: request.body as Static<B>,
    request,
  }
}

/** The caller of a request; 401 where there is none. */
const actorOf = (request: FastifyRequest): Actor => {
  if (request.boondayActor === null) throw new Fault('unauthenticated', 'send a bearer token that is valid here')
  return request.boondayActor
}

/** An operation without parameters takes none, so that a misspelt one is not lost. */
const NoQuery = Type.Object({}, { additionalProperties: false })

/** What is sent to an operation that takes no content would be lost, so it is refused; an empty object loses nothing. */
const refuseContent = (body: unknown): void => {
  if (body === undefined || body === null || body === '') return
  if (typeof body === 'object' && !Array.isArray(body) && Object.keys(body).length === 0) return
  const message = 'this operation takes no content: leave it out'
  throw new Fault('invalid-request', message, {
    extensions: { reasons: [{ code: 'content_unknown', message, pointer: '' }] },
  })
}

const declare = <P extends TSchema, Q extends TSchema, B extends TSchema>(
  app: FastifyInstance,
  operation: Operation<P, Q, B>,
  kind: Kind & { run(request: FastifyRequest): Promise<Answer> },
): void => {
  const ofContent = operation.method === 'GET' ? [] : [413, 415]
  const problems = [400, 401, 403, ...ofContent, ...kind.problems, ...(operation.problems ?? [])]
  // Integrators read from the document who may call what.
  const extensions = { 'x-roles': operation.allow }
  app.route({
    method: operation.method,
    url: operation.url,
    schema: {
      operationId: operation.operationId,
      summary: operation.summary,
      tags: [operation.tag],
      security: [{ bearer: [] }],
      ...(operation.consumes === undefined ? {} : { consumes: [...operation.consumes] }),
      ...extensions,
      ...kind.headers,
      ...(operation.params === undefined ? {} : { params: operation.params }),
      querystring: operation.query ?? NoQuery,
      ...(operation.body === undefined ? {} : { body: operation.body }),
      response: {
        ...operation.response,
        ...Object.fromEntries(
          [...new Set(problems)].map((status) => [
            status,
            { description: 'A problem', content: { 'application/problem+json': { schema: ProblemSchema } } },
          ]),
        ),
      },
    },
    config: { allow: operation.allow },
    // Before anything of the request is read: content of somebody who may not send it is no business of ours.
    onRequest: async (request) => {
      const actor = actorOf(request)
      if (!operation.allow.some((role) => actor.roles.has(role))) {
        throw new Fault('forbidden', `this needs one of the roles ${operation.allow.join(', ')}`)
      }
      if (operation.method !== 'GET') requireContentType(request, operation.consumes ?? ['application/json'])
    },
    handler: async (request, reply) => {
      if (operation.body === undefined) refuseContent(request.body)
      const answer = await kind.run(request)
      reply.code(answer.status).headers({ ...answer.headers })
      if (answer.status >= 400) reply.type('application/problem+json')
      return reply.send(answer.body)
    },
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    boondayActor: Actor | null
  }
  interface FastifyContextConfig {
    allow?: readonly Role[]
  }
}
