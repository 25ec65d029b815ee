// Times as people read them, in their language and in the zone of the place. Pure.
import { DateTime } from 'luxon'
import type { CivilDay, Instant, Interval, Locale, Zone } from '../kernel/index.ts'

const at = (instant: Instant, zone: Zone, locale: Locale): DateTime =>
  DateTime.fromISO(instant, { zone }).setLocale(locale)

/** A day in full: `Friday 10 July 2026`. */
export const sayDay = (locale: Locale, on: CivilDay): string =>
  DateTime.fromISO(on, { zone: 'utc' }).setLocale(locale).toFormat('cccc d LLLL yyyy')

/** The day of an instant in a zone, in full. */
export const sayDayOf = (locale: Locale, instant: Instant, zone: Zone): string =>
  at(instant, zone, locale).toFormat('cccc d LLLL yyyy')

/** An instant with day, time and the name of the zone: `Friday 10 July 2026, 09:30 (BST)`. */
export const sayMoment = (locale: Locale, instant: Instant, zone: Zone): string =>
  at(instant, zone, locale).toFormat('cccc d LLLL yyyy, HH:mm (ZZZZ)')

/**
 * A stretch of time. The second day is named when it is another one, and both zone names when the clock changes between
 * them, so that a night shift is never an hour short for its reader.
 */
export const sayWhen = (locale: Locale, interval: Interval, zone: Zone): string => {
  const starts = at(interval.startsAt, zone, locale)
  const ends = at(interval.endsAt, zone, locale)
  const sameDay = starts.toFormat('yyyy-MM-dd') === ends.toFormat('yyyy-MM-dd')
  const clockChanges = starts.offset !== ends.offset
  const first = starts.toFormat(clockChanges ? 'cccc d LLLL yyyy, HH:mm (ZZZZ)' : 'cccc d LLLL yyyy, HH:mm')
  return `${first} – ${ends.toFormat(sameDay ? 'HH:mm (ZZZZ)' : 'cccc d LLLL yyyy, HH:mm (ZZZZ)')}`
}
