// Requesting a booking: the path of one booking through the house, stops 3 to 8. Locks, gathers, asks the policy, then
// records hold, seat and request together, or keeps a refusal with its verdict.
import { takeCapacity } from '../brokerage/index.ts'
import type { Unit } from '../database/index.ts'
import { type Actor, type Answer, Fault } from '../http/index.ts'
import { civilDayAt, type Instant, mondayOf, newId, plusMinutes, type Reason } from '../kernel/index.ts'
import { type Account, appendEntries, openAccounts, reservations } from '../leave/index.ts'
import { approverOf, findPerson, postsOf } from '../people/index.ts'
import { policyInForce, type Verdict } from '../policy/index.ts'
import { bookingHeaders, bookingView, reasonOf, refusalAnswer, refusalReasons, verdictView } from './answers.ts'
import type { BookingRecord, OwnActivity } from './booking-rows.ts'
import { insertBooking, insertOwnActivity } from './booking-store.ts'
import { type BookingWish, doerOf, type OwnWish } from './commands.ts'
import { tell } from './events.ts'
import { gatherPerson, type SessionFacts, wantedAccounts } from './gather.ts'
import { holdsInTheWay, lapseOverdue, lockAround } from './holds.ts'
import { takeSeat } from './placement-store.ts'
import type { PersonFacts, Proposal } from './questions.ts'
import { firstState } from './states.ts'
import { fullReason, judgeAndKeep, proposalFor, requireOwnPosts, sessionReasons } from './verdicts.ts'

/** Everything known about a wish at the moment it is decided. */
interface Case {
  readonly actor: Actor
  readonly wish: BookingWish
  readonly now: Instant
  readonly requestId: string
  readonly facts: PersonFacts
  readonly proposal: Proposal
  readonly session: SessionFacts | null
  readonly verdict: Verdict
  readonly verdictId: string
}

/**
 * Books a session or an own activity for the actor's person. Answers 201 with the booking and its verdict, or 422 with every
 * reason, the verdict's id and the earliest day it would be allowed; a refusal is kept as well.
 */
export const requestBooking = async (
  unit: Unit,
  call: { actor: Actor; wish: BookingWish; now: Instant; requestId: string },
): Promise<Answer> => {
  const personId = call.actor.personId
  if (personId === null)
    throw new Fault('forbidden', 'a booking is made by a person, or by a registered client on behalf of one')
  const locked = await lockFor(unit, { ...call, personId })
  const found = await gatherCase(unit, call, personId)
  const reasons = [
    ...sessionReasons(found.session, found.facts, { now: call.now, locale: call.actor.locale }),
    ...refusalReasons(found.facts.policy, found.verdict, call.actor.locale),
  ]
  if (reasons.length > 0) return recordRefusal(unit, found, reasons)
  return record(unit, found, await accountsFor(unit, found, locked))
}

/** A policy published since the locks may have new pots; the person is locked, so nobody else opens their accounts. */
const accountsFor = async (unit: Unit, { facts }: Case, locked: Locked): Promise<readonly Account[]> => {
  if (locked.policyVersionId === facts.policyVersionId) return locked.accounts
  const { id: personId, employerId } = facts.person
  return openAccounts(unit, { employerId, personId, wanted: wantedAccounts(facts.policy, personId, facts.posts) })
}

/** What was opened and locked, and under which policy. */
interface Locked {
  readonly accounts: readonly Account[]
  readonly policyVersionId: string | null
}

/** Locks the person, their pots, and whatever overdue hold stands in the way; lapses the latter. */
const lockFor = async (
  unit: Unit,
  { actor, wish, now, personId }: { actor: Actor; wish: BookingWish; now: Instant; personId: string },
): Promise<Locked> => {
  const person = await findPerson(unit, actor.tenantId, personId)
  if (person === null) throw new Fault('not-found', 'there is no active person with this id here')
  const inForce = await policyInForce(unit, actor.tenantId, civilDayAt(now, person.zone))
  const wanted = inForce === null ? [] : wantedAccounts(inForce.policy, personId, await postsOf(unit, personId))
  const overdue = await holdsInTheWay(unit, { sessionId: 'sessionId' in wish ? wish.sessionId : null, personId, now })
  let accounts: Account[] = []
  await lockAround(unit, {
    personIds: [personId, ...overdue.map((booking) => booking.personId)],
    bookingIds: overdue.map((booking) => booking.id),
    open: async () => {
      accounts = await openAccounts(unit, { employerId: actor.tenantId, personId, wanted })
    },
  })
  await lapseOverdue(unit, overdue, now)
  return { accounts, policyVersionId: inForce?.id ?? null }
}

