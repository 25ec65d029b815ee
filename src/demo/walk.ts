// The path of one booking, as its people walk it: asked too soon and refused, booked, approved and confirmed from links in
// mails, attended, and then seen in leave, points, impact and calendar. Every figure that is printed is one of an answer.
import { writeFile } from 'node:fs/promises'
import { readableMinutes } from '../kernel/index.ts'
import { until } from './api.ts'
import { moveClocks } from './history.ts'
import type { Stage } from './load.ts'
import { mailFor, openLink, press } from './mailbox.ts'
import type { Colleague } from './staff.ts'
import { approvalsText, dayText, findingRows, potRows, timesText } from './telling.ts'
import { body, employer } from './town.ts'

/** What came of it, as the API told it. */
export interface Outcome {
  readonly bookingId: string
  readonly leaveMinutesLeft: number
  readonly points: number
  readonly impact: ImpactFigures
}

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

interface Suggestion {
  readonly sessionId: string
  readonly placementId: string
  readonly title: string
  readonly startsAt: string
  readonly endsAt: string
  readonly leaveMinutes: number
  readonly needsApproval: boolean
  readonly sharedSkills: readonly string[]
  readonly kilometres: number | null
}

interface Today {
  readonly on: string
  readonly minutesLeft: number
  readonly lapsesOn: string | null
  readonly suggestions: readonly Suggestion[]
}

/** A verdict as the API tells it to the person it is about. */
export interface VerdictAnswer {
  readonly outcome: string
  readonly leaveMinutes: number
  readonly earliestOn: string | null
  readonly approvals: readonly { from: string; withinDays: number }[]
  readonly findings: readonly { rule: string; outcome: string; effect: string; message: string }[]
}

interface BookingAnswer {
  readonly id: string
  readonly state: string
  readonly startsAt: string
  readonly endsAt: string
  readonly verdictId: string
  readonly approverPersonId: string | null
  readonly title: string | null
  readonly hostName: string | null
}

/** A balance as the API tells it. */
export interface BalanceAnswer {
  readonly title: string
  readonly entitledMinutes: number
  readonly takenMinutes: number
  readonly reservedMinutes: number
  readonly availableMinutes: number
}

/** Somebody in particular, and the session they are after. */
interface Wish {
  readonly employee: Colleague
  readonly session: Suggestion
}

/** Walks the whole path. */
export const walk = async (stage: Stage): Promise<{ readonly outcome: Outcome; readonly employee: Colleague }> => {
  const { story } = stage
  const wish = await story.step('asking what there is', () => askToday(stage))
  await story.step('asking for a session too soon', () => askTooSoon(stage, wish))
  const booking = await story.step('booking', () => book(stage, wish))
  await story.step('the manager decides', () => approve(stage, wish, booking))
  await story.step('the volunteer centre answers', () => confirm(stage, wish, booking))
  await story.step('the day itself', () => attend(stage, wish, booking))
  const left = await story.step('leave', () => leaveTaken(stage, wish, booking))
  const points = await story.step('points', () => pointsCredited(stage, wish, booking))
  const impact = await story.step('impact', () => impactShown(stage))
  await story.step('the calendar', () => calendarWritten(stage, wish, booking))
  return { outcome: { bookingId: booking.id, leaveMinutesLeft: left, points, impact }, employee: wish.employee }
}

const firstName = ({ name }: Colleague): string => name.split(' ')[0] ?? name

