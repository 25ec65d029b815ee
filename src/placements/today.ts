// "What is left, what comes next, what could I do?" in one call, for the front page of an HR system.
import { findBody, findGroup, linkedBodyIds, noticeDaysFor } from '../brokerage/index.ts'
import type { Reader } from '../database/index.ts'
import { type CivilDay, civilDayAt, type Instant, plusMinutes } from '../kernel/index.ts'
import { placeOf, postsHeldOn, skillsOf } from '../people/index.ts'
import { decideVerdict } from '../policy/index.ts'
import type { BookingRecord } from './booking-rows.ts'
import { gatherPerson, proposalOfSession, wantedAccounts } from './gather.ts'
import { type Match, matchOffers } from './matching.ts'
import { freeSessions, type Offer } from './placement-store.ts'
import { bookOf, type PersonFacts, questionOf } from './questions.ts'
import { activeStates } from './states.ts'

/** How far ahead suggestions look, in minutes: a quarter of a year. */
const suggestionHorizonMinutes = 92 * 24 * 60
/** Sessions read, and verdicts asked, at most: what keeps the call fast on a full calendar. */
const sessionsAtMost = 500
const verdictsAtMost = 12
const suggestionsShown = 3
/** Farther than this is not suggested, in kilometres. */
const farthestKilometres = 50

/** One pot of a person on one day. */
export interface PotLeft {
  readonly pot: string
  readonly title: string
  readonly minutesLeft: number
  /** The day after which what is left can no longer be used; null when it does not lapse. */
  readonly lapsesOn: CivilDay | null
}

/** A session somebody could take, that the policy would not refuse. */
export interface Suggestion extends Match {
  readonly leaveMinutes: number
  /** Whether an approval would be needed. */
  readonly asks: boolean
}

/** The front page of one person. */
export interface Today {
  readonly on: CivilDay
  readonly facts: PersonFacts
  readonly pots: readonly PotLeft[]
  readonly nextBooking: BookingRecord | null
  readonly suggestions: readonly Suggestion[]
}

/** Everything a person wants to see first, at `now`. */
export const todayOf = async (
  reader: Reader,
  who: { employerId: string; personId: string },
  now: Instant,
): Promise<Today> => {
  const facts = await gatherPerson(reader, who, { now, from: now })
  const on = civilDayAt(now, facts.person.zone)
  const nextBooking =
    facts.diary.find((booking) => activeStates.includes(booking.state) && booking.endsAt > now) ?? null
  return { on, facts, pots: potsLeft(facts, on), nextBooking, suggestions: await suggestionsFor(reader, facts, now) }
}

/** What is left in each pot on a day. */
const potsLeft = (facts: PersonFacts, on: CivilDay): PotLeft[] => {
  const held = postsHeldOn(facts.posts, on)
  return wantedAccounts(facts.policy, facts.person.id, held).flatMap(({ pot, scopeId }) => {
    const definition = facts.policy.pots.find((one) => one.id === pot)
    if (definition === undefined) return []
    const balance = bookOf(facts, { potId: pot, scopeId })(on)
    return [{ pot, title: definition.title, minutesLeft: balance.availableMinutes, lapsesOn: balance.lapsesOn }]
  })
}

const suggestionsFor = async (reader: Reader, facts: PersonFacts, now: Instant): Promise<Suggestion[]> => {
  const bodyIds = await linkedBodyIds(reader, facts.person.employerId, now)
  const offers = await freeSessions(reader, {
    bodyIds,
    from: now,
    until: plusMinutes(now, suggestionHorizonMinutes),
    limit: sessionsAtMost,
  })
  const matches = matchOffers(offers, {
    skills: new Set(await skillsOf(reader, facts.person.id)),
    place: await placeOf(reader, facts.person.id, civilDayAt(now, facts.person.zone)),
    withinKilometres: farthestKilometres,
  })
  const suggestions: Suggestion[] = []
  for (const match of matches.slice(0, verdictsAtMost)) {
    const verdict = await verdictOn(reader, { facts, now }, match.offer)
    if (verdict === null || verdict.outcome === 'refuse') continue
    suggestions.push({ ...match, leaveMinutes: verdict.leaveMinutes, asks: verdict.outcome === 'ask' })
    if (suggestions.length === suggestionsShown) break
  }
  return suggestions
}

const verdictOn = async (
  reader: Reader,
  asking: { facts: PersonFacts; now: Instant },
  { session, placement }: Offer,
) => {
  const { facts, now } = asking
  const body = await findBody(reader, session.bodyId)
  const group = await findGroup(reader, placement.groupId)
  if (body === null || group === null) return null
  const proposal = proposalOfSession(
    { session, placement, body, group, termsAccepted: true },
    { postIds: null, replacesBookingId: null },
  )
  return decideVerdict(
    facts.policy,
    questionOf(facts, { ...proposal, activity: { ...proposal.activity, bodyNoticeDays: noticeDaysFor(body, 1) } }, now),
  )
}