const gatherCase = async (
  unit: Unit,
  call: { actor: Actor; wish: BookingWish; now: Instant; requestId: string },
  personId: string,
): Promise<Case> => {
  const { actor, wish, now } = call
  const { session, proposal } = await proposalFor(unit, call)
  const facts = await gatherPerson(unit, { employerId: actor.tenantId, personId }, { now, from: proposal.startsAt })
  requireOwnPosts(facts, wish.postIds, actor.locale)
  return { ...call, facts, proposal, session, ...(await judgeAndKeep(unit, facts, { proposal, now })) }
}

/** Writes hold and seat, or nothing of them: a full session or week undoes the holds and becomes a refusal. */
const record = async (unit: Unit, found: Case, accounts: readonly Account[]): Promise<Answer> => {
  const booking = newBooking(found)
  let full: Reason | null = null
  const booked = await unit.attempt(async () => {
    await writeBooking(unit, found, { booking, accounts })
    full = await takePlace(unit, found)
    return full === null
  })
  if (booked) return created(found, booking)
  if (found.session?.placement.waitingList && 'sessionId' in found.wish && found.wish.joinWaitingList === true)
    return joinWaitingList(unit, found)
  return recordRefusal(unit, found, [full ?? reasonOf('session_full', found.actor.locale, { seats: 0 })])
}

const writeBooking = async (
  unit: Unit,
  found: Case,
  { booking, accounts }: { booking: BookingRecord; accounts: readonly Account[] },
): Promise<void> => {
  const { actor, now, proposal, verdict, wish } = found
  if (booking.ownActivityId !== null) await insertOwnActivity(unit, ownActivityOf(booking, wish as OwnWish, proposal))
  const pieces = verdict.takings.map(({ postId, on, minutes }) => ({ postId, onDay: on, minutes }))
  await insertBooking(unit, booking, mergePieces(pieces))
  await appendEntries(unit, reservations(verdict.takings, accounts, booking.id), {
    actor: doerOf(actor, found.requestId).reference,
    now,
  })
  const doer = doerOf(actor, found.requestId)
  await tell(unit, { type: 'booking.requested', booking, previousState: null, doer, now })
  // Nobody has to say yes to an own activity without leave; whoever waits for "confirmed" hears it all the same.
  if (booking.state === 'confirmed')
    await tell(unit, { type: 'booking.confirmed', booking, previousState: null, doer, now })
}

/** Takes the place in the body's week and then the seat, the hottest row last; answers the reason where one is full. */
const takePlace = async (unit: Unit, { session, actor }: Case): Promise<Reason | null> => {
  if (session === null) return null
  const weekOn = mondayOf(civilDayAt(session.session.startsAt, session.session.zone))
  if (!(await takeCapacity(unit, { body: session.body, weekOn, heads: 1 })))
    return reasonOf('body_week_full', actor.locale, { weekOn })
  if (!(await takeSeat(unit, session.session.id))) {
    return fullReason(session, actor.locale)
  }
  return null
}

const recordRefusal = async (unit: Unit, found: Case, reasons: readonly Reason[]): Promise<Answer> => {
  const { actor, facts, verdict, verdictId, now, requestId } = found
  await unit.note({
    tenantId: actor.tenantId,
    actor: doerOf(actor, requestId).reference,
    onBehalfOf: actor.onBehalfOf,
    action: 'booking.refused',
    subject: 'verdict',
    subjectId: verdictId,
    detail: { reasons: reasons.map((reason) => reason.code), policyVersionId: facts.policyVersionId },
    requestId,
    at: now,
  })
  return refusalAnswer('refused', reasons, {
    verdictId,
    earliestOn: verdict.earliestOn,
    verdict: verdictView(facts.policy, verdict, actor.locale),
  })
}

