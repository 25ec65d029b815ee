// Calendar objects: valid for a reader that is not ours, the same instants on every machine, the same bytes twice, and
// nothing smuggled in.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import ICAL from 'ical.js'
import t from 'tap'
import { type CalendarEntry, cancellationOf, feedOf, invitationOf } from '../../src/notices/calendar.ts'
import { feedEntries } from '../../src/notices/feeds.ts'
import { sayWhen } from '../../src/notices/moments.ts'
import type { BookingRecord } from '../../src/placements/index.ts'

const entry = (more: Partial<CalendarEntry> = {}): CalendarEntry => ({
  uid: '01900000-0000-7000-8000-0000000000b1@boonday.example.org',
  sequence: 0,
  changedAt: '2026-06-01T12:00:00.000Z',
  startsAt: '2026-07-10T08:30:00.000Z',
  endsAt: '2026-07-10T15:30:00.000Z',
  zone: 'Europe/London',
  summary: 'Volunteering',
  description: null,
  location: null,
  ...more,
})
const parties = {
  organizer: { name: 'Boonday', address: 'boonday@example.org' },
  attendee: { name: 'Ffion Bevan', address: 'ffion@example.org' },
}

const parsed = (text: string): { calendar: ICAL.Component; events: ICAL.Component[] } => {
  const calendar = new ICAL.Component(ICAL.parse(text))
  return { calendar, events: calendar.getAllSubcomponents('vevent') }
}

const propertyOf = (event: ICAL.Component | undefined, name: string): string =>
  String(event?.getFirstPropertyValue(name))

/** Lines end in CRLF to the last, none is longer than 75 bytes, every DTSTAMP is in UTC, and no time floats. */
const wellFormed = (t: Tap, text: string): void => {
  t.ok(text.endsWith('END:VCALENDAR\r\n'))
  t.notMatch(text.replaceAll('\r\n', ''), /[\r\n]/)
  t.ok(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75))
  const stamps = text.match(/^DTSTAMP.*$/gm) ?? []
  t.ok(stamps.length > 0 || !text.includes('\r\nBEGIN:VEVENT'))
  for (const stamp of stamps) t.match(stamp, /^DTSTAMP:\d{8}T\d{6}Z\r?$/)
  const events = text.slice(Math.max(0, text.indexOf('BEGIN:VEVENT')))
  for (const time of events.match(/^DT(?:START|END).*$/gm) ?? []) {
    t.match(time, /^DT(START|END)(;TZID=[\w/]+:\d{8}T\d{6}|:\d{8}T\d{6}Z)\r?$/)
  }
}
type Tap = Pick<typeof t, 'ok' | 'match' | 'notMatch'>

t.test('an invitation is an iTIP REQUEST with one event, its attendee and its zone', async (t) => {
  const text = invitationOf(entry(), parties)
  wellFormed(t, text)
  const { calendar, events } = parsed(text)
  t.equal(calendar.getFirstPropertyValue('method'), 'REQUEST')
  t.equal(calendar.getAllSubcomponents('vtimezone').length, 1)
  t.equal(events.length, 1)
  const [event] = events
  t.equal(propertyOf(event, 'status'), 'CONFIRMED')
  t.equal(propertyOf(event, 'sequence'), '0')
  t.equal(propertyOf(event, 'class'), 'PRIVATE')
  t.equal(propertyOf(event, 'organizer').toLowerCase(), 'mailto:boonday@example.org')
  t.equal(propertyOf(event, 'attendee').toLowerCase(), 'mailto:ffion@example.org')
  t.equal(new ICAL.Event(event as ICAL.Component).startDate.toJSDate().toISOString(), '2026-07-10T08:30:00.000Z')
})

t.test('a cancellation has the same UID, a raised sequence, STATUS:CANCELLED and no alarm', async (t) => {
  const text = cancellationOf(entry({ sequence: 1 }), parties)
  wellFormed(t, text)
  const { calendar, events } = parsed(text)
  t.equal(calendar.getFirstPropertyValue('method'), 'CANCEL')
  t.equal(propertyOf(events[0], 'uid'), entry().uid)
  t.equal(propertyOf(events[0], 'sequence'), '1')
  t.equal(propertyOf(events[0], 'status'), 'CANCELLED')
  t.notMatch(text, /VALARM/)
})

t.test('a feed has no method and no attendee, says nothing of the host, and is the same bytes twice', async (t) => {
  const entries = [
    { ...entry(), state: 'confirmed' as const },
    { ...entry({ uid: 'b2@x.example.org', sequence: 1 }), state: 'cancelled' as const },
  ]
  const text = feedOf('Volunteering', entries)
  wellFormed(t, text)
  t.equal(feedOf('Volunteering', entries), text)
  const { calendar, events } = parsed(text)
  t.equal(calendar.getFirstPropertyValue('method'), null)
  t.notMatch(text, /ATTENDEE|ORGANIZER|DESCRIPTION|LOCATION/)
  t.same(
    events.map((event) => [propertyOf(event, 'summary'), propertyOf(event, 'status'), propertyOf(event, 'class')]),
    [
      ['Volunteering', 'CONFIRMED', 'PRIVATE'],
      ['Volunteering', 'CANCELLED', 'PRIVATE'],
    ],
  )
  const empty = feedOf('Volunteering', [])
  wellFormed(t, empty)
  t.same(parsed(empty).events, [])
})

