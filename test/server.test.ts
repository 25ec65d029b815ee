import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Validator } from '@seriousme/openapi-schema-validator'
import Fastify from 'fastify'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { defineConfig } from '../src/config.ts'
import { migrate, openDatabase } from '../src/database/index.ts'
import { operations } from '../src/operations.ts'
import { lastingLag } from '../src/pressure.ts'
import { startServer } from '../src/server.ts'
import { engines, freshUrl, onEachDatabase } from './support/databases.ts'

const quiet = { port: 0, logLevel: 'silent' } as const

const started = async (t: Test, databaseUrl: string, more: object = {}) => {
  const server = await startServer(defineConfig({ ...quiet, databaseUrl, ...more }))
  t.teardown(() => server.close())
  return server
}

t.test(
  'on an empty embedded database the service starts whole: health, documents, metrics, safe headers',
  async (t) => {
    const { address } = await started(t, 'sqlite::memory:', { worker: true })
    t.strictSame(await (await fetch(`${address}/livez`)).json(), { status: 'ok' })
    const ready = await fetch(`${address}/readyz`)
    t.equal(ready.status, 200)
    t.strictSame(await ready.json(), { status: 'ok', checks: { database: 'ok', schema: 'ok', worker: 'ok' } })
    const document = (await (await fetch(`${address}/openapi.json`)).json()) as Record<string, unknown>
    t.strictSame((await new Validator().validate(document)).errors, undefined, 'the whole OpenAPI document validates')
    const none = await fetch(`${address}/v1/nothing/here`)
    t.equal(none.status, 404)
    t.match(none.headers.get('content-type'), /^application\/problem\+json/)
    t.equal(none.headers.get('referrer-policy'), 'no-referrer', 'the secret of a link goes nowhere')
    t.match(none.headers.get('content-security-policy'), /default-src 'none'/)
    const bad = await fetch(`${address}/%zz`)
    t.equal(bad.status, 400)
    t.match(await bad.json(), { type: 'urn:boonday:problem:invalid-request' })
  },
)

t.test('metrics count requests by route pattern, never by address', async (t) => {
  const { address } = await started(t, 'sqlite::memory:')
  await fetch(`${address}/v1/bookings/0190a0a0-0000-7000-8000-000000000000`)
  const metrics = await (await fetch(`${address}/metrics`)).text()
  t.match(metrics, /http_request_duration_seconds_count\{method="GET",route="\/v1\/bookings\/:\w+",status="401"\} 1/)
  t.notMatch(metrics, /0190a0a0/)
  for (const name of ['outbox_lag_seconds', 'outbox_waiting', 'outbox_dead', 'worker_alive']) {
    t.match(metrics, new RegExp(`^boonday_${name} 0$`, 'm'))
  }
})

await onEachDatabase(
  t,
  'readiness follows the schema: older or newer than the program is not ready',
  async (t, database) => {
    const app = Fastify()
    t.teardown(() => app.close())
    operations(app, defineConfig(), database)
    const ready = async () => {
      const response = await app.inject('/readyz')
      return [response.statusCode, response.json().checks.schema]
    }
    t.strictSame(await ready(), [200, 'ok'])
    await sql`insert into kysely_migration (name, timestamp) values ('9999-future', '2030-01-01T00:00:00.000Z')`.execute(
      database.kysely,
    )
    t.strictSame(await ready(), [503, 'newer than this program'])
    await sql`delete from kysely_migration where name = '9999-future' or name like '0007%'`.execute(database.kysely)
    t.strictSame(await ready(), [503, 'older than this program: run boonday migrate'])
  },
)

t.test('a database that is away makes it not ready, but alive', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  const database = await openDatabase('mysql://nobody@127.0.0.1:1/none')
  t.teardown(() => database.close())
  operations(app, defineConfig(), database)
  const ready = await app.inject('/readyz')
  t.equal(ready.statusCode, 503)
  t.strictSame(ready.json().checks, { database: 'does not answer' })
  t.equal((await app.inject('/livez')).statusCode, 200)
  t.match((await app.inject('/metrics')).body, /^boonday_database_alive 0$/m)
})

t.test(
  'the service refuses a schema newer than it knows, and one that an operator has to bring up to date',
  async (t) => {
    for (const engine of await engines(t)) {
      const databaseUrl = await freshUrl(t, engine)
      if (engine === 'mysql') await t.rejects(started(t, databaseUrl), { message: /run boonday migrate/ })
      const database = await openDatabase(databaseUrl)
      await migrate(database.reader.db)
      await sql`insert into kysely_migration (name, timestamp) values ('9999-future', 'x')`.execute(database.reader.db)
      await database.close()
      await t.rejects(started(t, databaseUrl), { message: /newer than this program \(it has 9999-future\)/ })
    }
  },
)

