// The waiting list: when a seat comes free, the person who has waited longest is asked for again, by the policy of today. A
// wish the policy now refuses lapses, and the next one follows.
import { takeCapacity } from '../brokerage/index.ts'
import type { Consumer, Unit } from '../database/index.ts'
import { civilDayAt, type Instant, mondayOf } from '../kernel/index.ts'
import { appendEntries, openAccounts, reservations } from '../leave/index.ts'
import type { BookingRecord } from './booking-rows.ts'
import { findBooking, firstWaiting, replacePieces, updateBooking } from './booking-store.ts'
import { tell } from './events.ts'
import { gatherPerson, gatherSession, proposalOfSession, wantedAccounts } from './gather.ts'
import { endBooking, lockAround, theClock } from './holds.ts'
import { findSession, takeSeat } from './placement-store.ts'
import { mergePieces, nextDecision } from './requests.ts'
import { decideBooking } from './states.ts'
import { judgeAndKeep } from './verdicts.ts'

/** Hears that a seat came free. */
export const waitingListConsumer: Consumer = {
  name: 'waiting-list',
  types: ['booking.declined', 'booking.withdrawn', 'booking.cancelled', 'booking.lapsed'],
  handle: async (unit, event) => {
    const sessionId = event.data['sessionId']
    if (typeof sessionId === 'string') await promoteWaiting(unit, sessionId, event.occurredAt)
  },
}

/** Gives a session's free seats to those who wait, longest first, until there is no seat or nobody left. */
const promoteWaiting = async (unit: Unit, sessionId: string, now: Instant): Promise<void> => {
  for (;;) {
    const waiting = await firstWaiting(unit, sessionId)
    const session = await findSession(unit, sessionId)
    if (waiting === null || session === null || session.seatsTaken + session.seatsElsewhere >= session.seats) return
    await lockAround(unit, { personIds: [waiting.personId], bookingIds: [waiting.id] })
    const booking = await findBooking(unit, waiting.id)
    if (booking === null || booking.state !== 'waitlisted') continue
    const promoted = session.startsAt > now && (await unit.attempt(() => promote(unit, booking, now)))
    if (!promoted) await endBooking(unit, booking, { state: 'lapsed', doer: theClock, now })
  }
}

const promote = async (unit: Unit, booking: BookingRecord, now: Instant): Promise<boolean> => {
  const session = await gatherSession(unit, { employerId: booking.employerId, sessionId: booking.sessionId ?? '' }, now)
  const facts = await gatherPerson(unit, booking, { now, from: booking.startsAt })
  const proposal = proposalOfSession(session, { postIds: null, replacesBookingId: booking.id })
  const { verdict, verdictId } = await judgeAndKeep(unit, facts, { proposal, now })
  const state = decideBooking(booking.state, 'promote', {
    needsApproval: verdict.approvals.length > 0,
    needsConfirmation: true,
    plannedMinutes: 0,
    attendedMinutes: 0,
  })
  if (verdict.outcome === 'refuse' || state === null || !session.termsAccepted) return false
  const accounts = await openAccounts(unit, {
    employerId: booking.employerId,
    personId: booking.personId,
    wanted: wantedAccounts(facts.policy, booking.personId, facts.posts),
  })
  const promoted: BookingRecord = {
    ...booking,
    state,
    leaveMinutes: verdict.leaveMinutes,
    verdictId,
    policyVersionId: facts.policyVersionId,
    ...nextDecision(facts, verdict, {
      approvalsGiven: 0,
      answerDays: session.body.answerDays,
      startsAt: booking.startsAt,
      now,
    }),
    updatedAt: now,
  }
  await updateBooking(unit, promoted)
  await replacePieces(
    unit,
    booking.id,
    mergePieces(verdict.takings.map(({ postId, on, minutes }) => ({ postId, onDay: on, minutes }))),
  )
  await appendEntries(unit, reservations(verdict.takings, accounts, booking.id), { actor: theClock.reference, now })
  await tell(unit, { type: 'booking.promoted', booking: promoted, previousState: 'waitlisted', doer: theClock, now })
  const weekOn = mondayOf(civilDayAt(session.session.startsAt, session.session.zone))
  return (
    (await takeCapacity(unit, { body: session.body, weekOn, heads: 1 })) && (await takeSeat(unit, session.session.id))
  )
}
