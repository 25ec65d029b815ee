// What attended hours are worth in money, by values that the employer entered with method and source. Pure. Currencies are
// kept apart and never added; a value is in force from its day until a later one of the same currency.
import type { CivilDay, Minutes } from '../kernel/index.ts'
import type { AttendedRow } from './attended.ts'

/** An hour's value from a day on. An amount of 0 ends a currency's series: later hours have no value in it. */
export interface HourlyValue {
  readonly id: string
  readonly fromOn: CivilDay
  readonly amountMinor: number
  readonly currency: string
  readonly method: string
  readonly source: string
}

/** The part of a valuation that one hourly value stands behind. */
export interface UsedValue extends HourlyValue {
  readonly minutes: Minutes
}

/** What the counted hours are worth in one currency. */
export interface Valuation {
  readonly currency: string
  /** Of all counted hours. Rounded once, half up, after everything was added exactly. */
  readonly amountMinor: number
  /** Of paid hours alone, rounded by itself. It is part of `amountMinor` and never added to it. */
  readonly paidAmountMinor: number
  readonly valuedMinutes: Minutes
  /** Minutes on days for which this currency had no value: left out of the amounts. */
  readonly unvaluedMinutes: Minutes
  /** Every value used, with method, source and the minutes it was applied to, oldest first. */
  readonly values: readonly UsedValue[]
}

/** The value of a currency in force on a day; undefined where there is none. */
const inForce = (series: readonly HourlyValue[], on: CivilDay): HourlyValue | undefined => {
  const value = series.findLast((one) => one.fromOn <= on)
  return value === undefined || value.amountMinor === 0 ? undefined : value
}

/** The hourly values in force on a day, one per currency at most, in order of currency. */
export const valuesInForce = (values: readonly HourlyValue[], on: CivilDay): HourlyValue[] =>
  currenciesOf(values).flatMap((currency) => inForce(seriesOf(values, currency), on) ?? [])

const currenciesOf = (values: readonly HourlyValue[]): string[] =>
  [...new Set(values.map((value) => value.currency))].sort()

const seriesOf = (values: readonly HourlyValue[], currency: string): HourlyValue[] =>
  values.filter((value) => value.currency === currency).sort((a, b) => (a.fromOn < b.fromOn ? -1 : 1))

/** One valuation per currency in which at least one of these hours has a value, in order of currency. */
export const valuationsOf = (rows: readonly AttendedRow[], values: readonly HourlyValue[]): Valuation[] =>
  currenciesOf(values)
    .map((currency) => valuationIn(currency, rows, values))
    .filter((valuation) => valuation.valuedMinutes > 0)

const valuationIn = (currency: string, rows: readonly AttendedRow[], values: readonly HourlyValue[]): Valuation => {
  const series = seriesOf(values, currency)
  const used = new Map<HourlyValue, Minutes>()
  let all = 0n
  let paid = 0n
  let unvaluedMinutes = 0
  for (const row of rows) {
    const value = inForce(series, row.on)
    if (value === undefined) {
      unvaluedMinutes += row.minutes
      continue
    }
    all += BigInt(row.minutes) * BigInt(value.amountMinor)
    paid += BigInt(row.paidMinutes) * BigInt(value.amountMinor)
    used.set(value, (used.get(value) ?? 0) + row.minutes)
  }
  return {
    currency,
    amountMinor: perHour(all),
    paidAmountMinor: perHour(paid),
    valuedMinutes: [...used.values()].reduce((sum, minutes) => sum + minutes, 0),
    unvaluedMinutes,
    values: series.flatMap((value) => {
      const minutes = used.get(value)
      return minutes === undefined ? [] : [{ ...value, minutes }]
    }),
  }
}

/** Minutes times an hourly amount, as an amount: divided by 60, half a minor unit rounded up. */
const perHour = (minutesTimesAmount: bigint): number => Number((minutesTimesAmount + 30n) / 60n)
