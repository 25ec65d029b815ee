// Opens a database from its URL and runs units of work on it. The only file that knows about pools, transactions and reruns.
import { setTimeout as pause } from 'node:timers/promises'
import {
  CamelCasePlugin,
  HandleEmptyInListsPlugin,
  Kysely,
  type Dialect as KyselyDialect,
  MysqlAdapter,
  MysqlDialect,
  replaceWithNoncontingentExpression,
  sql,
  type Transaction,
} from 'kysely'
import { createPool } from 'mysql2'
import { newId, realNow } from '../kernel/index.ts'
import { isLockTimeout, isRerunnable } from './dialect.ts'
import type { Tables } from './rows.ts'
import { sqliteDialect } from './sqlite.ts'
import type { AuditNote, Database, Dialect, DomainEvent, LockableTable, Reader, Unit } from './unit.ts'

/**
 * How often a unit is run before its last error is let out. Rivals for one hot row each wait for the lock, so reruns come from
 * deadlocks and clusters only; with random pauses of up to 2, 4, … 256 ms eight tries outlast any burst seen in tests.
 */
const triesAtMost = 8
/** A lock timeout has already waited its seconds: one more try, then the caller is told to come back. */
const triesAfterLockTimeout = 2
/** Seconds a statement waits for a row lock: longer than any honest unit, short enough for a person who waits. */
const lockWaitSeconds = 5

/** Options of a connection that a process may set. */
export interface DatabaseOptions {
  /** Connections of the pool (MySQL only). */
  readonly poolSize?: number
}

/** Kysely's migrator would take GET_LOCK, which a cluster does not share; ours takes a lease row instead. */
class LeasedMysqlAdapter extends MysqlAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

class LeasedMysqlDialect extends MysqlDialect {
  override createAdapter(): MysqlAdapter {
    return new LeasedMysqlAdapter()
  }
}

const mysqlDialect = (url: string, poolSize: number): KyselyDialect => {
  const pool = createPool({
    uri: url,
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
    jsonStrings: true,
    charset: 'utf8mb4_bin',
    connectionLimit: poolSize,
    connectTimeout: 10_000,
  })
  const session = `set time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY', innodb_lock_wait_timeout = ${lockWaitSeconds}`
  // Queries of one connection run in order, so these are done before the first one of a unit.
  pool.on('connection', (connection) => {
    connection.query(session)
    connection.query('set session transaction isolation level read committed')
  })
  return new LeasedMysqlDialect({ pool })
}

/** What a URL says: the engine, and the file or the server. Throws with the remedy for anything else. */
const dialectOf = (url: string): Dialect => {
  if (url.startsWith('sqlite:')) return 'sqlite'
  if (/^(mysql|mariadb):\/\//.test(url)) return 'mysql'
  throw new Error(
    'the database URL has to start with sqlite: (sqlite:./boonday.db) or mysql:// (mysql://user:secret@host:3306/boonday)',
  )
}

/**
 * Opens a database. Nothing is migrated here; see `migrate`. SQLite: fails with a sentence when another process has the file.
 */
export const openDatabase = async (url: string, options: DatabaseOptions = {}): Promise<Database> => {
  const dialect = dialectOf(url)
  const kysely = new Kysely<Tables>({
    dialect:
      dialect === 'sqlite'
        ? await sqliteDialect(url.slice('sqlite:'.length) || ':memory:')
        : mysqlDialect(url.replace(/^mariadb:/, 'mysql:'), options.poolSize ?? 16),
    plugins: [new CamelCasePlugin(), new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })],
  })
  const reader: Reader = { db: kysely, dialect }
  return {
    dialect,
    reader,
    transact: (work) => rerunning(() => kysely.transaction().execute((db) => work(unitOn(db, dialect)))),
    close: () => kysely.destroy(),
  }
}

const rerunning = async <T>(run: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run()
    } catch (error) {
      if (!isRerunnable(error) || tries >= (isLockTimeout(error) ? triesAfterLockTimeout : triesAtMost)) throw error
      await pause(Math.random() * 2 ** tries)
    }
  }
}

const unitOn = (db: Transaction<Tables>, dialect: Dialect): Unit => ({
  db,
  dialect,
  lock: (table, id) => lockRow({ db, dialect }, table, id),
  enqueue: (event) => enqueue(db, event),
  note: (note) => writeNote(db, note),
  attempt: (work) => attempt(db, work),
})

/**
 * UPDATE is the lock: it waits for a rival's, holds until commit on both engines, and is a conflicting write to a cluster,
 * which a SELECT FOR UPDATE is not. MySQL hands the new version back with the count, which spares a round trip per lock.
 */
const lockRow = async ({ db, dialect }: Reader, table: LockableTable, id: string): Promise<number | null> => {
  const next = dialect === 'mysql' ? sql`last_insert_id(version + 1)` : sql`version + 1`
  const locked = await sql`update ${sql.table(table)} set version = ${next} where id = ${id}`.execute(db)
  if ((locked.numAffectedRows ?? 0n) === 0n) return null
  if (locked.insertId !== undefined && dialect === 'mysql') return Number(locked.insertId)
  const row = await sql<{ version: number }>`select version from ${sql.table(table)} where id = ${id}`.execute(db)
  return row.rows[0]?.version ?? null
}

const enqueue = async (db: Transaction<Tables>, event: DomainEvent): Promise<void> => {
  await db
    .insertInto('outboxEvent')
    .values({
      id: newId(),
      tenantId: event.tenantId,
      bodyId: event.bodyId ?? null,
      type: event.type,
      subjectId: event.subjectId,
      data: JSON.stringify(event.data),
      occurredAt: event.occurredAt,
      createdAt: realNow(),
      sequenced: 0,
    })
    .execute()
}

const writeNote = async (db: Transaction<Tables>, note: AuditNote): Promise<void> => {
  await db
    .insertInto('auditEntry')
    .values({ ...note, id: newId(), onBehalfOf: note.onBehalfOf ?? null, detail: JSON.stringify(note.detail ?? {}) })
    .execute()
}

const attempt = async (db: Transaction<Tables>, work: () => Promise<boolean>): Promise<boolean> => {
  await sql`savepoint attempt`.execute(db)
  try {
    const kept = await work()
    if (!kept) await sql`rollback to savepoint attempt`.execute(db)
    await sql`release savepoint attempt`.execute(db)
    return kept
  } catch (error) {
    // After a deadlock the server has ended the whole transaction: the rerun must see that error, not the savepoint's.
    if (!isRerunnable(error)) await sql`rollback to savepoint attempt`.execute(db)
    throw error
  }
}
