// Everything that a process or a host may set: read once from the environment, checked by one schema, frozen. Nothing else
// reads the environment, and nothing changes a Config afterwards.
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

/** Where mail goes: to a server, or as files into a folder for a demo or a test. */
const Mail = Type.Union([
  Type.Object({ kind: Type.Literal('smtp'), url: Type.String({ pattern: '^smtps?://.+' }) }),
  Type.Object({ kind: Type.Literal('folder'), folder: Type.String({ minLength: 1 }) }),
])

const ConfigSchema = Type.Object(
  {
    production: Type.Boolean(),
    databaseUrl: Type.String({ pattern: '^(sqlite:.*|(mysql|mariadb)://.+)$' }),
    /** Connections to MySQL/MariaDB; SQLite has one. */
    databasePoolSize: Type.Integer({ minimum: 1, maximum: 500 }),
    host: Type.String({ minLength: 1 }),
    port: Type.Integer({ minimum: 0, maximum: 65_535 }),
    /** Where people reach it, without a slash at the end: links in mails start with this. */
    publicUrl: Type.String({ pattern: '^https?://[^\\s?#]+[^\\s?#/]$' }),
    logLevel: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    /** Signs and verifies tokens of issuers without keys of their own; null where only real issuers count. */
    developmentSecret: Type.Union([Type.String({ minLength: 32 }), Type.Null()]),
    mailFrom: Type.String({ pattern: '^[^\\s@]+@[^\\s@]+$' }),
    mail: Mail,
    /** Tenants may move their clock ahead, to try things out. */
    sandbox: Type.Boolean(),
    /** Whether this process also sends what is due: mails, webhooks, points. */
    worker: Type.Boolean(),
    /** Proxies whose X-Forwarded-For is believed: all, none, or those at these addresses (with commas). */
    trustProxy: Type.Union([
      Type.Boolean(),
      Type.String({ pattern: '^[0-9a-fA-F.:/, ]*[.:][0-9a-fA-F.:/, ]*$|^(loopback|linklocal|uniquelocal)$' }),
    ]),
    /** Requests a minute of one caller (or, without a token, of one address). */
    requestsPerMinute: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    /** Seconds that requests in hand are given to finish when the process is told to stop. */
    shutdownSeconds: Type.Integer({ minimum: 0, maximum: 300 }),
  },
  { additionalProperties: false },
)

/** The settings of one service, frozen. */
export type Config = Readonly<Static<typeof ConfigSchema>>

/** Why a service does not start: every setting that is wrong, with what to write instead. */
export class ConfigMistakes extends Error {
  readonly mistakes: readonly string[]
  constructor(mistakes: readonly string[]) {
    super(
      `${mistakes.length === 1 ? 'a setting is' : `${mistakes.length} settings are`} wrong:\n  ${mistakes.join('\n  ')}`,
    )
    this.name = 'ConfigMistakes'
    this.mistakes = mistakes
  }
}

const defaults: Config = {
  production: false,
  databaseUrl: 'sqlite:./boonday.db',
  databasePoolSize: 16,
  host: '127.0.0.1',
  port: 3000,
  publicUrl: 'http://127.0.0.1:3000',
  logLevel: 'info',
  developmentSecret: null,
  mailFrom: 'boonday@example.org',
  mail: { kind: 'folder', folder: './boonday-mail' },
  sandbox: false,
  worker: false,
  trustProxy: false,
  requestsPerMinute: 600,
  shutdownSeconds: 20,
}

