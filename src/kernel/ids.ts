// Identifiers made in the service: never by the database (clusters have no shared counter) and never by a caller.
import { createHash, randomBytes } from 'node:crypto'
import { v7 } from 'uuid'

/** A new UUIDv7: unguessable enough for an id, ordered by real time. Secrets come from `newSecret`. */
export const newId = (): string => v7()

/** 256 random bits, base64url: for links, calendar feeds and webhooks. Only its `digestOf` is ever stored. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** SHA-256 in hex: what is stored of a secret, and how the inputs of two requests are compared. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')
