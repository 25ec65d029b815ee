// The path of one booking, as its people walk it: asked too soon and refused, booked, approved and confirmed from links in
// mails, attended, and then seen in leave, points, impact and calendar.
import { approve, attend, confirm } from './answering.ts'
import { askToday, askTooSoon, book } from './asking.ts'
import type { Stage } from './load.ts'
import { calendarWritten, type ImpactFigures, impactShown, leaveTaken, pointsCredited } from './results.ts'
import type { Colleague } from './staff.ts'

/** What came of it, as the API told it. */
export interface Outcome {
  readonly bookingId: string
  readonly leaveMinutesLeft: number
  readonly points: number
  readonly impact: ImpactFigures
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
