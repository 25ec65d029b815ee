// Hears what happens to bookings and writes to whoever it concerns: one consumer for each kind of reader, so that one delivery
// is one message, whose id stays the same across retries. A letter about a state that has passed is not sent: the letter of
// the later state says what is true.
import type { Consumer, DeliveryContext, StoredEvent } from '../database/index.ts'
import { plusMinutes, realNow, say } from '../kernel/index.ts'
import { findPerson } from '../people/index.ts'
import type { CalendarEntry } from './calendar.ts'
import { calendarDomain, type NoticesConfig } from './config.ts'
import { bodyRecipient, gatherTelling, personRecipient } from './gather.ts'
import { approverTopic, bodyTopic, type Change, personTopic, type Topic } from './letters.ts'
import type { LinkHolder } from './links.ts'
import { createMailer } from './mailer.ts'
import { noticeFor, ownNotice } from './notice.ts'
import { home, later, type Office, offer, once, type Post, real, send, sendHomeLink } from './post-office.ts'
import { clockShiftOf } from './store.ts'
import { mailTexts } from './texts.ts'

const bookingTypes = [
  'booking.requested',
  'booking.approved',
  'booking.declined',
  'booking.confirmed',
  'booking.counter_offered',
  'booking.withdrawn',
  'booking.cancelled',
  'booking.lapsed',
  'booking.promoted',
]

/** The event by which HR asks for a person's link to be mailed; its data holds the person's id. */
export const linkRequested = 'link.requested'

/** Days after the end in which a body may record who came: a quarter's report can still have it. */
const attendanceDays = 60

/** The consumers of notices. Each has one reader: whoever approves, the body, the person. */
export const noticesConsumers = (config: NoticesConfig): readonly Consumer[] => {
  const office = { config, mailer: createMailer(config.mail) }
  const consumer = (
    reader: string,
    topicOf: (change: Change) => Topic | null,
    write: (office: Office, post: Post) => Promise<void>,
  ): Consumer => ({
    name: `notices.${reader}`,
    types: bookingTypes,
    deliver: async (context, event) => {
      const post = await postOf(context, event, topicOf)
      if (post !== null) await write(office, post)
    },
  })
  return [
    consumer('approver', approverTopic, writeToApprover),
    consumer('body', bodyTopic, writeToBody),
    consumer('person', personTopic, writeToPerson),
    { name: 'notices.link', types: [linkRequested], deliver: (context, event) => mailHomeLink(office, context, event) },
  ]
}

const postOf = async (
  context: DeliveryContext,
  event: StoredEvent,
  topicOf: (change: Change) => Topic | null,
): Promise<Post | null> => {
  const change = changeOf(event)
  const topic = topicOf(change)
  const telling = topic === null ? null : await gatherTelling(context.reader, event.subjectId)
  if (topic === null || telling === null || telling.booking.state !== change.state) return null
  const shift = (await clockShiftOf(context.reader, telling.booking.employerId)) ?? 0
  return { context, event, telling, topic, change, shift }
}

const changeOf = (event: StoredEvent): Change => {
  const { state, previousState } = event.data
  return {
    type: event.type,
    state: typeof state === 'string' ? state : '',
    previousState: typeof previousState === 'string' ? previousState : null,
  }
}

const writeToApprover = async (office: Office, post: Post): Promise<void> => {
  const { booking, managerSees } = post.telling
  if (booking.approverPersonId === null) return
  const holder: LinkHolder = { kind: 'person', id: booking.approverPersonId, employerId: booking.employerId }
  const recipient = await personRecipient(post.context.reader, booking.approverPersonId)
  await send(office, post, {
    recipient,
    seen: noticeFor({ role: 'manager', managerSees }, post.telling.notice),
    links: async () => [await once(office, post, { purpose: 'manager-decides', holder })],
  })
}

const writeToBody = async (office: Office, post: Post): Promise<void> => {
  const { booking, body, notice } = post.telling
  if (body === null) return
  const holder: LinkHolder = { kind: 'body', id: body.id }
  const seen = noticeFor({ role: 'broker' }, notice)
  const entry: CalendarEntry = {
    ...entryOf(office, post, `${booking.id}-body`),
    summary: seen.title ?? say(mailTexts, bodyRecipient(body).locale, 'calendarSummary'),
    location: seen.address ?? null,
  }
  await send(office, post, {
    recipient: bodyRecipient(body),
    seen,
    links: async () => {
      if (post.topic === 'body-asked') return [await once(office, post, { purpose: 'body-decides', holder })]
      if (post.topic !== 'body-confirmed') return []
      const until = later(real(booking.endsAt, post.shift), attendanceDays)
      return [await offer(office, post, { purpose: 'body-records-attendance', holder, use: 'attendance', until })]
    },
    entry,
  })
}

const writeToPerson = async (office: Office, post: Post): Promise<void> => {
  const { booking, notice } = post.telling
  const holder: LinkHolder = { kind: 'person', id: booking.personId, employerId: booking.employerId }
  const recipient = await personRecipient(post.context.reader, booking.personId)
  await send(office, post, {
    recipient,
    seen: ownNotice(notice, booking.state === 'counter_offered'),
    links: async () => {
      const answer =
        post.topic === 'person-counter-offered' ? [await once(office, post, { purpose: 'person-answers', holder })] : []
      return [...answer, await home(office, post, holder)]
    },
    entry: entryOf(office, post, booking.id),
  })
}

/** The calendar entry of a booking, in neutral words. */
const entryOf = (office: Office, { telling }: Post, id: string): CalendarEntry => {
  const { booking, notice } = telling
  return {
    uid: `${id}@${calendarDomain(office.config)}`,
    sequence: booking.invitationSequence,
    changedAt: booking.updatedAt,
    startsAt: booking.startsAt,
    endsAt: booking.endsAt,
    zone: notice.zone,
    summary: '',
    description: null,
    location: null,
  }
}

const mailHomeLink = async (office: Office, context: DeliveryContext, event: StoredEvent): Promise<void> => {
  const person = await findPerson(context.reader, event.tenantId, event.subjectId)
  const minutes = event.data['validMinutes']
  if (person === null || person.state !== 'active' || typeof minutes !== 'number') return
  await sendHomeLink(office, context, {
    recipient: await personRecipient(context.reader, person.id),
    holder: { kind: 'person', id: person.id, employerId: person.employerId },
    zone: person.zone,
    until: plusMinutes(realNow(), minutes),
    shift: (await clockShiftOf(context.reader, person.employerId)) ?? 0,
  })
}
