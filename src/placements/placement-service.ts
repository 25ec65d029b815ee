// What a body does with its placements and sessions: offer, edit, add dates, mark seats taken elsewhere, call a session off.
import { findBody, findGroup, findNeed } from '../brokerage/index.ts'
import type { Unit } from '../database/index.ts'
import { type Actor, Fault, requireVersion } from '../http/index.ts'
import { type CivilDay, type Instant, type LocalTime, newId } from '../kernel/index.ts'
import { faultOf } from './answers.ts'
import { bookingsOfSession } from './booking-store.ts'
import { doerOf, localInterval } from './commands.ts'
import { endBooking, lockAround } from './holds.ts'
import {
  findPlacement,
  findSession,
  insertPlacement,
  insertSession,
  type Placement,
  type Session,
  updatePlacement,
  updateSeats,
} from './placement-store.ts'

/** What a broker says of a placement. */
export type PlacementContent = Omit<Placement, 'id' | 'bodyId' | 'version' | 'state'>

/** Who changes something for a body, when, and by which request. */
interface BodyCall {
  readonly actor: Actor
  readonly now: Instant
  readonly requestId: string
}

const noteChange = (
  unit: Unit,
  call: BodyCall,
  what: { action: string; subject: string; subjectId: string; detail?: Record<string, unknown> },
) =>
  unit.note({
    tenantId: call.actor.tenantId,
    actor: doerOf(call.actor, call.requestId).reference,
    at: call.now,
    requestId: call.requestId,
    ...what,
  })

/** Offers a placement of the caller's body for one of its groups, out of a vetted need where one is named. */
export const createPlacement = async (unit: Unit, call: BodyCall, content: PlacementContent): Promise<Placement> => {
  const bodyId = call.actor.tenantId
  const group = await findGroup(unit, content.groupId)
  if (group === null || group.bodyId !== bodyId || group.state !== 'active') {
    throw faultOf('invalid-request', call.actor.locale, { code: 'group_unusable', pointer: '/groupId' })
  }
  if (content.needId !== null)
    await requireVettedNeed(unit, call, { bodyId, groupId: group.id, needId: content.needId })
  const placement: Placement = { ...content, id: newId(), bodyId, state: 'open', version: 1 }
  await insertPlacement(unit, placement)
  await noteChange(unit, call, { action: 'placement.create', subject: 'placement', subjectId: placement.id })
  return placement
}

const requireVettedNeed = async (
  unit: Unit,
  call: BodyCall,
  wanted: { bodyId: string; groupId: string; needId: string },
): Promise<void> => {
  const need = await findNeed(unit, wanted.needId)
  if (need === null || need.bodyId !== wanted.bodyId || need.groupId !== wanted.groupId || need.state !== 'vetted') {
    throw faultOf('invalid-request', call.actor.locale, { code: 'need_unusable', pointer: '/needId' })
  }
}

/** Edits a placement; If-Match says which version. */
export const changePlacement = async (
  unit: Unit,
  call: BodyCall,
  change: {
    placementId: string
    expected: number | null
    content: Partial<Omit<PlacementContent, 'groupId' | 'needId'>> & { state?: 'open' | 'closed' }
  },
): Promise<Placement> => {
  const version = await unit.lock('placement', change.placementId)
  const placement = await findPlacement(unit, change.placementId)
  if (placement === null || version === null || placement.bodyId !== call.actor.tenantId)
    throw new Fault('not-found', 'this body has no placement with this id')
  requireVersion(change.expected, version - 1)
  const changed = { ...placement, ...change.content, version }
  await updatePlacement(unit, changed)
  await noteChange(unit, call, {
    action: 'placement.change',
    subject: 'placement',
    subjectId: placement.id,
    detail: { fields: Object.keys(change.content) },
  })
  return changed
}

/** When a session takes place, on the wall clock of its place. */
export interface SessionTimes {
  readonly onDay: CivilDay
  readonly startsLocal: LocalTime
  /** The day it ends; the day it starts where left out. */
  readonly endsOnDay?: CivilDay
  readonly endsLocal: LocalTime
  /** The body's zone where left out. */
  readonly zone?: string
  readonly seats: number
  readonly seatsElsewhere?: number
}

