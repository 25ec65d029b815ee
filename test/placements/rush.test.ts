// Many at once, from several processes of the service as it ships, over a real database: never oversold, never overdrawn, and
// nothing left half done when a process is killed.
import t, { type Test } from 'tap'
import { type Caller, developmentSecret, tokenOf } from '../support/app.ts'
import { engines, freshDatabase, type TestDatabase } from '../support/databases.ts'
import { breaches } from '../support/invariants.ts'
import { childProcess, type TestProcess } from '../support/processes.ts'
import { seeded } from '../support/random.ts'
import { buildWorld, policyText, type World } from '../support/world.ts'

t.setTimeout(0)

interface Service {
  readonly url: string
  readonly process: TestProcess
}

const serve = async (t: Test, database: TestDatabase): Promise<Service> => {
  const process = childProcess(t, 'test/support/serve.ts', [], {
    DATABASE_URL: database.url,
    PORT: '0',
    JWT_DEVELOPMENT_SECRET: developmentSecret,
    SANDBOX: 'on',
    WORKER: 'off',
    LOG_LEVEL: 'error',
    MAIL_FOLDER: t.testdirName,
  })
  return { process, url: (await process.line('listening')).slice('listening '.length) }
}

/** What a service answers; null when no answer came because it died. */
interface Reply {
  readonly status: number
  readonly detail: string
  readonly codes: readonly string[]
  readonly id: string | null
}

const ask = async (url: string, caller: Caller, wish: object, key: string): Promise<Reply | null> => {
  try {
    const response = await fetch(`${url}/v1/bookings`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokenOf(caller)}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(wish),
    })
    const body = (await response.json()) as { id?: string; detail?: string; reasons?: { code: string }[] }
    return {
      status: response.status,
      detail: body.detail ?? '',
      codes: (body.reasons ?? []).map((reason) => reason.code),
      id: body.id ?? null,
    }
  } catch {
    return null
  }
}

