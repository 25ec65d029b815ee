// A stage for tests of the whole API: a world with somebody in every role, a second employer and a second body beside it, and
// makers of whatever an operation needs to be called on. Every value that some role may not see is a word of its own.
import type { LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { consumersOf } from '../../src/app.ts'
import { makeWorker } from '../../src/database/index.ts'
import { setUpBody } from '../../src/setup.ts'
import { type AppOptions, type Caller, issuer, send } from '../support/app.ts'
import type { TestDatabase } from '../support/databases.ts'
import { buildWorld, policyText, type World } from '../support/world.ts'

/** Somebody in exactly one role; `client` is the HR system on behalf of a person. */
export const stageRoles = [
  'employee',
  'client',
  'manager',
  'hr',
  'csr',
  'auditor',
  'representative',
  'payroll',
  'admin',
  'broker',
] as const
export type StageRole = (typeof stageRoles)[number]

/** The role by which the service knows a caller of the stage. */
export const knownRole = (role: StageRole) => (role === 'client' ? 'employee' : role)

/** Words that only some may read; the tests look for them in every answer. Those of a person end in their HR id. */
export const secret = {
  name: 'Zebedee',
  email: 'zebedee',
  grade: 'gradeQX7',
  payNumber: 'payQX8',
  department: 'Lamplighters',
  host: 'Quokka Kitchen',
  ownHost: 'Wombat Shed',
  ownTitle: 'Mending kites',
  title: 'Numbat sheets',
  cause: 'AntiPoverty',
  /** In every free text that the examples send. */
  text: 'Echidna',
  otherEmployer: 'Narwhal Works',
  otherName: 'Ermintrude',
  otherHost: 'Pangolin Larder',
  otherBody: 'Volunteer Centre of narwhal',
} as const

/** Minutes of every pot, of a booking, and what is left: figures that appear nowhere else. */
export const figure = { entitled: 1387, leave: 173 } as const

/** When the sessions of the stage take place, and when they are over. */
const sessionOn = '2026-05-19'
export const afterwards = '2026-05-19T14:00:00.000Z'

export interface StageOptions {
  readonly employees?: number
  readonly managerSees?: 'host'
  readonly onPayload?: AppOptions['onPayload']
}

export interface Stage {
  readonly world: World
  readonly other: World
  readonly database: TestDatabase
  /** The number of an employee who has done nothing yet. */
  fresh(): number
  /** A colleague of everybody in the examples: an employee, or somebody who manages another team. */
  colleague(role: 'employee' | 'manager'): Caller
  /** A number that was not given before. */
  count(): number
  callerOf(role: StageRole, person: number): Caller
  personId(person: number): string
  /** Sends something that has to succeed and answers its JSON. */
  must(caller: Caller, url: string, body?: unknown, headers?: Record<string, string>): Promise<Record<string, never>>
  /** Runs something while it is another time. */
  during<T>(now: string, run: () => Promise<T>): Promise<T>
  /** A booking of a session of its own employee, as far along as wanted. */
  booking(as: 'approving' | 'confirming' | 'offered' | 'confirmed' | 'attended', person?: number): Promise<Booked>
  /** A session with seats that nobody has booked. */
  session(seats?: number): Promise<string>
  /** A body that has nothing to do with the employer yet. */
  body(): Promise<{ bodyId: string; termsId: string; broker: Caller }>
  providerId(): Promise<string>
  policyId(): Promise<string>
}

export interface Booked {
  readonly id: string
  readonly person: number
  readonly verdictId: string
}

const columns =
  'employee_id,post_id,name,email,start_date,site_code,site_name,site_latitude,site_longitude,nation,department,grade,pay_number,manager_employee_id,pay_basis,contract,fte,full_time_week_hours,pattern,skills'

/** The world's people again, with the words to look for in every cell that has one. */
const csvOf = (employees: number, name: string): string => {
  const row = (id: string, manager: string) =>
    [
      ...[id, '1', `${name} ${id}`, `${name.toLowerCase()}.${id}@example.org`, '2020-01-06'],
      ...['ash', 'Ashford', '51.1465', '0.8750', 'england-and-wales', secret.department],
      ...[
        `${secret.grade}-${id}`,
        `${secret.payNumber}-${id}`,
        manager,
        'salaried',
        'permanent',
        '1',
        '37.5',
        'mon-fri 09:00-17:00/30',
      ],
      'https://ns.volunteeringdata.io/BasicITSkills',
    ].join(',')
  const staff = ['hr', 'csr', 'auditor', 'payroll', 'rep'].map((id) => row(id, 'boss'))
  return [
    columns,
    row('boss', ''),
    ...staff,
    ...Array.from({ length: employees }, (_, at) => row(`e${at}`, at === 1 ? 'hr' : 'boss')),
  ].join('\r\n')
}

/** A rule that reads causes: managers see of its finding only whether it passed. */
const rulesText = `  - { id: notice, use: notice-at-least, with: { days: 2 }, otherwise: refuse }
  - { id: sectarian, use: causes-excluded, with: { none-of: [sectarian] }, otherwise: refuse }`
const potsText = `  - { id: general, title: Volunteering time, amount: ${figure.entitled} minutes, window: calendar-year }`

/** Sets the stage on a fresh database. */
export const setStage = async (t: Test, database: TestDatabase, options: StageOptions = {}): Promise<Stage> => {
  const employees = options.employees ?? 40
  const heard = options.onPayload === undefined ? {} : { onPayload: options.onPayload }
  const policy = `${policyText({ pots: potsText, rules: rulesText })}${options.managerSees === undefined ? '' : 'manager-sees: host\n'}`
  const world = await buildWorld(t, database, { employees, policy, seats: 10_000, ...heard })
  const other = await buildWorld(t, database, { employees: 2, policy, seats: 50, name: 'narwhal' })
  // The first two are nobody's example: one is read about, the other has another manager.
  let persons = 2
  let counted = 0
  const must: Stage['must'] = async (caller, url, body, headers = {}) => {
    const answer = await send(world.app, caller, {
      method: 'POST',
      url,
      ...(body === undefined ? {} : { body }),
      headers,
    })
    return bodyOf(answer, url)
  }
  const post = (role: StageRole, url: string, body?: unknown) => must(stage.callerOf(role, 0), url, body)
  const stage: Stage = {
    world,
    other,
    database,
    fresh: () => {
      persons += 1
      if (persons > employees) throw new Error(`the stage has only ${employees} employees`)
      return persons - 1
    },
    colleague: (role) => ({ ...(role === 'manager' ? world.callers.hr : world.employee(1)), roles: [role] }),
    count: () => {
      counted += 1
      return counted
    },
    callerOf: (role, person) => callerOf(world, role, person),
    personId: (person) => world.personIds[person] ?? '',
    must,
    during: async (now, run) => {
      const before = world.clock.now
      world.clock.now = now
      try {
        return await run()
      } finally {
        world.clock.now = before
      }
    },
    booking: (as, person = stage.fresh()) => makeBooking(stage, as, person),
    session: async (seats = 5) => {
      const day = `2026-06-${String(1 + (stage.count() % 28)).padStart(2, '0')}`
      const times = { onDay: day, startsLocal: '18:00', endsLocal: '20:00', seats }
      return (await post('broker', `/v1/placements/${world.placementId}/sessions`, times))['id'] ?? ''
    },
    body: () => makeBody(stage, `kept-${stage.count()}`),
    providerId: async () => {
      const rows = database.kysely.selectFrom('identityProvider').select('id').where('tenantId', '=', world.employerId)
      return (await rows.executeTakeFirstOrThrow()).id
    },
    policyId: async () => {
      const rows = database.kysely.selectFrom('policyVersion').select('id').where('employerId', '=', world.employerId)
      return (await rows.orderBy('id').executeTakeFirstOrThrow()).id
    },
  }
  await dress(t, stage, employees)
  return stage
}

const bodyOf = (answer: LightMyRequestResponse, url: string): Record<string, never> => {
  if (answer.statusCode >= 300) throw new Error(`${url} failed with ${answer.statusCode}: ${answer.body}`)
  return answer.body === '' ? {} : answer.json()
}

const callerOf = ({ callers, employee, personIds }: World, role: StageRole, person: number): Caller => {
  if (role === 'client') return { ...callers.system, onBehalfOf: personIds[person] ?? '' }
  const who = role === 'employee' ? employee(person) : role === 'admin' ? callers.system : callers[role]
  return { ...who, roles: [role] }
}

const makeBooking = async (stage: Stage, as: Parameters<Stage['booking']>[0], person: number): Promise<Booked> => {
  const { world } = stage
  const caller = stage.callerOf('employee', person)
  const { id = '', verdictId = '' } = await stage.must(caller, '/v1/bookings', { sessionId: world.sessionIds[0] })
  const move = (role: StageRole, name: string, body: unknown = {}) =>
    stage.must(stage.callerOf(role, person), `/v1/bookings/${id}/${name}`, body)
  const booked = { id, person, verdictId }
  if (as === 'approving') return booked
  await move('manager', 'approve')
  if (as === 'confirming') return booked
  if (as === 'offered') {
    await move('broker', 'offer', { sessionId: world.sessionIds[1] })
    return booked
  }
  await move('broker', 'confirm')
  if (as === 'confirmed') return booked
  await stage.during(afterwards, () => move('broker', 'attendance', { minutes: figure.leave }))
  return booked
}

const makeBody = async ({ database, world }: Stage, name: string) => {
  const made = await database.transact((unit) =>
    setUpBody(
      unit,
      {
        ...{ name: `Centre ${name}`, kind: 'volunteer_centre', nation: 'england-and-wales', email: 'kept@example.org' },
        ...{ zone: 'Europe/London', locale: 'en-GB', issuer, jwksUri: null, audience: `body-${name}` },
        ...{ noticeRules: [{ heads: 1, days: 3 }], weekCapacity: null, answerDays: 5, areas: [] },
        terms: { fromOn: '2026-01-01', text: 'Be kind.', feeMinor: 0, currency: 'GBP' },
        members: [{ subject: 'keeper', name: 'Keeper', email: 'keeper@example.org' }],
      },
      world.clock.now,
    ),
  )
  return { bodyId: made.bodyId, termsId: made.termsId ?? '', broker: { audience: `body-${name}`, subject: 'keeper' } }
}

/** Fills the stage: the words to look for, a whole booking behind us, an own activity, and another employer's share of it. */
const dress = async (t: Test, stage: Stage, employees: number): Promise<void> => {
  const { world, other, database } = stage
  const csv = { 'content-type': 'text/csv' }
  await stage.must(world.callers.system, '/v1/people/imports', csvOf(employees, secret.name), csv)
  await stage.must(other.callers.system, '/v1/people/imports', csvOf(2, secret.otherName), csv)
  const { kysely } = database
  const isOurs = ['id', '=', world.groupId] as const
  await kysely
    .updateTable('communityGroup')
    .set({ name: secret.host })
    .where(...isOurs)
    .execute()
  await kysely.updateTable('communityGroup').set({ name: secret.otherHost }).where('id', '=', other.groupId).execute()
  await kysely.updateTable('placement').set({ title: secret.title }).where('id', '=', world.placementId).execute()
  await kysely.updateTable('employer').set({ name: secret.otherEmployer }).where('id', '=', other.employerId).execute()
  // Sessions of a length that is nobody else's figure.
  await kysely
    .updateTable('session')
    .set({ endsLocal: '12:23', endsAt: `${sessionOn}T11:23:00.000Z` })
    .where('id', '=', world.sessionIds[0] ?? '')
    .execute()
  await shareBody(stage)
  await stage.booking('confirmed', 0)
  await stage.booking('attended')
  await stage.booking('confirmed')
  await ownActivity(stage)
  const worker = makeWorker({
    database,
    consumers: consumersOf({
      publicUrl: 'https://boonday.example.org',
      mail: { from: 'Boonday <boonday@example.org>', folder: t.testdir() },
    }),
    upkeep: [],
    onError: (error, where) => {
      t.fail(`${where}: ${error instanceof Error ? error.stack : String(error)}`)
    },
  })
  while ((await worker.runOnce()) > 0);
  await worker.stop()
}

/** The other employer is linked with the same body, and has a seat on the same session. */
const shareBody = async (stage: Stage): Promise<void> => {
  const { world, other } = stage
  const terms = await stage.database.kysely
    .selectFrom('bodyTerms')
    .select('id')
    .where('bodyId', '=', world.bodyId)
    .executeTakeFirstOrThrow()
  const link = await stage.must(other.callers.hr, '/v1/body-links', { bodyId: world.bodyId, termsId: terms.id })
  await stage.must(world.callers.broker, `/v1/body-links/${link['linkId']}/activate`)
  await stage.must(other.employee(0), '/v1/bookings', { sessionId: world.sessionIds[0] })
}

const ownActivity = async (stage: Stage): Promise<void> => {
  const activity = {
    title: secret.ownTitle,
    hostName: secret.ownHost,
    hostEmail: 'shed@example.org',
    onDay: '2026-05-27',
    startsLocal: '09:30',
    endsLocal: '12:23',
    zone: 'Europe/London',
  }
  await stage.must(stage.callerOf('employee', stage.fresh()), '/v1/bookings', { ownActivity: activity })
}
