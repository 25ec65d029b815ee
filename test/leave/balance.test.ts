import fc from 'fast-check'
import t from 'tap'
import { closingEntries } from '../../src/leave/closing.ts'
import { type Balance, balanceOn, type LeaveEntry, type LeaveFacts, openBook } from '../../src/leave/index.ts'
import type { PotDefinition } from '../../src/policy/index.ts'
import { line, post, pot } from './builders.ts'

const runs = Number(process.env['BOONDAY_PROPERTY_RUNS'] ?? 300)
const since2024: LeaveFacts = { startedOn: '2024-01-01', endedOn: null, posts: [post({ startsOn: '2024-01-01' })] }
const minutes = (amount: number, unused: PotDefinition['unused'] = { kind: 'lapse' }) =>
  pot({ amount: { unit: 'minutes', minutes: amount }, rounding: { to: 'up', step: 1 }, unused })
const carry = (atMostMinutes: number | null, lapsesAfterMonths: number | null) =>
  ({ kind: 'carry', atMostMinutes, lapsesAfterMonths }) as const
const on = (day: string, one: PotDefinition, entries: readonly LeaveEntry[] = [], facts = since2024): Balance =>
  balanceOn(entries, facts, one, 'person-1', day)
const figures = ({ entitledMinutes, carriedMinutes, expiredMinutes, availableMinutes, lapsesOn }: Balance) => [
  entitledMinutes,
  carriedMinutes,
  expiredMinutes,
  availableMinutes,
  lapsesOn,
]

t.test('an account without a line has its grant, on any date, without any job having run', async (t) => {
  t.same(on('2026-03-01', minutes(900)), {
    windowFromOn: '2026-01-01',
    windowUntilOn: '2026-12-31',
    entitledMinutes: 900,
    carriedMinutes: 0,
    expiredMinutes: 0,
    takenMinutes: 0,
    reservedMinutes: 0,
    adjustedMinutes: 0,
    availableMinutes: 900,
    lapsesOn: '2026-12-31',
    lapsingMinutes: 900,
  })
  t.equal(on('2031-12-31', minutes(900)).availableMinutes, 900, 'years ahead')
  t.equal(on('2023-12-31', minutes(900)).availableMinutes, 0, 'and before the person started')
  t.equal(on('2020-06-01', minutes(900, carry(null, null))).availableMinutes, 0)
})

t.test('what is reserved, taken and adjusted is told apart, and released time comes back', async (t) => {
  const held = line('reserve', '2026-05-04', -120, { bookingId: 'b1' })
  const closed = line('reserve', '2026-05-11', -60, { bookingId: 'b2' })
  const entries = [
    held,
    closed,
    line('release', '2026-05-11', 60, { bookingId: 'b2', closesEntryId: closed.id }),
    line('take', '2026-05-11', -45, { bookingId: 'b2' }),
    line('adjust', '2026-02-01', 30),
    line('reserve', '2027-05-04', -500),
  ]
  const found = on('2026-03-01', minutes(900), entries)
  t.equal(found.reservedMinutes, 120, 'a closed reservation is no longer reserved')
  t.equal(found.takenMinutes, 45)
  t.equal(found.adjustedMinutes, 30)
  t.equal(found.availableMinutes, 900 + 30 - 120 - 45)
  const corrected = line('take', '2026-05-12', -100, { bookingId: 'b3' })
  const undone = [corrected, line('release', '2026-05-12', 100, { bookingId: 'b3', closesEntryId: corrected.id })]
  t.equal(on('2026-03-01', minutes(900), undone).takenMinutes, 0, 'a corrected taking is no longer taken')
  t.equal(on('2026-03-01', minutes(900), undone).reservedMinutes, 0)
})

