// The length of somebody's day: when a post is scheduled on a civil day, and how much of an activity falls into that time.
// Pure. The rules, once: a minute belongs to the civil day of the person on which it falls; a bank holiday has no scheduled
// minutes; minutes are real ones, so a night is an hour shorter or longer when the clock changes; a break lies in the middle
// of its shift; a minute that two posts claim belongs to the post that is listed first.
import {
  type CivilDay,
  civilDayAt,
  type Instant,
  type Interval,
  instantFromMillis,
  instantOfSchedule,
  type Minutes,
  millisOf,
  plusDays,
  type Zone,
} from '../kernel/index.ts'
import type { Post } from '../people/index.ts'
import type { LeavePiece } from '../policy/index.ts'

/** What the schedule of a post is read from. */
export type ScheduledPost = Pick<Post, 'id' | 'startsOn' | 'endsOn' | 'pattern' | 'nation'>

/** Bank holidays: one set for all posts, or by post where a person works in two nations. */
export type Holidays = ReadonlySet<CivilDay> | ((post: ScheduledPost) => ReadonlySet<CivilDay>)

/** The calendar a schedule is read in: the person's zone and the holidays that are not worked. */
export interface WorkCalendar {
  readonly zone: Zone
  readonly holidays: Holidays
}

/** A stretch of time in milliseconds since 1970, half-open. */
type Stretch = readonly [from: number, until: number]
type Shift = NonNullable<Extract<Post['pattern'], { weeks: unknown }>['weeks'][number][number]>

const minuteMillis = 60_000

/**
 * A post's scheduled minutes on a civil day, breaks taken off: what "a day" of leave is on that date. A night shift counts on
 * each of the two days with the minutes that fall on it. 0 on bank holidays, outside terms, and for casual posts.
 */
export const scheduledMinutesOn = (post: ScheduledPost, on: CivilDay, calendar: WorkCalendar): Minutes =>
  wholeMinutes(workedOn(post, on, calendar))

/**
 * The scheduled time an activity would release, cut at the midnights of the person's zone: per day and post the minutes of
 * the activity that fall into that post's scheduled time. Part minutes are dropped, and the sum never exceeds the length of
 * the activity. Empty when it falls wholly into own time.
 */
export const leavePieces = (
  wanted: { readonly posts: readonly ScheduledPost[]; readonly interval: Interval } & WorkCalendar,
): LeavePiece[] => {
  const { interval, zone } = wanted
  if (interval.startsAt >= interval.endsAt) return []
  const activity: Stretch = [millisOf(interval.startsAt), millisOf(interval.endsAt)]
  const lastOn = civilDayAt(justBefore(interval.endsAt), zone)
  const pieces: LeavePiece[] = []
  for (let on = civilDayAt(interval.startsAt, zone); on <= lastOn; on = plusDays(on, 1)) {
    pieces.push(...piecesOfDay(on, activity, wanted))
  }
  return pieces
}

const piecesOfDay = (
  on: CivilDay,
  activity: Stretch,
  { posts, ...calendar }: { readonly posts: readonly ScheduledPost[] } & WorkCalendar,
): LeavePiece[] => {
  let claimable: readonly Stretch[] = [activity]
  const pieces: LeavePiece[] = []
  for (const post of posts) {
    const worked = workedOn(post, on, calendar)
    const claimed = claimable.flatMap((stretch) => worked.flatMap((shift) => common(stretch, shift)))
    claimable = claimed.reduce(without, claimable)
    const minutes = wholeMinutes(claimed)
    if (minutes > 0) pieces.push({ on, postId: post.id, minutes, scheduledMinutes: wholeMinutes(worked) })
  }
  return pieces
}

