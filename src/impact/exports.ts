// A summary and its rows as CSV. Pure. Headings are names for machines and do not change with the language; times are
// decimal hours with two places.
import { assertThat, decimalHours, digestOf, type Points } from '../kernel/index.ts'
import { type AttendedRow, isCounted } from './attended.ts'
import { byteOrderMark, type CsvField, csvLine } from './csv.ts'
import { type CellView, type SummaryView, tableNames } from './summary.ts'
import type { Figure } from './suppression.ts'
import { type HourlyValue, valuesInForce } from './valuation.ts'

/** Minor units as a decimal number of the currency: 1999 GBP is `19.99`, 500 JPY is `500`. */
export const decimalMoney = (amountMinor: number, currency: string): string => {
  const digits = minorDigits(currency)
  return (amountMinor / 10 ** digits).toFixed(digits)
}

/** How many digits of a currency stand behind its point (ISO 4217, as this machine's language data has it). */
export const minorDigits = (currency: string): number =>
  new Intl.NumberFormat('en-GB', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

const summaryHeadings = ['section', 'key', 'label', 'figure', 'value', 'unit', 'suppressed', 'note']

/** A summary as CSV: one figure a line, so that nothing has to be guessed from the shape of the file. */
export const summaryCsv = (summary: SummaryView): string =>
  [
    byteOrderMark,
    csvLine(summaryHeadings),
    ...headlineLines(summary),
    ...valuationLines(summary),
    ...tableNames.flatMap((name) => (summary[name] ?? []).flatMap((cell) => cellLines(name, cell))),
  ].join('')

const counts = [
  'people',
  'headcount',
  'participationPerMille',
  'bookings',
  'groups',
  'bodies',
  'areas',
  'causes',
  'needsMet',
  'needsUnmet',
  'disputedBookings',
] as const
const times = [
  'minutes',
  'paidMinutes',
  'ownMinutes',
  'skilledMinutes',
  'generalMinutes',
  'averageMinutesPerPerson',
  'disputedMinutes',
] as const

/** `paidMinutes` becomes `paid_hours`, `needsMet` `needs_met`. */
const headingOf = (name: string): string =>
  name
    .replace(/Minutes/, 'Hours')
    .replace(/^minutes$/, 'hours')
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const headlineLines = (summary: SummaryView): string[] => {
  const line = (name: string, value: CsvField, unit: string): string =>
    csvLine(['total', '', '', headingOf(name), value, unit, 'no', ''])
  const few = (summary.fewPeopleIn ?? []).map((name) =>
    csvLine(['total', '', '', 'few_people', name, '', 'no', 'fewer than 5 people: not for publication']),
  )
  return [
    line('fromOn', summary.fromOn ?? null, 'day'),
    line('untilOn', summary.untilOn ?? null, 'day'),
    ...counts.flatMap((name) => (summary[name] === undefined ? [] : [line(name, summary[name], 'count')])),
    ...times.flatMap((name) => {
      const minutes = summary[name]
      return minutes === undefined ? [] : [line(name, minutes === null ? null : decimalHours(minutes), 'hours')]
    }),
    line('suppressedCells', summary.suppressedCells ?? null, 'count'),
    ...few,
  ]
}

const valuationLines = (summary: SummaryView): string[] =>
  (summary.valuations ?? []).flatMap(({ currency, amountMinor, paidAmountMinor, unvaluedMinutes, values }) => {
    const money = (figure: string, amount: number): string =>
      csvLine(['value', currency, '', figure, decimalMoney(amount, currency), currency, 'no', ''])
    return [
      money('value_of_all_hours', amountMinor),
      money('value_of_paid_hours', paidAmountMinor),
      csvLine(['value', currency, '', 'unvalued_hours', decimalHours(unvaluedMinutes), 'hours', 'no', '']),
      ...values.map((used) =>
        csvLine([
          'value_used',
          used.id,
          `${currency} from ${used.fromOn}`,
          'hourly_value',
          decimalMoney(used.amountMinor, currency),
          currency,
          'no',
          `${decimalHours(used.minutes)} hours; ${used.method}; ${used.source}`,
        ]),
      ),
    ]
  })

const cellFigures = ['people', 'bookings', 'minutes', 'paidMinutes', 'ownMinutes'] as const

const cellLines = (table: string, cell: CellView): string[] =>
  cellFigures.flatMap((name) => {
    const figure = cell[name]
    if (figure === undefined) return []
    const isTime = name !== 'people' && name !== 'bookings'
    return [
      csvLine([
        headingOf(table),
        cell.key,
        cell.label ?? '',
        headingOf(name),
        isTime ? hoursOf(figure) : figure.value,
        isTime ? 'hours' : 'count',
        figure.suppressed ? 'yes' : 'no',
        figure.suppressed ? figure.reason : '',
      ]),
    ]
  })

const hoursOf = (figure: Figure): string | null => (figure.value === null ? null : decimalHours(figure.value))

/**
 * The name a person has in row-level exports: the same in every export of the employer, and not the id that the service
 * knows them by.
 */
export const pseudonymOf = (row: Pick<AttendedRow, 'employerId' | 'personId'>): string =>
  digestOf(`impact:${row.employerId}:${row.personId}`).slice(0, 16)

/** One line of the row-level export, by column. Site, grade and department are left out: together they name people. */
export const exportedRow = (
  row: AttendedRow,
  more: { readonly points: Points; readonly values: readonly HourlyValue[] },
) => ({
  entry_id: row.attendanceId,
  employee_ref: pseudonymOf(row),
  session_date: row.on,
  activity: row.kind,
  placement_id: row.placementId,
  org_name: row.groupName,
  org_ids: row.orgIds.join(' '),
  infrastructure_body: row.bodyName,
  local_authority_gss: row.areaCode,
  cause_code: row.causes[0] ?? null,
  need_id: row.needId,
  volunteering_type: row.skilled ? 'skilled' : 'general',
  hours: decimalHours(row.minutes),
  hours_paid: decimalHours(row.paidMinutes),
  hours_own: decimalHours(row.minutes - row.paidMinutes),
  evidence: row.evidence,
  counted: isCounted(row) ? 'yes' : row.minutes === 0 ? 'no: not attended' : 'no: disputed',
  hourly_values: valuesInForce(more.values, row.on)
    .map(
      (value) =>
        `${decimalMoney(value.amountMinor, value.currency)} ${value.currency} (${value.method}, from ${value.fromOn})`,
    )
    .join('; '),
  points_awarded: more.points,
})

/** Columns of the row-level export, in order. */
export const rowColumns = [
  'entry_id',
  'employee_ref',
  'session_date',
  'activity',
  'placement_id',
  'org_name',
  'org_ids',
  'infrastructure_body',
  'local_authority_gss',
  'cause_code',
  'need_id',
  'volunteering_type',
  'hours',
  'hours_paid',
  'hours_own',
  'evidence',
  'counted',
  'hourly_values',
  'points_awarded',
] as const satisfies readonly (keyof ReturnType<typeof exportedRow>)[]

/** The first line of the row-level export, with only the columns its reader may see. */
export const rowsHeading = (columns: readonly string[]): string => byteOrderMark + csvLine(columns)

/** One line of the row-level export; a column that was cut away is not in `columns` either. */
export const rowLine = (row: Partial<ReturnType<typeof exportedRow>>, columns: readonly string[]): string => {
  const fields = new Map<string, CsvField>(Object.entries(row))
  return csvLine(
    columns.map((column) => {
      const field = fields.get(column)
      assertThat(field !== undefined, `the row-level export has no column ${column}`)
      return field
    }),
  )
}
