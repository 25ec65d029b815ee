// "An answer to a repeated request is the first answer." The key is claimed inside the unit of work that does the thing, so
// claim, effect and answer stand or fall together. An answer of 500 and above is never kept.
import type { FastifyRequest } from 'fastify'
import { type Database, isLockTimeout, isUniqueViolation, type Unit } from '../database/index.ts'
import { digestOf, instantFromMillis, millisOf, realNow } from '../kernel/index.ts'
import { type Actor, actorReference } from './actor.ts'
import { Fault } from './problem.ts'
import type { Answer } from './routes.ts'

/** How long an answer is kept for repetition, in milliseconds: a day, as the header's draft standard suggests. */
const keptMillis = 24 * 60 * 60 * 1000

/** The key of a request from its header: a structured-field string or the bare text, 1 to 255 characters. */
const keyOf = (request: FastifyRequest): string => {
  const header = request.headers['idempotency-key']
  const bare = typeof header === 'string' ? header.trim().replace(/^"(.*)"$/s, '$1') : ''
  if (bare === '' || bare.length > 255) {
    throw new Fault(
      'idempotency-key-missing',
      'send an Idempotency-Key header of 1 to 255 characters, a new one for each new request',
      {
        extensions: { pointer: '/headers/idempotency-key' },
      },
    )
  }
  return bare
}

/**
 * Runs a command once per key. The key belongs to tenant, caller (and person acted for), operation and input; a twin that
 * runs at the same time waits for the first at most the lock timeout and then gets its answer, or 409 with Retry-After.
 */
export const answerOnce = async (
  database: Database,
  { request, actor, operationId }: { request: FastifyRequest; actor: Actor; operationId: string },
  run: (unit: Unit) => Promise<Answer>,
): Promise<Answer> => {
  const key = keyOf(request)
  const id = digestOf(JSON.stringify([actor.tenantId, actorReference(actor), actor.personId, operationId, key]))
  const inputHash = digestOf(JSON.stringify([request.params ?? null, request.query ?? null, request.body ?? null]))
  const first = await answered(database, id)
  if (first !== null) return repeated(first, inputHash)
  return database.transact(async (unit) => {
    if (!(await claimed(unit, id, inputHash))) {
      const twin = await answered({ reader: unit }, id)
      if (twin === null) throw stillRunning()
      return repeated(twin, inputHash)
    }
    const answer = await run(unit)
    await keep(unit, id, answer)
    return answer
  })
}

interface Kept {
  readonly inputHash: string
  readonly answer: Answer
}

const answered = async ({ reader }: Pick<Database, 'reader'>, id: string): Promise<Kept | null> => {
  const row = await reader.db.selectFrom('requestKey').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined || row.status === null || row.answer === null) return null
  return { inputHash: row.inputHash, answer: { status: row.status, ...JSON.parse(row.answer) } }
}

const repeated = (kept: Kept, inputHash: string): Answer => {
  if (kept.inputHash !== inputHash) {
    throw new Fault(
      'idempotency-key-reused',
      'this Idempotency-Key came with other content before: use a new key for a new request',
    )
  }
  return { ...kept.answer, headers: { ...kept.answer.headers, 'idempotency-replayed': 'true' } }
}

const claimed = async (unit: Unit, id: string, inputHash: string): Promise<boolean> => {
  const createdAt = realNow()
  const expiresAt = instantFromMillis(millisOf(createdAt) + keptMillis)
  try {
    await unit.db
      .insertInto('requestKey')
      .values({ id, inputHash, status: null, answer: null, createdAt, expiresAt })
      .execute()
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    // Only a twin can hold this row: waiting once more would keep the caller longer than the lock timeout.
    if (isLockTimeout(error)) throw stillRunning(error)
    throw error
  }
}

const keep = async (unit: Unit, id: string, { status, body, headers }: Answer): Promise<void> => {
  if (status >= 500) throw new Error(`bug: an answer of ${status} was returned instead of thrown`)
  await unit.db
    .updateTable('requestKey')
    .set({ status, answer: JSON.stringify({ body, headers }) })
    .where('id', '=', id)
    .execute()
}

const stillRunning = (cause?: unknown): Fault => {
  const fault = new Fault(
    'request-in-progress',
    'the first request with this key has not finished: repeat it in a few seconds',
    {
      headers: { 'retry-after': '2' },
    },
  )
  return Object.assign(fault, { cause })
}