/** The stretches of a civil day in which a post is scheduled, disjoint and in order. */
const workedOn = (post: ScheduledPost, on: CivilDay, { zone, holidays }: WorkCalendar): readonly Stretch[] => {
  if ((typeof holidays === 'function' ? holidays(post) : holidays).has(on)) return []
  const dayBefore = plusDays(on, -1)
  const nightBefore = shiftOn(post, dayBefore)
  const shift = shiftOn(post, on)
  const late = nightBefore !== null && endsNextDay(nightBefore) ? stretchesOf(nightBefore, dayBefore, zone) : []
  const today = shift === null ? [] : stretchesOf(shift, on, zone)
  if (late.length === 0 && (shift === null || !endsNextDay(shift))) return today
  const day: Stretch = [millisAt(on, '00:00', zone), millisAt(plusDays(on, 1), '00:00', zone)]
  return merged([...late, ...today].flatMap((stretch) => common(stretch, day)))
}

/** An end that is not after the start is on the next day. */
const endsNextDay = (shift: Shift): boolean => shift.end <= shift.start

/** The shift that begins on a civil day. It belongs to the post and the term that are running when it begins. */
const shiftOn = (post: ScheduledPost, on: CivilDay): Shift | null => {
  const { pattern } = post
  if (pattern.kind === 'casual' || on < post.startsOn || (post.endsOn !== null && on > post.endsOn)) return null
  if (pattern.kind === 'term_time' && !pattern.terms.some((term) => term.fromOn <= on && on <= term.untilOn))
    return null
  const weeks = pattern.weeks.length
  if (weeks === 0) return null
  const weeksSinceAnchor = weekNumber(on) - weekNumber(pattern.anchorOn)
  return pattern.weeks[((weeksSinceAnchor % weeks) + weeks) % weeks]?.[dayNumber(on) - weekNumber(on) * 7 + 3] ?? null
}

/** Days since 1970-01-01. */
const dayNumber = (on: CivilDay): number => Date.parse(on) / 86_400_000
/** Weeks from Monday to Sunday since the one that holds 1970-01-01, which was a Thursday. */
const weekNumber = (on: CivilDay): number => Math.floor((dayNumber(on) + 3) / 7)

/** A shift without its break. The break lies in the middle, so that either half of a shift costs the same. */
const stretchesOf = (shift: Shift, startsOn: CivilDay, zone: Zone): Stretch[] => {
  const from = millisAt(startsOn, shift.start, zone)
  const until = millisAt(endsNextDay(shift) ? plusDays(startsOn, 1) : startsOn, shift.end, zone)
  const rest = Math.min(shift.breakMinutes * minuteMillis, until - from)
  const restFrom = from + Math.floor((until - from - rest) / (2 * minuteMillis)) * minuteMillis
  return without([[from, until]], [restFrom, restFrom + rest])
}

const millisAt = (on: CivilDay, time: string, zone: Zone): number => millisOf(instantOfSchedule(on, time, zone))

const justBefore = (at: Instant): Instant => instantFromMillis(millisOf(at) - 1)

const wholeMinutes = (stretches: readonly Stretch[]): Minutes =>
  Math.floor(stretches.reduce((sum, [from, until]) => sum + until - from, 0) / minuteMillis)

const common = (a: Stretch, b: Stretch): Stretch[] => {
  const from = Math.max(a[0], b[0])
  const until = Math.min(a[1], b[1])
  return from < until ? [[from, until]] : []
}

const without = (stretches: readonly Stretch[], cut: Stretch): Stretch[] =>
  stretches.flatMap(([from, until]) =>
    cut[1] <= from || until <= cut[0]
      ? [[from, until] as const]
      : [[from, Math.min(until, cut[0])] as const, [Math.max(from, cut[1]), until] as const].filter(([a, b]) => a < b),
  )

/** Stretches in order, those that touch or overlap made one: a rota that overlaps itself counts a minute once. */
const merged = (stretches: readonly Stretch[]): readonly Stretch[] =>
  stretches
    .toSorted((a, b) => a[0] - b[0])
    .reduce<Stretch[]>((done, [from, until]) => {
      const last = done.at(-1)
      if (last === undefined || from > last[1]) done.push([from, until])
      else done[done.length - 1] = [last[0], Math.max(last[1], until)]
      return done
    }, [])
