// What those who run the service look at: is it alive, is it ready, how is it doing. Open to the inside of a network only
// through the proxy's rules; holds no personal data.
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Config } from './config.ts'
import { type Database, outboxState, schemaState } from './database/index.ts'

/** A worker may hang this long over one delivery, in seconds, before readiness says so. */
const workerGraceMillis = 60_000

type Checks = Readonly<Record<string, 'ok' | string>>

/** Adds `/livez`, `/readyz` and `/metrics`. */
export const operations = (app: FastifyInstance, config: Config, database: Database): void => {
  const ready = readiness(config, database)
  const registry = metricsOf(app, database)
  app.get('/livez', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const checks = await ready()
    const failing = Object.values(checks).some((check) => check !== 'ok')
    return reply
      .code(failing ? 503 : 200)
      .header('cache-control', 'no-store')
      .send({ status: failing ? 'unavailable' : 'ok', checks })
  })
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))
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

const metricsOf = (app: FastifyInstance, database: Database): Registry => {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to answer, by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  const failures = new Counter({
    name: 'boonday_watch_failures_total',
    help: 'Times the database could not be asked',
    registers,
  })
  const waiting = new Gauge({ name: 'boonday_outbox_waiting', help: 'Events and deliveries that wait', registers })
  const dead = new Gauge({ name: 'boonday_outbox_dead', help: 'Deliveries that were given up', registers })
  const workerAlive = new Gauge({ name: 'boonday_worker_alive', help: '1 while a worker holds its lease', registers })
  new Gauge({
    name: 'boonday_outbox_lag_seconds',
    help: 'Age of the oldest event or delivery that waits',
    registers,
    async collect() {
      try {
        const state = await outboxState(database.reader, Date.now())
        this.set(state.lagSeconds)
        waiting.set(state.waiting)
        dead.set(state.dead)
        workerAlive.set(state.workerAlive ? 1 : 0)
      } catch {
        failures.inc()
      }
    },
  })
  app.addHook('onResponse', (request, reply, done) => {
    // The pattern, not the address: addresses hold ids and secrets, and would make a series each.
    const route = request.routeOptions.url ?? 'unknown'
    duration.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000)
    done()
  })
  return registry
}
