// Turns whatever was thrown into a problem, for every route alike, and writes to the log what went wrong on our side without
// saying whose data it was: no content, no token, no query, no secret of a link.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isUnavailable } from '../database/index.ts'
import { type Locale, localeFrom } from '../kernel/index.ts'
import { Fault, type ProblemType, problemBody } from './problem.ts'
import { InvalidRequest } from './validation.ts'

/** Seconds after which a caller may try again when the database or this process has no room. */
const retryAfterSeconds = '2'

/** Gives an instance its own error handler; a host's stays as it is. */
export const renderProblems = (app: FastifyInstance): void => {
  app.setErrorHandler((error: unknown, request, reply) => sendProblem(error, request, reply))
}

/** Answers addresses that do not exist with a problem; below a prefix only those under it. */
export const renderUnknownAddresses = (app: FastifyInstance): void => {
  app.setNotFoundHandler((request, reply) =>
    sendProblem(new Fault('not-found', `nothing answers ${request.method} at this address`), request, reply),
  )
}

/** Sends the problem of an error and logs it when it is ours. */
export const sendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const locale = request.boondayActor?.locale ?? localeFrom(request.headers['accept-language'])
  const fault = faultOf(error)
  if (fault.status >= 500) logProblem(error, fault, request)
  const said = fault instanceof InvalidRequest ? fault.in(locale) : { detail: fault.message }
  const own = fault.status >= 500 ? { requestId: request.id } : {}
  const { detail, ...reasons } = said
  const body = problemBody(fault.type, detail, { ...extensionsOf(fault), ...reasons, ...own })
  return reply
    .code(fault.status)
    .headers({ ...defaultHeaders(fault), ...fault.headers })
    .header('content-language', languageOf(fault, locale))
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(body)
}

/** A field is always named in a reason, so that a client looks in one place. */
const extensionsOf = ({ type, message, extensions }: Fault): Readonly<Record<string, unknown>> => {
  const { pointer, ...rest } = extensions
  if (typeof pointer !== 'string' || 'reasons' in rest) return extensions
  return { ...rest, reasons: [{ code: type.replaceAll('-', '_'), message, pointer }] }
}

const defaultHeaders = (fault: Fault): Record<string, string> => {
  if (fault.type === 'unauthenticated') return { 'www-authenticate': 'Bearer realm="boonday"' }
  return fault.type === 'unavailable' ? { 'retry-after': retryAfterSeconds } : {}
}

/** What is said to the caller is in their language; what is for whoever wrote the client is in English. */
const languageOf = (fault: Fault, locale: Locale): Locale =>
  fault instanceof InvalidRequest ? locale : (fault.locale ?? 'en-GB')

/** Fastify's own errors that a caller can do something about. */
const known: Readonly<Record<string, readonly [ProblemType, string]>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: [
    'invalid-request',
    'the content is not valid JSON: check its quotes, commas and brackets',
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    'invalid-request',
    'the content is empty although it is said to be JSON: send an object',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid-request', 'the content is not as long as Content-Length says'],
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'payload-too-large',
    'the content is larger than this operation takes: send it in parts',
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported-media-type',
    'this operation does not take content of this Content-Type',
  ],
  FST_ERR_BAD_URL: ['invalid-request', 'the address is not a valid URL path: check its percent-encoding'],
  FST_ERR_MAX_PARAM_LENGTH: ['not-found', 'a part of this address is longer than any that exists'],
  FST_UNDER_PRESSURE: ['unavailable', 'the service has more to do than it can: try again'],
}

const byStatus: Readonly<Record<number, ProblemType>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  413: 'payload-too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  503: 'unavailable',
}

const faultOf = (error: unknown): Fault => {
  if (error instanceof Fault) return error
  if (isUnavailable(error)) return new Fault('unavailable', 'the database has no room for this right now: try again')
  const { code, statusCode, message } = (error ?? {}) as Partial<FastifyError>
  const [type, detail] = known[code ?? ''] ?? []
  if (type !== undefined && detail !== undefined) return new Fault(type, detail)
  // Other errors with a status of the caller's come from parsers and plugins; their sentences are written for callers.
  if (statusCode !== undefined && (statusCode === 503 || (statusCode >= 400 && statusCode < 500))) {
    return new Fault(byStatus[statusCode] ?? 'invalid-request', message ?? 'the request cannot be served')
  }
  return new Fault('internal', 'nothing was changed; the request id finds the cause in our log')
}

/** Drivers and parsers quote the data they choke on, so only the name and the place of their errors are kept. */
const logProblem = (error: unknown, fault: Fault, request: FastifyRequest): void => {
  const cause = error instanceof Fault ? (error as Error).cause : error
  const { name, code, errno, message, stack, sql } = (cause ?? {}) as Partial<
    Error & { code: string; errno: number; sql: string }
  >
  const quoting = sql !== undefined || errno !== undefined || name === 'SyntaxError'
  const entry = {
    problem: fault.type,
    operation: `${request.method} ${request.routeOptions.url ?? '(none)'}`,
    error: { name, code, errno, ...(quoting ? {} : { message }), at: framesOf(stack) },
  }
  if (fault.status === 503) request.log.warn(entry, 'unavailable')
  else request.log.error(entry, 'internal error')
}

const framesOf = (stack: string | undefined): string[] =>
  (stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, 12)

/** An address as a log may hold it: without the values of its query and without the secret of a link or a feed. */
export const loggableAddress = (address: string): string => {
  const [path = '', query] = address.split('?', 2)
  const names = query === undefined ? '' : `?${[...new Set(new URLSearchParams(query).keys())].join('&')}`
  return path.replace(/(\/(?:l|calendar)\/)[^/]+/g, '$1…') + names
}