t.test('bookings made out of date order never overdraw', async (t) => {
  const december = [line('reserve', '2026-12-01', -700)]
  t.equal(on('2026-03-01', minutes(900), december).availableMinutes, 200, 'what December holds is not free in March')
  t.equal(on('2026-12-20', minutes(900), december).availableMinutes, 200)
  t.equal(on('2025-12-20', minutes(900), december).availableMinutes, 900, 'and another year is another grant')
  const later = [line('adjust', '2026-07-01', 300), line('reserve', '2026-08-01', -1000)]
  t.equal(on('2026-06-01', minutes(900), later).availableMinutes, 200, 'an adjustment counts from its day')
  t.equal(on('2026-07-01', minutes(900), later).availableMinutes, 200)
  t.equal(on('2026-06-01', minutes(900), later.slice(0, 1)).availableMinutes, 900)
  t.equal(on('2026-07-01', minutes(900), later.slice(0, 1)).availableMinutes, 1200)
  const carried = minutes(900, carry(900, null))
  const nextYear = [
    line('adjust', '2024-01-01', -900),
    line('adjust', '2025-01-01', -900),
    line('reserve', '2027-02-01', -1500),
  ]
  t.equal(on('2027-03-01', carried, nextYear).availableMinutes, 300)
  t.equal(
    on('2026-11-01', carried, nextYear).availableMinutes,
    300,
    "what next year has booked of this year's minutes stays for it",
  )
})

t.test('a pot that lapses forgets what is left, and a debt', async (t) => {
  t.equal(on('2027-01-01', minutes(900), [line('take', '2026-05-01', -100)]).availableMinutes, 900)
  const overdrawn = [line('take', '2026-05-01', -960)]
  t.equal(on('2026-06-01', minutes(900), overdrawn).availableMinutes, -60)
  t.equal(on('2026-06-01', minutes(900), overdrawn).lapsesOn, null)
  t.equal(on('2027-06-01', minutes(900), overdrawn).availableMinutes, 900)
})

t.test('a pot that carries brings what is left, up to its cap, and a debt in full', async (t) => {
  const recent: LeaveFacts = { startedOn: '2025-01-01', endedOn: null, posts: [post({ startsOn: '2025-01-01' })] }
  const used = [line('take', '2025-05-01', -500)]
  t.same(
    figures(on('2026-03-01', minutes(900, carry(null, null)), used, recent)),
    [900, 400, 0, 1300, null],
    'all of it, for ever',
  )
  t.same(
    figures(on('2026-03-01', minutes(900, carry(150, null)), used, recent)),
    [900, 150, 0, 1050, '2026-12-31'],
    'the cap',
  )
  t.equal(
    on('2025-12-31', minutes(900, carry(150, null)), used, recent).lapsingMinutes,
    250,
    'what the cap cuts off lapses at the turn',
  )
  t.same(
    figures(on('2026-03-01', minutes(900, carry(0, null)), used, recent)),
    [900, 0, 0, 900, '2026-12-31'],
    'a cap of nothing',
  )
  t.equal(
    on('2027-03-01', minutes(900, carry(1000, null)), used, recent).carriedMinutes,
    1000,
    'the cap holds for what was carried before as well',
  )
  t.same(
    figures(on('2026-03-01', minutes(900, carry(150, 3)), [line('take', '2025-05-01', -960)], recent)),
    [900, -60, 0, 840, '2026-12-31'],
    'a debt',
  )
  t.equal(
    on('2026-03-01', minutes(900, carry(null, null)), [], {
      ...recent,
      startedOn: '2015-01-01',
      keptFromOn: '2025-11-20',
    }).carriedMinutes,
    900,
    'nothing is carried from windows before leave was kept here',
  )
})

