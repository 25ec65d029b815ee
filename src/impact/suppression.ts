// Which cells of a summary may not be shown because few people stand behind them, and which others have to go with them so
// that nothing can be found by subtraction. Pure. What is suppressed is never shown as 0.
import type { Minutes } from '../kernel/index.ts'

/** Fewest people behind a cell of people or hours. */
export const fewestPeople = 5
/** Fewest people behind a cell that tells a cause: what somebody stands up for may say what they believe. */
export const fewestPeopleByCause = 10
/** Percent of a cell's time above which one person would be recognised in it. */
const dominantPercent = 70

/** Why a cell is not shown: too few people, one person dominates it, or it would give another cell away. */
export type SuppressionReason = 'too_few_people' | 'one_person_dominates' | 'protects_another'

/** A figure of a cell: its value, or that it is suppressed and why. */
export type Figure =
  | { readonly value: number; readonly suppressed: false }
  | { readonly value: null; readonly suppressed: true; readonly reason: SuppressionReason }

/** A row as suppression sees it: whose time, how much, and its cell in each table. */
export interface PlacedRow {
  readonly personId: string
  readonly minutes: Minutes
  /** One key per table; the tables are in the same order for every row. */
  readonly keys: readonly string[]
}

/** For each table the cells that are not shown. */
export type Suppressed = readonly ReadonlyMap<string, SuppressionReason>[]

/** A figure as it may be shown. */
export const figureOf = (value: number, reason: SuppressionReason | undefined): Figure =>
  reason === undefined ? { value, suppressed: false } : { value: null, suppressed: true, reason }

/**
 * Decides for several tables over the same rows, each of which puts every row into one cell. Beyond the small cells it
 * hides the next smallest ones until no total, and no visible cell of another table, leaves a remainder that is small or
 * that is one hidden cell alone. The totals themselves are always shown.
 */
export const decideSuppression = (rows: readonly PlacedRow[], fewest: readonly number[]): Suppressed => {
  const tables = fewest.map((_, table) => cellsOf(rows, table))
  const hidden = tables.map((cells, table) => smallCells(cells, fewest[table] ?? fewestPeople))
  const wholes = [
    { rows, isShown: () => true },
    ...tables.flatMap((cells, table) =>
      [...cells].map(([key, own]) => ({ rows: own, isShown: () => hidden[table]?.has(key) === false })),
    ),
  ]
  for (let changed = true; changed; ) {
    changed = false
    for (const [table, cells] of tables.entries()) {
      const hiddenHere = hidden[table] ?? new Map<string, SuppressionReason>()
      for (const whole of wholes.filter((one) => one.isShown())) {
        const inside = cellsOf(whole.rows, table)
        const next = nextToHide({ inside, cells, hidden: hiddenHere, fewest: fewest[table] ?? fewestPeople })
        if (next === null) continue
        hiddenHere.set(next, 'protects_another')
        changed = true
      }
    }
  }
  return hidden
}

type Cells = ReadonlyMap<string, readonly PlacedRow[]>

const cellsOf = (rows: readonly PlacedRow[], table: number): Cells => {
  const cells = new Map<string, PlacedRow[]>()
  for (const row of rows) {
    const key = row.keys[table] ?? ''
    const cell = cells.get(key)
    if (cell === undefined) cells.set(key, [row])
    else cell.push(row)
  }
  return cells
}

const peopleOf = (rows: readonly PlacedRow[]): number => new Set(rows.map((row) => row.personId)).size

const isDominated = (rows: readonly PlacedRow[]): boolean => {
  const byPerson = new Map<string, number>()
  for (const row of rows) byPerson.set(row.personId, (byPerson.get(row.personId) ?? 0) + row.minutes)
  const minutes = [...byPerson.values()]
  const total = minutes.reduce((sum, one) => sum + one, 0)
  return minutes.some((one) => one * 100 > total * dominantPercent)
}

const smallCells = (cells: Cells, fewest: number): Map<string, SuppressionReason> => {
  const hidden = new Map<string, SuppressionReason>()
  for (const [key, rows] of cells) {
    if (peopleOf(rows) < fewest) hidden.set(key, 'too_few_people')
    else if (isDominated(rows)) hidden.set(key, 'one_person_dominates')
  }
  return hidden
}

/**
 * The smallest visible cell that has to be hidden, because a whole less its visible parts would give something away; null
 * when the remainder is empty, large enough, or there is nothing left to hide. `inside` holds the rows of the whole by their
 * cell in this table; a cell is a part of the whole when all its rows are in it.
 */
const nextToHide = (facts: {
  readonly inside: Cells
  readonly cells: Cells
  readonly hidden: ReadonlyMap<string, SuppressionReason>
  readonly fewest: number
}): string | null => {
  const { inside, cells, hidden, fewest } = facts
  const isPart = (key: string): boolean => inside.get(key)?.length === cells.get(key)?.length
  const visible = [...inside].filter(([key]) => isPart(key) && !hidden.has(key))
  const rest = [...inside].filter(([key]) => !isPart(key) || hidden.has(key))
  if (visible.length === 0 || rest.length === 0) return null
  const [first] = rest
  const isOneHiddenCell = rest.length === 1 && first !== undefined && isPart(first[0])
  if (!isOneHiddenCell && peopleOf(rest.flatMap(([, rows]) => rows)) >= fewest) return null
  const smallest = visible
    .map(([key, rows]) => ({ key, people: peopleOf(rows) }))
    .sort((a, b) => a.people - b.people || (a.key < b.key ? -1 : 1))
  return smallest[0]?.key ?? null
}
