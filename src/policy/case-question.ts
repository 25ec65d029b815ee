// Makes the question of a case from its short form. What a case does not say has a plain default: one permanent full-time
// post since 2015, a registered host, a free diary, plenty in every pot. Pure.
import {
  type CivilDay,
  daysBetween,
  fullMonthsBetween,
  type Instant,
  instantAtLocal,
  isCivilDay,
  type Minutes,
  type Nation,
  plusDays,
  plusMinutes,
  plusMonths,
} from '../kernel/index.ts'
import type { CaseDocument, CaseFacts } from './case-document.ts'
import type { PotDefinition, PotWindow } from './pot.ts'
import { minutesOf } from './quantity.ts'
import type { ActivityFacts, LeavePiece, PostFacts, PotFacts, Question } from './question.ts'

const personId = 'person'
/** A pot that a case says nothing of never runs out. */
const plentyMinutes = 100_000

/** A case with its defaults filled in. */
export type FilledCase = CaseFacts & Pick<CaseDocument, 'expect'> & { readonly on: CivilDay }

/** A case over the defaults of its file: person, activity and pots are merged key by key, everything else is replaced. */
export const fillCase = (one: CaseDocument, defaults: CaseFacts): CaseFacts & Pick<CaseDocument, 'expect'> => ({
  ...defaults,
  ...one,
  person: { ...defaults.person, ...one.person },
  activity: { ...defaults.activity, ...one.activity },
  pots: { ...defaults.pots, ...one.pots },
})

/** What is wrong with the days of a case; null where nothing is. */
export const faultOfCase = (facts: CaseFacts, pots: readonly PotDefinition[]): string | null => {
  if (facts.on === undefined) return 'the case says no day: write "on: 2026-05-12", in the case or in the defaults'
  const days = [facts.on, facts.asked, facts.person?.started, facts.person?.ended]
  const wrong = days.find((on) => on !== undefined && !isCivilDay(on))
  if (wrong !== undefined) return `"${wrong}" is not a day of the calendar`
  const unknown = Object.keys(facts.pots ?? {}).find((id) => !pots.some((pot) => pot.id === id))
  return unknown === undefined ? null : `there is no pot "${unknown}" in this policy`
}

const startedOf = (facts: CaseFacts): CivilDay => facts.person?.started ?? '2015-01-01'
const minutes = (text: string | undefined, otherwise: Minutes): Minutes =>
  text === undefined ? otherwise : (minutesOf(text) ?? 0)

/** The posts of a case, with what entitlements need of them besides. */
export const postsOfCase = (facts: CaseFacts): (PostFacts & { fullTimeWeekMinutes: Minutes })[] =>
  (facts.posts ?? [{}]).map((post, index) => ({
    id: post.id ?? `post-${index + 1}`,
    contract: post.contract ?? 'permanent',
    payBasis: post['pay-basis'] ?? 'salaried',
    grade: post.grade ?? null,
    department: post.department ?? null,
    legalEntity: post['legal-entity'] ?? null,
    siteCode: post.site ?? null,
    fteThousandths: Math.round((post.fte ?? 1) * 1000),
    fullTimeWeekMinutes: minutes(post['full-time-week'], 37 * 60),
    startsOn: post.starts ?? startedOf(facts),
    endsOn: post.ends ?? null,
  }))

/** The days on which a post begins, and on which it is over. */
const changesOf = (post: PostFacts): CivilDay[] => [
  post.startsOn,
  ...(post.endsOn === null ? [] : [plusDays(post.endsOn, 1)]),
]

const activityOf = ({ activity = {} }: CaseFacts): ActivityFacts => {
  const kind = activity.kind ?? 'placement'
  return {
    kind,
    causes: activity.causes ?? [],
    skills: activity.skills ?? [],
    remote: activity.remote ?? false,
    areaCode: activity.area ?? null,
    bodyId: activity.body ?? (kind === 'placement' ? 'body' : null),
    groupId: activity.group ?? null,
    orgIds: activity['org-ids'] ?? ['GB-CHC-1234567'],
    vouched: activity.vouched ?? false,
    bodyNoticeDays: activity['body-notice'] ?? 0,
    tags: activity.tags ?? [],
  }
}

const piecesOf = (facts: CaseFacts, on: CivilDay, shiftDays: number): LeavePiece[] => {
  const firstPost = postsOfCase(facts)[0]?.id ?? ''
  if (facts.pieces !== undefined) {
    return facts.pieces.map((piece) => ({
      on: plusDays(piece.on, shiftDays),
      postId: piece.post ?? firstPost,
      minutes: minutes(piece.minutes, 0),
      scheduledMinutes: minutes(piece.day, minutes(piece.minutes, 0)),
    }))
  }
  if (facts.leave === 'none') return []
  const taken = minutes(facts.leave, lengthOf(facts))
  return [{ on, postId: firstPost, minutes: taken, scheduledMinutes: minutes(facts.day, taken) }]
}

const lengthOf = (facts: CaseFacts): Minutes => minutes(facts.length, 7 * 60)

