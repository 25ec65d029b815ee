// What a pot grants: the window a day lies in, and the minutes for that window from FTE, joining and leaving. Pure; exact
// fractions throughout, rounded once at the end. Salaried and hourly posts are treated alike.
import { type CivilDay, daysBetween, type Minutes, type Period, plusDays, plusMonths } from '../kernel/index.ts'
import type { Post } from '../people/index.ts'
import type { PotDefinition } from '../policy/index.ts'
import { compare, type Fraction, fraction, minus, plus, roundedTo, times, zero } from './fraction.ts'

/** What an entitlement needs to know of a post. */
export type EntitledPost = Pick<Post, 'id' | 'startsOn' | 'endsOn' | 'fteThousandths' | 'fullTimeWeekMinutes'>

/** What leave is computed from: one employment, with every post it ever had. */
export interface LeaveFacts {
  readonly startedOn: CivilDay
  readonly endedOn: CivilDay | null
  readonly posts: readonly EntitledPost[]
  /**
   * The day since which the employer keeps leave here, where known: what was unused in windows that ended before it is not
   * carried, because nobody recorded what was taken from it.
   */
  readonly keptFromOn?: CivilDay
}

/** Whose share of which pot: the person's, or one post's where the pot is held per post. */
export interface Claim {
  readonly pot: PotDefinition
  readonly facts: LeaveFacts
  /** The post for a pot held per post, otherwise the person. */
  readonly scopeId: string
}

/** What a pot grants for the window that holds a day. */
export interface Entitlement {
  readonly minutes: Minutes
  readonly windowFromOn: CivilDay
  readonly windowUntilOn: CivilDay
}

const fullTimeThousandths = 1000
/** A full-time week has five days; a pot in days means fifths of it. */
const daysAWeek = 5

/**
 * The window of a pot that holds a day. Anniversaries are counted from the start date itself, and a day that a month lacks is
 * its last day: who started on 29 February has the anniversary on the 28th in other years.
 */
export const windowOf = (pot: PotDefinition, facts: Pick<LeaveFacts, 'startedOn'>, on: CivilDay): Period => {
  const { window } = pot
  if (window.kind === 'month') {
    const fromOn = `${on.slice(0, 7)}-01`
    return { fromOn, untilOn: plusDays(plusMonths(fromOn, 1), -1) }
  }
  const startIn = yearStarts(window, facts.startedOn)
  const year = Number(on.slice(0, 4))
  const first = startIn(year) <= on ? year : year - 1
  return { fromOn: startIn(first), untilOn: plusDays(startIn(first + 1), -1) }
}

/** The day a pot's year starts on, in each calendar year. */
const yearStarts = (window: PotDefinition['window'], startedOn: CivilDay): ((year: number) => CivilDay) => {
  const anchorOn =
    window.kind === 'anniversary' ? startedOn : window.kind === 'year_from' ? `2000-${window.monthDay}` : '2000-01-01'
  const anchorYear = Number(anchorOn.slice(0, 4))
  return (year) => plusMonths(anchorOn, (year - anchorYear) * 12)
}

/**
 * The minutes a pot grants for the window that holds a day: the full-time amount, weighted by FTE for each day of employment,
 * times the share of the window that joining and leaving inside it leave over, rounded once.
 * - Several posts of one person add up to at most full time.
 * - `by_month` counts calendar months between joining (or the start) and the end, a part month as a whole one, as GOV.UK's
 *   holiday calculator does.
 * - A day of employment on which HR names no post counts as the next post does: exports often hold only the current one.
 * - Employment ends with the last post, where HR gives no other end.
 */
export const entitlementOf = (claim: Claim, on: CivilDay): Entitlement => {
  const { pot, facts } = claim
  const window = windowOf(pot, facts, on)
  const answer = (minutes: Minutes) => ({ minutes, windowFromOn: window.fromOn, windowUntilOn: window.untilOn })
  const counted = within(employmentOf(claim), window)
  if (counted === null) return answer(0)
  const share = times(averageAmount(claim, counted), shareOf(pot, window, counted))
  return answer(roundedTo(share, stepOf(claim, counted), pot.rounding.to))
}

/** The first and last day that count towards a pot (of the post, where it is held per post); null where there is none. */
export const employmentOf = ({ pot, facts, scopeId }: Claim): OpenPeriod | null => {
  const posts = pot.per === 'post' ? facts.posts.filter((post) => post.id === scopeId) : facts.posts
  if (posts.length === 0) return null
  const postsEndOn = posts.some((post) => post.endsOn === null) ? null : latest(posts.map((post) => post.endsOn ?? ''))
  const ends = [facts.endedOn, postsEndOn].filter((end) => end !== null)
  const fromOn = pot.per === 'post' ? latest([facts.startedOn, posts[0]?.startsOn ?? '']) : facts.startedOn
  return { fromOn, untilOn: ends.length === 0 ? null : earliest(ends) }
}

/** A period that may have no end yet. */
interface OpenPeriod {
  readonly fromOn: CivilDay
  readonly untilOn: CivilDay | null
}

const latest = (days: readonly CivilDay[]): CivilDay => days.reduce((a, b) => (a > b ? a : b))
const earliest = (days: readonly CivilDay[]): CivilDay => days.reduce((a, b) => (a < b ? a : b))

