// Cursor paging: opaque cursors over the last row's key, and RFC 8288 Link headers.
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Fault } from './problem.ts'
import type { Answer } from './routes.ts'

/** Query parameters of a paged list. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Rows per page, 1 to 200' })),
  cursor: Type.Optional(Type.String({ maxLength: 300, description: 'Where to go on: the `next` of the page before' })),
}

/** A page of a list. `next` is the cursor of the page after, or null at the end. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

/** The key that a cursor stands for. A cursor that was not made here is a fault that names the field. */
export const keyOfCursor = (cursor: string | undefined): string | null => {
  if (cursor === undefined) return null
  const key = Buffer.from(cursor, 'base64url').toString('utf8')
  if (Buffer.from(key, 'utf8').toString('base64url') !== cursor || key === '') {
    throw new Fault('invalid-request', 'cursor was not given by this list: leave it out to start from the beginning', {
      extensions: { pointer: '/cursor' },
    })
  }
  return key
}

/** A page from rows read with `limit + 1`, ordered by the key. */
export const pageOf = <Item>(rows: readonly Item[], limit: number, keyOf: (item: Item) => string): Page<Item> => {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const next = rows.length > limit && last !== undefined ? Buffer.from(keyOf(last), 'utf8').toString('base64url') : null
  return { items, next }
}

/** An answer that is a page with another one after it, with a Link header (RFC 8288) to that; any other answer as it is. */
export const linkedToNext = (answer: Answer, request: FastifyRequest, publicUrl?: string): Answer => {
  const { items, next } = (answer.body ?? {}) as Partial<Page<unknown>>
  if (!Array.isArray(items) || typeof next !== 'string') return answer
  const address = `${publicUrl ?? `${request.protocol}://${request.host}`}${request.originalUrl}`
  // A Host header can hold anything; the cursor is in the page as well.
  if (!URL.canParse(address)) return answer
  const url = new URL(address)
  url.searchParams.set('cursor', next)
  return { ...answer, headers: { ...answer.headers, link: `<${url.href}>; rel="next"` } }
}
