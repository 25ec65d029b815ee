import fc from 'fast-check'
import t from 'tap'
import { type Interval, instantOfSchedule } from '../../src/kernel/index.ts'
import { type Holidays, leavePieces, scheduledMinutesOn } from '../../src/leave/index.ts'
import type { Post, WorkPattern, WorkWeek } from '../../src/people/index.ts'
import { officeHours, post, shift } from './builders.ts'

const zone = 'Europe/London'
const none: Holidays = new Set<string>()
const englandAndWales = new Set(['2026-04-03', '2026-04-06', '2026-05-04', '2026-05-25', '2026-12-25', '2026-12-28'])
const scotland = new Set(['2026-01-02', '2026-06-15', '2026-08-03', '2026-11-30', '2026-12-25', '2026-12-28'])

const at = (text: string, inZone = zone) => instantOfSchedule(text.slice(0, 10), text.slice(11), inZone)
const interval = (from: string, until: string, inZone = zone): Interval => ({
  startsAt: at(from, inZone),
  endsAt: at(until, inZone),
})
const pieces = (posts: readonly Post[], from: string, until: string, holidays = none) =>
  leavePieces({ posts, interval: interval(from, until), zone, holidays }).map((one) => [
    one.on,
    one.postId,
    one.minutes,
    one.scheduledMinutes,
  ])
const everyDay = (day: WorkWeek[number]): WorkPattern => ({
  kind: 'weekly',
  anchorOn: '2001-01-01',
  weeks: [[day, day, day, day, day, day, day]],
})
const nightly = post({ pattern: everyDay(shift('22:00', '06:00')) })

t.test('a day of leave is the scheduled minutes of that post on that date', async (t) => {
  const day = (one: Post, on: string, holidays = none) => scheduledMinutesOn(one, on, { zone, holidays })
  t.equal(day(post(), '2026-07-08'), 450, 'a Wednesday without its break')
  t.equal(day(post(), '2026-07-11'), 0, 'a Saturday')
  const short = post({
    pattern: {
      kind: 'weekly',
      anchorOn: '2001-01-01',
      weeks: [[shift('09:00', '17:00', 30), shift('09:00', '12:30'), null, null, null, null, null]],
    },
  })
  t.equal(day(short, '2026-07-06'), 450, 'a long Monday')
  t.equal(day(short, '2026-07-07'), 210, 'a short Tuesday')
  t.equal(day(post({ startsOn: '2026-07-09' }), '2026-07-08'), 0, 'the day before a post starts')
  t.equal(day(post({ endsOn: '2026-07-08' }), '2026-07-08'), 450, 'the last day of a post')
  t.equal(day(post({ endsOn: '2026-07-08' }), '2026-07-09'), 0, 'the day after it')
  t.equal(day(post({ payBasis: 'hourly' }), '2026-07-08'), 450, 'hourly posts like salaried ones')
  t.equal(
    day(post({ pattern: everyDay(shift('09:00', '10:00', 90)) }), '2026-07-08'),
    0,
    'a break as long as the shift',
  )
  t.equal(day(post({ pattern: everyDay(shift('08:00', '08:00')) }), '2026-07-08'), 1440, 'round the clock')
})

t.test('bank holidays of the nation are not scheduled', async (t) => {
  const on = (day: string, holidays: ReadonlySet<string>) => scheduledMinutesOn(post(), day, { zone, holidays })
  t.equal(on('2026-06-15', scotland), 0, 'the extra holiday of 15 June 2026 in Glasgow')
  t.equal(on('2026-06-15', englandAndWales), 450, 'and not in Leeds')
  t.equal(on('2026-04-06', englandAndWales), 0, 'Easter Monday in Leeds')
  t.equal(on('2026-04-06', scotland), 450, 'and not in Glasgow')
  t.equal(on('2026-12-28', scotland), 0, 'a substitute day')
  t.same(pieces([post()], '2026-05-25T09:00', '2026-05-26T17:00', englandAndWales), [
    ['2026-05-26', 'post-1', 450, 450],
  ])
  t.equal(
    scheduledMinutesOn(nightly, '2026-05-25', { zone, holidays: englandAndWales }),
    0,
    'nor is the end of the night before',
  )
  const two = [post({ id: 'glasgow' }), post({ id: 'carlisle' })]
  const byPost: Holidays = (one) => (one.id === 'glasgow' ? scotland : englandAndWales)
  t.same(
    leavePieces({ posts: two, interval: interval('2026-06-15T09:00', '2026-06-15T12:00'), zone, holidays: byPost }).map(
      (one) => one.postId,
    ),
    ['carlisle'],
    'each post has the holidays of its own nation',
  )
})

