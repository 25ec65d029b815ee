// Calendar objects (RFC 5545): the invitation to one booking, its cancellation (RFC 5546), and a person's feed. Says neutral
// words only: a calendar at work is read by colleagues. Pure: the same input gives the same bytes.
import ical, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  type ICalCalendar,
  ICalCalendarMethod,
  ICalEventBusyStatus,
  ICalEventClass,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator'
import { DateTime } from 'luxon'
import { tzlib_get_ical_block } from 'timezones-ical-library'
import { assertThat, type Instant, type Interval, type Zone } from '../kernel/index.ts'
import type { Mailbox } from './address.ts'
import { withoutControls } from './html.ts'

/** One entry of a calendar. */
export interface CalendarEntry extends Interval {
  /** The same for as long as the booking lives. */
  readonly uid: string
  /** Raised whenever time or state of something that was sent changes. */
  readonly sequence: number
  /** When the booking last changed: DTSTAMP, so that two renderings are the same bytes. */
  readonly changedAt: Instant
  readonly zone: Zone
  readonly summary: string
  readonly description: string | null
  readonly location: string | null
}

/** An entry of a feed with how sure it is. */
export interface FeedEntry extends CalendarEntry {
  readonly state: 'tentative' | 'confirmed' | 'cancelled'
}

/** Who invites and who is invited: the organizer is the sender of the mail it travels in. */
export interface Parties {
  readonly organizer: Mailbox
  readonly attendee: Mailbox
}

/** An iTIP REQUEST for one booking. */
export const invitationOf = (entry: CalendarEntry, parties: Parties): string => {
  const calendar = emptyCalendar(ICalCalendarMethod.REQUEST)
  addEntry(calendar, { ...entry, state: 'confirmed' }, parties)
  return finished(calendar)
}

/** An iTIP CANCEL of the same booking; its sequence has to be higher than that of the invitation. No alarm, ever. */
export const cancellationOf = (entry: CalendarEntry, parties: Parties): string => {
  const calendar = emptyCalendar(ICalCalendarMethod.CANCEL)
  addEntry(calendar, { ...entry, state: 'cancelled' }, parties)
  return finished(calendar)
}

/** A personal feed: no method, no attendees, entries in the order given. */
export const feedOf = (name: string, entries: readonly FeedEntry[]): string => {
  const calendar = emptyCalendar(null)
  // The generator escapes neither name nor description of a calendar.
  calendar.name(propertyText(name))
  // A hint to readers: every three hours is what the slowest large one does anyway.
  calendar.ttl(3 * 60 * 60)
  // In UTC, without zone blocks: the generator would write the hint above after them, where no property may stand.
  for (const entry of entries) addEntry(calendar, { ...entry, zone: 'utc' }, null)
  return finished(calendar)
}

const emptyCalendar = (method: ICalCalendarMethod | null): ICalCalendar => {
  const calendar = ical({ prodId: '//Boonday//Volunteering//EN' })
  if (method !== null) calendar.method(method)
  // Never a name here: with one, stamps are written in local time without Z.
  calendar.timezone({ name: null, generator: (zone) => timezoneBlock(zone) })
  return calendar
}

const timezoneBlock = (zone: Zone): string | null => tzlib_get_ical_block(zone)[0] ?? null

const statuses = {
  tentative: ICalEventStatus.TENTATIVE,
  confirmed: ICalEventStatus.CONFIRMED,
  cancelled: ICalEventStatus.CANCELLED,
} as const

const addEntry = (calendar: ICalCalendar, entry: FeedEntry, parties: Parties | null): void => {
  // The generator would swap them silently.
  assertThat(entry.startsAt < entry.endsAt, 'a calendar entry ends after it starts')
  // luxon only: a native Date would be written in the clock of the machine.
  const time = (at: Instant): DateTime => DateTime.fromISO(at, { zone: entry.zone })
  const event = calendar.createEvent({
    id: withoutControls(entry.uid),
    sequence: entry.sequence,
    stamp: DateTime.fromISO(entry.changedAt, { zone: 'utc' }),
    start: time(entry.startsAt),
    end: time(entry.endsAt),
    ...(entry.zone === 'utc' ? {} : { timezone: entry.zone }),
    summary: withoutControls(entry.summary),
    status: statuses[entry.state],
    class: ICalEventClass.PRIVATE,
    transparency: entry.state === 'cancelled' ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
    busystatus: entry.state === 'cancelled' ? ICalEventBusyStatus.FREE : ICalEventBusyStatus.BUSY,
  })
  if (entry.description !== null) event.description(withoutControls(entry.description))
  if (entry.location !== null) event.location(withoutControls(entry.location))
  if (parties === null) return
  event.organizer({
    name: withoutControls(parties.organizer.name ?? parties.organizer.address),
    email: parties.organizer.address,
  })
  event.createAttendee({
    email: parties.attendee.address,
    ...(parties.attendee.name === null ? {} : { name: withoutControls(parties.attendee.name) }),
    role: ICalAttendeeRole.REQ,
    // The booking itself is the acceptance: nobody has to answer the invitation.
    status: ICalAttendeeStatus.ACCEPTED,
    rsvp: false,
  })
}

const propertyText = (text: string): string => withoutControls(text).replace(/[\\;,]/g, (mark) => `\\${mark}`)

/** The generator leaves out the line end after the last line, which RFC 5545 wants. */
const finished = (calendar: ICalCalendar): string => `${calendar.toString().trimEnd()}\r\n`