t.test('text from people cannot add a line, a property or an event', async (t) => {
  const evil = 'A\r\nATTACH:https://evil.example.org/x\nBEGIN:VEVENT\u2028b, c; d \\ "e"'
  const text = invitationOf(
    entry({ summary: evil, description: evil, location: evil, uid: 'u\r\nMETHOD:CANCEL@x.example.org' }),
    {
      organizer: { name: evil, address: 'boonday@example.org' },
      attendee: { name: evil, address: 'ffion@example.org' },
    },
  )
  wellFormed(t, text)
  const { calendar, events } = parsed(text)
  t.equal(calendar.getFirstPropertyValue('method'), 'REQUEST')
  t.equal(events.length, 1)
  t.equal(events[0]?.getFirstProperty('attach'), null)
  t.equal(propertyOf(events[0], 'summary'), 'A ATTACH:https://evil.example.org/x BEGIN:VEVENT b, c; d \\ "e"')
  const feed = feedOf(evil, [])
  wellFormed(t, feed)
  t.equal(parsed(feed).calendar.getFirstProperty('attach'), null)
})

t.test('the same wall-clock times are the same instants, whatever zone the machine is set to', async (t) => {
  const script = `
    import { invitationOf, feedOf } from './src/notices/calendar.ts'
    import { instantAtLocal } from './src/kernel/index.ts'
    import { sayWhen } from './src/notices/moments.ts'
    const at = (on, time) => instantAtLocal(on, time, 'Europe/London').at
    const parties = { organizer: { name: 'B', address: 'b@example.org' }, attendee: { name: 'F', address: 'f@example.org' } }
    for (const on of ['2026-07-10', '2026-10-26']) {
      const entry = { uid: 'u@x.example.org', sequence: 0, changedAt: '2026-06-01T12:00:00.000Z', startsAt: at(on, '09:30'),
        endsAt: at(on, '16:30'), zone: 'Europe/London', summary: 'V', description: null, location: null }
      console.log(invitationOf(entry, parties) + feedOf('V', [{ ...entry, state: 'confirmed' }]) + sayWhen('en-GB', entry, entry.zone))
    }`
  const root = join(import.meta.dirname, '../..')
  const outputs = ['America/New_York', 'UTC', 'Asia/Kolkata'].map((zone) => {
    const run = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      cwd: root,
      env: { ...process.env, TZ: zone, NODE_OPTIONS: '' },
      encoding: 'utf8',
    })
    t.equal(run.stderr, '')
    return run.stdout
  })
  t.equal(outputs[0], outputs[1])
  t.equal(outputs[1], outputs[2])
  const text = outputs[0] ?? ''
  t.match(text, /DTSTART;TZID=Europe\/London:20260710T093000/)
  t.match(text, /DTSTART;TZID=Europe\/London:20261026T093000/)
  t.match(text, /DTSTART:20260710T083000Z/, 'summer time is an hour ahead of UTC')
  t.match(text, /DTSTART:20261026T093000Z/, 'the day after the clocks go back it is not')
  t.match(text, /Friday 10 July 2026, 09:30 – 16:30 \(BST\)/)
  t.match(text, /Monday 26 October 2026, 09:30 – 16:30 \(GMT\)/)
})

t.test('a night across the clock change names both days and both zones', async (t) => {
  const night = { startsAt: '2026-10-24T21:00:00.000Z', endsAt: '2026-10-25T06:00:00.000Z' }
  t.equal(
    sayWhen('en-GB', night, 'Europe/London'),
    'Saturday 24 October 2026, 22:00 (BST) – Sunday 25 October 2026, 06:00 (GMT)',
  )
})

const booking = (more: Partial<BookingRecord>): BookingRecord => ({
  id: '01900000-0000-7000-8000-0000000000b1',
  employerId: 'e',
  personId: 'p',
  sessionId: 's',
  ownActivityId: null,
  placementId: null,
  bodyId: null,
  groupId: null,
  state: 'confirmed',
  startsAt: '2026-07-10T08:30:00.000Z',
  endsAt: '2026-07-10T15:30:00.000Z',
  leaveMinutes: 420,
  approverPersonId: null,
  approvalsGiven: 0,
  offeredSessionId: null,
  holdUntilAt: null,
  verdictId: 'v',
  policyVersionId: 'w',
  invitationSequence: 0,
  version: 1,
  requestedAt: '2026-06-01T12:00:00.000Z',
  updatedAt: '2026-06-02T12:00:00.000Z',
  ...more,
})

t.test('a feed keeps what was cancelled for 30 days, and what is only asked for as tentative', async (t) => {
  const words = { domain: 'boonday.example.org', summary: 'Volunteering' }
  const statesAt = (now: string, ...bookings: BookingRecord[]) =>
    feedEntries(bookings, now, words).map((one) => one.state)
  const cancelled = booking({ state: 'cancelled', invitationSequence: 1 })
  t.same(statesAt('2026-07-02T11:59:59.000Z', cancelled), ['cancelled'])
  t.same(statesAt('2026-07-02T12:00:00.000Z', cancelled), [])
  t.same(statesAt('2026-06-03T00:00:00.000Z', booking({ state: 'awaiting_approval' })), ['tentative'])
  t.same(statesAt('2026-06-03T00:00:00.000Z', booking({ state: 'counter_offered' })), ['tentative'])
  t.same(statesAt('2026-06-03T00:00:00.000Z', booking({ state: 'waitlisted' }), booking({ state: 'missed' })), [])
  t.same(statesAt('2027-08-01T00:00:00.000Z', booking({ state: 'attended' })), ['confirmed'])
  t.same(statesAt('2027-08-15T00:00:00.000Z', booking({ state: 'attended' })), [], 'a leave year and a little more')
})