const within = (span: OpenPeriod | null, window: Period): Period | null => {
  if (span === null) return null
  const fromOn = latest([span.fromOn, window.fromOn])
  const untilOn = earliest([span.untilOn ?? window.untilOn, window.untilOn])
  return fromOn <= untilOn ? { fromOn, untilOn } : null
}

const lengthInDays = (period: Period): number => daysBetween(period.fromOn, period.untilOn) + 1

/** The amount for a full window, averaged over the days that count: FTE and posts may change in between. */
const averageAmount = ({ pot, facts, scopeId }: Claim, counted: Period): Fraction => {
  const changes = facts.posts
    .flatMap((post) => [post.startsOn, ...(post.endsOn === null ? [] : [plusDays(post.endsOn, 1)])])
    .filter((day) => counted.fromOn < day && day <= counted.untilOn)
  const starts = [...new Set([counted.fromOn, ...changes])].sort()
  const sum = starts.reduce((total, fromOn, index) => {
    const next = starts[index + 1]
    const days = lengthInDays({ fromOn, untilOn: next === undefined ? counted.untilOn : plusDays(next, -1) })
    return plus(total, times(amountOn(pot, postsCountedOn(facts.posts, fromOn), scopeId), fraction(days)))
  }, zero)
  return times(sum, fraction(1, lengthInDays(counted)))
}

/** The posts held on a day; where HR names none, those that begin next. */
const postsCountedOn = (posts: readonly EntitledPost[], on: CivilDay): readonly EntitledPost[] => {
  const held = posts.filter((post) => post.startsOn <= on && (post.endsOn === null || on <= post.endsOn))
  if (held.length > 0) return held
  const later = posts.filter((post) => post.startsOn > on)
  if (later.length === 0) return []
  const nextOn = earliest(later.map((post) => post.startsOn))
  return later.filter((post) => post.startsOn === nextOn)
}

/** What a full window grants to somebody who holds these posts throughout. */
const amountOn = (pot: PotDefinition, held: readonly EntitledPost[], scopeId: string): Fraction => {
  const counting = pot.per === 'post' ? held.filter((post) => post.id === scopeId) : held
  if (pot.proRata === 'none') return largest(counting.map((post) => fullTimeAmount(pot, post)))
  const heldThousandths = held.reduce((sum, post) => sum + post.fteThousandths, 0)
  return counting.reduce(
    (sum, post) =>
      plus(
        sum,
        times(fullTimeAmount(pot, post), fraction(post.fteThousandths, Math.max(fullTimeThousandths, heldThousandths))),
      ),
    zero,
  )
}

const largest = (amounts: readonly Fraction[]): Fraction => amounts.reduce((a, b) => (compare(a, b) >= 0 ? a : b), zero)

const fullTimeAmount = ({ amount }: PotDefinition, post: EntitledPost): Fraction =>
  amount.unit === 'minutes'
    ? fraction(amount.minutes)
    : times(fraction(amount.dayThousandths, 1000), fraction(post.fullTimeWeekMinutes, daysAWeek))

/** The share of a window that joining and leaving inside it leave over. */
const shareOf = (pot: PotDefinition, window: Period, counted: Period): Fraction => {
  const worked = (rule: PotDefinition['joiners'], part: Period): Fraction => {
    if (rule === 'full' || lengthInDays(part) === lengthInDays(window)) return fraction(1)
    if (rule === 'by_day') return fraction(lengthInDays(part), lengthInDays(window))
    return fraction(monthsIn(part), pot.window.kind === 'month' ? 1 : 12)
  }
  const afterJoining = worked(pot.joiners, { fromOn: counted.fromOn, untilOn: window.untilOn })
  const beforeLeaving = worked(pot.leavers, { fromOn: window.fromOn, untilOn: counted.untilOn })
  const share = minus(plus(afterJoining, beforeLeaving), fraction(1))
  return share.top < 0n ? zero : share
}

/** Calendar months from one day to another, a part month counted whole: 15 March to 31 December is ten. */
const monthsIn = ({ fromOn, untilOn }: Period): number => {
  const monthNumber = (on: CivilDay) => Number(on.slice(0, 4)) * 12 + Number(on.slice(5, 7))
  return monthNumber(untilOn) - monthNumber(fromOn) + (untilOn.slice(8) >= fromOn.slice(8) ? 1 : 0)
}

/** What is rounded to; a day is the longest full-time day among the posts that count. */
const stepOf = ({ pot, facts, scopeId }: Claim, counted: Period): Fraction => {
  const { step } = pot.rounding
  if (typeof step === 'number') return fraction(step)
  const posts = facts.posts.filter((post) => (pot.per === 'post' ? post.id === scopeId : touches(post, counted)))
  const weekMinutes = Math.max(...(posts.length > 0 ? posts : facts.posts).map((post) => post.fullTimeWeekMinutes))
  return fraction(weekMinutes, step === 'day' ? daysAWeek : 2 * daysAWeek)
}

const touches = (post: EntitledPost, period: Period): boolean =>
  post.startsOn <= period.untilOn && (post.endsOn === null || period.fromOn <= post.endsOn)
