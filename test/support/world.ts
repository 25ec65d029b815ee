// A small world for tests: a fictional employer with people, a policy in force, a body linked with it, a group, a need, a
// placement with sessions. Set up through the same use cases and operations that operators and people use.
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { type Clock, type Instant, instantFromMillis, millisOf } from '../../src/kernel/index.ts'
import { linkIdentity } from '../../src/people/index.ts'
import { setUpBody, setUpEmployer } from '../../src/setup.ts'
import { type AppOptions, buildApp, type Caller, issuer, send } from './app.ts'
import type { TestDatabase } from './databases.ts'

/** A Monday morning in British summer time. */
const monday: Instant = '2026-05-04T08:00:00.000Z'

/** A clock that tests move by hand. */
export interface HandClock extends Clock {
  now: Instant
}

/** A policy with a pot for each kind of rule that bookings meet: two pots, manager approval on leave, points. */
export const policyText = (more: { approvals?: string; pots?: string; rules?: string } = {}): string => `
policy: world
title: Volunteering in the test world
from: 2026-01-01
pots:
${more.pots ?? '  - { id: general, title: Volunteering days, amount: 3 days, window: calendar-year, pro-rata: fte, rounding: { to: up, step: day } }'}
rules:
  - { id: employees, use: contract-is, with: { not-in: [agency, contractor] }, otherwise: refuse }
${more.rules ?? '  - { id: notice, use: notice-at-least, with: { days: 2 }, otherwise: refuse }'}
${more.approvals ?? 'approvals:\n  - { who: manager, within: 5 days, when: request.leave_minutes > 0 }'}
points:
  - { id: hours, title: Points for hours given, per-hour: 10, counts: all }
`

/** How a world may differ. */
export interface WorldOptions {
  /** How many employees beside the manager and HR. */
  readonly employees?: number
  readonly policy?: string
  readonly seats?: number
  readonly waitingList?: boolean
  readonly weekCapacity?: number | null
  readonly now?: Instant
  /** The tenants’ clocks are moved instead of the test’s, for services in processes of their own. */
  readonly shiftTenants?: boolean
  /** One word that tells two worlds of one database apart. */
  readonly name?: string
  /** Hears what a handler answered, before it is written as JSON. */
  readonly onPayload?: AppOptions['onPayload']
}

export interface World {
  readonly app: FastifyInstance
  readonly clock: HandClock
  readonly employerId: string
  readonly bodyId: string
  readonly groupId: string
  readonly needId: string
  readonly placementId: string
  /** Sessions of the placement: 09:30 to 12:30 in Europe/London on 19, 20 and 21 May 2026. */
  readonly sessionIds: readonly string[]
  /** Employees by number from 0; their person ids in the same order. */
  readonly employee: (index: number) => Caller
  readonly personIds: readonly string[]
  readonly managerId: string
  readonly callers: Readonly<
    Record<'system' | 'manager' | 'hr' | 'csr' | 'auditor' | 'payroll' | 'representative' | 'broker', Caller>
  >
}

const week = 'mon-fri 09:00-17:00/30'
const header =
  'employee_id,post_id,name,email,start_date,site_code,site_name,site_latitude,site_longitude,nation,manager_employee_id,pay_basis,contract,fte,full_time_week_hours,pattern,skills'

const row = (id: string, manager: string): string =>
  `${id},1,Person ${id},${id}@example.org,2020-01-06,ash,Ashford,51.1465,0.8750,england-and-wales,${manager},salaried,permanent,1,37.5,${week},https://ns.volunteeringdata.io/BasicITSkills`

/** Staff with roles of their own, beside the employees. */
const staff = ['boss', 'hr', 'csr', 'auditor', 'payroll', 'rep'] as const

/** The CSV export of the world's people. */
const peopleCsv = (employees: number): string =>
  [
    header,
    row('boss', ''),
    ...staff.slice(1).map((id) => row(id, 'boss')),
    ...Array.from({ length: employees }, (_, index) => row(`e${index}`, 'boss')),
  ].join('\r\n')