t.test('rotas, terms, planned rosters and casual work', async (t) => {
  const on = (pattern: WorkPattern, day: string) => scheduledMinutesOn(post({ pattern }), day, { zone, holidays: none })
  const early = shift('06:00', '14:00', 30)
  const late = shift('14:00', '22:00', 60)
  const weeks: WorkWeek[] = [
    [early, early, null, null, null, null, null],
    [null, null, null, late, late, null, null],
    [null, null, null, null, null, null, null],
  ]
  const rota: WorkPattern = { kind: 'weekly', anchorOn: '2026-01-05', weeks }
  t.equal(on(rota, '2026-01-05'), 450, 'first week')
  t.equal(on(rota, '2026-01-15'), 420, 'second week')
  t.equal(on(rota, '2026-01-19'), 0, 'third week')
  t.equal(on(rota, '2026-01-26'), 450, 'the first week again')
  t.equal(on(rota, '2025-12-25'), 420, 'a rota runs backwards from its anchor as well: the second week before it')
  t.equal(on(rota, '2025-12-18'), 0, 'and the first week before that, which has no Thursday')
  const terms = [
    { fromOn: '2026-01-05', untilOn: '2026-03-27' },
    { fromOn: '2026-04-20', untilOn: '2026-07-17' },
  ]
  const school: WorkPattern = { ...officeHours, kind: 'term_time', terms } as WorkPattern
  t.equal(on(school, '2026-03-27'), 450, 'the last day of term')
  t.equal(on(school, '2026-03-30'), 0, 'between terms')
  t.equal(on(school, '2026-04-20'), 450, 'the first day of term')
  t.equal(on(school, '2026-08-05'), 0, 'the summer')
  const annualised: WorkPattern = { kind: 'annualised', yearMinutes: 99_000, anchorOn: '2026-01-05', weeks }
  t.equal(on(annualised, '2026-01-15'), 420, 'annualised hours follow the planned roster')
  t.equal(on({ kind: 'casual' }, '2026-01-15'), 0, 'casual work has no scheduled time')
  t.same(
    pieces([post({ pattern: { kind: 'casual' } })], '2026-07-08T09:00', '2026-07-08T17:00'),
    [],
    'and costs no leave',
  )
})

t.test('an activity costs what it overlaps, and the break lies in the middle of the shift', async (t) => {
  const cost = (from: string, until: string) =>
    pieces([post()], `2026-07-08T${from}`, `2026-07-08T${until}`)[0]?.[2] ?? 0
  t.equal(cost('09:00', '17:00'), 450, 'the whole shift')
  t.equal(cost('07:00', '20:00'), 450, 'more than the shift')
  t.equal(cost('09:00', '13:00'), 225, 'the first half')
  t.equal(cost('13:00', '17:00'), 225, 'the second half costs the same')
  t.equal(cost('12:45', '13:15'), 0, 'the break itself')
  t.equal(cost('12:00', '14:00'), 90, 'around the break')
  t.equal(cost('13:00', '13:16'), 1, 'to the minute')
  t.equal(cost('17:00', '21:00'), 0, 'the evening')
  t.equal(cost('16:30', '21:00'), 30, 'from the end of the shift into the evening')
  t.same(pieces([post()], '2026-07-11T09:00', '2026-07-12T17:00'), [], 'a weekend')
  t.same(
    pieces([post()], '2026-07-10T12:00', '2026-07-13T10:00'),
    [
      ['2026-07-10', 'post-1', 270, 450],
      ['2026-07-13', 'post-1', 60, 450],
    ],
    'Friday noon to Monday morning',
  )
  t.same(pieces([post()], '2026-07-08T12:00', '2026-07-08T12:00'), [], 'no length, no leave')
})

t.test('nights are cut at midnight, and count real minutes when the clock changes', async (t) => {
  t.same(
    pieces([nightly], '2026-07-08T22:00', '2026-07-09T06:00'),
    [
      ['2026-07-08', 'post-1', 120, 480],
      ['2026-07-09', 'post-1', 360, 480],
    ],
    'each minute on the day it falls',
  )
  t.equal(
    scheduledMinutesOn(nightly, '2026-03-29', { zone, holidays: none }),
    420,
    'the night into summer time is an hour shorter',
  )
  t.equal(
    scheduledMinutesOn(nightly, '2026-10-25', { zone, holidays: none }),
    540,
    'the night into winter time is an hour longer',
  )
  t.same(pieces([nightly], '2026-03-28T22:00', '2026-03-29T06:00'), [
    ['2026-03-28', 'post-1', 120, 480],
    ['2026-03-29', 'post-1', 300, 420],
  ])
  t.same(pieces([nightly], '2026-10-24T22:00', '2026-10-25T06:00'), [
    ['2026-10-24', 'post-1', 120, 480],
    ['2026-10-25', 'post-1', 420, 540],
  ])
  const rested = post({ pattern: everyDay(shift('22:00', '06:00', 60)) })
  t.same(
    pieces([rested], '2026-03-28T22:00', '2026-03-29T06:00').map((one) => one[2]),
    [120, 240],
    'with a break in the middle of seven real hours',
  )
  const skipped = post({ pattern: everyDay(shift('01:30', '05:00')) })
  t.equal(scheduledMinutesOn(skipped, '2026-03-29', { zone, holidays: none }), 150, 'a start that the clock skips')
  const repeated = post({ pattern: everyDay(shift('01:30', '05:00')) })
  t.equal(
    scheduledMinutesOn(repeated, '2026-10-25', { zone, holidays: none }),
    270,
    'a start that the clock shows twice is the first one',
  )
  t.equal(
    scheduledMinutesOn(post({ pattern: everyDay(shift('00:00', '00:00')) }), '2026-10-25', { zone, holidays: none }),
    1500,
    'a day of 25 hours',
  )
  t.equal(
    scheduledMinutesOn(post({ pattern: everyDay(shift('00:00', '00:00')) }), '2026-11-01', {
      zone: 'America/Havana',
      holidays: none,
    }),
    1500,
    'where midnight itself is repeated',
  )
})

