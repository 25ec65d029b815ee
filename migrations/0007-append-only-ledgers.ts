// Append-only by force: triggers that refuse to change or remove a line of the leave ledger or the points ledger. The one
// migration that knows which engine it is on, because the two spell a raised error differently. Safe to rerun.
import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  const onSqlite = db.getExecutor().adapter.constructor.name.includes('Sqlite')
  for (const table of ['leave_entry', 'points_transfer', 'points_entry']) {
    for (const verb of ['update', 'delete']) {
      const message = sql.lit(`${table} is append-only: write an inverse entry instead`)
      const body = onSqlite
        ? sql`begin select raise(abort, ${message}); end`
        : sql`signal sqlstate '45000' set message_text = ${message}`
      const name = sql.id(`${table}_no_${verb}`)
      await sql`create trigger if not exists ${name} before ${sql.raw(verb)} on ${sql.id(table)} for each row ${body}`.execute(
        db,
      )
    }
  }
}
