// How many rows every table has, to see that something wrote nothing, or only where it says so.
import type { TestDatabase } from './databases.ts'

/** Rows by table, by the tables' own names. */
export type RowCounts = Readonly<Record<string, number>>

/** Counts the rows of every table but the leases, which tick by themselves. */
export const rowCounts = async ({ kysely }: TestDatabase): Promise<RowCounts> => {
  const tables = await kysely.introspection.getTables()
  const counts: Record<string, number> = {}
  for (const { name } of tables.filter((table) => table.name !== 'lease')) {
    const { count } = await kysely
      .selectFrom(name as never)
      .select(({ fn }) => fn.countAll<number | string>().as('count'))
      .executeTakeFirstOrThrow()
    counts[name] = Number(count)
  }
  return counts
}

/** The tables whose rows are more or fewer than before. */
export const tablesChanged = (before: RowCounts, after: RowCounts): string[] =>
  Object.keys({ ...before, ...after })
    .filter((table) => before[table] !== after[table])
    .sort()
