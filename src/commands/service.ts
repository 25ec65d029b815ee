// The long-running commands and what prepares a database for them: serve, worker, migrate.
import { consumersOf, noticesConfigOf, upkeep } from '../app.ts'
import { readConfig } from '../config.ts'
import { makeWorker, migrate, openDatabase } from '../database/index.ts'
import { serve } from '../server.ts'
import type { Command } from './command.ts'
import { withDatabase } from './opened.ts'

const none = { operands: [], options: {} } as const

/** `boonday serve`: the service itself; it prints its own log and ends the process when it is told to stop. */
export const serveCommand: Command = {
  ...none,
  notes: [
    'Listens on HOST and PORT. SIGTERM and SIGINT end it after what is in hand.',
    'An embedded SQLite database is migrated by it; a MySQL database by `boonday migrate`.',
  ],
  run: async () => {
    await serve()
    return 0
  },
}

/** `boonday worker`: deliveries and upkeep without a listening service. */
export const workerCommand: Command = {
  ...none,
  notes: [
    'For a MySQL database, beside services with WORKER=off; with SQLite the service itself is the worker.',
    'Several may run: one works, the others wait. SIGTERM and SIGINT end it after what is in hand.',
  ],
  run: async () => {
    await withDatabase(async (database, config) => {
      const consumers = consumersOf(noticesConfigOf(config))
      const worker = makeWorker({ database, consumers, upkeep, onError: logFailure })
      const told = toldToStop()
      worker.start()
      log(30, { msg: 'worker started' })
      await told
      await worker.stop()
      log(30, { msg: 'worker stopped' })
    })
    return 0
  },
}

/** The service's log is JSON by line with pino's levels; so is this one. */
const log = (level: number, what: Readonly<Record<string, unknown>>): void =>
  void process.stdout.write(`${JSON.stringify({ level, time: Date.now(), pid: process.pid, ...what })}\n`)

/** Where something failed, and the calls that led there: never a message, which may quote a name. */
const logFailure = (error: unknown, where: string): void => {
  const calls = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : []
  const name = error instanceof Error ? error.name : 'unknown'
  log(50, { msg: 'worker', where, error: { name, stack: calls.slice(0, 5) } })
}

/** Resolves at the first signal; a second one ends the process at once. */
const toldToStop = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1))
        resolve()
      })
    }
  })

/** `boonday migrate`. */
export const migrateCommand: Command = {
  ...none,
  notes: ['Safe from several replicas at once: one migrates, the others wait. A newer database is left alone.'],
  run: async (_given, terminal) => {
    const config = readConfig()
    const database = await openDatabase(config.databaseUrl, { poolSize: 2 })
    try {
      const applied = await migrate(database.reader.db)
      terminal.out(applied.length === 0 ? 'nothing to do: the database is up to date' : `applied ${applied.join(', ')}`)
      return 0
    } finally {
      await database.close()
    }
  },
}
