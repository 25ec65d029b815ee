// What those who run the service look at: is it alive, is it ready, how is it doing. Open to the inside of a network only
// through the proxy's rules; holds no personal data.
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Config } from './config.ts'
import { type Database, outboxState, schemaState } from './database/index.ts'

/** A worker may hang this long over one delivery, in seconds, before readiness says so. */
const workerGraceMillis = 60_000

type Checks = Readonly<Record<string, 'ok' | string>>

/** Adds `/livez`, `/readyz` and `/metrics`. */
export const operations = (app: FastifyInstance, config: Config, database: Database): void => {
  const ready = readiness(config, database)
  const metrics = metricsOf(app, database)
  // Probes come every few seconds: the log would hold little else.
  const quiet = { logLevel: 'warn' } as const
  app.get('/livez', quiet, async () => ({ status: 'ok' }))
  app.get('/readyz', quiet, async (_request, reply) => {
    const checks = await ready()
    const failing = Object.values(checks).some((check) => check !== 'ok')
    return reply
      .code(failing ? 503 : 200)
      .header('cache-control', 'no-store')
      .send({ status: failing ? 'unavailable' : 'ok', checks })
  })
  app.get('/metrics', quiet, async (_request, reply) => {
    const { contentType, text } = await metrics()
    return reply.type(contentType).send(text)
  })
}

/** The database answers, its schema is the one this code knows, and somebody's worker is at work where one is wanted. */
const readiness = (config: Config, database: Database): (() => Promise<Checks>) => {
  let workerSeenMillis = Date.now()
  return async () => {
    try {
      const { workerAlive } = await outboxState(database.reader, Date.now())
      if (workerAlive) workerSeenMillis = Date.now()
      const { missing, unknown } = await schemaState(database.reader.db)
      const stalled = config.worker && Date.now() - workerSeenMillis > workerGraceMillis
      return {
        database: 'ok',
        schema:
          unknown.length > 0
            ? 'newer than this program'
            : missing.length > 0
              ? 'older than this program: run boonday migrate'
              : 'ok',
        worker: stalled ? 'nobody holds the worker’s lease' : 'ok',
      }
    } catch {
      return { database: 'does not answer' }
    }
  }
}

/** Answers what `/metrics` sends. */
const metricsOf = (app: FastifyInstance, database: Database) => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  timeRequests(app, registry)
  const gauge = (name: string, help: string) => new Gauge({ name: `boonday_${name}`, help, registers: [registry] })
  const waiting = gauge('outbox_waiting', 'Events and deliveries that wait')
  const lag = gauge('outbox_lag_seconds', 'Age of the oldest event or delivery that waits')
  const dead = gauge('outbox_dead', 'Deliveries that were given up')
  const workerAlive = gauge('worker_alive', '1 while a worker, of this replica or another, holds its lease')
  const databaseAlive = gauge(
    'database_alive',
    '1 while the database answers; without it the other figures are the last known',
  )
  return async () => {
    try {
      const state = await outboxState(database.reader, Date.now())
      waiting.set(state.waiting)
      lag.set(state.lagSeconds)
      dead.set(state.dead)
      workerAlive.set(Number(state.workerAlive))
      databaseAlive.set(1)
    } catch {
      databaseAlive.set(0)
    }
    return { contentType: registry.contentType, text: await registry.metrics() }
  }
}

const timeRequests = (app: FastifyInstance, registry: Registry): void => {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to answer, by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  app.addHook('onResponse', (request, reply, done) => {
    // The pattern, not the address: addresses hold ids and secrets, and would make a series each.
    const route = request.routeOptions.url ?? 'unknown'
    duration.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000)
    done()
  })
}
