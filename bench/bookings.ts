// Bookings per second over HTTP: the service as it ships against a bare Fastify route that writes the same rows with mysql2.
// Both run as processes of their own over one MariaDB, one at a time and in turns, for two employers of the same size.
import type { Test } from 'tap'
import { signDevelopmentToken } from '../src/http/index.ts'
import { newId, plusDays, weekdayOf } from '../src/kernel/index.ts'
import { developmentSecret, issuer, send } from '../test/support/app.ts'
import { engines, freshDatabase, type TestDatabase } from '../test/support/databases.ts'
import { childProcess } from '../test/support/processes.ts'
import { buildWorld, type World } from '../test/support/world.ts'
import type { BareWish } from './bare-server.ts'
import { fire, type Shot } from './load.ts'
import { type Sample, sampleOf } from './measure.ts'

const poolSize = 16
/** Days with a session that people are spread over; each person asks for another one each time. */
const spreadDays = 41
const rivalNames = ['Boonday', 'bare'] as const
type RivalName = (typeof rivalNames)[number]

interface Size {
  readonly people: number
  readonly rounds: number
  /** Bookings of one turn, by how many ask at once. */
  readonly turns: readonly (readonly [concurrency: number, bookings: number])[]
}
const full: Size = {
  people: 1_000,
  rounds: 7,
  turns: [
    [1, 80],
    [16, 320],
  ],
}
const small: Size = {
  people: 300,
  rounds: 3,
  turns: [
    [1, 40],
    [16, 160],
  ],
}

/** One line of the result. */
export interface BookingLine {
  readonly scenario: 'spread sessions' | 'one hot session'
  readonly concurrency: number
  readonly perSecond: Readonly<Record<RivalName, Sample>>
  /** Milliseconds until an answer. */
  readonly millis: Readonly<Record<RivalName, Sample>>
  /** Share of the baseline's speed in the same round. */
  readonly ratio: Sample
}

/** A rival at work: its employer, where it listens, and how many bookings it was asked for. */
interface Rival {
  readonly world: World
  readonly spread: readonly string[]
  readonly hot: readonly string[]
  readonly url: string
  readonly shotFor: (personIndex: number, sessionId: string) => Shot
  asked: number
  hotUsed: number
}

/** Measures both; null where no MariaDB answers. */
export const benchBookings = async ({ quick }: { quick: boolean }): Promise<readonly BookingLine[] | null> => {
  const endings: (() => unknown)[] = []
  // Builders of the tests want a test: somebody who says when to clean up, and where files may go.
  const stage = {
    teardown: (end: () => unknown) => endings.unshift(end),
    testdirName: '.tap/bench',
    comment: () => {},
  } as unknown as Test
  try {
    if (!(await engines(stage)).includes('mysql')) return null
    return await measure(stage, quick ? small : full)
  } finally {
    for (const end of endings) await end()
  }
}

const measure = async (stage: Test, size: Size): Promise<readonly BookingLine[]> => {
  const database = await freshDatabase(stage, 'mysql')
  const product = await rivalOf(stage, database, { name: 'Boonday', size })
  await warmUp(product)
  const bare = await rivalOf(stage, database, { name: 'bare', size })
  await warmUp(bare)
  const rivals = { Boonday: product, bare }
  const volleys = new Map<string, { perSecond: number; millis: readonly number[] }[]>()
  for (let round = 0; round < size.rounds; round += 1) {
    for (const scenario of ['spread sessions', 'one hot session'] as const) {
      for (const [concurrency, bookings] of size.turns) {
        for (const name of round % 2 === 0 ? rivalNames : rivalNames.toReversed()) {
          const key = `${scenario} ${concurrency} ${name}`
          const volley = await turn(rivals[name], { scenario, concurrency, bookings })
          volleys.set(key, [...(volleys.get(key) ?? []), volley])
        }
      }
    }
  }
  for (const name of rivalNames) await requireAllWritten(database, rivals[name])
  return linesOf(size, volleys)
}

const linesOf = (
  size: Size,
  volleys: ReadonlyMap<string, readonly { perSecond: number; millis: readonly number[] }[]>,
): BookingLine[] =>
  (['spread sessions', 'one hot session'] as const).flatMap((scenario) =>
    size.turns.map(([concurrency]) => {
      const of = (name: RivalName) => volleys.get(`${scenario} ${concurrency} ${name}`) ?? []
      const speeds = (name: RivalName) => of(name).map(({ perSecond }) => perSecond)
      const millis = (name: RivalName) => sampleOf(of(name).flatMap((volley) => volley.millis))
      const baseline = speeds('bare')
      return {
        scenario,
        concurrency,
        perSecond: { Boonday: sampleOf(speeds('Boonday')), bare: sampleOf(baseline) },
        millis: { Boonday: millis('Boonday'), bare: millis('bare') },
        ratio: sampleOf(speeds('Boonday').map((speed, round) => speed / (baseline[round] ?? Number.NaN))),
      }
    }),
  )

const warmUp = async (rival: Rival): Promise<void> => {
  await turn(rival, { scenario: 'spread sessions', concurrency: 16, bookings: 100 })
}

