// RFC 9457 problems: the one catalogue of errors, and the one renderer. A refusal of the business and a fault of the caller
// look the same on the wire: a stable type, every reason, and what to do.
import type { Locale, Reason } from '../kernel/index.ts'

/** Every problem type of the service: status and a title that never changes. */
const catalogue = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'idempotency-key-missing': { status: 400, title: 'An Idempotency-Key header is needed' },
  unauthenticated: { status: 401, title: 'A valid token is needed' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  conflict: { status: 409, title: 'The state of the thing does not allow this' },
  'request-in-progress': { status: 409, title: 'The first request with this key is still running' },
  gone: { status: 410, title: 'This link can no longer be used' },
  'precondition-failed': { status: 412, title: 'It has changed since you read it' },
  'payload-too-large': { status: 413, title: 'The content is too large' },
  'unsupported-media-type': { status: 415, title: 'This kind of content is not accepted here' },
  refused: { status: 422, title: 'The booking rules do not allow this' },
  'import-refused': { status: 422, title: 'The import was refused as a whole' },
  'policy-invalid': { status: 422, title: 'The policy document has mistakes' },
  'idempotency-key-reused': { status: 422, title: 'This key was used for a different request' },
  'precondition-required': { status: 428, title: 'An If-Match header is needed' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'The service is busy' },
} as const satisfies Record<string, { status: number; title: string }>

/** The name of a problem type, the last part of its stable address. */
export type ProblemType = keyof typeof catalogue
/** Every problem type by name, for the documentation. */
export const problemTypes = Object.keys(catalogue) as ProblemType[]

/** A problem as it goes over the wire. */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly instance?: string
  readonly reasons?: readonly Reason[]
  readonly [extension: string]: unknown
}

/** The stable address of a problem type; a name, not a page that has to exist. */
export const problemAddress = (type: ProblemType): string => `urn:boonday:problem:${type}`

/** Builds the body of a problem. `detail` and reasons are for people and never hold secrets or other people's data. */
export const problemBody = (
  type: ProblemType,
  detail?: string,
  extensions: Readonly<Record<string, unknown>> & { reasons?: readonly Reason[] } = {},
): ProblemBody => ({
  type: problemAddress(type),
  title: catalogue[type].title,
  status: catalogue[type].status,
  ...(detail === undefined ? {} : { detail }),
  ...extensions,
})

/** A fault of the caller, thrown from anywhere; the renderer turns it into its problem, and the unit of work rolls back. */
export class Fault extends Error {
  readonly type: ProblemType
  readonly extensions: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  /** The language of its sentences where they were said to the caller; null where they are for whoever wrote the client. */
  readonly locale: Locale | null

  constructor(
    type: ProblemType,
    detail: string,
    more: {
      extensions?: Readonly<Record<string, unknown>>
      headers?: Readonly<Record<string, string>>
      locale?: Locale
    } = {},
  ) {
    super(detail)
    this.name = 'Fault'
    this.type = type
    this.extensions = more.extensions ?? {}
    this.headers = more.headers ?? {}
    this.locale = more.locale ?? null
  }

  get status(): number {
    return catalogue[this.type].status
  }
}
