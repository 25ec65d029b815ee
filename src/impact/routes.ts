// Operations of impact: the summary as JSON and CSV, the rows behind it, the report, and hourly values.
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { type TSchema, Type } from 'typebox'
import {
  command,
  cutFor,
  keyOfCursor,
  PageOf,
  PageQuery,
  pageOf,
  read,
  type Surroundings,
  type Viewer,
} from '../http/index.ts'
import { type Locale, locales, type Period } from '../kernel/index.ts'
import { summaryCsv } from './exports.ts'
import { reportPage } from './report.ts'
import { HourlyValueAdded, HourlyValueSchema, NewHourlyValue, PeriodQuery, SummarySchema } from './schemas.ts'
import { addHourlyValue, exportRows, listHourlyValues, periodOf, readSummary, tenantNameOf } from './service.ts'

const document = (mediaType: string, description: string): TSchema => ({
  description,
  content: { [mediaType]: { schema: Type.String() } },
})

const csvHeaders = (name: string, period: Period) => ({
  'content-type': 'text/csv; charset=utf-8; header=present',
  'content-disposition': `attachment; filename="${name}-${period.fromOn}-${period.untilOn}.csv"`,
})

/**
 * The language of a page: the reader's first choice among those it exists in, or their own where the header names none of
 * them (a program that sends `*` is not asking for English).
 */
export const pageLocale = (acceptLanguage: string | undefined, own: Locale): Locale => {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';')
      const weight = parameters.map((one) => /^\s*q=([\d.]+)$/.exec(one)?.[1]).find((one) => one !== undefined)
      return { tag, weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter((range) => range.weight > 0)
    .sort((a, b) => b.weight - a.weight)
  for (const { tag } of wanted) {
    const found = locales.find((locale) => locale.slice(0, 2) === tag.split('-')[0])
    if (found !== undefined) return found
  }
  return own
}

const valueViewers = ['hr', 'csr'] as const satisfies Viewer[]

/** Declares the operations of impact. */
export const impactRoutes = (app: FastifyInstance, around: Surroundings): void => {
  read(app, around, {
    method: 'GET',
    url: '/v1/impact/summary',
    operationId: 'getImpactSummary',
    summary: 'What volunteering came to in a period, for your employer or your body',
    tag: 'impact',
    allow: ['csr', 'hr', 'auditor', 'broker'],
    query: PeriodQuery,
    response: { 200: SummarySchema },
    handle: async (reader, { actor, query, now }) => ({
      status: 200,
      body: await readSummary(reader, actor, { period: periodOf(query), now }),
    }),
  })

  read(app, around, {
    method: 'GET',
    url: '/v1/impact/summary.csv',
    operationId: 'exportImpactSummary',
    summary: 'The summary as CSV, one figure a line',
    tag: 'impact',
    allow: ['csr', 'hr', 'auditor', 'broker'],
    query: PeriodQuery,
    response: { 200: document('text/csv', 'RFC 4180, UTF-8 with a byte order mark') },
    handle: async (reader, { actor, query, now }) => {
      const period = periodOf(query)
      const body = summaryCsv(await readSummary(reader, actor, { period, now }))
      return { status: 200, body, headers: csvHeaders('impact-summary', period) }
    },
  })

  read(app, around, {
    method: 'GET',
    url: '/v1/impact/rows.csv',
    operationId: 'exportImpactRows',
    summary: 'The rows behind the summary, with pseudonyms for people',
    tag: 'impact',
    allow: ['csr', 'auditor'],
    query: PeriodQuery,
    response: { 200: document('text/csv', 'RFC 4180, UTF-8 with a byte order mark; streamed') },
    handle: async (reader, { actor, query }) => {
      const period = periodOf(query)
      const body = Readable.from(exportRows(reader, actor, period))
      return { status: 200, body, headers: csvHeaders('impact-rows', period) }
    },
  })

  read(app, around, {
    method: 'GET',
    url: '/v1/impact/report.html',
    operationId: 'getImpactReport',
    summary: 'The report to read, print and hand on: one page with charts, tables and its method',
    tag: 'impact',
    allow: ['csr', 'hr', 'auditor', 'broker'],
    query: PeriodQuery,
    response: { 200: document('text/html', 'A page that needs nothing else') },
    handle: async (reader, { actor, query, now, request }) => {
      const locale = pageLocale(request.headers['accept-language'], actor.locale)
      const summary = await readSummary(reader, actor, { period: periodOf(query), now })
      const body = reportPage({ summary, name: await tenantNameOf(reader, actor), madeAt: now, locale })
      const headers = {
        'content-type': 'text/html; charset=utf-8',
        'content-language': locale,
        vary: 'accept-language',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
      }
      return { status: 200, body, headers }
    },
  })

  command(app, around, {
    method: 'POST',
    url: '/v1/hourly-values',
    operationId: 'addHourlyValue',
    summary: 'Enter what an hour is worth from a day on, with method and source',
    tag: 'impact',
    allow: ['csr', 'hr'],
    body: NewHourlyValue,
    response: { 201: HourlyValueAdded },
    handle: async (unit, { actor, body, now, request }) => {
      const { id, fromOn, amountMinor, currency } = await addHourlyValue(unit, {
        actor,
        value: body,
        requestId: request.id,
        now,
      })
      return { status: 201, body: { id, fromOn, amountMinor, currency } }
    },
  })

  read(app, around, {
    method: 'GET',
    url: '/v1/hourly-values',
    operationId: 'listHourlyValues',
    summary: 'The hourly values of your employer, in the order they were entered',
    tag: 'impact',
    allow: ['csr', 'hr'],
    query: Type.Object(PageQuery, { additionalProperties: false }),
    response: { 200: PageOf(HourlyValueSchema) },
    handle: async (reader, { actor, query }) => {
      const limit = query.limit ?? 50
      const after = keyOfCursor(query.cursor)
      const page = pageOf(
        await listHourlyValues(reader, actor, { after, limit: limit + 1 }),
        limit,
        (value) => value.id,
      )
      const viewers = valueViewers.filter((role) => actor.roles.has(role))
      return {
        status: 200,
        body: { items: page.items.map((value) => cutFor('hourlyValue', viewers, value)), next: page.next },
      }
    },
  })
}
