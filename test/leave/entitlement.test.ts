import fc from 'fast-check'
import t from 'tap'
import { balanceOn, type LeaveFacts, windowOf } from '../../src/leave/index.ts'
import type { PotDefinition } from '../../src/policy/index.ts'
import { post, pot } from './builders.ts'

const facts = (different: Partial<LeaveFacts> = {}): LeaveFacts => ({
  startedOn: '2015-01-01',
  endedOn: null,
  posts: [post()],
  ...different,
})
const entitled = (one: PotDefinition, who: LeaveFacts, on = '2026-06-01', scopeId = 'person-1') =>
  balanceOn([], who, one, scopeId, on).entitledMinutes
const exact = { to: 'up', step: 1 } as const
const starting = (startedOn: string) => facts({ startedOn, posts: [post({ startsOn: startedOn })] })
const ending = (endedOn: string) => facts({ endedOn, posts: [post({ endsOn: endedOn })] })

t.test('the window that holds a day', async (t) => {
  const window = (kind: PotDefinition['window'], on: string, startedOn = '2020-05-17') => {
    const { fromOn, untilOn } = windowOf(pot({ window: kind }), { startedOn }, on)
    return [fromOn, untilOn]
  }
  t.same(window({ kind: 'calendar_year' }, '2026-12-31'), ['2026-01-01', '2026-12-31'])
  t.same(
    window({ kind: 'year_from', monthDay: '09-01' }, '2026-08-31'),
    ['2025-09-01', '2026-08-31'],
    'an academic year',
  )
  t.same(window({ kind: 'year_from', monthDay: '09-01' }, '2026-09-01'), ['2026-09-01', '2027-08-31'])
  t.same(
    window({ kind: 'year_from', monthDay: '01-10' }, '2026-01-09'),
    ['2025-01-10', '2026-01-09'],
    "a state's leave year",
  )
  t.same(
    window({ kind: 'year_from', monthDay: '03-01' }, '2028-02-29'),
    ['2027-03-01', '2028-02-29'],
    'a leap day at the end',
  )
  t.same(window({ kind: 'month' }, '2028-02-10'), ['2028-02-01', '2028-02-29'])
  t.same(window({ kind: 'anniversary' }, '2026-05-16'), ['2025-05-17', '2026-05-16'])
  t.same(window({ kind: 'anniversary' }, '2026-05-17'), ['2026-05-17', '2027-05-16'])
  const leapling = (on: string) => window({ kind: 'anniversary' }, on, '2024-02-29')
  t.same(
    leapling('2024-02-29'),
    ['2024-02-29', '2025-02-27'],
    'who started on 29 February has the anniversary on the 28th',
  )
  t.same(leapling('2025-02-28'), ['2025-02-28', '2026-02-27'])
  t.same(leapling('2028-02-28'), ['2027-02-28', '2028-02-28'], 'and on the 29th again in a leap year')
  t.same(leapling('2028-02-29'), ['2028-02-29', '2029-02-27'])
})

t.test('the windows of a pot follow each other without gap or overlap', async () => {
  const day = fc
    .integer({ min: 0, max: 12_000 })
    .map((days) => new Date(Date.UTC(2015, 0, 1) + days * 86_400_000).toISOString().slice(0, 10))
  const kind = fc.constantFrom<PotDefinition['window']>(
    { kind: 'calendar_year' },
    { kind: 'year_from', monthDay: '02-29' },
    { kind: 'year_from', monthDay: '04-06' },
    { kind: 'anniversary' },
    { kind: 'month' },
  )
  fc.assert(
    fc.property(kind, fc.oneof(day, fc.constant('2024-02-29')), day, (window, startedOn, on) => {
      const one = pot({ window })
      const { fromOn, untilOn } = windowOf(one, { startedOn }, on)
      const next = new Date(Date.parse(untilOn) + 86_400_000).toISOString().slice(0, 10)
      const last = windowOf(one, { startedOn }, untilOn)
      return (
        fromOn <= on &&
        on <= untilOn &&
        last.fromOn === fromOn &&
        last.untilOn === untilOn &&
        windowOf(one, { startedOn }, next).fromOn === next
      )
    }),
    { seed: 20_280_229, numRuns: Number(process.env['BOONDAY_PROPERTY_RUNS'] ?? 300) },
  )
})

