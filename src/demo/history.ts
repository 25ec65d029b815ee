// The month before the story: colleagues book, are approved and confirmed, and give their hours, so that the summary has
// something to sum up. All of it through the API; then both clocks move to the Monday of the story.
import type { PastSession, Stage } from './load.ts'
import type { Colleague } from './staff.ts'
import { body, storyAt } from './town.ts'

/** Bookings of the month before. */
const bookingsAtMost = 12

interface Past {
  readonly bookingId: string
  readonly minutes: number
}

/** Plays the month before, and answers how many hours it came to. */
export const playHistory = async (stage: Stage, sessions: readonly PastSession[]): Promise<void> => {
  const { story, random, cast } = stage
  const people = random.shuffled(cast.colleagues.filter(({ posts }) => posts.length === 1 && posts[0]?.fte === '1'))
  const done: Past[] = []
  for (const [index, session] of random.shuffled(sessions).slice(0, bookingsAtMost).entries()) {
    const colleague = people[index]
    if (colleague === undefined) break
    const past = await story.step(`a booking of the month before, ${index + 1}`, () => book(stage, colleague, session))
    if (past !== null) done.push(past)
  }
  await story.step('moving both clocks', () => moveClocks(stage, storyAt))
  for (const { bookingId, minutes } of done) {
    await story.step('attendance of the month before', () =>
      stage.broker.post(`/v1/bookings/${bookingId}/attendance`, { minutes }),
    )
  }
  const minutes = done.reduce((sum, past) => sum + past.minutes, 0)
  story.tell(
    `In February ${done.length} colleagues booked, their managers agreed, the ${body.name} confirmed, and afterwards recorded that they came: ${Math.floor(minutes / 60)} h ${minutes % 60} min in all. Then both sandbox clocks moved on, to Monday 8 March 2027, 09:00.`,
  )
}

/** One booking up to its confirmation; null where the policy refuses this colleague (an agency worker, for one). */
const book = async (stage: Stage, colleague: Colleague, { sessionId }: PastSession): Promise<Past | null> => {
  const { as, broker, hrSystem, colleagueOf } = stage
  const verdict = await as(colleague).post<{ outcome: string }>('/v1/verdicts', { sessionId })
  if (verdict.outcome === 'refuse') return null
  const { id } = await as(colleague).post<{ id: string }>('/v1/bookings', { sessionId })
  const booking = await hrSystem.get<{ approverPersonId: string | null; startsAt: string; endsAt: string }>(
    `/v1/bookings/${id}`,
  )
  if (booking.approverPersonId !== null) {
    await as(colleagueOf(booking.approverPersonId)).post(`/v1/bookings/${id}/approve`, {})
  }
  await broker.post(`/v1/bookings/${id}/confirm`, {})
  return { bookingId: id, minutes: (Date.parse(booking.endsAt) - Date.parse(booking.startsAt)) / 60_000 }
}

/** Moves the clocks of the council and of the volunteer centre ahead to the same instant. */
export const moveClocks = async ({ hrSystem, broker }: Stage, to: string): Promise<void> => {
  await hrSystem.post('/v1/sandbox/clock', { to })
  await broker.post('/v1/sandbox/clock', { to })
}
