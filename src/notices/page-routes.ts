// The addresses that people open without a login: signed links and calendar feeds. Their paths are secrets, so nothing here
// writes a path to a log. GET and HEAD never change anything; only a POST acts.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isUnavailable } from '../database/index.ts'
import { Fault, matchesEtag, type Surroundings } from '../http/index.ts'
import { localeFrom } from '../kernel/index.ts'
import type { NoticesConfig } from './config.ts'
import { readFeedOf } from './feeds.ts'
import type { Form } from './links.ts'
import { documentOf, type Page, pageHeaders } from './page.ts'
import { postLink, refusal, showLink, type Visit } from './pages.ts'

/** Declares the plain pages and the calendar feeds. They are no part of the API's description: a link is opened, not called. */
export const pageRoutes = (app: FastifyInstance, around: Surroundings, config: NoticesConfig): void => {
  const { database, clock } = around
  const visitOf = (request: FastifyRequest): Visit => ({
    token: (request.params as { token: string }).token,
    clock,
    locale: localeFrom(request.headers['accept-language']),
  })
  const options = { schema: { hide: true }, logLevel: 'warn', errorHandler: answerError } as const
  app.route({
    ...options,
    method: 'GET',
    url: '/l/:token',
    handler: async (request, reply) => sendPage(reply, await showLink(database.reader, visitOf(request))),
  })
  app.route({
    ...options,
    method: 'POST',
    url: '/l/:token',
    handler: async (request, reply) => {
      const form = formOf(request)
      if (form === null) return sendPage(reply, refusal(visitOf(request).locale, 'invalid', 415))
      return sendPage(reply, await postLink(database, { ...visitOf(request), form }))
    },
  })
  app.route({
    ...options,
    method: 'GET',
    url: '/calendar/:file',
    handler: async (request, reply) => {
      const token = /^(.+)\.ics$/.exec((request.params as { file: string }).file)?.[1]
      const feed = token === undefined ? null : await readFeedOf(database.reader, token, { clock, config })
      reply.headers({
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex',
        'x-content-type-options': 'nosniff',
      })
      if (feed === null) {
        reply.code(404).header('cache-control', 'no-store').type('text/plain; charset=utf-8')
        return reply.send('There is no such calendar. Make a new feed and subscribe to its address.\n')
      }
      reply.headers({ etag: feed.etag, 'cache-control': 'private, max-age=300' })
      if (matchesEtag(request.headers['if-none-match'], feed.etag)) return reply.code(304).send()
      return reply.type('text/calendar; charset=utf-8').send(feed.body)
    },
  })
}

const sendPage = (reply: FastifyReply, page: Page): FastifyReply =>
  reply.code(page.status).headers(pageHeaders).send(documentOf(page))

/** The fields of a form; a field sent twice counts as not sent. Null where it is not a form at all. */
const formOf = (request: FastifyRequest): Form | null => {
  const { body, headers } = request
  if (!(headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded')) return null
  const fields = body instanceof URLSearchParams ? Object.fromEntries(body) : body
  if (typeof fields !== 'object' || fields === null) return {}
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => typeof field[1] === 'string'),
  )
}

/** A failure as a page. What is logged is where it happened, never the address or a value. */
const answerError = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const locale = localeFrom(request.headers['accept-language'])
  const status = error instanceof Fault ? error.status : statusOf(error)
  if (status < 500) return sendPage(reply, refusal(locale, 'invalid', status))
  if (status === 503) return sendPage(reply.header('retry-after', '5'), refusal(locale, 'busy', 503))
  request.log.error(
    { kind: error instanceof Error ? error.name : 'unknown', stack: stackOf(error) },
    'a plain page failed',
  )
  return sendPage(reply, refusal(locale, 'failed', 500))
}

const statusOf = (error: unknown): number => {
  if (isUnavailable(error)) return 503
  const { statusCode } = (typeof error === 'object' && error !== null ? error : {}) as { statusCode?: unknown }
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : 500
}

/** The calls that led to a failure, without its message: that may hold a value. */
const stackOf = (error: unknown): string =>
  error instanceof Error
    ? (error.stack ?? '')
        .split('\n')
        .filter((line) => line.trimStart().startsWith('at '))
        .join('\n')
    : ''
