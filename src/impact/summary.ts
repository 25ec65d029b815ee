// The summary of a period for an employer or a body, from attended rows. Pure. Each booking counts once, by its latest
// attendance; disputed time stands apart and is in no total.
import { type CivilDay, type Minutes, type Period, proportion } from '../kernel/index.ts'
import { type AttendedRow, isCounted, isWithin, latestOnly } from './attended.ts'
import { type Host, hostsOf, unregisteredHost } from './hosts.ts'
import {
  decideSuppression,
  type Figure,
  fewestPeople,
  fewestPeopleByCause,
  figureOf,
  type SuppressionReason,
} from './suppression.ts'
import { type HourlyValue, type Valuation, valuationsOf } from './valuation.ts'

/** The key of a cell for rows that say nothing in this respect. */
export const unstated = 'unstated' as const

/** The tables of a summary. */
export const tableNames = ['byMonth', 'byEvidence', 'byGroup', 'byBody', 'byEmployer', 'byArea', 'byCause'] as const
export type TableName = (typeof tableNames)[number]

/** One line of a table. All its figures are shown, or none. */
export interface Cell {
  /** What it is about: `2026-03`, `host_confirmed`, an id, a code; `unstated` or `unregistered` where nothing was said. */
  readonly key: string
  /** A name for people, where the key is not for them. */
  readonly label: string | null
  readonly people: Figure
  readonly bookings: Figure
  readonly minutes: Figure
  readonly paidMinutes: Figure
  readonly ownMinutes: Figure
}

/** A headline figure with so few people behind it that it must not be published. */
export type SmallHeadline = 'total' | 'paid' | 'own' | 'skilled' | 'general' | 'disputed'

interface Headline {
  readonly people: number
  /** People employed at any time in the period: what the rate is of. Null in a body's summary. */
  readonly headcount: number | null
  /** Participation rate in thousandths, rounded half up; null without a headcount. */
  readonly participationPerMille: number | null
  readonly bookings: number
  readonly minutes: Minutes
  readonly paidMinutes: Minutes
  readonly ownMinutes: Minutes
  readonly skilledMinutes: Minutes
  readonly generalMinutes: Minutes
  readonly averageMinutesPerPerson: Minutes | null
  readonly groups: number
  readonly bodies: number
  readonly areas: number
  readonly causes: number
  readonly needsMet: number
  readonly needsUnmet: number
  /** Apart: in none of the figures above. */
  readonly disputedBookings: number
  readonly disputedMinutes: Minutes
  readonly fewPeopleIn: readonly SmallHeadline[]
}

/** Everything a summary says. */
export interface Summary extends Headline, Readonly<Record<TableName, readonly Cell[]>> {
  readonly fromOn: CivilDay
  readonly untilOn: CivilDay
  readonly valuations: readonly Valuation[]
  readonly suppressedCells: number
}

/** A cell as its reader may see it. */
export type CellView = Pick<Cell, 'key'> & Partial<Cell>
/** A summary as its reader may see it: a body does not see what is paid for, and no employer sees another one. */
export type SummaryView = Partial<Omit<Summary, TableName>> & Partial<Record<TableName, readonly CellView[]>>

/** What a summary is made from. */
export interface SummaryFacts {
  readonly period: Period
  readonly rows: readonly AttendedRow[]
  readonly headcount: number | null
  readonly values: readonly HourlyValue[]
  /** Needs still open at the end of the period that nobody's time has answered. */
  readonly needsUnmet: number
}

/** Makes the summary of a period. */
export const summarise = (facts: SummaryFacts): Summary => {
  const { period } = facts
  const within = latestOnly(facts.rows).filter((row) => isWithin(row, period))
  const counted = within.filter(isCounted)
  const disputed = within.filter((row) => row.minutes > 0 && !isCounted(row))
  const hostOf = hostsOf(counted)
  const tables = tablesOf(counted, { period, hostOf })
  return {
    ...period,
    ...headlineOf(counted, { facts, disputed, hostOf }),
    valuations: valuationsOf(counted, facts.values),
    ...tables,
    suppressedCells: tableNames.flatMap((name) => tables[name]).filter((cell) => cell.people.suppressed).length,
  }
}

const minutesOf = (rows: readonly AttendedRow[]): Minutes => rows.reduce((sum, row) => sum + row.minutes, 0)
const paidMinutesOf = (rows: readonly AttendedRow[]): Minutes => rows.reduce((sum, row) => sum + row.paidMinutes, 0)
const distinct = (keys: readonly (string | null)[]): number => new Set(keys.filter((key) => key !== null)).size
const peopleOf = (rows: readonly AttendedRow[]): number => distinct(rows.map((row) => row.personId))

