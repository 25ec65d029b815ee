// Quantities as a policy document spells them: `3 days`, `7 hours 30 minutes`, `5 days` of notice, `3 months`. Pure.
import type { Minutes } from '../kernel/index.ts'
import type { PotAmount } from './pot.ts'

/** Patterns of the spellings, for the schema. A fraction has at most three places. */
export const quantityPatterns = {
  amount: '^\\d{1,6}(\\.\\d{1,3})? (days?|hours?|minutes?)$|^\\d{1,6} hours? \\d{1,2} minutes?$',
  duration: '^\\d{1,6}(\\.\\d{1,3})? (hours?|minutes?)$|^\\d{1,6} hours? \\d{1,2} minutes?$',
  days: '^\\d{1,5} days?$',
  months: '^\\d{1,4} months?$',
} as const

/** Minutes of `16 hours`, `7.5 hours`, `7 hours 30 minutes` or `90 minutes`; null where that is no whole number of minutes. */
export const minutesOf = (text: string): Minutes | null => {
  const [first = '', unit = '', second] = text.split(' ')
  const thousandths = Math.round(Number(first) * 1000) * (unit.startsWith('hour') ? 60 : 1)
  if (!/^(hour|minute)s?$/.test(unit) || !Number.isSafeInteger(thousandths) || thousandths % 1000 !== 0) return null
  return thousandths / 1000 + (second === undefined ? 0 : Number(second))
}

/** The amount of a pot: minutes, or days of a full-time post in thousandths. */
export const amountOf = (text: string): PotAmount | null => {
  const [first = '', unit = ''] = text.split(' ')
  if (/^days?$/.test(unit)) return { unit: 'days', dayThousandths: Math.round(Number(first) * 1000) }
  const minutes = minutesOf(text)
  return minutes === null ? null : { unit: 'minutes', minutes }
}

/** The number in `5 days` or `3 months`. */
export const countOf = (text: string): number => Number(text.split(' ')[0])
