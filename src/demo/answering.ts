// The second part of the story: a manager and a volunteer centre answer from links in their mails, by opening a page and
// pressing a button, and the centre records who came.
import type { BookingAnswer, Wish } from './asking.ts'
import { firstName } from './asking.ts'
import { moveClocks } from './history.ts'
import type { Stage } from './load.ts'
import { mailFor, openLink, press } from './mailbox.ts'
import { dayText } from './telling.ts'
import { body } from './town.ts'

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

/** Whoever approves reads a mail, opens its link and agrees. */
export const approve = async (stage: Stage, { employee }: Wish, booking: BookingAnswer): Promise<void> => {
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

/** The volunteer centre reads a mail, opens its link and confirms. */
export const confirm = async (stage: Stage, { employee }: Wish, booking: BookingAnswer): Promise<void> => {
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

/** The day passes, and the volunteer centre records from a link who came. */
export const attend = async (stage: Stage, { employee }: Wish, booking: BookingAnswer): Promise<void> => {
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
