// Builders of attended bookings and what they stand on, written straight into the rows, and an app with one feature's
// operations. For tests of what follows from attendance; they take no part in how it comes about.
import fastify, { type FastifyInstance } from 'fastify'
import type { Unit } from '../../src/database/index.ts'
import { type Actor, type Role, renderProblems, type Surroundings, schemaValidation } from '../../src/http/index.ts'
import { newId } from '../../src/kernel/index.ts'
import type { TestDatabase } from './databases.ts'

/** The instant at which tests run. */
export const now = '2026-06-01T09:00:00.000Z'

const policyDocument = `policy: example
title: Example policy
from: 2026-01-01

pots:
  - id: volunteering
    title: Volunteering days
    amount: 3 days
    window: calendar-year

points:
  - id: hour-given
    title: Points for each hour given
    per-hour: 10
    counts: all
  - id: own-time
    title: Points for own time
    per-hour: 3
    counts: own
`

/** An employer with a policy. */
export interface BuiltEmployer {
  readonly id: string
  readonly policyVersionId: string
}

/** Adds an employer with a policy that gives 10 points an hour, and 3 more for each hour of own time. */
export const addEmployer = async ({ db }: Pick<Unit, 'db'>, name = 'Example Works'): Promise<BuiltEmployer> => {
  const id = newId()
  const policyVersionId = newId()
  await db.insertInto('tenant').values({ id, kind: 'employer', clockShiftMillis: 0, createdAt: now }).execute()
  await db
    .insertInto('employer')
    .values({ id, name, zone: 'Europe/London', locale: 'en-GB', currency: 'GBP', leaverBrakePercent: 10 })
    .execute()
  await db
    .insertInto('policyVersion')
    .values({
      id: policyVersionId,
      employerId: id,
      name: 'example',
      fromOn: '2026-01-01',
      document: policyDocument,
      digest: policyVersionId,
      publishedBy: 'command:test',
      publishedAt: now,
    })
    .execute()
  return { id, policyVersionId }
}

/** Adds somebody employed since 2020, or as said. */
export const addPerson = async (
  { db }: Pick<Unit, 'db'>,
  employerId: string,
  facts: { name?: string; startedOn?: string; endedOn?: string | null; state?: 'active' | 'left' | 'forgotten' } = {},
): Promise<string> => {
  const id = newId()
  await db
    .insertInto('person')
    .values({
      id,
      employerId,
      hrId: id,
      name: facts.name ?? 'Alex Example',
      email: 'alex@example.org',
      zone: 'Europe/London',
      nation: 'england-and-wales',
      locale: 'en-GB',
      startedOn: facts.startedOn ?? '2020-01-01',
      endedOn: facts.endedOn ?? null,
      state: facts.state ?? 'active',
      version: 0,
    })
    .execute()
  return id
}

/** A body with one group, and a placement there. */
export interface BuiltBody {
  readonly id: string
  readonly groupId: string
  readonly placementId: string
}

/** Adds a body with a group and an open placement, which answers to a need when one is given. */
export const addBody = async (
  { db }: Pick<Unit, 'db'>,
  facts: {
    name?: string
    groupName?: string
    needId?: string
    skills?: string[]
    causes?: string[]
    linkedTo?: string
  } = {},
): Promise<BuiltBody> => {
  const id = newId()
  await db.insertInto('tenant').values({ id, kind: 'body', clockShiftMillis: 0, createdAt: now }).execute()
  await db
    .insertInto('body')
    .values({
      id,
      name: facts.name ?? 'Example Volunteer Centre',
      kind: 'volunteer_centre',
      nation: 'england-and-wales',
      zone: 'Europe/London',
      locale: 'en-GB',
      email: 'centre@example.org',
      noticeRules: '[{"heads":1,"days":5}]',
      weekCapacity: null,
      answerDays: 5,
      version: 0,
    })
    .execute()
  if (facts.linkedTo !== undefined) await linkBody({ db }, facts.linkedTo, id)
  return { id, ...(await addPlacement({ db }, id, facts)) }
}

