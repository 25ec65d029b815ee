// The third part of the story: what came of the day, seen in leave, points, impact and calendar. Every figure that is printed
// is one of an answer.
import { writeFile } from 'node:fs/promises'
import { readableMinutes } from '../kernel/index.ts'
import { until } from './api.ts'
import { type BookingAnswer, balanceOf, firstName, type Wish } from './asking.ts'
import type { Stage } from './load.ts'
import { dayText } from './telling.ts'
import { body, employer } from './town.ts'

/** The headline of the employer's summary. */
export interface ImpactFigures {
  readonly people: number
  readonly bookings: number
  readonly minutes: number
  readonly paidMinutes: number
  readonly skilledMinutes: number
}

/** The period of the summary: the first half of the year of the story. */
export const period = { from: '2027-01-01', until: '2027-06-30' } as const

/** Tells what the ledger holds of the booking, and answers the minutes that are left. */
export const leaveTaken = async (stage: Stage, { employee }: Wish, booking: BookingAnswer): Promise<number> => {
  const { story, as } = stage
  const { items } = await as(employee).get<{
    items: { kind: string; minutes: number; effectiveOn: string; bookingId: string | null }[]
  }>('/v1/me/leave-entries')
  const balance = await balanceOf(stage, employee)
  story.chapter('Leave is taken')
  story.tell('The lines of the ledger for this booking; nothing is ever changed or deleted, only added:')
  story.table(
    items
      .filter(({ bookingId }) => bookingId === booking.id)
      .map(
        ({ kind, minutes, effectiveOn }) =>
          [kind, `${minutes > 0 ? '+' : ''}${readableMinutes(minutes)} on ${dayText(effectiveOn)}`] as const,
      ),
  )
  story.tell(
    `${firstName(employee)} has taken ${readableMinutes(balance.takenMinutes)} of ${readableMinutes(balance.entitledMinutes)}, and has ${readableMinutes(balance.availableMinutes)} left.`,
  )
  return balance.availableMinutes
}

/** Waits for the credit, and answers the balance of points. */
export const pointsCredited = async (stage: Stage, { employee }: Wish, booking: BookingAnswer): Promise<number> => {
  const { story, as } = stage
  const points = await until('the credit of points', async () => {
    const answer = await as(employee).get<{
      balancePoints: number
      items: { text: string; points: number; bookingId: string | null }[]
    }>('/v1/me/points')
    return answer.items.some(({ bookingId }) => bookingId === booking.id) ? answer : null
  })
  story.chapter('Points are credited')
  const credits = points.items.filter(({ bookingId }) => bookingId === booking.id)
  const others = points.balancePoints - credits.reduce((sum, credit) => sum + credit.points, 0)
  story.list(credits.map(({ text }) => text))
  const before = others === 0 ? '' : `, ${others} of them from an earlier booking`
  story.tell(`${firstName(employee)} has ${points.balancePoints} points${before}.`)
  return points.balancePoints
}

/** Reads the summary as employer and as body, writes the report, and answers the headline. */
export const impactShown = async (stage: Stage): Promise<ImpactFigures> => {
  const { story, as, cast, broker, places } = stage
  const query = `from=${period.from}&until=${period.until}`
  const csr = as(cast.csr)
  const summary = await csr.get<
    ImpactFigures & {
      groups: number
      needsMet: number
      participationPerMille: number | null
      averageMinutesPerPerson: number
    }
  >(`/v1/impact/summary?${query}`)
  const ofBody = await broker.get<{ people: number; bookings: number; minutes: number }>(`/v1/impact/summary?${query}`)
  story.chapter(`${cast.csr.name} of the CSR team reads the summary (GET /v1/impact/summary)`)
  story.table([
    [
      'people',
      `${summary.people}${summary.participationPerMille === null ? '' : `, ${summary.participationPerMille / 10} % of ${employer.name}`}`,
    ],
    ['bookings', String(summary.bookings)],
    [
      'hours given',
      `${readableMinutes(summary.minutes)}, of them ${readableMinutes(summary.paidMinutes)} in paid time`,
    ],
    ['skilled', readableMinutes(summary.skilledMinutes)],
    ['groups', String(summary.groups)],
    ['needs met', String(summary.needsMet)],
  ])
  story.tell(
    `The ${body.name} reads the same from the same rows: ${ofBody.people} people, ${ofBody.bookings} bookings, ${readableMinutes(ofBody.minutes)}.`,
  )
  await writeFile(places.report, await csr.text(`/v1/impact/report.html?${query}`))
  story.tell(`The report, with charts, its method and its sources: ${places.report}`)
  const { people, bookings, minutes, paidMinutes, skilledMinutes } = summary
  return { people, bookings, minutes, paidMinutes, skilledMinutes }
}

/** Makes a calendar feed, and writes what it answers to a file. */
export const calendarWritten = async (stage: Stage, { employee }: Wish, booking: BookingAnswer): Promise<void> => {
  const { story, as, places } = stage
  const { url } = await as(employee).post<{ url: string }>('/v1/me/calendar-feed')
  const response = await fetch(url)
  const calendar = await response.text()
  if (!calendar.includes(booking.id)) throw new Error('the booking is not in the calendar')
  await writeFile(places.calendar, calendar)
  story.chapter(`${firstName(employee)} subscribes to a calendar (POST /v1/me/calendar-feed)`)
  story.tell(
    `At a secret address, which ${firstName(employee)} can renew or end; what it answers now: ${places.calendar}`,
  )
}