const localUrl = (host: string, port: number): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`

/**
 * The settings of a host or a test: what is given, and the defaults for the rest (no worker unless told). Throws
 * `ConfigMistakes`.
 */
export const defineConfig = (given: Partial<Config> = {}): Config => {
  const port = given.port ?? defaults.port
  const config = { ...defaults, publicUrl: localUrl(given.host ?? defaults.host, port), ...given }
  return frozen(config, (setting) => setting)
}

type Read = (text: string) => unknown
const text: Read = (written) => written
const integer: Read = (written) => (/^-?\d+$/.test(written) ? Number(written) : written)
const flag: Read = (written) =>
  ({ on: true, true: true, '1': true, off: false, false: false, '0': false })[written] ?? written
/** Variable, setting, how it is read, and what to write. The README's table of settings is this one. */
export const variables: readonly (readonly [string, keyof Config, Read, string])[] = [
  ['DATABASE_URL', 'databaseUrl', text, 'sqlite:./boonday.db or mysql://user:secret@host:3306/boonday'],
  ['DATABASE_POOL', 'databasePoolSize', integer, 'connections to MySQL, 1 to 500'],
  ['HOST', 'host', text, 'the address to listen on: 127.0.0.1, or 0.0.0.0 for all'],
  ['PORT', 'port', integer, 'the port to listen on, 0 to 65535'],
  ['PUBLIC_URL', 'publicUrl', text, 'where people reach it, without a slash at the end: https://boonday.example.org'],
  ['LOG_LEVEL', 'logLevel', text, 'trace, debug, info, warn, error, fatal or silent'],
  ['JWT_DEVELOPMENT_SECRET', 'developmentSecret', text, 'at least 32 characters, as from: openssl rand -base64 32'],
  ['MAIL_FROM', 'mailFrom', text, 'the address mails come from: boonday@example.org'],
  ['SMTP_URL', 'mail', (url) => ({ kind: 'smtp', url }), 'smtp://user:secret@host:587 or smtps://user:secret@host:465'],
  [
    'MAIL_FOLDER',
    'mail',
    (folder) => ({ kind: 'folder', folder }),
    'a folder for mails as .eml files, instead of SMTP_URL',
  ],
  ['SANDBOX', 'sandbox', flag, 'on or off: tenants may move their clock'],
  ['WORKER', 'worker', flag, 'on or off: this process also sends what is due'],
  [
    'TRUST_PROXY',
    'trustProxy',
    flag,
    'on, off, loopback, uniquelocal, or the proxies’ addresses with commas: 10.0.0.0/8',
  ],
  ['REQUESTS_PER_MINUTE', 'requestsPerMinute', integer, 'of one caller, 1 to 1000000'],
  ['SHUTDOWN_SECONDS', 'shutdownSeconds', integer, 'seconds for requests in hand when told to stop, 0 to 300'],
]

type Environment = Readonly<Record<string, string | undefined>>

/** The settings of this process. Throws `ConfigMistakes` with every variable that is wrong. */
export const readConfig = (environment: Environment = process.env): Config => {
  const written = (name: string) => environment[name]?.trim() || undefined
  const production = written('NODE_ENV') === 'production'
  const given: Record<string, unknown> = { production, worker: true }
  for (const [name, setting, read] of variables) {
    const value = written(name)
    if (value !== undefined) given[setting] = read(value)
  }
  const port = typeof given['port'] === 'number' ? given['port'] : defaults.port
  const config = { ...defaults, publicUrl: localUrl(written('HOST') ?? defaults.host, port), ...given }
  const nameOf = (setting: string) =>
    variables
      .filter((one) => one[1] === setting && written(one[0]) !== undefined)
      .map(([name]) => name)
      .join(' or ') || setting
  const clashes = [
    ...(written('SMTP_URL') && written('MAIL_FOLDER')
      ? ['SMTP_URL and MAIL_FOLDER are both set: remove one of them']
      : []),
    ...(production && !written('SMTP_URL') && !written('MAIL_FOLDER')
      ? ['SMTP_URL is not set, so nobody would get a mail: set it']
      : []),
    ...(production && !written('PUBLIC_URL')
      ? ['PUBLIC_URL is not set, so links in mails would lead nowhere: set it']
      : []),
  ]
  return frozen(config, nameOf, clashes)
}

const frozen = (config: object, nameOf: (setting: string) => string, clashes: readonly string[] = []): Config => {
  const settings = config as Record<string, unknown>
  const schemas: Record<string, Type.TSchema> = ConfigSchema.properties
  const wrong = Object.keys(settings).filter((setting) => {
    const schema = schemas[setting]
    return schema === undefined || !Value.Check(schema, settings[setting])
  })
  const mistakes = wrong.map((setting) => {
    const remedies = variables.filter((one) => one[1] === setting).map((one) => one[3])
    return remedies.length === 0
      ? `${setting} is not a setting: remove it`
      : `${nameOf(setting)} is not valid${shown(setting, settings[setting])}: write ${remedies.join(', or ')}`
  })
  const all = [...mistakes, ...clashes, ...refusedInProduction(settings, nameOf)]
  if (all.length > 0) throw new ConfigMistakes(all)
  return Object.freeze({ ...settings, mail: Object.freeze(settings['mail']) }) as Config
}

/** What was written, unless it may hold a secret. */
const shown = (setting: string, value: unknown): string =>
  ['developmentSecret', 'databaseUrl', 'mail'].includes(setting) ? '' : ` (${JSON.stringify(value)})`

const refusedInProduction = (settings: Record<string, unknown>, nameOf: (setting: string) => string): string[] => {
  if (settings['production'] !== true) return []
  return [
    ...(settings['developmentSecret'] === null
      ? []
      : [`${nameOf('developmentSecret')} is refused in production: remove it and register an identity provider`]),
    ...(settings['sandbox'] === true
      ? [`${nameOf('sandbox')} is refused in production: a moved clock would falsify ledgers`]
      : []),
  ]
}
