// The body's counter-offer: another of its sessions instead of the one asked for. The offered seat is held beside the first
// one until the person answers; accepting asks the policy again, for the new day.
import { takeCapacity } from '../brokerage/index.ts'
import type { Unit } from '../database/index.ts'
import { type Answer, Fault } from '../http/index.ts'
import { civilDayAt, mondayOf } from '../kernel/index.ts'
import { accountsOf, appendEntries, entriesOf, openAccounts, releases, reservations } from '../leave/index.ts'
import type { Verdict } from '../policy/index.ts'
import { conflictAnswer, reasonOf, refusalAnswer, refusalReasons, verdictView } from './answers.ts'
import type { BookingRecord } from './booking-rows.ts'
import { replacePieces } from './booking-store.ts'
import { doerOf } from './commands.ts'
import { type BookingChange, move, openBooking, stateConflict } from './decisions.ts'
import { gatherPerson, gatherSession, proposalOfSession, type SessionFacts, wantedAccounts } from './gather.ts'
import { releaseWeek } from './holds.ts'
import { findSession, releaseSeat, takeSeat } from './placement-store.ts'
import type { PersonFacts } from './questions.ts'
import { mergePieces, nextDecision } from './requests.ts'
import { decideBooking } from './states.ts'
import { judgeAndKeep } from './verdicts.ts'

/** The body offers another of its sessions; its seat and week place are held at once. */
export const offerOtherSession = async (unit: Unit, change: BookingChange & { sessionId: string }): Promise<Answer> => {
  const opened = await openBooking(unit, change)
  if ('lapsed' in opened) return opened.lapsed
  const { booking, stands } = opened
  if (!stands.has('broker')) throw new Fault('forbidden', 'only the body can offer another session')
  const next = decideBooking(booking.state, 'offer', nothing)
  if (next === null) return stateConflict(booking, change)
  const { locale } = change.actor
  if (change.sessionId === booking.sessionId) return conflictAnswer([reasonOf('same_session', locale)])
  const session = await findSession(unit, change.sessionId)
  if (session === null || session.bodyId !== booking.bodyId)
    return conflictAnswer([reasonOf('session_elsewhere', locale)])
  if (session.startsAt <= change.now) return conflictAnswer([reasonOf('session_started', locale)])
  const facts = await gatherSession(unit, { employerId: booking.employerId, sessionId: session.id }, change.now)
  const weekOn = mondayOf(civilDayAt(session.startsAt, session.zone))
  const held = await unit.attempt(
    async () => (await takeCapacity(unit, { body: facts.body, weekOn, heads: 1 })) && takeSeat(unit, session.id),
  )
  if (!held) return conflictAnswer([reasonOf('session_full', locale, { seats: session.seats })])
  const holdUntilAt =
    session.startsAt < (booking.holdUntilAt ?? session.startsAt) ? session.startsAt : booking.holdUntilAt
  return move(
    unit,
    { ...booking, state: next, offeredSessionId: session.id, holdUntilAt },
    { change, booking, type: 'booking.counter_offered', more: { offeredSessionId: session.id } },
  )
}

const nothing = { needsApproval: false, needsConfirmation: false, plannedMinutes: 0, attendedMinutes: 0 }

/**
 * The person takes the offered session: the policy is asked again for its day. Refused, the offer stays open (422); allowed,
 * leave and seat move together.
 */
export const acceptOffer = async (unit: Unit, change: BookingChange): Promise<Answer> => {
  const opened = await openBooking(unit, change)
  if ('lapsed' in opened) return opened.lapsed
  const { booking, stands } = opened
  if (!stands.has('self')) throw new Fault('forbidden', 'only the person can accept another session')
  if (decideBooking(booking.state, 'accept', nothing) === null || booking.offeredSessionId === null)
    return stateConflict(booking, change)
  const session = await gatherSession(
    unit,
    { employerId: booking.employerId, sessionId: booking.offeredSessionId },
    change.now,
  )
  const { facts, verdict, verdictId } = await judgeAgain(unit, { booking, session, change })
  const reasons = refusalReasons(facts.policy, verdict, change.actor.locale)
  if (reasons.length > 0) {
    return refusalAnswer('refused', reasons, {
      verdictId,
      earliestOn: verdict.earliestOn,
      verdict: verdictView(facts.policy, verdict, change.actor.locale),
    })
  }
  const moved = movedBooking(booking, { session, facts, verdict, verdictId, now: change.now })
  await moveHolds(unit, { booking, moved, facts, verdict, change })
  return move(unit, moved, { change, booking, type: 'booking.requested' })
}

const judgeAgain = async (
  unit: Unit,
  { booking, session, change }: { booking: BookingRecord; session: SessionFacts; change: BookingChange },
): Promise<{ facts: PersonFacts; verdict: Verdict; verdictId: string }> => {
  const gathered = await gatherPerson(
    unit,
    { employerId: booking.employerId, personId: booking.personId },
    { now: change.now, from: session.session.startsAt },
  )
  const facts = { ...gathered, entries: withoutBooking(gathered, booking.id) }
  const proposal = proposalOfSession(session, { postIds: null, replacesBookingId: booking.id })
  return { facts, ...(await judgeAndKeep(unit, facts, { proposal, now: change.now })) }
}

/** The ledger as it would be without what a booking holds: its entries and what closed them are left out. */
const withoutBooking = (facts: PersonFacts, bookingId: string): PersonFacts['entries'] =>
  facts.entries.filter((entry) => entry.bookingId !== bookingId)

const movedBooking = (
  booking: BookingRecord,
  {
    session,
    facts,
    verdict,
    verdictId,
    now,
  }: { session: SessionFacts; facts: PersonFacts; verdict: Verdict; verdictId: string; now: string },
): BookingRecord => {
  const state = decideBooking(booking.state, 'accept', { ...nothing, needsApproval: verdict.approvals.length > 0 })
  return {
    ...booking,
    state: state ?? booking.state,
    sessionId: session.session.id,
    placementId: session.placement.id,
    groupId: session.group.id,
    startsAt: session.session.startsAt,
    endsAt: session.session.endsAt,
    leaveMinutes: verdict.leaveMinutes,
    verdictId,
    policyVersionId: facts.policyVersionId,
    approvalsGiven: 0,
    ...nextDecision(facts, verdict, { approvalsGiven: 0, answerDays: null, startsAt: session.session.startsAt, now }),
    invitationSequence: booking.invitationSequence + 1,
  }
}

const moveHolds = async (
  unit: Unit,
  {
    booking,
    moved,
    facts,
    verdict,
    change,
  }: { booking: BookingRecord; moved: BookingRecord; facts: PersonFacts; verdict: Verdict; change: BookingChange },
): Promise<void> => {
  const wanted = wantedAccounts(facts.policy, booking.personId, facts.posts)
  const accounts = await openAccounts(unit, { employerId: booking.employerId, personId: booking.personId, wanted })
  const entries = await entriesOf(
    unit,
    (await accountsOf(unit, booking.personId)).map((account) => account.id),
  )
  const by = { actor: doerOf(change.actor, change.requestId).reference, now: change.now }
  await appendEntries(unit, releases(entries, booking.id), by)
  await appendEntries(unit, reservations(verdict.takings, accounts, booking.id), by)
  await replacePieces(
    unit,
    booking.id,
    mergePieces(verdict.takings.map(({ postId, on, minutes }) => ({ postId, onDay: on, minutes }))),
  )
  if (booking.sessionId !== null && booking.sessionId !== moved.sessionId) {
    await releaseWeek(unit, booking.sessionId)
    await releaseSeat(unit, booking.sessionId)
  }
}
