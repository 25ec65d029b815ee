// What happens to a booking after it was requested: approve, confirm, decline, drop out, cancel. Each is one unit: lock,
// read again, check who may, move the state, give back or keep what is held, tell.
import { findBody } from '../brokerage/index.ts'
import type { Unit } from '../database/index.ts'
import { type Actor, type Answer, Fault } from '../http/index.ts'
import { assertThat, civilDayAt, type Instant } from '../kernel/index.ts'
import { findPerson, managedBy, postsOf } from '../people/index.ts'
import { findVerdict, type Verdict } from '../policy/index.ts'
import { bookingHeaders, bookingView, conflictAnswer, faultOf, reasonOf } from './answers.ts'
import type { BookingRecord } from './booking-rows.ts'
import { findBooking, updateBooking } from './booking-store.ts'
import { doerOf } from './commands.ts'
import { tell } from './events.ts'
import { endBooking, isOverdue, lockAround, theClock } from './holds.ts'
import { nextDecision } from './requests.ts'
import { type BookingCommand, decideBooking, isReleased } from './states.ts'

/** A command to one booking. `reason` is a code from the list of the operation, never free text. */
export interface BookingChange {
  readonly bookingId: string
  readonly actor: Actor
  readonly now: Instant
  readonly requestId: string
  readonly reason?: string
}

/** Who may do what to a booking. */
export type Stand = 'self' | 'manager' | 'hr' | 'broker'

/** How the caller stands to a booking of their tenant; empty for one they must not know of. */
const standsOf = async (
  unit: Unit,
  { actor, now }: Pick<BookingChange, 'actor' | 'now'>,
  booking: BookingRecord,
): Promise<ReadonlySet<Stand>> => {
  const stands = new Set<Stand>()
  if (actor.tenantKind === 'body') {
    if (booking.bodyId === actor.tenantId && actor.roles.has('broker')) stands.add('broker')
    return stands
  }
  if (booking.employerId !== actor.tenantId) return stands
  if (actor.personId !== null && actor.personId === booking.personId) stands.add('self')
  if (actor.roles.has('hr')) stands.add('hr')
  if (actor.personId !== null && actor.roles.has('manager')) {
    const person = await findPerson(unit, booking.employerId, booking.personId)
    const managed = await managedBy(unit, actor.personId, civilDayAt(now, person?.zone ?? 'Etc/UTC'))
    if (booking.approverPersonId === actor.personId || managed.includes(booking.personId)) stands.add('manager')
  }
  return stands
}

/**
 * Locks a booking with all it touches and reads it again; 404 where the caller must not know of it. A booking whose deadline
 * has passed is lapsed here, and the answer says so: that answer commits.
 */
export const openBooking = async (
  unit: Unit,
  change: BookingChange,
): Promise<{ booking: BookingRecord; stands: ReadonlySet<Stand> } | { lapsed: Answer }> => {
  const found = await findBooking(unit, change.bookingId)
  const stands = found === null ? new Set<Stand>() : await standsOf(unit, change, found)
  if (found === null || stands.size === 0) throw new Fault('not-found', 'there is no booking with this id here')
  await lockAround(unit, { personIds: [found.personId], bookingIds: [found.id] })
  const booking = await findBooking(unit, change.bookingId)
  assertThat(booking !== null, 'a booking vanished')
  if (!isOverdue(booking, change.now)) return { booking, stands }
  await endBooking(unit, booking, { state: 'lapsed', doer: theClock, now: change.now })
  return {
    lapsed: conflictAnswer([reasonOf('hold_lapsed', change.actor.locale, { holdUntilAt: booking.holdUntilAt })]),
  }
}

/** A 200 with the booking as it is now. */
const bookingAnswer = (booking: BookingRecord): Answer => ({
  status: 200,
  headers: bookingHeaders(booking),
  body: bookingView(booking),
})

/** A 409 that names the state which does not know the command. */
export const stateConflict = (booking: BookingRecord, change: BookingChange): Answer =>
  conflictAnswer([reasonOf('booking_state', change.actor.locale, { state: booking.state })])

const requireStand = (stands: ReadonlySet<Stand>, allowed: readonly Stand[], what: string): void => {
  if (!allowed.some((stand) => stands.has(stand))) {
    throw new Fault('forbidden', `${what} is for ${allowed.join(' or ')}`)
  }
}

/** Gives one approval: the manager, a stand-in or HR, never the person themselves. The last one sends it on to the body. */
export const approveBooking = async (unit: Unit, change: BookingChange): Promise<Answer> => {
  const opened = await openBooking(unit, change)
  if ('lapsed' in opened) return opened.lapsed
  const { booking } = opened
  const verdict = await verdictOf(unit, booking)
  const approvalsGiven = booking.approvalsGiven + 1
  const next = decideBooking(booking.state, 'approve', {
    needsApproval: approvalsGiven < verdict.approvals.length,
    needsConfirmation: awaitsBody(booking),
    plannedMinutes: 0,
    attendedMinutes: 0,
  })
  // The state before the approver: whoever answers a second time learns what became of it.
  if (next === null) return stateConflict(booking, change)
  requireApprover(change, opened, verdict)
  const body = booking.bodyId === null || !awaitsBody(booking) ? null : await findBody(unit, booking.bodyId)
  const person = await findPerson(unit, booking.employerId, booking.personId)
  assertThat(person !== null, 'the person of a booking vanished')
  const decision = nextDecision({ person, posts: await postsOf(unit, person.id) }, verdict, {
    approvalsGiven,
    answerDays: body?.answerDays ?? null,
    startsAt: booking.startsAt,
    now: change.now,
  })
  return move(
    unit,
    { ...booking, state: next, approvalsGiven, ...decision },
    { change, booking, type: 'booking.approved' },
  )
}