const created = (found: Case, booking: BookingRecord): Answer => ({
  status: 201,
  headers: { location: `/v1/bookings/${booking.id}`, ...bookingHeaders(booking) },
  body: { ...bookingView(booking), verdict: verdictView(found.facts.policy, found.verdict, found.actor.locale) },
})

const joinWaitingList = async (unit: Unit, found: Case): Promise<Answer> => {
  const booking: BookingRecord = {
    ...newBooking(found),
    state: 'waitlisted',
    approverPersonId: null,
    holdUntilAt: found.proposal.startsAt,
  }
  const pieces = found.verdict.takings.map(({ postId, on, minutes }) => ({ postId, onDay: on, minutes }))
  await insertBooking(unit, booking, mergePieces(pieces))
  await tell(unit, {
    type: 'booking.requested',
    booking,
    previousState: null,
    doer: doerOf(found.actor, found.requestId),
    now: found.now,
  })
  return created(found, booking)
}

/** One row per post and day, whatever pots the minutes came from. */
export const mergePieces = (pieces: readonly { postId: string; onDay: string; minutes: number }[]) => {
  const merged = new Map<string, { postId: string; onDay: string; minutes: number }>()
  for (const piece of pieces) {
    const key = `${piece.postId} ${piece.onDay}`
    merged.set(key, { ...piece, minutes: piece.minutes + (merged.get(key)?.minutes ?? 0) })
  }
  return [...merged.values()]
}

/** Who decides first, and until when: the verdict's next approval, then the body. */
export const nextDecision = (
  facts: Pick<PersonFacts, 'posts' | 'person'>,
  verdict: Verdict,
  at: { approvalsGiven: number; answerDays: number | null; startsAt: Instant; now: Instant },
): { approverPersonId: string | null; holdUntilAt: Instant | null } => {
  const approval = verdict.approvals[at.approvalsGiven]
  const days = approval?.withinDays ?? at.answerDays
  if (days === null || days === undefined) return { approverPersonId: null, holdUntilAt: null }
  const deadline = plusMinutes(at.now, days * 24 * 60)
  return {
    approverPersonId:
      approval?.from === 'manager' ? approverOf(facts.posts, civilDayAt(at.now, facts.person.zone)) : null,
    holdUntilAt: deadline < at.startsAt || at.startsAt <= at.now ? deadline : at.startsAt,
  }
}

const newBooking = (found: Case): BookingRecord => {
  const { session, proposal, verdict, now, facts, actor } = found
  const state = firstState({
    needsApproval: verdict.approvals.length > 0,
    needsConfirmation: session !== null,
    plannedMinutes: 0,
    attendedMinutes: 0,
  })
  const answerDays = session?.body.answerDays ?? null
  return {
    id: newId(),
    employerId: actor.tenantId,
    personId: facts.person.id,
    sessionId: session?.session.id ?? null,
    ownActivityId: session === null ? newId() : null,
    placementId: session?.placement.id ?? null,
    bodyId: session?.body.id ?? null,
    groupId: session?.group.id ?? null,
    state,
    startsAt: proposal.startsAt,
    endsAt: proposal.endsAt,
    leaveMinutes: verdict.leaveMinutes,
    ...nextDecision(facts, verdict, { approvalsGiven: 0, answerDays, startsAt: proposal.startsAt, now }),
    approvalsGiven: 0,
    offeredSessionId: null,
    verdictId: found.verdictId,
    policyVersionId: facts.policyVersionId,
    invitationSequence: 0,
    version: 1,
    requestedAt: now,
    updatedAt: now,
  }
}

const ownActivityOf = (booking: BookingRecord, { ownActivity }: OwnWish, proposal: Proposal): OwnActivity => ({
  id: booking.ownActivityId ?? '',
  employerId: booking.employerId,
  personId: booking.personId,
  title: ownActivity.title,
  hostName: ownActivity.hostName,
  hostOrgId: ownActivity.hostOrgId ?? null,
  hostEmail: ownActivity.hostEmail ?? null,
  causes: ownActivity.causes ?? [],
  startsAt: booking.startsAt,
  endsAt: booking.endsAt,
  zone: proposal.zone,
})