t.test('part-time posts get their share, rounded once', async (t) => {
  const withFte = (fteThousandths: number) => facts({ posts: [post({ fteThousandths })] })
  t.equal(entitled(pot(), withFte(600)), 900, 'three days a week of five gives two days: 1.8 rounded up')
  t.equal(entitled(pot({ rounding: exact }), withFte(600)), 810, '13 h 30 min exactly')
  t.equal(entitled(pot({ rounding: { to: 'down', step: 'day' } }), withFte(600)), 450)
  t.equal(entitled(pot({ rounding: { to: 'nearest', step: 'day' } }), withFte(600)), 900)
  t.equal(entitled(pot({ rounding: { to: 'up', step: 'half_day' } }), withFte(700)), 1125, '2.1 days to 2.5')
  t.equal(
    entitled(pot({ rounding: { to: 'nearest', step: 15 } }), withFte(333)),
    450,
    '449.55 minutes to the nearest quarter',
  )
  t.equal(entitled(pot({ rounding: { to: 'down', step: 1 } }), withFte(333)), 449)
  t.equal(
    entitled(
      pot({ rounding: { to: 'up', step: 'half_day' } }),
      facts({ posts: [post({ fullTimeWeekMinutes: 2175, fteThousandths: 500 })] }),
    ),
    653,
    'half of a 435-minute day is no whole number of minutes',
  )
  t.equal(entitled(pot(), withFte(1000)), 1350, 'a full-time post has what the policy says')
  t.equal(entitled(pot({ proRata: 'none' }), withFte(600)), 1350, 'unless the policy gives part-timers the same')
  t.equal(entitled(pot({ amount: { unit: 'minutes', minutes: 960 }, rounding: exact }), withFte(500)), 480, '16 hours')
  t.equal(
    entitled(pot(), facts({ posts: [post({ fteThousandths: 600, payBasis: 'hourly' })] })),
    900,
    'hourly and salaried posts alike',
  )
  t.equal(
    entitled(pot(), facts({ posts: [post({ fteThousandths: 0, pattern: { kind: 'casual' } })] })),
    0,
    'no FTE, no share',
  )
  t.equal(entitled(pot(), facts({ posts: [] })), 0, 'no post, no leave')
})

t.test('several posts of one person add up to at most full time', async (t) => {
  const two = (first: number, second: number) =>
    facts({ posts: [post({ id: 'a', fteThousandths: first }), post({ id: 'b', fteThousandths: second })] })
  t.equal(entitled(pot({ rounding: exact }), two(400, 400)), 1080)
  t.equal(entitled(pot({ rounding: exact }), two(600, 600)), 1350, 'never more than one full-time post')
  const perPost = pot({ per: 'post', rounding: exact })
  t.equal(entitled(perPost, two(400, 400), '2026-06-01', 'a'), 540, 'each post its own part')
  t.equal(
    entitled(perPost, two(900, 600), '2026-06-01', 'a') + entitled(perPost, two(900, 600), '2026-06-01', 'b'),
    1350,
  )
  t.equal(entitled(pot({ per: 'post' }), two(400, 400), '2026-06-01', 'other'), 0, 'a post that is not theirs')
  const days = facts({
    posts: [
      post({ id: 'a', fteThousandths: 500, fullTimeWeekMinutes: 2100 }),
      post({ id: 'b', fteThousandths: 500, fullTimeWeekMinutes: 2400 }),
    ],
  })
  t.equal(entitled(pot({ rounding: exact }), days), 1350, 'half a 7-hour and half an 8-hour day, three times')
})

t.test('who joins or leaves inside a window gets the share the policy states', async (t) => {
  const year = 365 * 4 // minutes that make a day of the year four minutes
  const byDay = pot({ amount: { unit: 'minutes', minutes: year }, rounding: exact })
  t.equal(entitled(byDay, starting('2026-07-02')), 183 * 4, 'from 2 July: 183 of 365 days')
  t.equal(entitled(byDay, starting('2026-12-31')), 4, 'one day')
  t.equal(entitled(byDay, starting('2027-01-01')), 0, 'not yet')
  t.equal(entitled(byDay, ending('2026-01-31')), 31 * 4)
  t.equal(entitled(byDay, ending('2025-12-31')), 0, 'no longer')
  t.equal(
    entitled(pot({ amount: { unit: 'minutes', minutes: 366 }, rounding: exact }), starting('2028-02-29'), '2028-06-01'),
    307,
    'a leap year has 366 days',
  )
  const byMonth = {
    ...byDay,
    amount: { unit: 'minutes', minutes: 1200 },
    joiners: 'by_month',
    leavers: 'by_month',
  } as const
  t.equal(entitled(byMonth, starting('2026-03-15')), 1000, '15 March to 31 December is ten months')
  t.equal(entitled(byMonth, starting('2026-12-31')), 100, 'a part month counts whole')
  t.equal(entitled(byMonth, starting('2026-01-02')), 1200)
  t.equal(
    entitled({ ...byMonth, window: { kind: 'year_from', monthDay: '04-01' } }, starting('2026-04-15')),
    1200,
    'April to March',
  )
  t.equal(
    entitled({ ...byMonth, window: { kind: 'year_from', monthDay: '01-10' } }, starting('2026-03-15')),
    1000,
    '15 March to 9 January',
  )
  t.equal(entitled(byMonth, ending('2026-03-01')), 300, 'leaving on 1 March: three months')
  t.equal(
    entitled(
      byMonth,
      facts({ startedOn: '2026-03-15', endedOn: '2026-03-20', posts: [post({ startsOn: '2026-03-15' })] }),
    ),
    100,
    'in and out in one month',
  )
  const full = { ...byDay, joiners: 'full', leavers: 'full' } as const
  t.equal(entitled(full, starting('2026-12-31')), year)
  t.equal(entitled(full, ending('2026-01-01')), year)
  t.equal(
    entitled(
      { ...byDay, leavers: 'full' },
      facts({ startedOn: '2026-07-02', endedOn: '2026-07-31', posts: [post({ startsOn: '2026-07-02' })] }),
    ),
    183 * 4,
  )
  t.equal(
    entitled(pot({ window: { kind: 'anniversary' }, rounding: exact }), starting('2026-05-17'), '2026-05-17'),
    1350,
    'nobody joins inside an anniversary year',
  )
  t.equal(
    entitled(
      pot({ window: { kind: 'month' }, amount: { unit: 'minutes', minutes: 300 }, rounding: exact }),
      starting('2026-06-16'),
      '2026-06-20',
    ),
    150,
    'half of June',
  )
  t.equal(
    entitled(
      pot({ window: { kind: 'month' }, amount: { unit: 'minutes', minutes: 300 }, joiners: 'by_month' }),
      starting('2026-06-30'),
      '2026-06-30',
    ) > 0,
    true,
    'and the last day of it as a month',
  )
  t.equal(
    entitled(pot(), starting('2026-12-30')),
    450,
    'the last joiner of a year gets a day, not nothing and not an error',
  )
})

