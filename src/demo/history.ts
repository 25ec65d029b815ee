// The two months before the story: colleagues book, are approved and confirmed, and give their hours, so that the summary has
// something to sum up. All of it through the API; then both clocks move to the Monday of the story.
import { readableMinutes } from '../kernel/index.ts'
import type { PastSession, Stage } from './load.ts'
import type { Colleague } from './staff.ts'
import { dayText } from './telling.ts'
import { body, storyAt } from './town.ts'

/** Enough for most lines of the report to stand for five people or more, below which it shows none. */
const bookingsAtMost = 30

interface Past {
  readonly bookingId: string
  readonly minutes: number
}

/** Plays the two months before the story. */
export const playHistory = async (stage: Stage, sessions: readonly PastSession[]): Promise<void> => {
  const { story, random, cast } = stage
  const people = random.shuffled(cast.colleagues.filter(isBooking))
  const done: Past[] = []
  for (const [index, session] of random.shuffled(sessions).slice(0, bookingsAtMost).entries()) {
    const colleague = people[index]
    if (colleague === undefined) break
    const past = await story.step(`booking ${index + 1} of the months before`, () => book(stage, colleague, session))
    done.push(past)
    story.progress('bookings of the months before', done.length, bookingsAtMost)
  }
  await story.step('moving both clocks', () => moveClocks(stage, storyAt))
  for (const [index, { bookingId, minutes }] of done.entries()) {
    story.progress('attendance of the months before', index, done.length)
    await story.step('attendance of the months before', () =>
      stage.broker.post(`/v1/bookings/${bookingId}/attendance`, { minutes }),
    )
  }
  const minutes = done.reduce((sum, past) => sum + past.minutes, 0)
  story.tell(
    `In January and February ${done.length} colleagues booked, their managers agreed where leave was taken, the ${body.name} confirmed, and afterwards recorded that they came: ${readableMinutes(minutes)} in all. Then both sandbox clocks moved on, to ${dayText(storyAt)}.`,
  )
}

/** Whoever the policy covers and an own post says when they work. */
const isBooking = ({ posts }: Colleague): boolean =>
  posts.length === 1 && posts.every(({ contract }) => contract !== 'agency' && contract !== 'casual')

/** One booking up to its confirmation. */
const book = async (stage: Stage, colleague: Colleague, { sessionId }: PastSession): Promise<Past> => {
  const { as, broker, hrSystem, colleagueOf, cast } = stage
  const { id } = await as(colleague).post<{ id: string }>('/v1/bookings', { sessionId })
  const booking = await hrSystem.get<{
    state: string
    approverPersonId: string | null
    startsAt: string
    endsAt: string
  }>(`/v1/bookings/${id}`)
  if (booking.state === 'awaiting_approval') {
    // Where nobody manages somebody, HR decides.
    const approver = booking.approverPersonId === null ? cast.hr : colleagueOf(booking.approverPersonId)
    await as(approver).post(`/v1/bookings/${id}/approve`, {})
  }
  await broker.post(`/v1/bookings/${id}/confirm`, {})
  return { bookingId: id, minutes: (Date.parse(booking.endsAt) - Date.parse(booking.startsAt)) / 60_000 }
}

/** Moves the clocks of the council and of the volunteer centre ahead to the same instant. */
export const moveClocks = async ({ hrSystem, broker }: Stage, to: string): Promise<void> => {
  await hrSystem.post('/v1/sandbox/clock', { to })
  await broker.post('/v1/sandbox/clock', { to })
}