const must = async (response: ReturnType<typeof send>): Promise<Record<string, never>> => {
  const { statusCode, body } = await response
  if (statusCode >= 300) throw new Error(`setting up the world failed with ${statusCode}: ${body}`)
  return body === '' ? {} : JSON.parse(body)
}

/** Builds a world on a fresh database. */
export const buildWorld = async (t: Test, database: TestDatabase, options: WorldOptions = {}): Promise<World> => {
  const now = options.now ?? monday
  const name = options.name ?? 'world'
  const clockShiftMillis = options.shiftTenants === true ? millisOf(now) - Date.now() : 0
  const clock: HandClock = {
    now,
    at: (holder) =>
      options.shiftTenants === true ? instantFromMillis(Date.now() + holder.clockShiftMillis) : clock.now,
  }
  const tenants = await setUpTenants(database, {
    name,
    now,
    clockShiftMillis,
    weekCapacity: options.weekCapacity ?? null,
  })
  const app = await buildApp(t, database, {
    clock,
    ...(options.onPayload === undefined ? {} : { onPayload: options.onPayload }),
  })
  const system: Caller = { audience: `employer-${name}`, subject: 'hr-system' }
  const employees = options.employees ?? 2
  await must(
    send(app, system, {
      method: 'POST',
      url: '/v1/people/imports',
      body: peopleCsv(employees),
      headers: { 'content-type': 'text/csv' },
    }),
  )
  const ids = await linkPeople(database, tenants, [
    'boss',
    'hr',
    'csr',
    'auditor',
    'payroll',
    'rep',
    ...Array.from({ length: employees }, (_, index) => `e${index}`),
  ])
  const idOf = (hrId: string): string => ids.get(hrId) ?? ''
  for (const [role, hrId] of [
    ['hr', 'hr'],
    ['csr', 'csr'],
    ['payroll', 'payroll'],
    ['auditor', 'auditor'],
  ] as const) {
    const untilAt = role === 'auditor' ? '2099-01-01T00:00:00.000Z' : null
    await must(
      send(app, system, { method: 'POST', url: '/v1/role-grants', body: { principalId: idOf(hrId), role, untilAt } }),
    )
  }
  const person = (subject: string): Caller => ({ audience: `employer-${name}`, subject })
  const broker: Caller = { audience: `body-${name}`, subject: 'broker' }
  const callers = {
    system,
    manager: person('boss'),
    hr: person('hr'),
    csr: person('csr'),
    auditor: person('auditor'),
    payroll: person('payroll'),
    representative: person('rep'),
    broker,
  }
  const text = options.policy ?? policyText()
  await must(
    send(app, callers.hr, {
      method: 'POST',
      url: '/v1/policies',
      body: text,
      headers: { 'content-type': 'application/yaml' },
    }),
  )
  const link = await must(
    send(app, callers.hr, {
      method: 'POST',
      url: '/v1/body-links',
      body: { bodyId: tenants.bodyId, termsId: tenants.termsId },
    }),
  )
  await must(send(app, broker, { method: 'POST', url: `/v1/body-links/${link['linkId']}/activate`, body: {} }))
  const site = await database.kysely
    .selectFrom('site')
    .select('id')
    .where('employerId', '=', tenants.employerId)
    .executeTakeFirstOrThrow()
  await must(
    send(app, callers.hr, {
      method: 'POST',
      url: '/v1/representatives',
      body: { bodyId: tenants.bodyId, siteId: site.id, personId: idOf('rep') },
    }),
  )
  const offer = await setUpOffer(app, broker, options)
  return {
    app,
    clock,
    employerId: tenants.employerId,
    bodyId: tenants.bodyId,
    ...offer,
    employee: (index) => person(`e${index}`),
    personIds: Array.from({ length: employees }, (_, index) => idOf(`e${index}`)),
    managerId: idOf('boss'),
    callers,
  }
}

