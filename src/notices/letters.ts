// Which letter a change of a booking is due to whom, and what that letter says. Pure: it writes what it was given, and is
// given only what its reader may see.
import { type Instant, type Locale, say, type Zone } from '../kernel/index.ts'
import type { Letter, LetterLink } from './letter.ts'
import { sayDayOf, sayMoment } from './moments.ts'
import { type Fact, factsOf, type SeenNotice } from './notice.ts'
import { sayReason } from './outcome-texts.ts'
import { factTexts, type MailKey, mailTexts } from './texts.ts'

/** How a booking changed, as its event tells it. */
export interface Change {
  readonly type: string
  readonly state: string
  readonly previousState: string | null
}

/** Every letter there is; the name of its sentences. */
export type Topic =
  | 'approver-asked'
  | `body-${'asked' | 'confirmed' | 'cancelled' | 'released'}`
  | `person-${'waitlisted' | 'awaiting-approval' | 'awaiting-confirmation' | 'approved' | 'confirmed' | 'counter-offered'}`
  | `person-${'declined' | 'lapsed' | 'withdrawn' | 'cancelled' | 'home'}`

const ends = ['declined', 'lapsed', 'withdrawn', 'cancelled']

/** The letter to whoever approves; null where nothing is due to them. */
export const approverTopic = (change: Change): Topic | null =>
  change.state === 'awaiting_approval' ? 'approver-asked' : null

/** The letter to the body. It is told of an end only if it was asked before, and not of its own no. */
export const bodyTopic = (change: Change): Topic | null => {
  if (change.state === 'awaiting_confirmation') return 'body-asked'
  if (change.state === 'confirmed') return isNews(change) ? 'body-confirmed' : null
  if (!ends.includes(change.state)) return null
  if (change.previousState === 'confirmed') return 'body-cancelled'
  if (change.previousState === 'counter_offered') return 'body-released'
  return change.previousState === 'awaiting_confirmation' && change.state !== 'declined' ? 'body-released' : null
}

const personTopics: Readonly<Record<string, Topic>> = {
  waitlisted: 'person-waitlisted',
  awaiting_approval: 'person-awaiting-approval',
  awaiting_confirmation: 'person-awaiting-confirmation',
  counter_offered: 'person-counter-offered',
  confirmed: 'person-confirmed',
  declined: 'person-declined',
  lapsed: 'person-lapsed',
  withdrawn: 'person-withdrawn',
  cancelled: 'person-cancelled',
}

/** The letter to the person whose booking it is. */
export const personTopic = (change: Change): Topic | null => {
  if (change.state === 'confirmed' && !isNews(change)) return null
  if (change.state === 'awaiting_confirmation' && change.type === 'booking.approved') return 'person-approved'
  return personTopics[change.state] ?? null
}

/** A step that confirms is told twice, as itself and as `booking.confirmed`: the letter belongs to the latter. */
const isNews = (change: Change): boolean => change.type === 'booking.confirmed'

/** Whether an invitation was sent for this booking and has to be taken back now. */
export const endsInvitation = (change: Change): boolean =>
  change.previousState === 'confirmed' && ends.includes(change.state)

/** A link as a letter offers it: what it may be used for decides what is said of it. */
export interface OfferedLink {
  readonly use: 'once' | 'attendance' | 'home'
  readonly url: string
  readonly until: Instant
  readonly zone: Zone
}

/** What goes into a letter. */
export interface LetterInput {
  readonly locale: Locale
  readonly topic: Topic
  readonly readerName: string | null
  /** Already cut to the reader; null for a letter about no booking. */
  readonly seen: SeenNotice | null
  /** The coded reason of a no, where one was given. */
  readonly reason: string | null
  readonly links: readonly OfferedLink[]
}

/** Writes a letter in its reader's language. */
export const writeLetter = ({ locale, topic, readerName, seen, reason, links }: LetterInput): Letter => {
  const figures = {
    person: seen?.personName ?? say(factTexts, locale, 'nameless'),
    day: seen?.startsAt === undefined ? '' : sayDayOf(locale, seen.startsAt, seen.zone ?? 'utc'),
  }
  return {
    locale,
    subject: say(mailTexts, locale, `${topic}.subject`, figures),
    greeting:
      readerName === null
        ? say(mailTexts, locale, 'helloNameless')
        : say(mailTexts, locale, 'hello', { name: readerName }),
    lead: say(mailTexts, locale, `${topic}.lead`, figures),
    facts: [...(seen === null ? [] : factsOf(locale, seen)), ...reasonFact(locale, reason)],
    links: links.map((link) => linkOf(locale, topic, link)),
    closing: say(mailTexts, locale, 'automatic'),
  }
}

const reasonFact = (locale: Locale, reason: string | null): readonly Fact[] => {
  const words = reason === null ? null : sayReason(locale, reason)
  return words === null ? [] : [[say(factTexts, locale, 'reason'), words]]
}

const notes = { once: 'linkOnce', attendance: 'linkAttendance', home: 'linkHome' } as const satisfies Record<
  OfferedLink['use'],
  MailKey
>

const linkOf = (locale: Locale, topic: Topic, link: OfferedLink): LetterLink => {
  const own = `${topic}.action`
  const label =
    link.use === 'home' && topic !== 'person-home' ? 'home' : own in mailTexts[locale] ? (own as MailKey) : 'home'
  return {
    label: say(mailTexts, locale, label),
    url: link.url,
    note: say(mailTexts, locale, notes[link.use], { until: sayMoment(locale, link.until, link.zone) }),
  }
}
