// Turns what a letter says into a message that leaves: its links are made, its calendar part is written, and it is handed to
// the mailer under the delivery's id.
import type { DeliveryContext, StoredEvent } from '../database/index.ts'
import { type Instant, instantFromMillis, millisOf, realNow, say, type Zone } from '../kernel/index.ts'
import { type CalendarEntry, cancellationOf, invitationOf } from './calendar.ts'
import { linkUrl, type NoticesConfig } from './config.ts'
import type { Recipient, Telling } from './gather.ts'
import { htmlOf, textOf } from './letter.ts'
import { type Change, endsInvitation, type OfferedLink, type Topic, writeLetter } from './letters.ts'
import { type LinkHolder, type LinkPurpose, makeLink } from './links.ts'
import type { Mailer, Message } from './mailer.ts'
import type { SeenNotice } from './notice.ts'
import { mailTexts } from './texts.ts'

const dayMillis = 24 * 60 * 60 * 1000
/** Days a person's own page can be opened from a mail: as long as the booking it tells of, and at least this. */
const homeDays = 14

/** Where letters are sent from. */
export interface Office {
  readonly config: NoticesConfig
  readonly mailer: Mailer
}

/** One change of a booking that a letter is due for. */
export interface Post {
  readonly context: DeliveryContext
  readonly event: StoredEvent
  readonly telling: Telling
  readonly topic: Topic
  readonly change: Change
  /** Milliseconds the employer's clock is ahead of real time. */
  readonly shift: number
}

/** A letter that is to be written. */
export interface Draft {
  readonly recipient: Recipient
  readonly seen: SeenNotice
  /** Made only when the letter is really sent. */
  links(): Promise<readonly OfferedLink[]>
  readonly entry?: CalendarEntry
}

/** Writes a letter and sends it; without a mailbox nothing is due. */
export const send = async (office: Office, post: Post, draft: Draft): Promise<void> => {
  const { recipient, seen, entry } = draft
  if (recipient.mailbox === null) return
  const { locale } = recipient
  const { reason } = post.event.data
  const letter = writeLetter({
    locale,
    topic: post.topic,
    readerName: recipient.name,
    seen,
    reason: typeof reason === 'string' ? reason : null,
    links: await draft.links(),
  })
  const calendar = entry === undefined ? undefined : calendarOf(office, post.change, { entry, recipient })
  await office.mailer.send({
    deliveryId: post.context.deliveryId,
    topic: post.topic,
    to: recipient.mailbox,
    subject: letter.subject,
    text: textOf(letter),
    html: htmlOf(letter),
    ...(calendar === undefined ? {} : { calendar }),
  })
}

const calendarOf = (
  office: Office,
  change: Change,
  { entry, recipient }: { entry: CalendarEntry; recipient: Recipient },
): Message['calendar'] => {
  if (recipient.mailbox === null) return undefined
  const parties = { organizer: office.mailer.from, attendee: recipient.mailbox }
  const worded = {
    ...entry,
    summary: entry.summary || say(mailTexts, recipient.locale, 'calendarSummary'),
    description: say(mailTexts, recipient.locale, 'calendarDescription'),
  }
  if (change.state === 'confirmed') return { method: 'REQUEST', content: invitationOf(worded, parties) }
  return endsInvitation(change) ? { method: 'CANCEL', content: cancellationOf(worded, parties) } : undefined
}

/** Business time of a tenant as real time: tokens live by the latter. */
export const real = (at: Instant, shift: number): Instant => instantFromMillis(millisOf(at) - shift)

/** So many days later. */
export const later = (at: Instant, days: number): Instant => instantFromMillis(millisOf(at) + days * dayMillis)

/** A link that takes one answer, for as long as the answer is waited for. */
export const once = (
  office: Office,
  post: Post,
  link: { purpose: LinkPurpose; holder: LinkHolder },
): Promise<OfferedLink> => {
  const { holdUntilAt, startsAt } = post.telling.booking
  return offer(office, post, { ...link, use: 'once', until: real(holdUntilAt ?? startsAt, post.shift) })
}

/** The link to a person's own page. */
export const home = (office: Office, post: Post, holder: LinkHolder): Promise<OfferedLink> => {
  const ended = later(real(post.telling.booking.endsAt, post.shift), 1)
  const least = later(realNow(), homeDays)
  return offer(office, post, { purpose: 'person-home', holder, use: 'home', until: ended > least ? ended : least })
}

/** Makes a link for the booking of a letter. */
export const offer = async (
  office: Office,
  { context, telling, shift }: Post,
  link: { purpose: LinkPurpose; holder: LinkHolder; use: OfferedLink['use']; until: Instant },
): Promise<OfferedLink> => {
  const subjectId = link.purpose === 'person-home' ? link.holder.id : telling.booking.id
  return makeOffer(office, context, { ...link, subjectId, zone: telling.notice.zone, shift })
}

const makeOffer = async (
  office: Office,
  context: DeliveryContext,
  link: {
    purpose: LinkPurpose
    subjectId: string
    holder: LinkHolder
    use: OfferedLink['use']
    until: Instant
    zone: Zone
    shift: number
  },
): Promise<OfferedLink> => {
  const { purpose, subjectId, holder, use, until, zone, shift } = link
  const token = await context.database.transact((unit) =>
    makeLink(unit, { purpose, subjectId, holder, expiresAt: until }),
  )
  // People read the time of their own clock, which in a sandbox is not the real one.
  return { use, url: linkUrl(office.config, token), until: real(until, -shift), zone }
}

/** Mails a person the link to their own page, as HR asked. */
export const sendHomeLink = async (
  office: Office,
  context: DeliveryContext,
  to: { recipient: Recipient; holder: LinkHolder; zone: Zone; until: Instant; shift: number },
): Promise<void> => {
  const { recipient, holder, zone, until, shift } = to
  if (recipient.mailbox === null) return
  const letter = writeLetter({
    locale: recipient.locale,
    topic: 'person-home',
    readerName: recipient.name,
    seen: null,
    reason: null,
    links: [
      await makeOffer(office, context, {
        purpose: 'person-home',
        subjectId: holder.id,
        holder,
        use: 'home',
        until,
        zone,
        shift,
      }),
    ],
  })
  await office.mailer.send({
    deliveryId: context.deliveryId,
    topic: 'person-home',
    to: recipient.mailbox,
    subject: letter.subject,
    text: textOf(letter),
    html: htmlOf(letter),
  })
}
