// The policy asked about a wish: for a verdict on request, with nothing locked and nothing kept, and for a booking, where the
// answer is kept. Both gather the same facts.
import type { Reader, Unit } from '../database/index.ts'
import { type Actor, Fault } from '../http/index.ts'
import { type Instant, type Locale, newId, type Reason } from '../kernel/index.ts'
import { decideVerdict, keepVerdict, type Verdict } from '../policy/index.ts'
import { faultOf, reasonOf } from './answers.ts'
import { type BookingWish, ownProposal } from './commands.ts'
import { gatherPerson, gatherSession, proposalOfSession, type SessionFacts } from './gather.ts'
import { type PersonFacts, type Proposal, questionOf } from './questions.ts'

/** What a policy would answer to a wish now, without booking it. */
export const judgeWish = async (
  reader: Reader,
  call: { actor: Actor; wish: BookingWish; now: Instant },
): Promise<{ facts: PersonFacts; verdict: Verdict; reasons: Reason[] }> => {
  const { actor, wish, now } = call
  if (actor.personId === null) {
    throw new Fault('forbidden', 'a verdict is asked by a person, or by a registered client on behalf of one')
  }
  const { session, proposal } = await proposalFor(reader, call)
  const who = { employerId: actor.tenantId, personId: actor.personId }
  const facts = await gatherPerson(reader, who, { now, from: proposal.startsAt })
  requireOwnPosts(facts, wish.postIds, actor.locale)
  const reasons = sessionReasons(session, facts, { now, locale: actor.locale })
  if (session !== null && isFull(session)) reasons.push(fullReason(session, actor.locale))
  return { facts, verdict: decideVerdict(facts.policy, questionOf(facts, proposal, now)), reasons }
}

const isFull = ({ session }: SessionFacts): boolean => session.seatsTaken + session.seatsElsewhere >= session.seats

/** What a wish is about: the session with all around it, or an own activity. */
export const proposalFor = async (
  reader: Reader,
  { actor, wish, now }: { actor: Actor; wish: BookingWish; now: Instant },
): Promise<{ session: SessionFacts | null; proposal: Proposal }> => {
  const options = { postIds: wish.postIds ?? null, replacesBookingId: null }
  if (!('sessionId' in wish)) return { session: null, proposal: ownProposal(wish, actor.locale, options) }
  const session = await gatherSession(reader, { employerId: actor.tenantId, sessionId: wish.sessionId }, now)
  return { session, proposal: proposalOfSession(session, options) }
}

/** A booking releases posts of the person only. */
export const requireOwnPosts = (facts: PersonFacts, postIds: readonly string[] | undefined, locale: Locale): void => {
  const own = new Set(facts.posts.map((post) => post.id))
  const index = (postIds ?? []).findIndex((id) => !own.has(id))
  if (index >= 0) throw faultOf('invalid-request', locale, { code: 'post_not_held', pointer: `/postIds/${index}` })
}

/** Asks the policy and keeps its answer with the version that gave it. */
export const judgeAndKeep = async (
  unit: Unit,
  facts: PersonFacts,
  asked: { proposal: Proposal; now: Instant },
): Promise<{ verdict: Verdict; verdictId: string }> => {
  const verdict = decideVerdict(facts.policy, questionOf(facts, asked.proposal, asked.now))
  const verdictId = newId()
  await keepVerdict(unit, {
    id: verdictId,
    employerId: facts.person.employerId,
    personId: facts.person.id,
    policyVersionId: facts.policyVersionId,
    verdict,
    now: asked.now,
  })
  return { verdict, verdictId }
}

/** What speaks against a session whatever the policy says. Fullness is decided by the last write, not here. */
export const sessionReasons = (
  session: SessionFacts | null,
  facts: PersonFacts,
  { now, locale }: { now: Instant; locale: Locale },
): Reason[] => {
  if (session === null) return []
  const reasons: Reason[] = []
  if (session.session.state !== 'open' || session.placement.state !== 'open')
    reasons.push(reasonOf('session_closed', locale))
  if (session.session.startsAt <= now) reasons.push(reasonOf('session_started', locale))
  if (!session.termsAccepted) reasons.push(reasonOf('terms_not_accepted', locale, { body: session.body.name }))
  if (facts.diary.some((booking) => booking.sessionId === session.session.id))
    reasons.push(reasonOf('already_booked', locale))
  return reasons
}

/** The reason of a session without a free seat. */
export const fullReason = ({ session }: SessionFacts, locale: Locale): Reason =>
  reasonOf('session_full', locale, { seats: session.seats - session.seatsElsewhere })
