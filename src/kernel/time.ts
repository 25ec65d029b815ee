// Time as the business speaks it: instants, civil days, local times and periods, all as fixed-width text that
// sorts in time order and means the same in both databases. Pure: nothing here asks what time it is.
import { DateTime, IANAZone } from 'luxon'

/** An instant in UTC, always `YYYY-MM-DDTHH:MM:SS.mmmZ`, so that text order is time order. */
export type Instant = string
/** A day of somebody's calendar, `YYYY-MM-DD`, without a zone. */
export type CivilDay = string
/** A wall-clock time, `HH:MM`. */
export type LocalTime = string
/** An IANA zone name such as `Europe/London`. */
export type Zone = string

/** A half-open stretch of time: `startsAt` belongs to it, `endsAt` does not. */
export interface Interval {
  readonly startsAt: Instant
  readonly endsAt: Instant
}

/** A run of civil days, both ends included. */
export interface Period {
  readonly fromOn: CivilDay
  readonly untilOn: CivilDay
}

/** Why a local date and time does not name exactly one instant. */
export type LocalTimeFault = 'invalid' | 'skipped_by_clock_change' | 'repeated_by_clock_change'

const dayMillis = 86_400_000
// Civil days are counted in UTC, where every day has the same length. Plain arithmetic, because a verdict that looks for the
// earliest allowed day asks these questions some ten thousand times.
const dayFrom = (millis: number): CivilDay => new Date(millis).toISOString().slice(0, 10)
/** The wall clock of a zone, written as if it were UTC. */
const wallClock = (at: Instant, zone: Zone): string => {
  const millis = Date.parse(at)
  return new Date(millis + IANAZone.create(zone).offset(millis) * 60_000).toISOString()
}

/**
 * The instant of a luxon DateTime, to the millisecond. Throws on an invalid one.
 * @internal The package's own types name no luxon, whose types a host would have to install.
 */
const instantOf = (time: DateTime): Instant => {
  const text = time.toUTC().toISO()
  if (text === null) throw new TypeError(`not a valid time: ${time.invalidExplanation ?? 'unknown'}`)
  return text
}

/** Milliseconds since 1970 of an instant. */
export const millisOf = (at: Instant): number => Date.parse(at)

/** The instant so many milliseconds since 1970. */
export const instantFromMillis = (millis: number): Instant => new Date(millis).toISOString()

/** An instant later (or, with a negative number, earlier) by whole minutes. */
export const plusMinutes = (at: Instant, minutes: number): Instant => instantFromMillis(millisOf(at) + minutes * 60_000)

/** Whole minutes from one instant to another, rounded down. */
export const minutesBetween = (from: Instant, until: Instant): number =>
  Math.floor((millisOf(until) - millisOf(from)) / 60_000)

/** Whether two half-open stretches share any time. */
export const overlaps = (a: Interval, b: Interval): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt

/** The civil day it is at an instant in a zone. */
export const civilDayAt = (at: Instant, zone: Zone): CivilDay => wallClock(at, zone).slice(0, 10)

/** The wall-clock time it is at an instant in a zone. */
export const localTimeAt = (at: Instant, zone: Zone): LocalTime => wallClock(at, zone).slice(11, 16)

/** A civil day later (or earlier) by so many days. */
export const plusDays = (on: CivilDay, days: number): CivilDay => dayFrom(Date.parse(on) + days * dayMillis)

/** A civil day later by so many months; the day of the month is clamped to the length of the month. */
export const plusMonths = (on: CivilDay, months: number): CivilDay => {
  const first = new Date(Date.parse(`${on.slice(0, 7)}-01`))
  first.setUTCMonth(first.getUTCMonth() + months)
  const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  return plusDays(dayFrom(first.getTime()), Math.min(Number(on.slice(8)), length) - 1)
}

/** Days from one civil day to another; negative when `until` is earlier. */
export const daysBetween = (from: CivilDay, until: CivilDay): number =>
  (Date.parse(until) - Date.parse(from)) / dayMillis

/** Whole months from one civil day to another, rounded down; 0 when `until` is earlier. */
export const fullMonthsBetween = (from: CivilDay, until: CivilDay): number => {
  const months =
    (Number(until.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(until.slice(5, 7)) - Number(from.slice(5, 7))
  return Math.max(0, plusMonths(from, months) > until ? months - 1 : months)
}

/** 1 for Monday to 7 for Sunday (ISO 8601). */
export const weekdayOf = (on: CivilDay): number => ((((Date.parse(on) / dayMillis + 3) % 7) + 7) % 7) + 1

/** The Monday on or before a civil day. */
export const mondayOf = (on: CivilDay): CivilDay => plusDays(on, 1 - weekdayOf(on))

/** Whether a text is a real civil day (no 30 February). */
export const isCivilDay = (text: string): boolean => {
  const millis = Date.parse(text)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(millis) && dayFrom(millis) === text
}

/** Whether a text is a wall-clock time from 00:00 to 23:59. */
export const isLocalTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)

/** Whether a zone is a name of this machine's zone database; a bare offset such as `+03:00` knows no clock changes and is none. */
export const isZone = (zone: string): boolean => /^[A-Za-z]/.test(zone) && IANAZone.create(zone).isValid

/**
 * The instant at which a zone's wall clock shows a date and time.
 * A time that the clock skips in spring or shows twice in autumn is a fault, never a guess: whoever entered it has to say
 * another one.
 */
export const instantAtLocal = (
  on: CivilDay,
  time: LocalTime,
  zone: Zone,
): { at: Instant } | { fault: LocalTimeFault } => {
  if (!isCivilDay(on) || !isLocalTime(time) || !isZone(zone)) return { fault: 'invalid' }
  const local = DateTime.fromISO(`${on}T${time}`, { zone })
  if (!local.isValid) return { fault: 'invalid' }
  if (local.toFormat('yyyy-MM-dd HH:mm') !== `${on} ${time}`) return { fault: 'skipped_by_clock_change' }
  if (local.getPossibleOffsets().length > 1) return { fault: 'repeated_by_clock_change' }
  return { at: instantOf(local) }
}

/**
 * The instant at which a recurring wall-clock time falls on a civil day, for rotas and midnights, where nobody can be asked
 * to say another one: a time shown twice in autumn is the first of the two; a time skipped in spring is as long after the
 * hour before it as on any other day.
 */
export const instantOfSchedule = (on: CivilDay, time: LocalTime, zone: Zone): Instant => {
  const local = Date.parse(`${on}T${time}:00.000Z`)
  const rules = IANAZone.create(zone)
  const before = rules.offset(local - 86_400_000)
  const after = rules.offset(local + 86_400_000)
  if (before === after) return instantFromMillis(local - before * 60_000)
  const meant = [before, after].map((offset) => ({ offset, millis: local - offset * 60_000 }))
  const shown = meant.filter(({ offset, millis }) => rules.offset(millis) === offset).map(({ millis }) => millis)
  return instantFromMillis(shown.length === 0 ? local - before * 60_000 : Math.min(...shown))
}

/** The nations of the UK that publish bank holidays of their own (gov.uk/bank-holidays.json). */
export const nations = ['england-and-wales', 'scotland', 'northern-ireland'] as const
export type Nation = (typeof nations)[number]
