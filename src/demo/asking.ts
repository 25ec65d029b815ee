// The first part of the story: somebody asks what there is, asks for a day too soon and is refused, and books another. Every
// figure that is printed is one of an answer.
import { readableMinutes } from '../kernel/index.ts'
import type { Stage } from './load.ts'
import type { Colleague } from './staff.ts'
import { approvalsText, dayText, findingRows, potRows, timesText } from './telling.ts'

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

/** A booking as the API tells it to whoever may see it. */
export interface BookingAnswer {
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
export interface Wish {
  readonly employee: Colleague
  readonly session: Suggestion
}

/** What colleagues call somebody. */
export const firstName = ({ name }: Colleague): string => name.split(' ')[0] ?? name

/** Finds somebody with an ordinary post for whom there is a skill-based placement on a day they work. */
export const askToday = async ({ story, random, cast, as }: Stage): Promise<Wish> => {
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

/** Asks what the policy would say to a day this week: no, with the reasons and the earliest day that would do. */
export const askTooSoon = async ({ story, as }: Stage, { employee, session }: Wish): Promise<void> => {
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

/** What somebody has left today. */
export const balanceOf = async ({ as }: Stage, employee: Colleague): Promise<BalanceAnswer> => {
  const { balances } = await as(employee).get<{ balances: BalanceAnswer[] }>('/v1/me/balances')
  const [balance] = balances
  if (balance === undefined) throw new Error('there is no balance')
  return balance
}

/** Books, and tells the verdict rule by rule and the balance before and after. */
export const book = async (stage: Stage, { employee, session }: Wish): Promise<BookingAnswer> => {
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
