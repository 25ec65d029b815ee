// How one language writes what the impact report holds: sentences, numbers, hours, days and money. Pure.
import { type CivilDay, decimalHours, type Figures, fill, type Locale } from '../kernel/index.ts'
import { minorDigits } from './exports.ts'
import { texts } from './texts.ts'

/** What can be said in the report. */
export type TextKey = keyof (typeof texts)['en-GB']

/** One language's way of writing. */
export interface Voice {
  readonly locale: Locale
  say(key: TextKey, figures?: Figures): string
  number(value: number): string
  hours(minutes: number): string
  axisHours(minutes: number): string
  day(on: CivilDay): string
  month(month: string, form: 'short' | 'long'): string
  money(amountMinor: number, currency: string): string
}

/** The voice of a language. */
export const voiceOf = (locale: Locale): Voice => {
  const plain = new Intl.NumberFormat(locale)
  const twoPlaces = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  const longDay = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  return {
    locale,
    say: (key, figures) => fill(texts[locale][key], figures),
    number: (value) => plain.format(value),
    // From the same text as the CSV, so that page and file never differ in the last place.
    hours: (minutes) => twoPlaces.format(Number(decimalHours(minutes))),
    axisHours: (minutes) => compact.format(minutes / 60),
    day: (on) => longDay.format(new Date(`${on}T00:00:00Z`)),
    month: (month, form) =>
      new Intl.DateTimeFormat(locale, {
        month: form,
        ...(form === 'long' ? { year: 'numeric' } : {}),
        timeZone: 'UTC',
      }).format(new Date(`${month}-01T00:00:00Z`)),
    money: (amountMinor, currency) =>
      new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amountMinor / 10 ** minorDigits(currency)),
  }
}
