import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ConfigMistakes, defineConfig, readConfig, variables } from '../src/config.ts'

const secret = 'a development secret of 40 characters!!!'

const mistakesOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfig(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigMistakes) return error.mistakes
    throw error
  }
}

t.test('an empty environment starts with no server of any kind: embedded database, mail into a folder', async (t) => {
  t.match(readConfig({}), {
    production: false,
    databaseUrl: 'sqlite:./boonday.db',
    publicUrl: 'http://127.0.0.1:3000',
    mail: { kind: 'folder' },
    developmentSecret: null,
    sandbox: false,
    worker: true,
    trustProxy: false,
  })
  t.equal(defineConfig().worker, false, 'a host gets no worker unless it says so')
})

t.test('every variable is read as its kind, and the result cannot be changed', async (t) => {
  const config = readConfig({
    DATABASE_URL: 'mysql://boonday:secret@db.example.org:3306/boonday',
    DATABASE_POOL: '40',
    HOST: '::1',
    PORT: '8080',
    LOG_LEVEL: 'warn',
    JWT_DEVELOPMENT_SECRET: secret,
    MAIL_FROM: 'volunteering@example.org',
    SMTP_URL: 'smtps://mail.example.org',
    SANDBOX: 'on',
    WORKER: 'off',
    TRUST_PROXY: '10.0.0.0/8, fd00::/8',
    REQUESTS_PER_MINUTE: '90',
    SHUTDOWN_SECONDS: '0',
  })
  t.strictSame(
    { ...config },
    {
      production: false,
      databaseUrl: 'mysql://boonday:secret@db.example.org:3306/boonday',
      databasePoolSize: 40,
      host: '::1',
      port: 8080,
      publicUrl: 'http://[::1]:8080',
      logLevel: 'warn',
      developmentSecret: secret,
      mailFrom: 'volunteering@example.org',
      mail: { kind: 'smtp', url: 'smtps://mail.example.org' },
      sandbox: true,
      worker: false,
      trustProxy: '10.0.0.0/8, fd00::/8',
      requestsPerMinute: 90,
      shutdownSeconds: 0,
    },
  )
  t.ok(Object.isFrozen(config) && Object.isFrozen(config.mail))
  t.equal(readConfig({ TRUST_PROXY: 'on' }).trustProxy, true)
  t.equal(readConfig({ PORT: ' ' }).port, 3000, 'a blank variable is one that is not set')
})

t.test(
  'all mistakes are told at once, each with its variable and what to write, and no secret is repeated',
  async (t) => {
    const mistakes = mistakesOf({
      DATABASE_URL: 'postgres://ann:hunter2@db',
      DATABASE_POOL: '0',
      PORT: '70000',
      PUBLIC_URL: 'https://boonday.example.org/',
      LOG_LEVEL: 'chatty',
      JWT_DEVELOPMENT_SECRET: 'hunter2',
      MAIL_FROM: 'nobody',
      SMTP_URL: 'http://ann:hunter2@mail',
      SANDBOX: 'maybe',
      WORKER: 'perhaps',
      TRUST_PROXY: '2',
      REQUESTS_PER_MINUTE: 'many',
      SHUTDOWN_SECONDS: '-1',
    })
    t.strictSame(
      mistakes.map((mistake) => mistake.split(' ')[0]),
      [
        'DATABASE_URL',
        'DATABASE_POOL',
        'PORT',
        'PUBLIC_URL',
        'LOG_LEVEL',
        'JWT_DEVELOPMENT_SECRET',
        'MAIL_FROM',
        'SMTP_URL',
        'SANDBOX',
        'WORKER',
        'TRUST_PROXY',
        'REQUESTS_PER_MINUTE',
        'SHUTDOWN_SECONDS',
      ],
    )
    for (const mistake of mistakes) t.match(mistake, / is not valid.*: write \S/)
    t.notMatch(mistakes.join(), /hunter2/)
    t.strictSame(mistakesOf({ SMTP_URL: 'smtp://mail', MAIL_FOLDER: 'mail' }), [
      'SMTP_URL and MAIL_FOLDER are both set: remove one of them',
    ])
  },
)

t.test(
  'production refuses a development secret, a movable clock, mail that nobody gets and links that lead nowhere',
  async (t) => {
    const sound = { NODE_ENV: 'production', PUBLIC_URL: 'https://boonday.example.org', SMTP_URL: 'smtp://mail' }
    t.strictSame(mistakesOf(sound), [])
    const { length } = mistakesOf({ NODE_ENV: 'production', JWT_DEVELOPMENT_SECRET: secret, SANDBOX: 'on' })
    t.equal(length, 4)
    t.match(mistakesOf({ ...sound, JWT_DEVELOPMENT_SECRET: secret }), [
      /JWT_DEVELOPMENT_SECRET is refused in production/,
    ])
    t.match(mistakesOf({ ...sound, SANDBOX: 'on' }), [/SANDBOX is refused in production/])
    t.throws(
      () => defineConfig({ production: true, developmentSecret: secret }),
      ConfigMistakes,
      'a host is held to it too',
    )
  },
)

t.test('a host that misspells a setting is told so', async (t) => {
  t.throws(() => defineConfig({ databaseURL: 'sqlite:x' } as object), {
    message: /databaseURL is not a setting: remove it/,
  })
  t.throws(() => defineConfig({ port: '80' } as object), { message: /port is not valid \("80"\)/ })
})

t.test('the README names every variable', async (t) => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  for (const [name] of variables) t.ok(readme.includes(`\`${name}\``), `${name} is in the table of settings`)
})