t.test('past the limit a caller is told when to go on, as a problem', async (t) => {
  const { address } = await started(t, 'sqlite::memory:', { requestsPerMinute: 1 })
  // An address stands for an office or a proxy, so it may send twenty times what one caller may.
  for (let i = 0; i < 20; i += 1) t.equal((await fetch(`${address}/openapi.json`)).status, 200)
  const refused = await fetch(`${address}/openapi.json`)
  t.equal(refused.status, 429)
  t.match(await refused.json(), { type: 'urn:boonday:problem:too-many-requests' })
  t.ok(Number(refused.headers.get('retry-after')) > 0)
  t.equal((await fetch(`${address}/livez`)).status, 200, 'whoever watches is never refused')
})

t.test('a burst is served however slow it makes the process; only a lag of fifteen seconds refuses', async (t) => {
  let millis = 0
  const lasts = lastingLag(() => millis)
  const seenEverySecond = (seconds: number) =>
    Array.from({ length: seconds }, () => {
      millis += 1_000
      return lasts()
    })
  t.strictSame(seenEverySecond(15), Array(15).fill(false))
  t.strictSame(seenEverySecond(2), [true, true])
  millis += 4_000
  t.equal(lasts(), false, 'a pause ends it')
})

t.test('requests that arrive while the process is blocked are answered, not refused', async (t) => {
  const { address } = await started(t, 'sqlite::memory:')
  const statuses = new Set<number>()
  for (let round = 0; round < 4; round += 1) {
    const asked = Array.from({ length: 10 }, () => fetch(`${address}/openapi.json`))
    const until = performance.now() + 600
    while (performance.now() < until);
    for (const { status } of await Promise.all(asked)) statuses.add(status)
  }
  t.strictSame([...statuses], [200])
})

const root = join(import.meta.dirname, '..')

/** `boonday serve` as a process of its own; `listening` resolves with its address. */
const serving = (t: Test, environment: Record<string, string>) => {
  const child: ChildProcess = spawn(process.execPath, ['src/cli.ts', 'serve'], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const listening = new Promise<string>((resolve, reject) => {
    let log = ''
    child.stdout?.on('data', (chunk) => {
      log += chunk
      const address = /listening at (http:[^"]+)/.exec(log)?.[1]
      if (address !== undefined) resolve(address)
    })
    child.once('exit', () => reject(new Error('it ended before it listened')))
  })
  listening.catch(() => undefined)
  const errors = child.stderr === null ? Promise.resolve('') : text(child.stderr)
  return { child, listening, errors, ended: once(child, 'exit').then(([code]) => code as number | null) }
}

t.test('told to stop, the process finishes what is in hand, takes nothing new, and ends with 0', async (t) => {
  const databaseUrl = await freshUrl(t, 'sqlite')
  const { child, listening, ended } = serving(t, { DATABASE_URL: databaseUrl, PORT: '0' })
  const { port } = new URL(await listening)
  const body = JSON.stringify({ nothing: 'known' })
  const halfway = httpRequest({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/l/nothing/confirm',
    headers: { 'content-type': 'application/json', 'content-length': body.length },
  })
  const answered = once(halfway, 'response')
  halfway.write(body.slice(0, 5))
  await new Promise((resolve) => halfway.once('socket', (socket) => socket.once('connect', resolve)))
  // A request of its own connection: when it is answered, the first bytes of the other have arrived as well.
  await fetch(`http://127.0.0.1:${port}/livez`)
  child.kill('SIGTERM')
  const closed = async () =>
    fetch(`http://127.0.0.1:${port}/livez`).then(
      () => false,
      () => true,
    )
  while (!(await closed())) await new Promise((resolve) => setImmediate(resolve))
  halfway.end(body.slice(5))
  const [response] = (await answered) as [{ statusCode: number }]
  t.ok(response.statusCode >= 400 && response.statusCode < 500, `answered, with ${response.statusCode}`)
  t.equal(await ended, 0)
})

t.test('a process that cannot start says why in plain words and ends with 1', async (t) => {
  const wrong = serving(t, { PORT: 'many', DATABASE_URL: 'postgres://db' })
  t.equal(await wrong.ended, 1)
  const errors = await wrong.errors
  t.match(errors, /PORT is not valid \("many"\): write the port to listen on/)
  t.match(errors, /DATABASE_URL is not valid: write sqlite:/)
  t.notMatch(errors, /\n\s+at /, 'no stack')

  const databaseUrl = await freshUrl(t, 'sqlite')
  const first = serving(t, { DATABASE_URL: databaseUrl, PORT: '0' })
  await first.listening
  const second = serving(t, { DATABASE_URL: databaseUrl, PORT: '0' })
  t.equal(await second.ended, 1)
  t.match(await second.errors, /another process is using .*: stop it first/)
})