const turn = async (
  rival: Rival,
  { scenario, concurrency, bookings }: Pick<BookingLine, 'scenario' | 'concurrency'> & { bookings: number },
) => {
  const people = rival.world.personIds.length
  const hot = rival.hot[rival.hotUsed] ?? ''
  if (scenario === 'one hot session') rival.hotUsed += 1
  const shots = Array.from({ length: bookings }, (_, index) => {
    const number = rival.asked + index
    const person = number % people
    const spread = rival.spread[(person * 7 + Math.floor(number / people)) % spreadDays] ?? ''
    return rival.shotFor(person, scenario === 'one hot session' ? hot : spread)
  })
  rival.asked += bookings
  const volley = await fire(rival.url, shots, concurrency)
  if (volley.errors.length > 0) {
    throw new Error(
      `${volley.errors.length} of ${bookings} bookings failed (${scenario}, ${concurrency} at once): ${volley.errors[0]}`,
    )
  }
  return volley
}

/** An employer with its people, each with an account already, sessions of an hour, and a server of its own. */
const rivalOf = async (
  stage: Test,
  database: TestDatabase,
  { name, size }: { name: RivalName; size: Size },
): Promise<Rival> => {
  const world = await buildWorld(stage, database, {
    name: name.toLowerCase(),
    employees: size.people,
    shiftTenants: true,
  })
  await openEveryAccount(database, world)
  const days = weekdaysFrom('2026-06-01', spreadDays + size.rounds * size.turns.length)
  const sessionIds: string[] = []
  for (const onDay of days) sessionIds.push(await addSession(world, onDay))
  const child = childProcess(stage, 'bench/run.ts', ['--serve', name], {
    DATABASE_URL: database.url,
    DATABASE_POOL: String(poolSize),
    PORT: '0',
    JWT_DEVELOPMENT_SECRET: developmentSecret,
    SANDBOX: 'on',
    WORKER: 'off',
    LOG_LEVEL: 'error',
    REQUESTS_PER_MINUTE: '1000000',
  })
  const tokens = world.personIds.map((_, index) => tokenFor(world, index))
  return {
    world,
    spread: sessionIds.slice(0, spreadDays),
    hot: sessionIds.slice(spreadDays),
    url: (await child.line('listening')).slice('listening '.length),
    shotFor: (person, sessionId) => {
      const wish: BareWish = { personId: world.personIds[person] ?? '', sessionId }
      return {
        headers: { authorization: `Bearer ${tokens[person]}`, 'idempotency-key': newId() },
        body: JSON.stringify(name === 'bare' ? wish : { sessionId }),
      }
    },
    asked: 0,
    hotUsed: 0,
  }
}

const weekdaysFrom = (firstOn: string, count: number): string[] =>
  Array.from({ length: count * 2 }, (_, index) => plusDays(firstOn, index))
    .filter((on) => weekdayOf(on) <= 5)
    .slice(0, count)

const addSession = async (world: World, onDay: string): Promise<string> => {
  const response = await send(world.app, world.callers.broker, {
    method: 'POST',
    url: `/v1/placements/${world.placementId}/sessions`,
    body: { onDay, startsLocal: '10:00', endsLocal: '11:00', seats: 1_000 },
  })
  if (response.statusCode !== 201) throw new Error(response.body)
  return response.json().id
}

/** Signed for an hour: a bench may take longer than a test. */
const tokenFor = (world: World, index: number): string => {
  const { audience, subject } = world.employee(index)
  return signDevelopmentToken(developmentSecret, { issuer, audience, subject, expiresInSeconds: 3_600 })
}

/** The first booking of a person opens their account; both rivals are timed without that. */
const openEveryAccount = async (database: TestDatabase, world: World): Promise<void> => {
  const rows = world.personIds.map((personId) => ({
    id: newId(),
    employerId: world.employerId,
    personId,
    pot: 'general',
    scopeId: personId,
    version: 1,
  }))
  await database.kysely.insertInto('potAccount').values(rows).execute()
}

/** Both have written every row of every booking, or the figures compare different things. */
const requireAllWritten = async (database: TestDatabase, { world, asked }: Rival): Promise<void> => {
  const { kysely } = database
  const bookings = kysely.selectFrom('booking').select('id').where('employerId', '=', world.employerId)
  const counts = await Promise.all([
    bookings.execute(),
    kysely.selectFrom('bookingPost').select('bookingId').where('bookingId', 'in', bookings).execute(),
    kysely.selectFrom('leaveEntry').select('id').where('bookingId', 'in', bookings).execute(),
    kysely.selectFrom('verdict').select('id').where('employerId', '=', world.employerId).execute(),
    kysely.selectFrom('outboxEvent').select('id').where('subjectId', 'in', bookings).execute(),
    kysely.selectFrom('auditEntry').select('id').where('subjectId', 'in', bookings).execute(),
  ])
  const seats = await kysely
    .selectFrom('session')
    .select(({ fn }) => fn.sum<number>('seatsTaken').as('taken'))
    .where('bodyId', '=', world.bodyId)
    .executeTakeFirstOrThrow()
  for (const count of [...counts.map((rows) => rows.length), Number(seats.taken)]) {
    if (count !== asked) throw new Error(`${asked} bookings were asked for, and ${count} are there`)
  }
}