t.test('carried minutes are used first, and only the unused part of them lapses', async (t) => {
  const recent: LeaveFacts = { startedOn: '2025-01-01', endedOn: null, posts: [post({ startsOn: '2025-01-01' })] }
  const one = minutes(900, carry(300, 3))
  const find = (day: string, entries: readonly LeaveEntry[] = []) => figures(on(day, one, entries, recent))
  t.same(find('2026-02-01'), [900, 300, 0, 1200, '2026-03-31'], 'all of it can still be used')
  t.same(find('2026-03-31'), [900, 300, 0, 1200, '2026-03-31'])
  t.same(find('2026-04-01'), [900, 300, 300, 900, '2026-12-31'], 'three months on, unused')
  const some = [line('take', '2026-02-10', -200)]
  t.same(find('2026-02-20', some), [900, 300, 0, 1000, '2026-03-31'])
  t.equal(on('2026-02-20', one, some, recent).lapsingMinutes, 100)
  t.same(find('2026-04-01', some), [900, 300, 100, 900, '2026-12-31'], 'only what is left of it')
  t.same(find('2026-04-01', [line('take', '2026-02-10', -500)]), [900, 300, 0, 700, '2026-12-31'], 'all used')
  t.same(find('2026-04-01', [line('take', '2026-04-01', -200)]), [900, 300, 300, 700, '2026-12-31'], 'used too late')
  const summer = [line('reserve', '2026-07-01', -850)]
  t.same(
    find('2026-02-01', summer),
    [900, 300, 0, 350, '2026-03-31'],
    'booking what would lapse takes nothing from the summer',
  )
  t.same(
    find('2026-04-01', summer),
    [900, 300, 300, 50, '2027-03-31'],
    'the rest is under the cap, so it lapses three months into the next year',
  )
})

t.test('a debt is paid from what would lapse, so that nobody loses minutes and owes them at once', async (t) => {
  const recent: LeaveFacts = { startedOn: '2025-01-01', endedOn: null, posts: [post({ startsOn: '2025-01-01' })] }
  const corrected = [line('adjust', '2026-02-01', -1000)]
  t.same(figures(on('2026-03-01', minutes(900, carry(300, 3)), corrected, recent)), [900, 300, 0, 200, '2026-03-31'])
  t.same(figures(on('2026-04-01', minutes(900, carry(300, 3)), corrected, recent)), [900, 300, 200, 0, null])
  t.same(
    figures(on('2027-01-01', minutes(900, carry(300, 18)), corrected, recent)),
    [900, 200, 0, 1100, '2027-06-30'],
    'at the turn of a window as well',
  )
})

t.test('parts carried for longer than a window keep their own day', async (t) => {
  const from2026: LeaveFacts = { startedOn: '2026-01-01', endedOn: null, posts: [post({ startsOn: '2026-01-01' })] }
  const monthly = pot({
    amount: { unit: 'minutes', minutes: 300 },
    window: { kind: 'month' },
    rounding: { to: 'up', step: 1 },
    unused: carry(null, 3),
  })
  const find = (day: string, entries: readonly LeaveEntry[] = []) => on(day, monthly, entries, from2026)
  t.equal(find('2026-01-15').availableMinutes, 300)
  t.equal(find('2026-04-15').availableMinutes, 1200, 'January to April')
  t.equal(find('2026-05-01').availableMinutes, 1200, "January's part is gone, May's has come")
  t.equal(find('2026-04-15').lapsesOn, '2026-04-30')
  t.equal(find('2026-04-15').lapsingMinutes, 300)
  t.equal(
    find('2026-05-01', [line('take', '2026-03-10', -300)]).availableMinutes,
    1200,
    "January's part was the one used",
  )
  t.equal(find('2026-04-15', [line('take', '2026-03-10', -300)]).availableMinutes, 900)
  const closed = closingEntries(
    { entries: [], facts: from2026, pot: monthly, scopeId: 'person-1' },
    'account-1',
    '2026-04-01',
  )
  const kept = closed.map((entry) => line(entry.kind, entry.effectiveOn, entry.minutes))
  t.equal(find('2026-05-01', kept).availableMinutes, 1200, 'and keeps it when the months were closed')
})

t.test('who leaves loses what is left on the last day', async (t) => {
  const leaver: LeaveFacts = {
    startedOn: '2024-01-01',
    endedOn: '2026-06-30',
    posts: [post({ startsOn: '2024-01-01' })],
  }
  const found = on('2026-05-01', minutes(365), [], leaver)
  t.equal(found.entitledMinutes, 181)
  t.equal(found.lapsesOn, '2026-06-30')
  t.equal(found.lapsingMinutes, 181)
})

