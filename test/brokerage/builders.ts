// What the tests of brokerage stand on: two employers and two bodies in a database, callers of each, and an app with the
// operations of brokerage only. Everything is fictional.
import fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify'
import { brokerageRoutes, createBody, type NewBody } from '../../src/brokerage/index.ts'
import { type Actor, type Role, renderProblems, schemaValidation } from '../../src/http/index.ts'
import { newId } from '../../src/kernel/index.ts'
import { createEmployer } from '../../src/people/index.ts'
import type { TestDatabase } from '../support/databases.ts'

/** The instant at which tests run: a Monday in summer, so that the UK is an hour ahead of UTC. */
export const now = '2026-06-01T09:00:00.000Z'
/** The civil day that it is then in the UK. */
export const today = '2026-06-01'

/** Terms that apply already. */
export const usualTerms = { fromOn: '2026-01-01', text: 'Be kind.', feeMinor: 2500, currency: 'GBP' }

/** A body as tests set it up, unless told otherwise. */
export const bodyFacts = (facts: Partial<NewBody> = {}): NewBody => ({
  name: 'Ambridge Volunteer Centre',
  kind: 'volunteer_centre',
  nation: 'england-and-wales',
  zone: 'Europe/London',
  locale: 'en-GB',
  email: 'hello@centre.example.org',
  noticeRules: [
    { heads: 1, days: 5 },
    { heads: 6, days: 20 },
  ],
  weekCapacity: null,
  answerDays: 5,
  areas: [
    { scheme: 'gss', code: 'E07000105' },
    { scheme: 'postcode_district', code: 'TN23' },
  ],
  members: [{ name: 'Robin Broker', email: 'robin@centre.example.org' }],
  terms: usualTerms,
  clockShiftMillis: 0,
  ...facts,
})

/** A caller with roles at an employer. */
export const employerActor = (employerId: string, role: Role, personId = newId()): Actor => ({
  tenantId: employerId,
  tenantKind: 'employer',
  kind: 'person',
  principalId: personId,
  personId,
  onBehalfOf: null,
  roles: new Set<Role>(role === 'employee' ? ['employee'] : ['employee', role]),
  locale: 'en-GB',
  clockShiftMillis: 0,
})

/** A member of a body. */
export const brokerActor = (bodyId: string): Actor => ({
  tenantId: bodyId,
  tenantKind: 'body',
  kind: 'member',
  principalId: newId(),
  personId: null,
  onBehalfOf: null,
  roles: new Set<Role>(['broker']),
  locale: 'en-GB',
  clockShiftMillis: 0,
})

/** Adds a body with the usual facts, or others. */
export const addBody = async (database: TestDatabase, facts: Partial<NewBody> = {}) =>
  database.transact((unit) => createBody(unit, bodyFacts(facts), now))

/** Adds an employer with one site and one person. */
export const addEmployer = async (database: TestDatabase, name: string) => {
  const employerId = await database.transact((unit) =>
    createEmployer(unit, { name, zone: 'Europe/London', locale: 'en-GB', currency: 'GBP', now }),
  )
  const siteId = newId()
  const personId = newId()
  await database.kysely
    .insertInto('site')
    .values({
      id: siteId,
      employerId,
      code: 'HQ',
      name: 'Head office',
      zone: 'Europe/London',
      nation: 'england-and-wales',
      postcode: null,
      latitude: null,
      longitude: null,
    })
    .execute()
  await database.kysely
    .insertInto('person')
    .values({
      id: personId,
      employerId,
      hrId: 'P-1',
      name: 'Sam Speaker',
      email: 'sam@works.example.org',
      zone: 'Europe/London',
      nation: 'england-and-wales',
      locale: 'en-GB',
      startedOn: '2020-01-06',
      endedOn: null,
      state: 'active',
      version: 1,
    })
    .execute()
  return { employerId, siteId, personId }
}

/** Sends requests as whoever is named, to an app that knows brokerage only. */
export interface Desk {
  readonly app: FastifyInstance
  send(
    actor: Actor | null,
    method: 'GET' | 'POST' | 'PATCH',
    url: string,
    more?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<LightMyRequestResponse>
}

/** An app with the operations of brokerage; the caller of each request is handed in beside it. */
export const openDesk = async (t: { teardown(fn: () => unknown): void }, database: TestDatabase): Promise<Desk> => {
  const app = fastify({ logger: false })
  const callers = new Map<string, Actor>()
  app.decorateRequest('boondayActor', null)
  app.addHook('onRequest', async (request) => {
    request.boondayActor = callers.get(String(request.headers['x-caller'])) ?? null
  })
  schemaValidation(app)
  renderProblems(app)
  app.addContentTypeParser('application/ld+json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'))
  brokerageRoutes(app, { database, clock: { at: () => now } })
  t.teardown(() => app.close())
  await app.ready()
  const send: Desk['send'] = async (actor, method, url, { body, headers = {} } = {}) => {
    const caller = newId()
    if (actor !== null) callers.set(caller, actor)
    return app.inject({
      method,
      url,
      headers: { 'x-caller': caller, ...(method === 'POST' ? { 'idempotency-key': newId() } : {}), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    })
  }
  return { app, send }
}

/** A body that an employer is linked with: terms accepted, link active. */
export const linkUp = async (desk: Desk, sides: { bodyId: string; termsId: string | null; employerId: string }) => {
  const { bodyId, termsId, employerId } = sides
  const asked = await desk.send(employerActor(employerId, 'hr'), 'POST', '/v1/body-links', {
    body: { bodyId, termsId },
  })
  const { linkId } = asked.json()
  await desk.send(brokerActor(bodyId), 'POST', `/v1/body-links/${linkId}/activate`)
  return linkId as string
}