/** A body has to say yes unless it is an own activity, or the session is one that the body itself offered instead. */
const awaitsBody = (booking: BookingRecord): boolean =>
  booking.sessionId !== null && booking.offeredSessionId !== booking.sessionId

const requireApprover = (
  change: BookingChange,
  { booking, stands }: { booking: BookingRecord; stands: ReadonlySet<Stand> },
  verdict: Verdict,
): void => {
  if (stands.has('self')) throw faultOf('forbidden', change.actor.locale, { code: 'own_approval' })
  const fromHr = verdict.approvals[booking.approvalsGiven]?.from === 'hr' || booking.approverPersonId === null
  if (stands.has('hr') || (!fromHr && stands.has('manager'))) return
  throw faultOf('forbidden', change.actor.locale, { code: 'not_the_approver' })
}

const verdictOf = async (unit: Unit, booking: BookingRecord): Promise<Verdict> => {
  const kept = await findVerdict(unit, booking.verdictId)
  assertThat(kept !== null, 'a booking has lost its verdict')
  return kept.verdict
}

/** The body says yes. */
export const confirmBooking = async (unit: Unit, change: BookingChange): Promise<Answer> => {
  const opened = await openBooking(unit, change)
  if ('lapsed' in opened) return opened.lapsed
  const { booking, stands } = opened
  requireStand(stands, ['broker'], 'confirming')
  const next = decideBooking(booking.state, 'confirm', settled)
  if (next === null) return stateConflict(booking, change)
  return move(
    unit,
    { ...booking, state: next, holdUntilAt: null, approverPersonId: null },
    { change, booking, type: 'booking.confirmed' },
  )
}

/** Circumstances of commands whose next state depends on nothing. */
const settled = { needsApproval: false, needsConfirmation: false, plannedMinutes: 0, attendedMinutes: 0 }

/** Writes a locked booking in its next state and tells so. A confirmed booking's invitation goes up by one. */
export const move = async (
  unit: Unit,
  next: BookingRecord,
  how: { change: BookingChange; booking: BookingRecord; type: string; more?: Readonly<Record<string, unknown>> },
): Promise<Answer> => {
  const moved = { ...next, updatedAt: how.change.now }
  await updateBooking(unit, moved)
  const news = {
    booking: moved,
    previousState: how.booking.state,
    doer: doerOf(how.change.actor, how.change.requestId),
    now: how.change.now,
  }
  const reason = how.change.reason === undefined ? {} : { reason: how.change.reason }
  await tell(unit, { type: how.type, ...news, ...reason, ...(how.more === undefined ? {} : { more: how.more }) })
  // An own activity is confirmed by its last approval; whoever waits for "confirmed" hears it like any other.
  if (moved.state === 'confirmed' && how.type !== 'booking.confirmed')
    await tell(unit, { type: 'booking.confirmed', ...news })
  return bookingAnswer(moved)
}

/** The approver or the body says no, with a coded reason; everything held is given back. */
export const declineBooking = (unit: Unit, change: BookingChange): Promise<Answer> =>
  end(unit, change, { command: 'decline', allowed: ['manager', 'hr', 'broker'] })

/** The person drops out before anybody confirmed. */
export const withdrawBooking = (unit: Unit, change: BookingChange): Promise<Answer> =>
  end(unit, change, { command: 'withdraw', allowed: ['self', 'hr'] })

/** A confirmed booking is called off by the person, HR or the body. */
export const cancelBooking = (unit: Unit, change: BookingChange): Promise<Answer> =>
  end(unit, change, { command: 'cancel', allowed: ['self', 'hr', 'broker'] })

/** Dropping out in one tap: a pending booking is withdrawn, a confirmed one cancelled. */
export const dropOut = async (unit: Unit, change: BookingChange): Promise<Answer> => {
  const booking = await findBooking(unit, change.bookingId)
  return booking?.state === 'confirmed' ? cancelBooking(unit, change) : withdrawBooking(unit, change)
}

const endOf = { decline: 'declined', withdraw: 'withdrawn', cancel: 'cancelled' } as const

const end = async (
  unit: Unit,
  change: BookingChange,
  how: { command: Extract<BookingCommand, keyof typeof endOf>; allowed: readonly Stand[] },
): Promise<Answer> => {
  const opened = await openBooking(unit, change)
  if ('lapsed' in opened) return opened.lapsed
  const { booking, stands } = opened
  requireStand(stands, how.allowed, `to ${how.command} a booking`)
  if (how.command === 'decline' && stands.has('self'))
    throw faultOf('forbidden', change.actor.locale, { code: 'own_approval' })
  if (how.command === 'decline' && booking.state === 'awaiting_approval' && stands.has('broker'))
    return stateConflict(booking, change)
  const next = decideBooking(booking.state, how.command, settled)
  if (next === null) return stateConflict(booking, change)
  assertThat(isReleased(next), 'an end that releases nothing')
  const reason = change.reason === undefined ? {} : { reason: change.reason }
  return bookingAnswer(
    await endBooking(unit, booking, {
      state: endOf[how.command],
      doer: doerOf(change.actor, change.requestId),
      now: change.now,
      ...reason,
    }),
  )
}