const linkBody = async ({ db }: Pick<Unit, 'db'>, employerId: string, bodyId: string): Promise<void> => {
  const termsId = newId()
  await db
    .insertInto('bodyTerms')
    .values({ id: termsId, bodyId, fromOn: '2026-01-01', text: 'Terms.', feeMinor: 0, currency: 'GBP' })
    .execute()
  await db
    .insertInto('employerBody')
    .values({
      id: newId(),
      employerId,
      bodyId,
      state: 'active',
      termsId,
      acceptedBy: 'person:test',
      acceptedAt: now,
      version: 0,
    })
    .execute()
}

/** Adds a group of a body and an open placement there. */
export const addPlacement = async (
  { db }: Pick<Unit, 'db'>,
  bodyId: string,
  facts: {
    groupName?: string
    orgIds?: string[]
    needId?: string
    skills?: string[]
    causes?: string[]
    areaCode?: string
  } = {},
): Promise<{ groupId: string; placementId: string }> => {
  const groupId = newId()
  const placementId = newId()
  await db
    .insertInto('communityGroup')
    .values({
      id: groupId,
      bodyId,
      name: facts.groupName ?? 'Example Food Bank',
      description: '',
      website: null,
      email: null,
      address: null,
      latitude: null,
      longitude: null,
      causes: '[]',
      vouched: 0,
      source: 'test',
      sourceId: groupId,
      sourceDigest: groupId,
      state: 'active',
      version: 0,
    })
    .execute()
  for (const orgId of facts.orgIds ?? []) await db.insertInto('groupRegistration').values({ groupId, orgId }).execute()
  await db
    .insertInto('placement')
    .values({
      id: placementId,
      bodyId,
      groupId,
      needId: facts.needId ?? null,
      title: 'A day at the store',
      description: '',
      causes: JSON.stringify(facts.causes ?? ['food']),
      skills: JSON.stringify(facts.skills ?? []),
      tags: '[]',
      remote: 0,
      areaCode: facts.areaCode ?? 'E07000105',
      address: null,
      latitude: null,
      longitude: null,
      waitingList: 0,
      state: 'open',
      version: 0,
    })
    .execute()
  return { groupId, placementId }
}

/** Adds a need of a group. */
export const addNeed = async (
  { db }: Pick<Unit, 'db'>,
  body: Pick<BuiltBody, 'id' | 'groupId'>,
  facts: { state?: 'posted' | 'vetted' | 'met' | 'closed'; createdAt?: string } = {},
): Promise<string> => {
  const id = newId()
  await db
    .insertInto('need')
    .values({
      id,
      bodyId: body.id,
      groupId: body.groupId,
      title: 'A ledger that adds up',
      brief: '',
      causes: '[]',
      skills: '["accounting"]',
      heads: 1,
      state: facts.state ?? 'vetted',
      version: 0,
      createdAt: facts.createdAt ?? '2026-01-01T00:00:00.000Z',
    })
    .execute()
  return id
}

/** Where a booking is: a day at a body's placement, or an own activity when there is no body. */
export interface BookingFacts {
  readonly employer: BuiltEmployer
  readonly personId: string
  readonly body?: BuiltBody
  readonly on?: string
  readonly hostOrgId?: string
  /** Other times than those of `on`, for an own activity. */
  readonly time?: { readonly startsAt: string; readonly endsAt: string }
}

