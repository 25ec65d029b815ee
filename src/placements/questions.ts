// Turns gathered facts into the question a policy is asked. Pure: every fact is in `PersonFacts` or in the proposal already.
import {
  type CivilDay,
  civilDayAt,
  daysBetween,
  fullMonthsBetween,
  type Instant,
  type Interval,
  instantAtLocal,
  type LocalTime,
  minutesBetween,
  type Nation,
  overlaps,
  plusDays,
  type Zone,
} from '../kernel/index.ts'
import {
  type Account,
  type Balance,
  type Holidays,
  type LeaveEntry,
  type LeaveFacts,
  leavePieces,
  openBook,
} from '../leave/index.ts'
import { type PersonRecord, type Post, postsHeldOn } from '../people/index.ts'
import type { ActivityFacts, Clash, CompiledPolicy, PostFacts, PotFacts, Question } from '../policy/index.ts'
import type { BookingRecord } from './booking-rows.ts'

/** Everything about one person that a verdict may read, gathered at one moment. */
export interface PersonFacts {
  readonly person: PersonRecord
  readonly posts: readonly Post[]
  /** What is not worked, by the nation of a post or, where it has none, of the person. */
  readonly holidays: Holidays
  readonly leave: LeaveFacts
  readonly policyVersionId: string
  readonly policy: CompiledPolicy
  readonly accounts: readonly Account[]
  readonly entries: readonly LeaveEntry[]
  readonly diary: readonly BookingRecord[]
  readonly busy: readonly Interval[]
}

/** What somebody would like to do, and when, on the wall clock of its place. */
export interface Proposal {
  readonly activity: ActivityFacts
  readonly onDay: CivilDay
  readonly startsLocal: LocalTime
  readonly endsOnDay: CivilDay
  readonly endsLocal: LocalTime
  readonly zone: Zone
  readonly startsAt: Instant
  readonly endsAt: Instant
  /** The posts it would release; null for every post held that day. */
  readonly postIds: readonly string[] | null
  /** A booking that this proposal replaces: it is not in its own way. */
  readonly replacesBookingId: string | null
}

/** The question for a policy: may this person do this, asked now? */
export const questionOf = (facts: PersonFacts, proposal: Proposal, now: Instant): Question => {
  return questionFor({ facts, now, askedOn: civilDayAt(now, facts.person.zone), pot: potsOf(facts) }, proposal)
}

interface Asking {
  readonly facts: PersonFacts
  readonly now: Instant
  readonly askedOn: CivilDay
  readonly pot: Question['pot']
}

const questionFor = (asking: Asking, proposal: Proposal): Question => {
  const { facts, now, askedOn, pot } = asking
  const { person } = facts
  const interval = { startsAt: proposal.startsAt, endsAt: proposal.endsAt }
  const startsOn = civilDayAt(proposal.startsAt, person.zone)
  const posts = postsFor(facts.posts, startsOn, proposal.postIds)
  // Worked out when a rule asks: most days of a search for the earliest one are refused before.
  const pieces = once(() => leavePieces({ posts, interval, zone: person.zone, holidays: facts.holidays }))
  const clashes = once(() => clashesOf(facts, interval, proposal.replacesBookingId))
  return {
    now,
    askedOn,
    person: {
      id: person.id,
      zone: person.zone,
      nation: person.nation as Nation | null,
      startedOn: person.startedOn,
      endedOn: person.endedOn,
      serviceMonths: fullMonthsBetween(person.startedOn, startsOn),
      serviceDays: Math.max(0, daysBetween(person.startedOn, startsOn)),
    },
    posts: posts.map(postFacts),
    postsChangeOn: facts.posts.flatMap((post) => [
      post.startsOn,
      ...(post.endsOn === null ? [] : [plusDays(post.endsOn, 1)]),
    ]),
    activity: proposal.activity,
    ...interval,
    startsOn,
    lengthMinutes: minutesBetween(proposal.startsAt, proposal.endsAt),
    noticeDays: daysBetween(askedOn, startsOn),
    get pieces() {
      return pieces()
    },
    get clashes() {
      return clashes()
    },
    pot,
    movedTo: (on) => {
      const moved = moveProposal(proposal, on)
      return moved === null ? null : questionFor(asking, moved)
    },
  }
}

