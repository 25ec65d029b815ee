// Operations that take over feeds of other platforms, and the listings that come of them. A feed is sent as it is, as JSON-LD.
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { command, cutFor, keyOfCursor, PageOf, PageQuery, pageOf, read, type Surroundings } from '../http/index.ts'
import { actingIn, viewersOf } from './acting.ts'
import { importGroups } from './group-imports-service.ts'
import { reportAnswer } from './import-report.ts'
import { importListings, viewListings } from './listing-imports-service.ts'
import { ImportReportSchema, ListingSchema } from './schemas.ts'

const tag = 'imports'

/** Unless told otherwise an import stops before it withdraws more than a fifth of what is in use from its source. */
const usualWithdrawAtMostPercent = 20

const importQuery = {
  source: Type.String({
    pattern: '^[a-z0-9][a-z0-9.-]{0,59}$',
    description: 'The feed it comes from, such as volunteering.example.org: lower case, 1 to 60 characters',
  }),
  snapshot: Type.Optional(
    Type.Union([Type.Literal('full'), Type.Literal('partial')], {
      default: 'partial',
      description: 'Whether the document is everything there is: then what is missing from it is withdrawn',
    }),
  ),
  dryRun: Type.Optional(Type.Boolean({ default: false, description: 'Only say what would happen' })),
  withdrawAtMostPercent: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100,
      default: usualWithdrawAtMostPercent,
      description: 'The import stops before it withdraws more than this share of what is in use from this source',
    }),
  ),
}

const names = Type.Optional(
  Type.Union([Type.Literal('as-said'), Type.Literal('from-profile-link')], {
    default: 'as-said',
    description:
      'Whether an organisation without a name begins with the end of its profile link, marked as provisional',
  }),
)

interface ImportQueryValues {
  readonly source: string
  readonly snapshot?: 'full' | 'partial'
  readonly dryRun?: boolean
  readonly withdrawAtMostPercent?: number
}

const termsFrom = (query: ImportQueryValues) => ({
  source: query.source,
  snapshot: query.snapshot ?? ('partial' as const),
  dryRun: query.dryRun ?? false,
  withdrawAtMostPercent: query.withdrawAtMostPercent ?? usualWithdrawAtMostPercent,
})

/** What a feed is sent as; the second because many platforms serve their JSON-LD so. */
const documentTypes = ['application/ld+json', 'application/json']

/** Any JSON: what it has to look like is said by the account of the import, row by row. */
const Document = Type.Unknown({ description: 'A JSON-LD document of the Volunteering and Social Action Ontology' })

/** Declares the operations of imports and listings. */
export const importsRoutes = (app: FastifyInstance, around: Surroundings): void => {
  command(app, around, {
    method: 'POST',
    url: '/v1/groups/imports',
    operationId: 'importGroups',
    summary: 'Take organisations of a feed over as groups; a second import of the same file changes nothing',
    tag,
    allow: ['broker'],
    query: Type.Object({ ...importQuery, names }, { additionalProperties: false }),
    consumes: documentTypes,
    body: Document,
    response: { 200: ImportReportSchema },
    handle: async (unit, call) => {
      const terms = { ...termsFrom(call.query), names: call.query.names ?? ('as-said' as const) }
      const report = await importGroups(unit, actingIn(call), { document: call.body, terms })
      return { status: 200, body: reportAnswer(report, call.actor.locale) }
    },
  })

  command(app, around, {
    method: 'POST',
    url: '/v1/listings/imports',
    operationId: 'importListings',
    summary:
      'Take activities of a feed over as listings, which cannot be booked before you add seats, dates, zone and skills',
    tag,
    allow: ['broker'],
    query: Type.Object(importQuery, { additionalProperties: false }),
    consumes: documentTypes,
    body: Document,
    response: { 200: ImportReportSchema },
    handle: async (unit, call) => {
      const report = await importListings(unit, actingIn(call), { document: call.body, terms: termsFrom(call.query) })
      return { status: 200, body: reportAnswer(report, call.actor.locale) }
    },
  })

  read(app, around, {
    method: 'GET',
    url: '/v1/listings',
    operationId: 'listListings',
    summary: 'Activities of other platforms, with what they lack before they can be booked here',
    tag,
    allow: ['broker', 'employee', 'manager', 'representative', 'hr', 'csr'],
    query: Type.Object(
      { ...PageQuery, state: Type.Optional(Type.Union([Type.Literal('listed'), Type.Literal('withdrawn')])) },
      { additionalProperties: false },
    ),
    response: { 200: PageOf(ListingSchema) },
    handle: async (reader, call) => {
      const limit = call.query.limit ?? 50
      const wanted = {
        state: call.query.state ?? null,
        page: { after: keyOfCursor(call.query.cursor), limit: limit + 1 },
      }
      const page = pageOf(await viewListings(reader, call, wanted), limit, (listing) => listing.id)
      const items = page.items.map((listing) => cutFor('listing', viewersOf(call.actor), listing))
      return { status: 200, body: { items, next: page.next } }
    },
  })
}