interface Tenants {
  readonly employerId: string
  readonly providerId: string
  readonly bodyId: string
  readonly termsId: string | null
}

const setUpTenants = async (
  database: TestDatabase,
  how: { name: string; now: Instant; clockShiftMillis: number; weekCapacity: number | null },
): Promise<Tenants> => {
  const { name, now, clockShiftMillis } = how
  const local = { zone: 'Europe/London', locale: 'en-GB', issuer, jwksUri: null, clockShiftMillis }
  const employer = await database.transact((unit) =>
    setUpEmployer(
      unit,
      {
        ...local,
        name: `Employer of ${name}`,
        currency: 'GBP',
        audience: `employer-${name}`,
        administratorSubject: 'hr-system',
      },
      now,
    ),
  )
  const body = await database.transact((unit) =>
    setUpBody(
      unit,
      {
        ...local,
        name: `Volunteer Centre of ${name}`,
        kind: 'volunteer_centre',
        nation: 'england-and-wales',
        email: 'placements@example.org',
        noticeRules: [{ heads: 1, days: 3 }],
        weekCapacity: how.weekCapacity,
        answerDays: 5,
        areas: [{ scheme: 'gss', code: 'E07000105' }],
        terms: { fromOn: '2026-01-01', text: 'Be on time.', feeMinor: 0, currency: 'GBP' },
        audience: `body-${name}`,
        members: [{ subject: 'broker', name: 'Placement desk', email: 'desk@example.org' }],
      },
      now,
    ),
  )
  return { ...employer, ...body, providerId: employer.providerId }
}

const linkPeople = async (
  database: TestDatabase,
  tenants: Tenants,
  hrIds: readonly string[],
): Promise<Map<string, string>> => {
  const people = await database.kysely
    .selectFrom('person')
    .select(['id', 'hrId'])
    .where('employerId', '=', tenants.employerId)
    .execute()
  const ids = new Map(people.map((person) => [person.hrId, person.id]))
  await database.transact(async (unit) => {
    for (const hrId of hrIds) {
      await linkIdentity(unit, {
        tenantId: tenants.employerId,
        providerId: tenants.providerId,
        subject: hrId,
        kind: 'person',
        principalId: ids.get(hrId) ?? '',
      })
    }
  })
  return ids
}

const setUpOffer = async (app: FastifyInstance, broker: Caller, options: WorldOptions) => {
  const post = (url: string, body: unknown) => must(send(app, broker, { method: 'POST', url, body }))
  const { groupId } = await post('/v1/groups', {
    name: 'Example Community Kitchen',
    description: 'Cooks for neighbours.',
    orgIds: ['GB-CHC-1234567'],
  })
  const skills = ['https://ns.volunteeringdata.io/BasicITSkills']
  const need = {
    groupId,
    title: 'A booking sheet',
    brief: 'Somebody who knows spreadsheets.',
    causes: ['https://ns.volunteeringdata.io/AntiPoverty'],
    skills,
    heads: 1,
  }
  const { needId } = await post('/v1/needs', need)
  await post(`/v1/needs/${needId}/vet`, {})
  const placement = await post('/v1/placements', {
    groupId,
    needId,
    title: 'Spreadsheet help',
    description: 'Build a booking sheet with the kitchen.',
    causes: need.causes,
    skills,
    areaCode: 'E07000105',
    latitude: 51.15,
    longitude: 0.87,
    waitingList: options.waitingList ?? false,
  })
  const sessionIds: string[] = []
  for (const onDay of ['2026-05-19', '2026-05-20', '2026-05-21']) {
    const session = await post(`/v1/placements/${placement['id']}/sessions`, {
      onDay,
      startsLocal: '09:30',
      endsLocal: '12:30',
      seats: options.seats ?? 7,
    })
    sessionIds.push(session['id'] ?? '')
  }
  return { groupId: String(groupId), needId: String(needId), placementId: String(placement['id']), sessionIds }
}