/** The first day of the window that holds a day. */
const windowStart = (window: PotWindow, startedOn: CivilDay, on: CivilDay): CivilDay => {
  if (window.kind === 'month') return `${on.slice(0, 7)}-01`
  const start =
    window.kind === 'year_from' ? `2000-${window.monthDay}` : window.kind === 'anniversary' ? startedOn : '2000-01-01'
  const years = Number(on.slice(0, 4)) - Number(start.slice(0, 4))
  const thisYear = plusMonths(start, years * 12)
  return thisYear <= on ? thisYear : plusMonths(start, (years - 1) * 12)
}

const potFactsOf = (facts: FilledCase, pot: PotDefinition, on: CivilDay): PotFacts => {
  const said = facts.pots?.[pot.id]
  const pots = typeof said === 'string' ? { available: said } : said
  const windowFromOn = windowStart(pot.window, startedOf(facts), on)
  const availableMinutes = minutes(pots?.available, plentyMinutes)
  const later = windowFromOn > windowStart(pot.window, startedOf(facts), facts.on)
  const months = pot.window.kind === 'month' ? 1 : 12
  return {
    availableMinutes: later ? minutes(pots?.next, availableMinutes) : availableMinutes,
    entitledMinutes: minutes(pots?.entitled, availableMinutes),
    windowFromOn,
    windowUntilOn: plusDays(plusMonths(windowFromOn, months), -1),
    usedMinutes: later ? 0 : minutes(pots?.used, 0),
  }
}

/** The instants of wall clocks, each worked out once for all cases of a file. */
export class WallClocks {
  readonly #known = new Map<string, Instant | null>()

  /** Null where that clock skips the time on that day, or shows it twice. */
  at(zone: string, on: CivilDay, time: string): Instant | null {
    const key = `${zone} ${on} ${time}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const local = instantAtLocal(on, time, zone)
    const at = 'at' in local ? local.at : null
    this.#known.set(key, at)
    return at
  }
}

/** What all questions of one case share, whatever the day. */
interface CaseFrame {
  readonly facts: FilledCase
  readonly pots: readonly PotDefinition[]
  readonly clocks: WallClocks
  readonly posts: readonly PostFacts[]
  readonly activity: ActivityFacts
  readonly zone: string
  readonly askedOn: CivilDay
  readonly now: Instant
}

/** The question of a case; null where the clock skips or repeats its start. */
export const questionOf = (facts: FilledCase, pots: readonly PotDefinition[], clocks: WallClocks): Question | null => {
  const zone = facts.person?.zone ?? 'Europe/London'
  const askedOn = facts.asked ?? plusDays(facts.on, -30)
  const now = clocks.at(zone, askedOn, '12:00')
  if (now === null) return null
  const posts = postsOfCase(facts)
  return questionOn({ facts, pots, clocks, posts, activity: activityOf(facts), zone, askedOn, now }, facts.on)
}

/** Works out what takes time only when a rule asks: a search for the earliest day asks little of most days. */
const questionOn = (frame: CaseFrame, on: CivilDay): Question | null => {
  const { facts, pots, clocks, posts, zone, askedOn } = frame
  const startsAt = clocks.at(zone, on, facts.start ?? '09:00')
  if (startsAt === null) return null
  const held = posts.filter((post) => post.startsOn <= on && (post.endsOn === null || on <= post.endsOn))
  const kinds = on === facts.on ? (facts.clashes ?? []) : []
  return {
    now: frame.now,
    askedOn,
    get person() {
      return personOf(facts, zone, on)
    },
    posts: held.length > 0 ? held : posts.slice(-1),
    get postsChangeOn() {
      return posts.flatMap(changesOf).filter((day) => day > askedOn)
    },
    activity: frame.activity,
    startsAt,
    get endsAt() {
      return plusMinutes(startsAt, lengthOf(facts))
    },
    startsOn: on,
    lengthMinutes: lengthOf(facts),
    get noticeDays() {
      return daysBetween(askedOn, on)
    },
    get pieces() {
      return piecesOf(facts, on, facts.pieces === undefined ? 0 : daysBetween(facts.on, on))
    },
    get clashes() {
      return kinds.map((kind) => ({ kind, startsAt, endsAt: plusMinutes(startsAt, lengthOf(facts)) }))
    },
    pot: (potId, _scopeId, day) => {
      const pot = pots.find((one) => one.id === potId)
      if (pot === undefined) throw new Error(`bug: no pot "${potId}"`)
      return potFactsOf(facts, pot, day)
    },
    movedTo: (day) => questionOn(frame, day),
  }
}

const personOf = (facts: FilledCase, zone: string, on: CivilDay): Question['person'] => ({
  id: personId,
  zone,
  nation: (facts.person?.nation as Nation | undefined) ?? null,
  startedOn: startedOf(facts),
  endedOn: facts.person?.ended ?? null,
  get serviceMonths() {
    return Math.max(0, fullMonthsBetween(startedOf(facts), on))
  },
  get serviceDays() {
    return Math.max(0, daysBetween(startedOf(facts), on))
  },
})