t.test('a grant, carry or expiry in the ledger replaces exactly the computed one of its day', async (t) => {
  const one = minutes(900, carry(300, 3))
  const recent: LeaveFacts = { startedOn: '2025-01-01', endedOn: null, posts: [post({ startsOn: '2025-01-01' })] }
  const find = (day: string, ...entries: LeaveEntry[]) => figures(on(day, one, entries, recent))
  t.same(find('2026-02-01', line('grant', '2026-01-01', 1000)), [1000, 300, 0, 1300, '2026-03-31'])
  t.same(
    find('2027-02-01', line('grant', '2026-01-01', 1000)),
    [900, 300, 0, 1200, '2027-03-31'],
    "and no other year's",
  )
  t.same(find('2026-02-01', line('carry', '2026-01-01', 120)), [900, 120, 0, 1020, '2026-03-31'])
  t.same(
    find('2026-04-01', line('carry', '2026-01-01', 120)),
    [900, 120, 120, 900, '2026-12-31'],
    'what was carried still lapses',
  )
  t.same(find('2026-04-01', line('expire', '2026-04-01', -200)), [900, 300, 200, 1000, '2026-12-31'])
  t.same(find('2026-04-01', line('carry', '2026-01-01', 120), line('expire', '2026-04-01', -120)), [
    900,
    120,
    120,
    900,
    '2026-12-31',
  ])
  t.same(find('2026-02-01', line('carry', '2026-01-01', -60)), [900, -60, 0, 840, '2026-12-31'], 'a written debt')
  t.same(find('2026-02-01', line('carry', '2026-01-01', 0), line('take', '2025-12-01', -100)), [
    900,
    0,
    0,
    900,
    '2026-12-31',
  ])
  t.same(
    figures(on('2026-02-01', minutes(900), [line('carry', '2026-01-01', 120)])),
    [900, 120, 0, 1020, '2026-12-31'],
    'even where the pot itself carries nothing',
  )
})

// The model: every free minute is a token that knows its last day; a day takes the token that is gone first.
interface Scenario {
  readonly grant: number
  readonly cap: number | null
  readonly months: number | null
  readonly lines: readonly (readonly [day: number, used: number])[]
  readonly adjustments: readonly (readonly [day: number, added: number])[]
}
const dayText = (day: number) => new Date(Date.UTC(2024, 0, 1) + day * 86_400_000).toISOString().slice(0, 10)
const monthsAfter = (year: number, months: number) => new Date(Date.UTC(year, months, 1)).toISOString().slice(0, 10)

/** What is free at the end of each day on which something happens, from 2024 to 2027. */
const modelled = ({ grant, cap, months, lines, adjustments }: Scenario, lapses: boolean): Map<string, number> => {
  const free = new Map<string, number>()
  let tokens: string[] = []
  let debt = 0
  const days = new Set([...lines, ...adjustments].map(([day]) => dayText(day)))
  for (let year = 2024; year < 2028; year += 1)
    for (let month = 0; month < 12; month += 1) days.add(monthsAfter(year, month))
  for (const today of [...days].sort()) {
    const turn = today.endsWith('-01-01')
    const paying = turn ? tokens.length : tokens.filter((gone) => gone <= today).length
    const paid = Math.min(debt, paying)
    debt = turn && lapses ? 0 : debt - paid
    tokens = tokens.slice(paid).filter((gone) => gone > today)
    if (turn) {
      const carried = lapses
        ? []
        : tokens
            .map((gone) =>
              gone !== '9998' ? gone : months === null ? '9997' : monthsAfter(Number(today.slice(0, 4)), months),
            )
            .sort()
      tokens = carried.slice(cap === null ? 0 : Math.max(0, carried.length - cap))
      for (let one = 0; one < grant; one += 1) {
        if (debt > 0) debt -= 1
        else tokens.push('9998')
      }
    }
    tokens.sort()
    for (const [day, added] of adjustments) {
      if (dayText(day) !== today) continue
      for (let one = 0; one < Math.abs(added); one += 1) {
        if (added > 0 && debt > 0) debt -= 1
        else if (added > 0) tokens.push('9998')
        else if (tokens.at(-1) === '9998') tokens.pop()
        else debt += 1
      }
    }
    for (const [day, used] of lines) {
      if (dayText(day) !== today) continue
      for (let one = 0; one < used; one += 1) if (tokens.shift() === undefined) debt += 1
    }
    free.set(today, tokens.length - debt)
  }
  return free
}