/** Somebody with an ordinary post for whom there is a skill-based placement on a day they work. */
const askToday = async ({ story, random, cast, as }: Stage): Promise<Wish> => {
  for (const employee of random.shuffled(cast.colleagues.filter(({ ordinary }) => ordinary))) {
    const today = await as(employee).get<Today>('/v1/me/today')
    const fitting = today.suggestions.filter((one) => one.needsApproval && one.sharedSkills.length > 0)
    if (fitting.length === 0) continue
    const session = random.pick(fitting)
    story.chapter(`${employee.name} asks what there is (GET /v1/me/today)`)
    const [post] = employee.posts
    story.tell(
      `It is ${dayText(today.on)}. ${employee.name} works in ${employee.department} (${post?.pattern}, FTE ${post?.fte}) and has ${readableMinutes(today.minutesLeft)} of volunteering leave left${today.lapsesOn === null ? '' : `, to be used by ${dayText(today.lapsesOn)}`}. What fits, best first:`,
    )
    story.list(
      today.suggestions.map(
        (one) =>
          `${one.title}, ${dayText(one.startsAt)}, ${timesText(one)}, takes ${readableMinutes(one.leaveMinutes)} of leave, ${one.kilometres ?? '?'} km away; shared skills: ${one.sharedSkills.map((skill) => skill.replace(/^.*\//, '')).join(', ') || 'none asked for'}`,
      ),
    )
    return { employee, session }
  }
  throw new Error('no placement fits anybody: try another seed')
}

const askTooSoon = async ({ story, as }: Stage, { employee, session }: Wish): Promise<void> => {
  const placement = await as(employee).get<{
    title: string
    sessions: { id: string; startsAt: string; endsAt: string }[]
  }>(`/v1/placements/${session.placementId}`)
  const soon = placement.sessions.toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1))[0]
  if (soon === undefined) throw new Error('the placement has no session')
  const verdict = await as(employee).post<VerdictAnswer>('/v1/verdicts', { sessionId: soon.id })
  if (verdict.outcome !== 'refuse') throw new Error(`the verdict is "${verdict.outcome}" where a refusal was due`)
  story.chapter(`${firstName(employee)} would like to go this week, and asks first (POST /v1/verdicts)`)
  story.tell(`"${placement.title}" on ${dayText(soon.startsAt)}, ${timesText(soon)}: ${verdict.outcome}. Why not:`)
  story.list(
    verdict.findings
      .filter(({ outcome, effect }) => outcome === 'failed' && effect === 'refuse')
      .map(({ rule, message }) => `${message} (${rule})`),
  )
  if (verdict.earliestOn !== null) story.tell(`The earliest day that would do: ${dayText(verdict.earliestOn)}.`)
}

const balanceOf = async ({ as }: Stage, employee: Colleague): Promise<BalanceAnswer> => {
  const { balances } = await as(employee).get<{ balances: BalanceAnswer[] }>('/v1/me/balances')
  const [balance] = balances
  if (balance === undefined) throw new Error('there is no balance')
  return balance
}

const book = async (stage: Stage, { employee, session }: Wish): Promise<BookingAnswer> => {
  const { story, as } = stage
  const before = await balanceOf(stage, employee)
  const made = await as(employee).post<{ id: string; state: string }>('/v1/bookings', { sessionId: session.sessionId })
  const booking = await as(employee).get<BookingAnswer>(`/v1/bookings/${made.id}`)
  const verdict = await as(employee).get<VerdictAnswer>(`/v1/verdicts/${booking.verdictId}`)
  const after = await balanceOf(stage, employee)
  story.chapter(`${firstName(employee)} books (POST /v1/bookings)`)
  story.tell(
    `"${booking.title}" at ${booking.hostName}, ${dayText(booking.startsAt)}, ${timesText(booking)}. The verdict is "${verdict.outcome}"${approvalsText(verdict)}. Rule by rule:`,
  )
  story.table(findingRows(verdict))
  story.tell(`The balance before and after:`)
  story.table(potRows(before, after))
  story.tell(
    `The booking now is ${booking.state.replaceAll('_', ' ')}; its seat and its ${readableMinutes(verdict.leaveMinutes)} are held.`,
  )
  return booking
}