/** Adds a booking from 09:00 to 16:00 UTC of a day, attended or yet to be. */
export const addBooking = async ({ db }: Pick<Unit, 'db'>, facts: BookingFacts): Promise<string> => {
  const { employer, personId, body, on = '2026-03-10' } = facts
  const id = newId()
  const verdictId = newId()
  const time = facts.time ?? { startsAt: `${on}T09:00:00.000Z`, endsAt: `${on}T16:00:00.000Z` }
  await db
    .insertInto('verdict')
    .values({
      id: verdictId,
      employerId: employer.id,
      personId,
      policyVersionId: employer.policyVersionId,
      outcome: 'allow',
      content: '{}',
      createdAt: now,
      keepUntilAt: '2036-01-01T00:00:00.000Z',
    })
    .execute()
  const place = body === undefined ? { ownActivityId: newId() } : { sessionId: newId() }
  if (body !== undefined) {
    await db
      .insertInto('session')
      .values({
        id: place.sessionId ?? '',
        placementId: body.placementId,
        bodyId: body.id,
        onDay: on,
        startsLocal: '09:00',
        endsLocal: '16:00',
        endsOnDay: on,
        zone: 'Europe/London',
        ...time,
        seats: 5,
        seatsTaken: 1,
        seatsElsewhere: 0,
        state: 'open',
        version: 0,
      })
      .execute()
  } else {
    await db
      .insertInto('ownActivity')
      .values({
        id: place.ownActivityId ?? '',
        employerId: employer.id,
        personId,
        title: 'Repair morning',
        hostName: 'Example Repair Shed',
        hostOrgId: facts.hostOrgId ?? null,
        hostEmail: null,
        causes: '["repair"]',
        zone: 'Europe/London',
        ...time,
      })
      .execute()
  }
  await db
    .insertInto('booking')
    .values({
      id,
      employerId: employer.id,
      personId,
      sessionId: place.sessionId ?? null,
      ownActivityId: place.ownActivityId ?? null,
      placementId: body?.placementId ?? null,
      bodyId: body?.id ?? null,
      groupId: body?.groupId ?? null,
      state: 'attended',
      ...time,
      leaveMinutes: 420,
      approverPersonId: null,
      approvalsGiven: 0,
      offeredSessionId: null,
      holdUntilAt: null,
      verdictId,
      policyVersionId: employer.policyVersionId,
      invitationSequence: 0,
      version: 0,
      requestedAt: now,
      updatedAt: now,
    })
    .execute()
  return id
}

/** Adds a record of attendance; a later one corrects it. Answers its id. */
export const addAttendance = async (
  { db }: Pick<Unit, 'db'>,
  bookingId: string,
  facts: {
    minutes?: number
    paidMinutes?: number
    evidence?: 'claimed' | 'host_confirmed' | 'two_sided' | 'disputed'
  } = {},
): Promise<string> => {
  const id = newId()
  const minutes = facts.minutes ?? 420
  await db
    .insertInto('attendance')
    .values({
      id,
      bookingId,
      minutes,
      paidMinutes: facts.paidMinutes ?? minutes,
      evidence: facts.evidence ?? 'host_confirmed',
      recordedBy: 'member:test',
      recordedAt: now,
    })
    .execute()
  return id
}

/** Somebody who calls: at a tenant, in roles. */
export const actorAt = (
  tenantId: string,
  roles: readonly Role[],
  facts: { personId?: string; kind?: 'employer' | 'body'; locale?: 'en-GB' | 'cy-GB' } = {},
): Actor => ({
  tenantId,
  tenantKind: facts.kind ?? 'employer',
  kind: facts.kind === 'body' ? 'member' : 'person',
  principalId: facts.personId ?? '01900000-0000-7000-8000-000000000001',
  personId: facts.kind === 'body' ? null : (facts.personId ?? '01900000-0000-7000-8000-000000000001'),
  onBehalfOf: null,
  roles: new Set(roles),
  locale: facts.locale ?? 'en-GB',
  clockShiftMillis: 0,
})

/** An app with the operations of one feature and nothing else; requests come from whoever is put into `caller`. */
export const appWith = async (
  database: TestDatabase,
  declare: (app: FastifyInstance, around: Surroundings) => void,
): Promise<{ app: FastifyInstance; as(actor: Actor | null): void }> => {
  const app = fastify({ logger: false })
  const caller: { actor: Actor | null } = { actor: null }
  app.decorateRequest('boondayActor', null)
  app.addHook('onRequest', async (request) => {
    request.boondayActor = caller.actor
  })
  schemaValidation(app)
  renderProblems(app)
  declare(app, { database, clock: { at: () => now } })
  await app.ready()
  return {
    app,
    as: (actor) => {
      caller.actor = actor
    },
  }
}