const dropOut = async (url: string, caller: Caller, bookingId: string): Promise<void> => {
  const response = await fetch(`${url}/v1/bookings/${bookingId}/drop-out`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokenOf(caller)}`,
      'content-type': 'application/json',
      'idempotency-key': bookingId,
    },
    body: '{}',
  })
  if (response.status !== 200) throw new Error(`dropping out was answered with ${await response.text()}`)
}

const tally = (replies: readonly (Reply | null)[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const reply of replies) {
    const name =
      reply === null
        ? 'no answer'
        : `${reply.status} ${reply.codes.join(' ') || (reply.status < 300 ? '' : reply.detail)}`.trim()
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

/** Services over one database: two where it can be shared, one on SQLite, which the test itself has to let go of first. */
const withServices = async (
  t: Test,
  engine: 'sqlite' | 'mysql',
  options: Parameters<typeof buildWorld>[2],
): Promise<{ world: World; database: TestDatabase; services: Service[] }> => {
  const database = await freshDatabase(t, engine)
  const world = await buildWorld(t, database, { ...options, shiftTenants: true })
  if (engine === 'sqlite') await database.close()
  const services =
    engine === 'sqlite' ? [await serve(t, database)] : [await serve(t, database), await serve(t, database)]
  return { world, database, services }
}

/** Reads the database afterwards: on SQLite the service has to be gone. */
const afterwards = async (
  t: Test,
  engine: 'sqlite' | 'mysql',
  database: TestDatabase,
  services: readonly Service[],
): Promise<TestDatabase> => {
  for (const service of services) await service.process.kill()
  if (engine === 'mysql') return database
  const { openDatabase } = await import('../../src/database/index.ts')
  const again = await openDatabase(database.url)
  t.teardown(() => again.close())
  return { ...again, kysely: again.reader.db, url: database.url }
}

for (const engine of await engines(t)) {
  t.test(`200 people ask at once for 7 seats: 7 get one, 193 are told why not (${engine})`, async (t) => {
    const { world, database, services } = await withServices(t as Test, engine, { employees: 200, seats: 7 })
    const wish = { sessionId: world.sessionIds[0] }
    const replies = await Promise.all(
      world.personIds.map((_, index) =>
        ask(services[index % services.length]?.url ?? '', world.employee(index), wish, `rush-${index}`),
      ),
    )
    t.same(tally(replies), { '201': 7, '422 session_full': 193 })
    const after = await afterwards(t as Test, engine, database, services)
    t.same(await breaches(after), [])
    const rows = async (table: 'booking' | 'verdict' | 'leaveEntry') =>
      (await after.kysely.selectFrom(table).select('id').execute()).length
    t.same([await rows('booking'), await rows('leaveEntry'), await rows('verdict')], [7, 7, 200])
  })

  t.test(`50 requests of one person at once never overlap and never overdraw (${engine})`, async (t) => {
    for (const [extra, expected] of [
      [179, 1],
      [180, 2],
    ] as const) {
      const pots = [
        '  - { id: general, title: General, amount: 180 minutes, window: calendar-year }',
        `  - { id: extra, title: Extra, amount: ${extra} minutes, window: calendar-year }`,
      ].join('\n')
      const { world, database, services } = await withServices(t as Test, engine, {
        policy: policyText({ pots }),
        employees: 1,
      })
      const own = {
        title: 'Reading',
        hostName: 'Example School',
        onDay: '2026-05-19',
        startsLocal: '09:15',
        endsLocal: '12:15',
        zone: 'Europe/London',
      }
      const wishes = [{ sessionId: world.sessionIds[0] }, { sessionId: world.sessionIds[1] }, { ownActivity: own }]
      const replies = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          ask(services[n % services.length]?.url ?? '', world.employee(0), wishes[n % 3] ?? {}, `one-${n}`),
        ),
      )
      const counts = tally(replies)
      t.equal(counts['201'], expected, JSON.stringify(counts))
      t.same(
        Object.keys(counts).filter((name) => !/^(201|422 )/.test(name)),
        [],
        'nothing but bookings and refusals',
      )
      const after = await afterwards(t as Test, engine, database, services)
      t.same(await breaches(after), [])
      const entries = await after.kysely.selectFrom('leaveEntry').select('minutes').execute()
      t.equal(
        entries.reduce((sum, entry) => sum + entry.minutes, 0),
        -180 * expected,
      )
    }
  })

  const seeds = Number(process.env['BOONDAY_KILL_SEEDS'] ?? 20)
  t.test(
    `a process killed in the middle leaves nothing half done, and retries get one answer each, with ${seeds} seeds (${engine})`,
    async (t) => {
      const people = 14
      const { world, database, services } = await withServices(t as Test, engine, { employees: people, seats: 5 })
      const steady = services[1]
      let victim = services[0]
      for (let seed = 1; seed <= seeds; seed += 1) {
        const random = seeded(seed)
        const killAfter = random(people) + 1
        const doomed = victim ?? (await serve(t as Test, database))
        let answers = 0
        let killed: Promise<void> | null = null
        let resurrected: Promise<Service> | null = null
        const backup = (): Promise<Service> => {
          if (steady !== undefined) return Promise.resolve(steady)
          resurrected ??= (killed ?? doomed.process.kill()).then(() => serve(t as Test, database))
          return resurrected
        }
        const client = async (index: number): Promise<Reply | null> => {
          const wish = { sessionId: world.sessionIds[random(3)] }
          const key = `seed-${seed}-${index}`
          const first = steady !== undefined && random(2) === 0 ? steady : doomed
          const reply = await ask(first.url, world.employee(index), wish, key)
          answers += reply === null ? 0 : 1
          if (answers === killAfter && killed === null) killed = doomed.process.kill()
          return reply ?? ask((await backup()).url, world.employee(index), wish, key)
        }
        const replies = await Promise.all(Array.from({ length: people }, (_, index) => client(index)))
        await doomed.process.kill()
        const odd = Object.keys(tally(replies)).filter((name) => !/^(201|422 )/.test(name))
        t.same(odd, [], `seed ${seed}: every client got an answer that is no fault`)
        victim = steady === undefined ? await backup() : seed < seeds ? await serve(t as Test, database) : undefined
        // Everybody drops out again, so that every seed finds seats to fight for.
        const alive = steady ?? victim
        for (const [index, reply] of replies.entries()) {
          if (reply?.id != null) await dropOut(alive?.url ?? '', world.employee(index), reply.id)
        }
      }
      const after = await afterwards(t as Test, engine, database, [
        ...services,
        ...(victim === undefined ? [] : [victim]),
      ])
      t.same(await breaches(after), [])
      const bookings = await after.kysely.selectFrom('booking').select('id').execute()
      t.ok(bookings.length > seeds * 5, `${bookings.length} bookings in ${seeds} rounds`)
      const states = new Set(
        (await after.kysely.selectFrom('booking').select('state').execute()).map((one) => one.state),
      )
      t.same([...states], ['withdrawn'], 'each was answered once, and dropped out of once')
    },
  )
}