t.test('changes inside a window count by the day', async (t) => {
  const exactly = pot({ amount: { unit: 'minutes', minutes: 365_000 }, rounding: exact })
  const reduced = facts({
    posts: [
      post({ id: 'before', endsOn: '2026-03-31' }),
      post({ id: 'after', startsOn: '2026-04-01', fteThousandths: 600 }),
    ],
  })
  t.equal(entitled(exactly, reduced), 90 * 1000 + 275 * 600, '90 days full time, 275 days three fifths')
  t.equal(entitled(exactly, reduced, '2025-06-01'), 365_000, 'the year before is not touched')
  t.equal(entitled(exactly, reduced, '2027-06-01'), 219_000)
  const joined = facts({
    ...reduced,
    startedOn: '2026-03-01',
    posts: [
      post({ id: 'before', startsOn: '2026-03-01', endsOn: '2026-03-31' }),
      post({ id: 'after', startsOn: '2026-04-01', fteThousandths: 600 }),
    ],
  })
  t.equal(entitled(exactly, joined), 31 * 1000 + 275 * 600, 'and joining inside it as well')
  const overlapping = facts({
    posts: [post({ id: 'a', fteThousandths: 500 }), post({ id: 'b', startsOn: '2026-07-02', fteThousandths: 800 })],
  })
  t.equal(entitled(exactly, overlapping), 182 * 500 + 183 * 1000, 'a second post from 2 July, full time together')
  const current = facts({ posts: [post({ startsOn: '2026-06-01' })] })
  t.equal(entitled(exactly, current), 365_000, 'an export that holds only the current post takes nothing away')
  const fixedTerm = facts({ posts: [post({ endsOn: '2026-01-31' })] })
  t.equal(entitled(exactly, fixedTerm), 31_000, 'employment ends with the last post')
})

t.test('no share is ever more than the whole, and two halves of a year make one', async () => {
  const fte = fc.integer({ min: 0, max: 1000 })
  const dayOf2026 = fc
    .integer({ min: 1, max: 364 })
    .map((days) => new Date(Date.UTC(2026, 0, 1) + days * 86_400_000).toISOString().slice(0, 10))
  const before = (on: string) => new Date(Date.parse(on) - 86_400_000).toISOString().slice(0, 10)
  const minutes = pot({ amount: { unit: 'minutes', minutes: 365_000 }, rounding: exact })
  fc.assert(
    fc.property(fte, fte, dayOf2026, (first, second, on) => {
      const left = entitled(minutes, facts({ endedOn: before(on), posts: [post({ fteThousandths: first })] }))
      const joined = entitled(
        minutes,
        facts({ startedOn: on, posts: [post({ startsOn: on, fteThousandths: second })] }),
      )
      const both = facts({
        posts: [
          post({ id: 'a', endsOn: before(on), fteThousandths: first }),
          post({ id: 'b', startsOn: on, fteThousandths: second }),
        ],
      })
      return entitled(minutes, both) === left + joined && left + joined <= 365_000
    }),
    { seed: 365, numRuns: Number(process.env['BOONDAY_PROPERTY_RUNS'] ?? 200) },
  )
})
