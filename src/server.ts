// The process: settings, database, app, listening, closing. The only file, besides the command line, that may end it; owns
// what belongs to a process and not to a plugin: helmet, rate limits, back-pressure, health, metrics.
import { getHeapStatistics } from 'node:v8'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import underPressure, { TYPE_EVENT_LOOP_DELAY } from '@fastify/under-pressure'
import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import boonday from './app.ts'
import { type Config, readConfig } from './config.ts'
import { type Database, migrate, openDatabase, schemaState } from './database/index.ts'
import { Fault, loggableAddress, renderProblems, renderUnknownAddresses, sendProblem } from './http/index.ts'
import { newId } from './kernel/index.ts'
import { operations } from './operations.ts'
import { lagAtMostMillis, lastingLag } from './pressure.ts'

/** Content of one request, in bytes: an HR export of 20,000 people fits. */
const bodyLimit = 10 * 1024 * 1024
/** Many people share an address (an office, a proxy), so it gets this many times what one caller gets. */
const addressShare = 20

/** A running service. */
export interface RunningServer {
  /** Where it listens, as a URL without a slash at the end. */
  readonly address: string
  /** Stops accepting, finishes what is in hand, closes the database. Safe to call twice. */
  close(): Promise<void>
}

/** Starts the service; it listens when this resolves. Throws with a sentence when it cannot. */
export const startServer = async (config: Config): Promise<RunningServer> => {
  const database = await openDatabase(config.databaseUrl, { poolSize: config.databasePoolSize })
  const app = makeServer(config)
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= app.close().finally(() => database.close())
    return closing
  }
  try {
    await requireSchema(database)
    await compose(app, config, database)
    const address = await app.listen({ host: config.host, port: config.port })
    return { address, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The embedded database is brought up to date by its one process; a shared one only by an operator's `boonday migrate`. */
export const requireSchema = async (database: Database): Promise<void> => {
  const { missing, unknown } = await schemaState(database.reader.db)
  if (unknown.length > 0) {
    throw new Error(`the database is newer than this program (it has ${unknown.join(', ')}): install the newer program`)
  }
  if (missing.length === 0) return
  if (database.dialect !== 'sqlite') {
    throw new Error(`the database lacks ${missing.join(', ')}: run boonday migrate once, then start again`)
  }
  await migrate(database.reader.db)
}

const makeServer = (config: Config): FastifyInstance => {
  const options: FastifyServerOptions = {
    logger: { level: config.logLevel, serializers: { req: loggableRequest } },
    genReqId: newId,
    trustProxy: config.trustProxy,
    bodyLimit,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      sendProblem(error, request, reply)
    },
  }
  return Fastify(options)
}

/** No address of a person, no header, no query value and no secret of a link. */
const loggableRequest = (request: FastifyRequest) => ({ method: request.method, url: loggableAddress(request.url) })

const compose = async (app: FastifyInstance, config: Config, database: Database): Promise<void> => {
  closeConnectionsOnClosing(app)
  renderProblems(app)
  renderUnknownAddresses(app)
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'self'"], frameAncestors: ["'none'"] },
    },
    strictTransportSecurity: config.publicUrl.startsWith('https:') && { maxAge: 31_536_000 },
  })
  // Outside the limits, so that a busy service still answers those who watch it.
  operations(app, config, database)
  await app.register(async (limited) => {
    await limits(limited, config)
    await limited.register(boonday, { config, database })
  })
}

/** A connection whose request was in hand when closing began would stay open and idle, and closing would wait for it. */
const closeConnectionsOnClosing = (app: FastifyInstance): void => {
  let closing = false
  app.addHook('preClose', (done) => {
    closing = true
    done()
  })
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
}

const limits = async (app: FastifyInstance, config: Config): Promise<void> => {
  const lasts = lastingLag()
  await app.register(underPressure, {
    maxEventLoopDelay: lagAtMostMillis,
    maxHeapUsedBytes: Math.floor(getHeapStatistics().heap_size_limit * 0.95),
    // Utilisation is no limit: a busy process is not a broken one.
    pressureHandler: async (_request, _reply, type) => {
      if (type === TYPE_EVENT_LOOP_DELAY && !lasts()) return
      throw new Fault('unavailable', 'the service has more to do than it can: try again')
    },
  })
  await app.register(rateLimit, {
    timeWindow: 60_000,
    max: (request) => config.requestsPerMinute * (callerOf(request) === null ? addressShare : 1),
    keyGenerator: (request) => callerOf(request) ?? `address ${request.ip}`,
    cache: 50_000,
    errorResponseBuilder: (_request, { max, ttl }) => {
      const seconds = Math.ceil(ttl / 1000)
      return new Fault('too-many-requests', `${max} requests a minute are allowed: go on in ${seconds} s`, {
        headers: { 'retry-after': String(seconds) },
      })
    },
  })
}

/** Who is counted: a client that acts for people is counted per person, or one busy system would shut them all out. */
const callerOf = ({ boondayActor }: FastifyRequest): string | null =>
  boondayActor ? `${boondayActor.principalId} ${boondayActor.onBehalfOf ?? ''}` : null

/** Runs the service until it is told to stop: finishes what is in hand, at most as long as the settings allow. */
export const serve = async (): Promise<void> => {
  try {
    const config = readConfig()
    const server = await startServer(config)
    const stop = (signal: NodeJS.Signals) => {
      process.once(signal, () => process.exit(1))
      setTimeout(() => process.exit(1), config.shutdownSeconds * 1000).unref()
      server.close().then(
        () => process.exit(0),
        (error: unknown) => leave(error),
      )
    }
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
  } catch (error) {
    leave(error)
  }
}

const leave = (error: unknown): never => {
  const sentence = error instanceof Error ? error.message : String(error)
  process.stderr.write(`boonday: ${sentence}\n`)
  process.exit(1)
}
