// Turns gathered facts into the question a policy is asked. Pure: every fact is in `PersonFacts` or in the proposal already.
import {
  type CivilDay,
  civilDayAt,
  daysBetween,
  fullMonthsBetween,
  type Instant,
  instantAtLocal,
  type Interval,
  type LocalTime,
  minutesBetween,
  type Nation,
  overlaps,
  plusDays,
  type Zone,
} from '../kernel/index.ts'
import { type Account, balanceOn, type LeaveEntry, type LeaveFacts, leavePieces } from '../leave/index.ts'
import { type PersonRecord, type Post, postsHeldOn } from '../people/index.ts'
import type { ActivityFacts, Clash, CompiledPolicy, PostFacts, PotFacts, Question } from '../policy/index.ts'
import type { BookingRecord } from './booking-rows.ts'

/** Everything about one person that a verdict may read, gathered at one moment. */
export interface PersonFacts {
  readonly person: PersonRecord
  readonly posts: readonly Post[]
  readonly holidays: ReadonlySet<CivilDay>
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
  const potFacts = new Map<string, PotFacts>()
  const pot = (potId: string, scopeId: string, on: CivilDay): PotFacts => {
    const key = `${potId} ${scopeId} ${on}`
    const known = potFacts.get(key) ?? potFactsOf(facts, { potId, scopeId, on })
    potFacts.set(key, known)
    return known
  }
  return questionFor({ facts, now, askedOn: civilDayAt(now, facts.person.zone), pot }, proposal)
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
    activity: proposal.activity,
    ...interval,
    startsOn,
    lengthMinutes: minutesBetween(proposal.startsAt, proposal.endsAt),
    noticeDays: daysBetween(askedOn, startsOn),
    pieces: leavePieces({ posts, interval, zone: person.zone, holidays: facts.holidays }),
    clashes: clashesOf(facts, interval, proposal.replacesBookingId),
    pot,
    movedTo: (on) => {
      const moved = moveProposal(proposal, on)
      return moved === null ? null : questionFor(asking, moved)
    },
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

/** The facts of a person that leave is computed from. */
export const leaveFactsOf = ({ person, posts }: Pick<PersonFacts, 'person' | 'posts'>): LeaveFacts => ({
  startedOn: person.startedOn,
  endedOn: person.endedOn,
  posts,
})

const potFactsOf = (facts: PersonFacts, at: { potId: string; scopeId: string; on: CivilDay }): PotFacts => {
  const pot = facts.policy.pots.find((one) => one.id === at.potId)
  if (pot === undefined) throw new Error(`bug: the policy has no pot ${at.potId}`)
  const account = facts.accounts.find((one) => one.pot === at.potId && one.scopeId === at.scopeId)
  const entries = account === undefined ? [] : facts.entries.filter((entry) => entry.accountId === account.id)
  const balance = balanceOn(entries, leaveFactsOf(facts), pot, at.scopeId, at.on)
  return {
    availableMinutes: balance.availableMinutes,
    entitledMinutes: balance.entitledMinutes,
    windowFromOn: balance.windowFromOn,
    windowUntilOn: balance.windowUntilOn,
    usedMinutes: balance.takenMinutes + balance.reservedMinutes,
  }
}
