// Conditional requests (RFC 9110, section 13): strong ETags from row versions, If-Match on what is edited, If-None-Match on
// what is read.
import type { FastifyRequest } from 'fastify'
import { Fault } from './problem.ts'

/** The strong ETag of a row's version. */
export const etagOf = (version: number): string => `"v${version}"`

/** The version a caller edits, from If-Match; null for `*`. Without the header it is 428, with a strange one 412. */
export const expectedVersion = (request: FastifyRequest): number | null => {
  const header = request.headers['if-match']
  if (header === undefined) {
    throw new Fault(
      'precondition-required',
      'send If-Match with the ETag of the version you read, so that no edit is lost',
    )
  }
  if (header.trim() === '*') return null
  const version = /^"v(\d+)"$/.exec(header.trim())?.[1]
  if (version === undefined)
    throw new Fault('precondition-failed', `${header.slice(0, 60)} is not an ETag of this resource`)
  return Number(version)
}

/** Refuses an edit of a version that is no longer the current one. Call it after the row is locked. */
export const requireVersion = (expected: number | null, current: number): void => {
  if (expected !== null && expected !== current) {
    throw new Fault('precondition-failed', `it is at version ${current} now: read it again and repeat the edit`)
  }
}

/** Whether If-None-Match (a list, or `*`) names this ETag, by weak comparison: then 304 is the answer. */
export const matchesEtag = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag.replace(/^W\//, '')) ??
  false