t.test("the zone is the person's", async (t) => {
  const auckland = 'Pacific/Auckland'
  const found = leavePieces({
    posts: [post()],
    interval: interval('2026-07-08T09:00', '2026-07-08T17:00', auckland),
    zone: auckland,
    holidays: none,
  })
  t.same(
    found.map(({ on, minutes }) => [on, minutes]),
    [['2026-07-08', 450]],
    'a day in Auckland is that day there',
  )
  t.same(
    leavePieces({
      posts: [post()],
      interval: interval('2026-07-08T09:00', '2026-07-08T17:00', auckland),
      zone,
      holidays: none,
    }),
    [],
    'and own time in London',
  )
})

t.test('several posts on one day each have their piece, and no minute is charged twice', async (t) => {
  const morning = post({ id: 'morning', pattern: everyDay(shift('08:00', '12:00')) })
  const evening = post({ id: 'evening', pattern: everyDay(shift('16:00', '20:00', 30)) })
  t.same(pieces([morning, evening], '2026-07-08T10:00', '2026-07-08T18:30'), [
    ['2026-07-08', 'morning', 120, 240],
    ['2026-07-08', 'evening', 120, 210],
  ])
  const whole = post({ id: 'whole', pattern: everyDay(shift('08:00', '18:00')) })
  t.same(
    pieces([morning, whole], '2026-07-08T09:00', '2026-07-08T15:00'),
    [
      ['2026-07-08', 'morning', 180, 240],
      ['2026-07-08', 'whole', 180, 600],
    ],
    'what both claim belongs to the first',
  )
  t.same(pieces([whole, morning], '2026-07-08T09:00', '2026-07-08T15:00'), [['2026-07-08', 'whole', 360, 600]])
})

t.test('the pieces never add up to more than the activity, and no piece to more than the day', async () => {
  const time = fc
    .integer({ min: 0, max: 1439 })
    .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`)
  const day = fc.option(fc.record({ start: time, end: time, breakMinutes: fc.integer({ min: 0, max: 60 }) }), {
    freq: 4,
  })
  const week = fc.array(day, { minLength: 7, maxLength: 7 })
  const somePost = fc
    .array(week, { minLength: 1, maxLength: 3 })
    .map((weeks) => ({ kind: 'weekly' as const, anchorOn: '2026-01-05', weeks }))
  const start = fc.constantFrom('2026-03-27', '2026-07-08', '2026-10-23')
  fc.assert(
    fc.property(
      fc.array(somePost, { minLength: 1, maxLength: 3 }),
      start,
      fc.integer({ min: 0, max: 4000 }),
      fc.integer({ min: 0, max: 4000 }),
      (patterns, on, offset, length) => {
        const posts = patterns.map((pattern, index) => post({ id: `post-${index}`, pattern }))
        const from = new Date(Date.parse(at(`${on}T00:00`)) + offset * 60_000).toISOString()
        const until = new Date(Date.parse(from) + length * 60_000).toISOString()
        const found = leavePieces({ posts, interval: { startsAt: from, endsAt: until }, zone, holidays: none })
        const sum = found.reduce((total, one) => total + one.minutes, 0)
        const first = posts.slice(0, 1)
        const alone = leavePieces({ posts: first, interval: { startsAt: from, endsAt: until }, zone, holidays: none })
        return (
          sum <= length &&
          found.every((one) => one.minutes <= one.scheduledMinutes && one.minutes > 0) &&
          JSON.stringify(found.filter((one) => one.postId === 'post-0')) === JSON.stringify(alone)
        )
      },
    ),
    { seed: 20_260_329, numRuns: Number(process.env['BOONDAY_PROPERTY_RUNS'] ?? 200) },
  )
})