/** Opens the one link of a mail that leads to a page, shows what it says, presses a button, and tells what came of it. */
const answerByLink = async (
  { story, places }: Stage,
  wanted: { readonly topic: string; readonly to: string; readonly says: readonly string[]; readonly who: string },
  choice: Readonly<Record<string, string>>,
): Promise<string> => {
  const letter = await mailFor(places.mail, wanted)
  const [url] = letter.links
  if (url === undefined) throw new Error(`the mail ${letter.file} has no link`)
  const page = await openLink(url)
  story.tell(`${wanted.who} finds a mail, "${letter.subject}", and opens its link. The page "${page.title}" says:`)
  story.table(page.facts.map(([label, value]) => [`${label}:`, value] as const))
  const done = await press(url, page, choice)
  story.tell(`Pressing "${choice['action']}" answers: ${done.title}. ${done.notice}`)
  return url
}

const approve = async (stage: Stage, { employee }: Wish, booking: BookingAnswer): Promise<void> => {
  const { story, colleagueOf, hrSystem, as } = stage
  const { approverPersonId } = await hrSystem.get<BookingAnswer>(`/v1/bookings/${booking.id}`)
  if (approverPersonId === null) throw new Error('nobody was asked to approve')
  const approver = colleagueOf(approverPersonId)
  const part = approver.hrId === employee.managerHrId ? 'line manager' : 'stand-in of the manager'
  story.chapter(`${approver.name} decides, as ${part}, from a link in a mail`)
  const wanted = {
    topic: 'approver-asked',
    to: approver.email,
    says: [employee.name, dayText(booking.startsAt)],
    who: approver.name,
  }
  const url = await answerByLink(stage, wanted, { action: 'approve' })
  story.tell('What the manager may see is time and area; this policy does not let managers see the host.')
  story.tell(`The link is used up: opening it once more answers ${(await fetch(url)).status}.`)
  await expectState(stage, as(employee), { booking, state: 'awaiting_confirmation' })
}

const confirm = async (stage: Stage, { employee }: Wish, booking: BookingAnswer): Promise<void> => {
  const { story, places, as } = stage
  story.chapter(`The ${body.name} confirms, from a link in a mail`)
  const wanted = {
    topic: 'body-asked',
    to: body.email,
    says: [employee.name, dayText(booking.startsAt)],
    who: `The ${body.name}`,
  }
  await answerByLink(stage, wanted, { action: 'confirm' })
  await expectState(stage, as(employee), { booking, state: 'confirmed' })
  const letter = await mailFor(places.mail, {
    topic: 'person-confirmed',
    to: employee.email,
    says: [dayText(booking.startsAt)],
  })
  story.tell(
    `${firstName(employee)} gets "${letter.subject}"${letter.invitation ? ', with an invitation for the calendar' : ''}.`,
  )
}

const expectState = async (
  { story }: Stage,
  api: Stage['broker'],
  { booking, state }: { booking: BookingAnswer; state: string },
): Promise<void> => {
  const now = await api.get<BookingAnswer>(`/v1/bookings/${booking.id}`)
  if (now.state !== state) throw new Error(`the booking is ${now.state}, where ${state} was due`)
  story.tell(`The booking now is ${now.state.replaceAll('_', ' ')}.`)
}

const attend = async (stage: Stage, { employee }: Wish, booking: BookingAnswer): Promise<void> => {
  const { story, as } = stage
  story.chapter('The day comes, and the centre records who came')
  const evening = `${booking.startsAt.slice(0, 10)}T19:00:00.000Z`
  await moveClocks(stage, evening)
  story.tell(`Both sandbox clocks move on, to the evening of ${dayText(evening)} (POST /v1/sandbox/clock).`)
  const wanted = {
    topic: 'body-confirmed',
    to: body.email,
    says: [employee.name, dayText(booking.startsAt)],
    who: `The ${body.name}`,
  }
  await answerByLink(stage, wanted, { action: 'record', came: 'all' })
  await expectState(stage, as(employee), { booking, state: 'attended' })
}

const leaveTaken = async (stage: Stage, { employee }: Wish, booking: BookingAnswer): Promise<number> => {
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

const pointsCredited = async (stage: Stage, { employee }: Wish, booking: BookingAnswer): Promise<number> => {
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

const impactShown = async (stage: Stage): Promise<ImpactFigures> => {
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

const calendarWritten = async (stage: Stage, { employee }: Wish, booking: BookingAnswer): Promise<void> => {
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