const headlineOf = (
  counted: readonly AttendedRow[],
  more: { readonly facts: SummaryFacts; readonly disputed: readonly AttendedRow[]; hostOf(row: AttendedRow): Host },
): Headline => {
  const { headcount, needsUnmet } = more.facts
  const people = peopleOf(counted)
  const minutes = minutesOf(counted)
  const paidMinutes = paidMinutesOf(counted)
  const skilledMinutes = minutesOf(counted.filter((row) => row.skilled))
  const hosts = counted.map((row) => more.hostOf(row).key).filter((key) => key !== unregisteredHost)
  const nearest = { to: 'nearest', step: 1 } as const
  return {
    people,
    headcount,
    participationPerMille: headcount ? proportion(people, { numerator: 1000, denominator: headcount }, nearest) : null,
    bookings: counted.length,
    minutes,
    paidMinutes,
    ownMinutes: minutes - paidMinutes,
    skilledMinutes,
    generalMinutes: minutes - skilledMinutes,
    averageMinutesPerPerson: people === 0 ? null : proportion(minutes, { numerator: 1, denominator: people }, nearest),
    groups: distinct(hosts),
    bodies: distinct(counted.map((row) => row.bodyId)),
    areas: distinct(counted.map((row) => row.areaCode)),
    causes: distinct(counted.map((row) => row.causes[0] ?? null)),
    needsMet: distinct(counted.map((row) => row.needId)),
    needsUnmet,
    disputedBookings: more.disputed.length,
    disputedMinutes: minutesOf(more.disputed),
    fewPeopleIn: smallHeadlines(counted, more.disputed),
  }
}

const smallHeadlines = (counted: readonly AttendedRow[], disputed: readonly AttendedRow[]): SmallHeadline[] => {
  const behind: Record<SmallHeadline, readonly AttendedRow[]> = {
    total: counted,
    paid: counted.filter((row) => row.paidMinutes > 0),
    own: counted.filter((row) => row.minutes > row.paidMinutes),
    skilled: counted.filter((row) => row.skilled),
    general: counted.filter((row) => !row.skilled),
    disputed,
  }
  return (Object.keys(behind) as SmallHeadline[]).filter((name) => {
    const people = peopleOf(behind[name])
    return people > 0 && people < fewestPeople
  })
}

type Placing = Readonly<Record<TableName, (row: AttendedRow) => string>>

const tablesOf = (
  rows: readonly AttendedRow[],
  more: { readonly period: Period; hostOf(row: AttendedRow): Host },
): Record<TableName, Cell[]> => {
  const keyIn: Placing = {
    byMonth: (row) => row.on.slice(0, 7),
    byEvidence: (row) => row.evidence,
    byGroup: (row) => more.hostOf(row).key,
    byBody: (row) => row.bodyId ?? unstated,
    byEmployer: (row) => row.employerId,
    byArea: (row) => row.areaCode ?? unstated,
    byCause: (row) => row.causes[0] ?? unstated,
  }
  const labelIn: Partial<Record<TableName, (row: AttendedRow) => string | null>> = {
    byGroup: (row) => more.hostOf(row).name,
    byBody: (row) => row.bodyName,
    byEmployer: (row) => row.employerName,
  }
  const placed = rows.map((row) => ({ ...row, keys: tableNames.map((name) => keyIn[name](row)) }))
  const fewest = tableNames.map((name) => (name === 'byCause' ? fewestPeopleByCause : fewestPeople))
  const hidden = decideSuppression(placed, fewest)
  const tables = {} as Record<TableName, Cell[]>
  for (const [index, name] of tableNames.entries()) {
    // Months without any time are true zeros, and there are as many as the period has.
    const empty = name === 'byMonth' ? monthsOf(more.period) : []
    const cells = new Map<string, AttendedRow[]>(empty.map((month) => [month, []]))
    for (const row of rows) {
      const key = keyIn[name](row)
      const cell = cells.get(key)
      if (cell === undefined) cells.set(key, [row])
      else cell.push(row)
    }
    tables[name] = [...cells]
      .map(([key, own]) =>
        cellOf(own, { key, label: own[0] ? (labelIn[name]?.(own[0]) ?? null) : null, reason: hidden[index]?.get(key) }),
      )
      .sort(name === 'byMonth' ? byKey : byLabel)
  }
  return tables
}

const byKey = (a: Cell, b: Cell): number => (a.key < b.key ? -1 : 1)
// By name and never by size: the order of suppressed cells would tell their size.
const byLabel = (a: Cell, b: Cell): number => ((a.label ?? a.key) < (b.label ?? b.key) ? -1 : 1)

const cellOf = (
  rows: readonly AttendedRow[],
  more: { readonly key: string; readonly label: string | null; readonly reason: SuppressionReason | undefined },
): Cell => {
  const { key, label, reason } = more
  const minutes = minutesOf(rows)
  const paid = paidMinutesOf(rows)
  return {
    key,
    label,
    people: figureOf(peopleOf(rows), reason),
    bookings: figureOf(rows.length, reason),
    minutes: figureOf(minutes, reason),
    paidMinutes: figureOf(paid, reason),
    ownMinutes: figureOf(minutes - paid, reason),
  }
}

/** The months a period touches, `YYYY-MM`, in order. */
const monthsOf = (period: Period): string[] => {
  const months: string[] = []
  let [year, month] = period.fromOn.slice(0, 7).split('-').map(Number) as [number, number]
  for (;;) {
    const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`
    if (text > period.untilOn.slice(0, 7)) return months
    months.push(text)
    month += 1
    if (month > 12) [year, month] = [year + 1, 1]
  }
}
