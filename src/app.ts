// Boonday as a Fastify plugin: takes settings, composes the features by hand, in order. Encapsulated: its own validator,
// parsers, problems, token names and documentation; it leaves a host's alone, and runs no worker unless told.
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { brokerageRoutes } from './brokerage/index.ts'
import { type Config, defineConfig } from './config.ts'
import {
  type Consumer,
  type Database,
  makeWorker,
  openDatabase,
  purgeExpired,
  type Upkeep,
  type Worker,
} from './database/index.ts'
import {
  documentation,
  type ResolveActor,
  renderProblems,
  renderUnknownAddresses,
  type Surroundings,
  schemaValidation,
  tokenAuthentication,
} from './http/index.ts'
import { impactRoutes } from './impact/index.ts'
import { consumers as incentivesConsumers, incentivesRoutes } from './incentives/index.ts'
import { type Clock, realNow, systemClock } from './kernel/index.ts'
import { leaveRoutes } from './leave/index.ts'
import { type NoticesConfig, noticesConsumers, noticesRoutes, purgeLinks } from './notices/index.ts'
import { findActor, findProvider, peopleRoutes } from './people/index.ts'
import { lapseEverywhere, placementsRoutes, purgeVerdicts, waitingListConsumer } from './placements/index.ts'
import { policyRoutes } from './policy/index.ts'
import { sandboxRoutes } from './sandbox.ts'

export { type Config, ConfigMistakes, defineConfig, readConfig } from './config.ts'
export { type Database, migrate, openDatabase } from './database/index.ts'
export type { Actor, Claims, ResolveActor, Role } from './http/index.ts'
export { roles } from './http/index.ts'

/** What a host hands over when it mounts Boonday. */
export interface BoondayOptions {
  /** Settings; what is left out has its default, and no worker runs unless `worker` is true. */
  readonly config?: Partial<Config>
  /** Turns the host's own session into our caller; bearer tokens then count for nothing. */
  readonly actor?: ResolveActor
  /** A database that is open already, and that the host closes; otherwise `config.databaseUrl` is opened and closed here. */
  readonly database?: Database
  /** Another clock than the system's, for tests. */
  readonly clock?: Clock
}

/** Text formats that operations take as they are; each operation says which of them it accepts. */
const textFormats = ['text/csv', 'text/yaml', 'application/yaml', 'application/x-yaml'] as const

/** The plugin: `await app.register(boonday, { prefix: '/volunteering', config, actor })`. */
const boonday: FastifyPluginAsync<BoondayOptions> = async (app, options) => {
  const config = defineConfig(options.config)
  const database = options.database ?? (await openOwn(app, config))
  const around: Surroundings = {
    database,
    clock: options.clock ?? systemClock,
    ...(options.config?.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
  }
  const notices = noticesConfigOf(config, app.prefix)

  schemaValidation(app)
  renderProblems(app)
  if (app.prefix !== '') renderUnknownAddresses(app)
  parsers(app)
  await documentation(app)
  await tokenAuthentication(app, {
    findActor: findActor(database, around.clock),
    findProvider: findProvider(database),
    config,
    ...(options.actor === undefined ? {} : { actor: options.actor }),
  })
  features(app, around, { config, notices })
  if (config.worker) runWorker(app, database, notices)
}

export default boonday

const openOwn = async (app: FastifyInstance, config: Config): Promise<Database> => {
  const database = await openDatabase(config.databaseUrl, { poolSize: config.databasePoolSize })
  app.addHook('onClose', () => database.close())
  return database
}

const features = (
  app: FastifyInstance,
  around: Surroundings,
  settings: { config: Config; notices: NoticesConfig },
): void => {
  peopleRoutes(app, around)
  policyRoutes(app, around)
  leaveRoutes(app, around)
  brokerageRoutes(app, around)
  placementsRoutes(app, around)
  incentivesRoutes(app, around)
  impactRoutes(app, around)
  noticesRoutes(app, around, settings.notices)
  if (settings.config.sandbox) sandboxRoutes(app, around)
}

/** Everybody who hears events, in the order in which one event reaches them. */
export const consumersOf = (notices: NoticesConfig): Consumer[] => [
  waitingListConsumer,
  ...incentivesConsumers,
  ...noticesConsumers(notices),
]

/** What a worker cleans up now and then. */
export const upkeep: readonly Upkeep[] = [
  { name: 'lapsed holds', everySeconds: 30, run: lapseEverywhere },
  { name: 'request keys', everySeconds: 600, run: (unit) => purgeExpired(unit, realNow()) },
  { name: 'links', everySeconds: 600, run: (unit) => purgeLinks(unit, realNow()) },
  { name: 'verdicts', everySeconds: 3600, run: (unit) => purgeVerdicts(unit, realNow()) },
]

const runWorker = (app: FastifyInstance, database: Database, notices: NoticesConfig): void => {
  const worker: Worker = makeWorker({
    database,
    consumers: consumersOf(notices),
    upkeep,
    onError: (error, where) =>
      app.log.error(
        {
          where,
          error: error instanceof Error ? { name: error.name, stack: error.stack?.split('\n').slice(1, 6) } : {},
        },
        'worker',
      ),
  })
  app.addHook('onReady', async () => worker.start())
  app.addHook('preClose', () => worker.stop())
}

/** What notices need of the settings, when the service is mounted under a prefix. */
export const noticesConfigOf = ({ publicUrl, mail, mailFrom }: Config, prefix = ''): NoticesConfig => ({
  publicUrl: `${publicUrl}${prefix}`,
  mail: mail.kind === 'smtp' ? { from: mailFrom, smtpUrl: mail.url } : { from: mailFrom, folder: mail.folder },
})

/** Own parsers, whatever the host has set: JSON that refuses prototype poisoning, text as it is, forms of the plain pages. */
const parsers = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers()
  const json = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser(['application/json', 'application/ld+json'], { parseAs: 'string' }, json)
  app.addContentTypeParser([...textFormats], { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
}
