// node:sqlite behind Kysely, loaded only when a `sqlite:` URL asks for it. One process writes to a file: a second one is
// refused with a sentence. Durable at power loss (synchronous=FULL); triggers also see REPLACE (recursive_triggers).
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { CompiledQuery, type DatabaseConnection, type SqliteDatabase, SqliteDialect, SqliteDriver } from 'kysely'

/** How long a statement may block the event loop waiting for another process, in milliseconds; after it the unit is rerun. */
const busyTimeoutMillis = 50

/** A rerunnable unit needs to know at once that somebody else writes: BEGIN IMMEDIATE, never a deferred lock upgrade. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

class ImmediateSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase

  constructor(database: SqliteDatabase) {
    super({ database })
    this.#database = database
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver({ database: this.#database })
  }
}

const loadSqlite = async (): Promise<typeof import('node:sqlite')> => {
  try {
    return await import('node:sqlite')
  } catch (cause) {
    throw new Error(
      `this Node (${process.version}) has no node:sqlite: use Node 22.13 or newer for a sqlite: database, or a mysql: URL`,
      { cause },
    )
  }
}

const bindable = (values: readonly unknown[]): SQLInputValue[] =>
  values.map((value) => (typeof value === 'boolean' ? Number(value) : value)) as SQLInputValue[]

/**
 * Holds the right to write to a file for as long as the process lives, by an open write transaction on a small file beside
 * it: the operating system gives it back when the process dies, however it dies.
 */
const claimFile = (sqlite: typeof import('node:sqlite'), file: string): DatabaseSync => {
  const claim = new sqlite.DatabaseSync(`${file}.lock`, { timeout: 0 })
  try {
    claim.exec('begin exclusive')
    return claim
  } catch (cause) {
    claim.close()
    throw new Error(`another process is using ${file}: stop it first, or use a MySQL database to run several at once`, {
      cause,
    })
  }
}

/** A Kysely dialect over one SQLite file (or `:memory:`), and what closes it. */
export const sqliteDialect = async (file: string): Promise<SqliteDialect> => {
  const sqlite = await loadSqlite()
  const claim = file === ':memory:' ? null : claimFile(sqlite, file)
  const db = new sqlite.DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: busyTimeoutMillis })
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma recursive_triggers = on')
  // Preparing costs more than running for short statements, so texts seen before keep their statement.
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  const statementFor = (text: string): ReturnType<DatabaseSync['prepare']> => {
    const known = prepared.get(text)
    if (known !== undefined) return known
    const statement = db.prepare(text)
    if (prepared.size >= 500) prepared.clear()
    prepared.set(text, statement)
    return statement
  }
  return new ImmediateSqliteDialect({
    close: () => {
      prepared.clear()
      db.close()
      claim?.close()
    },
    prepare: (text) => {
      const statement = statementFor(text)
      return {
        reader: statement.columns().length > 0,
        all: (values) => statement.all(...bindable(values)).map((row) => ({ ...row })),
        run: (values) => statement.run(...bindable(values)),
        *iterate(values) {
          // A statement of its own: an iteration in progress must not be reset by the same text run beside it.
          for (const row of db.prepare(text).iterate(...bindable(values))) yield { ...row }
        },
      }
    },
  })
}