const scenario = fc.record<Scenario>({
  grant: fc.integer({ min: 0, max: 12 }),
  cap: fc.option(fc.integer({ min: 0, max: 15 })),
  months: fc.option(fc.integer({ min: 1, max: 26 })),
  lines: fc.array(fc.tuple(fc.integer({ min: 0, max: 1200 }), fc.integer({ min: 1, max: 6 })), { maxLength: 8 }),
  adjustments: fc.array(fc.tuple(fc.integer({ min: 0, max: 1200 }), fc.integer({ min: -12, max: 12 })), {
    maxLength: 3,
  }),
})
const entriesOf = ({ lines, adjustments }: Scenario) => [
  ...lines.map(([day, used]) => line('take', dayText(day), -used)),
  ...adjustments.map(([day, added]) => line('adjust', dayText(day), added)),
]
const potOf = (one: Scenario, lapses: boolean) =>
  minutes(one.grant, lapses ? { kind: 'lapse' } : carry(one.cap, one.months))

t.test('what can be booked is exactly what leaves no later day short, by the model of single minutes', async (t) => {
  let compared = 0
  fc.assert(
    fc.property(scenario, fc.boolean(), fc.integer({ min: 0, max: 1400 }), (one, lapses, day) => {
      const today = dayText(day)
      const until = lapses ? `${today.slice(0, 4)}-12-31` : '9999'
      const fits = (more: number) => {
        const lines = more === 0 ? one.lines : [...one.lines, [day, more] as const]
        const lastOn = lapses
          ? until
          : dayText(Math.max(day, ...[...one.lines, ...one.adjustments].map(([line]) => line)))
        const free = modelled({ ...one, lines: [...lines, [day, 0]] }, lapses)
        return [...free].every(
          ([on, left]) => on < today || on > until || on > `${lastOn.slice(0, 4)}-12-31` || left >= 0,
        )
      }
      if (!fits(0)) return true
      compared += 1
      let most = 0
      while (fits(most + 1)) most += 1
      return balanceOn(entriesOf(one), since2024, potOf(one, lapses), 'person-1', today).availableMinutes === most
    }),
    { seed: 2026, numRuns: runs },
  )
  t.ok(compared > runs / 3, 'most of the random accounts could be compared')
})

t.test('closing the years changes no balance, and the closed lines add up by themselves', async () => {
  fc.assert(
    fc.property(
      scenario,
      fc.boolean(),
      fc.integer({ min: 0, max: 1400 }),
      fc.integer({ min: 366, max: 1460 }),
      (one, lapses, day, closedDay) => {
        const book = { entries: entriesOf(one), facts: since2024, pot: potOf(one, lapses), scopeId: 'person-1' }
        const written = (entries: readonly LeaveEntry[]) =>
          closingEntries({ ...book, entries }, 'account-1', dayText(closedDay)).map((entry) =>
            line(entry.kind, entry.effectiveOn, entry.minutes),
          )
        const closed = [...book.entries, ...written(book.entries)]
        const fromOn = `${dayText(closedDay).slice(0, 4)}-01-01`
        const sum = closed
          .filter(
            (entry) =>
              entry.effectiveOn < fromOn ||
              (entry.effectiveOn === fromOn && entry.kind !== 'take' && entry.kind !== 'adjust'),
          )
          .reduce((total, entry) => total + entry.minutes, 0)
        const strip = ({ availableMinutes, lapsingMinutes, lapsesOn, ...rest }: Balance) => rest
        const before = openBook(book)
        const after = openBook({ ...book, entries: closed })
        return (
          written(closed).length === 0 &&
          JSON.stringify(strip(after(dayText(day)))) === JSON.stringify(strip(before(dayText(day)))) &&
          (day < closedDay || JSON.stringify(after(dayText(day))) === JSON.stringify(before(dayText(day)))) &&
          sum === after(fromOn).carriedMinutes
        )
      },
    ),
    { seed: 2027, numRuns: runs },
  )
})