/** Adds a dated session to a placement. Times that the clock does not show exactly once are refused, never guessed. */
export const addSession = async (
  unit: Unit,
  call: BodyCall,
  wanted: { placementId: string; times: SessionTimes },
): Promise<Session> => {
  const placement = await findPlacement(unit, wanted.placementId)
  const body = await findBody(unit, call.actor.tenantId)
  if (placement === null || body === null || placement.bodyId !== body.id)
    throw new Fault('not-found', 'this body has no placement with this id')
  const { times } = wanted
  const local = {
    onDay: times.onDay,
    startsLocal: times.startsLocal,
    endsOnDay: times.endsOnDay ?? times.onDay,
    endsLocal: times.endsLocal,
    zone: times.zone ?? body.zone,
  }
  const session: Session = {
    id: newId(),
    placementId: placement.id,
    bodyId: body.id,
    ...local,
    ...localInterval(local, { locale: call.actor.locale, pointer: '' }),
    seats: times.seats,
    seatsTaken: 0,
    seatsElsewhere: times.seatsElsewhere ?? 0,
    state: 'open',
    version: 1,
  }
  if (session.seatsElsewhere > session.seats) {
    throw faultOf('invalid-request', call.actor.locale, {
      code: 'seats_elsewhere_too_many',
      pointer: '/seatsElsewhere',
    })
  }
  await insertSession(unit, session)
  await noteChange(unit, call, { action: 'session.create', subject: 'session', subjectId: session.id })
  return session
}

/**
 * Changes seats, marks some as taken elsewhere, or calls the session off; then every booking on it is cancelled and all it held
 * is given back, in the same unit.
 */
export const changeSession = async (
  unit: Unit,
  call: BodyCall,
  change: { sessionId: string; expected: number | null; seats?: number; seatsElsewhere?: number; cancelled?: boolean },
): Promise<Session> => {
  const seen = await findSession(unit, change.sessionId)
  if (seen === null || seen.bodyId !== call.actor.tenantId)
    throw new Fault('not-found', 'this body has no session with this id')
  if (change.cancelled === true) await cancelBookings(unit, call, change.sessionId)
  const version = await unit.lock('session', change.sessionId)
  // Whoever took a seat between the first look and the lock; from here on nobody can.
  if (change.cancelled === true) await cancelBookings(unit, call, change.sessionId)
  const session = await findSession(unit, change.sessionId)
  if (session === null || version === null) throw new Error(`bug: session ${change.sessionId} vanished`)
  // Bookings taken or given back raise the version too, so an editor who asks for an exact version reads the seats afresh.
  requireVersion(change.expected, change.cancelled === true ? seen.version : version - 1)
  const changed: Session = {
    ...session,
    seats: change.seats ?? session.seats,
    seatsElsewhere: change.seatsElsewhere ?? session.seatsElsewhere,
    state: change.cancelled === true ? 'cancelled' : session.state,
  }
  if (changed.seatsTaken + changed.seatsElsewhere > changed.seats) {
    throw faultOf('conflict', call.actor.locale, {
      code: 'seats_too_few',
      figures: { taken: changed.seatsTaken + changed.seatsElsewhere },
    })
  }
  await updateSeats(unit, changed)
  await noteChange(unit, call, {
    action: 'session.change',
    subject: 'session',
    subjectId: session.id,
    detail: { seats: changed.seats, seatsElsewhere: changed.seatsElsewhere, state: changed.state },
  })
  return changed
}

const cancelBookings = async (unit: Unit, call: BodyCall, sessionId: string): Promise<void> => {
  const seen = await bookingsOfSession(unit, sessionId)
  await lockAround(unit, {
    personIds: seen.map((booking) => booking.personId),
    bookingIds: seen.map((booking) => booking.id),
  })
  for (const booking of await bookingsOfSession(unit, sessionId)) {
    const state = booking.state === 'confirmed' ? 'cancelled' : 'declined'
    await endBooking(unit, booking, {
      state,
      doer: doerOf(call.actor, call.requestId),
      now: call.now,
      reason: 'session_called_off',
    })
  }
}
