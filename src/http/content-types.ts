// Which Content-Type an operation takes, beside the parsers that an app has for all of them.
import type { FastifyRequest } from 'fastify'
import { Fault } from './problem.ts'

/**
 * Refuses content of a type that the operation does not say it takes, although a parser for it is there. Without the header
 * there is either no content, which the schema judges, or content that no parser takes.
 */
export const requireContentType = (request: FastifyRequest, consumes: readonly string[]): void => {
  const header = request.headers['content-type']
  if (header === undefined) return
  const [type = ''] = header.split(';', 1)
  if (consumes.includes(type.trim().toLowerCase())) return
  throw new Fault('unsupported-media-type', `send the content as ${consumes.join(' or ')}`, {
    headers: { accept: consumes.join(', ') },
  })
}
