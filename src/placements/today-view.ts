// The front page of a person as it goes over the wire.
import { Type } from 'typebox'
import type { Reader } from '../database/index.ts'
import { type Actor, CivilDaySchema, cutFor, Fault, Id, InstantSchema, Nullable } from '../http/index.ts'
import type { Instant } from '../kernel/index.ts'
import { BookingSchema } from './schemas.ts'
import { type Suggestion, todayOf } from './today.ts'
import { bookingsFor } from './views.ts'

const SuggestionSchema = Type.Object({
  sessionId: Id,
  placementId: Id,
  bodyId: Id,
  title: Type.String(),
  startsAt: InstantSchema,
  endsAt: InstantSchema,
  zone: Type.String(),
  seatsFree: Type.Integer(),
  leaveMinutes: Type.Integer(),
  needsApproval: Type.Boolean(),
  score: Type.Integer({ description: '0 to 1000' }),
  sharedSkills: Type.Array(Type.String()),
  kilometres: Nullable(Type.Integer()),
})

/** The answer of GET /v1/me/today. */
export const TodaySchema = Type.Object({
  on: CivilDaySchema,
  minutesLeft: Type.Integer({ description: 'In all pots together' }),
  lapsesOn: Nullable(CivilDaySchema),
  pots: Type.Array(
    Type.Object({
      pot: Type.String(),
      title: Type.String(),
      minutesLeft: Type.Integer(),
      lapsesOn: Nullable(CivilDaySchema),
    }),
  ),
  nextBooking: Nullable(BookingSchema),
  suggestions: Type.Array(SuggestionSchema),
})

/** The front page of the caller. */
export const todayAnswer = async (reader: Reader, actor: Actor, now: Instant) => {
  if (actor.personId === null)
    throw new Fault('forbidden', 'this page is a person’s: a registered client names one with Boonday-On-Behalf-Of')
  const today = await todayOf(reader, { employerId: actor.tenantId, personId: actor.personId }, now)
  const lapses = today.pots
    .flatMap((pot) => (pot.minutesLeft > 0 && pot.lapsesOn !== null ? [pot.lapsesOn] : []))
    .sort()
  return cutFor('today', ['self'], {
    on: today.on,
    minutesLeft: today.pots.reduce((sum, pot) => sum + Math.max(0, pot.minutesLeft), 0),
    lapsesOn: lapses[0] ?? null,
    pots: today.pots.map((pot) => cutFor('todayPot', ['self'], pot)),
    nextBooking:
      today.nextBooking === null
        ? null
        : (await bookingsFor(reader, [{ booking: today.nextBooking, viewers: ['self'] }]))[0],
    suggestions: today.suggestions.map((one) => cutFor('suggestion', ['self'], suggestionView(one))),
  })
}

const suggestionView = ({ offer, score, sharedSkills, kilometres, leaveMinutes, asks }: Suggestion) => ({
  sessionId: offer.session.id,
  placementId: offer.placement.id,
  bodyId: offer.placement.bodyId,
  title: offer.placement.title,
  startsAt: offer.session.startsAt,
  endsAt: offer.session.endsAt,
  zone: offer.session.zone,
  seatsFree: offer.session.seats - offer.session.seatsTaken - offer.session.seatsElsewhere,
  leaveMinutes,
  needsApproval: asks,
  score,
  sharedSkills,
  kilometres,
})