const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** The same proposal on another day of its place's calendar; null where the clock does not show that time there. */
const moveProposal = (proposal: Proposal, on: CivilDay): Proposal | null => {
  const endsOnDay = plusDays(on, daysBetween(proposal.onDay, proposal.endsOnDay))
  const start = instantAtLocal(on, proposal.startsLocal, proposal.zone)
  const end = instantAtLocal(endsOnDay, proposal.endsLocal, proposal.zone)
  if ('fault' in start || 'fault' in end) return null
  return { ...proposal, onDay: on, endsOnDay, startsAt: start.at, endsAt: end.at }
}

const postsFor = (posts: readonly Post[], on: CivilDay, wanted: readonly string[] | null): Post[] => {
  const held = postsHeldOn(posts, on).filter((post) => wanted === null || wanted.includes(post.id))
  if (held.length > 0) return held
  const last = posts.toSorted((a, b) => (a.endsOn ?? '9999').localeCompare(b.endsOn ?? '9999')).at(-1)
  return last === undefined ? [] : [last]
}

const postFacts = (post: Post): PostFacts => ({
  id: post.id,
  contract: post.contract,
  payBasis: post.payBasis,
  grade: post.grade,
  department: post.department,
  legalEntity: post.legalEntity,
  siteCode: post.siteCode,
  fteThousandths: post.fteThousandths,
  startsOn: post.startsOn,
  endsOn: post.endsOn,
})

const clashesOf = (facts: PersonFacts, interval: Interval, ignored: string | null): Clash[] => [
  ...facts.diary
    .filter((booking) => booking.id !== ignored && overlaps(booking, interval))
    .map(({ startsAt, endsAt }) => ({ kind: 'booking' as const, startsAt, endsAt })),
  ...facts.busy
    .filter((busy) => overlaps(busy, interval))
    .map(({ startsAt, endsAt }) => ({ kind: 'busy' as const, startsAt, endsAt })),
]

/** Opens the book of each account once: a search for the earliest day asks about hundreds of days of it. */
const potsOf = (facts: PersonFacts): Question['pot'] => {
  const books = new Map<string, ReturnType<typeof openBook>>()
  const answers = new Map<string, PotFacts>()
  return (potId, scopeId, on) => {
    const account = `${potId} ${scopeId}`
    const book = books.get(account) ?? bookOf(facts, { potId, scopeId })
    books.set(account, book)
    const known = answers.get(`${account} ${on}`) ?? potFactsOf(book(on))
    answers.set(`${account} ${on}`, known)
    return known
  }
}

/** The book of one pot of a person: its balance on any day. */
export const bookOf = (facts: PersonFacts, of: { potId: string; scopeId: string }): ReturnType<typeof openBook> => {
  const pot = facts.policy.pots.find((one) => one.id === of.potId)
  if (pot === undefined) throw new Error(`bug: the policy has no pot ${of.potId}`)
  const account = facts.accounts.find((one) => one.pot === of.potId && one.scopeId === of.scopeId)
  const entries = account === undefined ? [] : facts.entries.filter((entry) => entry.accountId === account.id)
  return openBook({ entries, facts: facts.leave, pot, scopeId: of.scopeId })
}

const potFactsOf = (balance: Balance): PotFacts => ({
  availableMinutes: balance.availableMinutes,
  entitledMinutes: balance.entitledMinutes,
  windowFromOn: balance.windowFromOn,
  windowUntilOn: balance.windowUntilOn,
  usedMinutes: balance.takenMinutes + balance.reservedMinutes,
})
