// Brings a database to the schema this code knows. Safe from several replicas at once: one holds the migration lease, the
// others wait and then find nothing to do. A schema newer than the code is refused, never touched.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import { instantFromMillis, newId } from '../kernel/index.ts'
import { isUniqueViolation } from './dialect.ts'
import type { Tables } from './rows.ts'

const folder = join(import.meta.dirname, '../../migrations')
const leaseName = 'migration'
/** How long a lease lasts without a sign of life. A killed migrator's lease ends by itself after this. */
const leaseMillis = 30_000

/** What the schema is, against what this code knows. */
export interface SchemaState {
  readonly applied: readonly string[]
  /** Migrations of this code that the database lacks. */
  readonly missing: readonly string[]
  /** Migrations of the database that this code does not know: it is newer. */
  readonly unknown: readonly string[]
}

const knownMigrations = async (): Promise<string[]> =>
  (await readdir(folder))
    .filter((file) => /^\d{4}-.*\.(ts|js)$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => file.replace(/\.(ts|js)$/, ''))
    .sort()

/** Compares the database with this code's migrations, and changes nothing. */
export const schemaState = async (db: Kysely<Tables>): Promise<SchemaState> => {
  const known = await knownMigrations()
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  const migrated = tables.some((table) => table.name === 'kysely_migration' || table.name === 'kyselyMigration')
  const rows = migrated
    ? await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
    : { rows: [] }
  const applied = rows.rows.map((row) => row.name)
  return {
    applied,
    missing: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  }
}

/**
 * Applies what is missing, in order, and answers the names applied by this call. Waits while another replica migrates.
 * Throws when the schema is newer than this code, or when a migration fails (those before it stay applied).
 */
export const migrate = async (db: Kysely<Tables>): Promise<readonly string[]> => {
  await createLeaseTable(db)
  const holder = newId()
  while (!(await takeLease(db, holder))) await pause(200)
  const renewal = setInterval(() => void takeLease(db, holder).catch(() => undefined), leaseMillis / 3)
  try {
    const state = await schemaState(db)
    if (state.unknown.length > 0) {
      throw new Error(
        `the database is newer than this program (it has ${state.unknown.join(', ')}): install the newer program`,
      )
    }
    if (state.missing.length === 0) return []
    const migrator = new Migrator({
      db,
      provider: new FileMigrationProvider({ fs: { readdir }, path: { join }, migrationFolder: folder }),
      disableTransactions: true,
    })
    const { error, results } = await migrator.migrateToLatest()
    if (error !== undefined) throw error
    return (results ?? []).map((result) => result.migrationName)
  } finally {
    clearInterval(renewal)
    await db.deleteFrom('lease').where('name', '=', leaseName).where('holder', '=', holder).execute()
  }
}

const createLeaseTable = async (db: Kysely<Tables>): Promise<void> => {
  await db.schema
    .createTable('lease')
    .ifNotExists()
    .addColumn('name', 'varchar(60)', (column) => column.primaryKey())
    .addColumn('holder', 'varchar(36)', (column) => column.notNull())
    .addColumn('until_at', 'varchar(24)', (column) => column.notNull())
    .execute()
}

const takeLease = (db: Kysely<Tables>, holder: string): Promise<boolean> =>
  claimLease(db, { name: leaseName, holder, millis: leaseMillis })

/**
 * Takes or renews a named lease for so many milliseconds; false while somebody else holds it. Real time, with no lock held:
 * the holder has to renew well before it ends.
 */
export const claimLease = async (
  db: Kysely<Tables>,
  lease: { readonly name: string; readonly holder: string; readonly millis: number },
): Promise<boolean> => {
  const { name, holder, millis } = lease
  const now = Date.now()
  const untilAt = instantFromMillis(now + millis)
  const renewed = await db
    .updateTable('lease')
    .set({ holder, untilAt })
    .where('name', '=', name)
    .where((where) => where.or([where('holder', '=', holder), where('untilAt', '<', instantFromMillis(now))]))
    .executeTakeFirst()
  if (renewed.numUpdatedRows > 0n) return true
  try {
    await db.insertInto('lease').values({ name, holder, untilAt }).execute()
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}
