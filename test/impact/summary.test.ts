// Summaries as tables of cases: what is counted, once, and what is left apart.
import t from 'tap'
import type { AttendedRow } from '../../src/impact/attended.ts'
import { type SummaryFacts, summarise } from '../../src/impact/summary.ts'
import { decideSuppression } from '../../src/impact/suppression.ts'
import { type HourlyValue, valuationsOf } from '../../src/impact/valuation.ts'

let made = 0
const attended = (facts: Partial<AttendedRow> = {}): AttendedRow => {
  made += 1
  return {
    attendanceId: `attendance-${String(made).padStart(4, '0')}`,
    bookingId: `booking-${made}`,
    personId: `person-${made}`,
    employerId: 'employer-1',
    employerName: 'Example Works',
    bodyId: 'body-1',
    bodyName: 'Example Volunteer Centre',
    groupId: 'group-1',
    groupName: 'Example Food Bank',
    orgIds: [],
    placementId: 'placement-1',
    needId: null,
    kind: 'placement',
    causes: ['food'],
    areaCode: 'E07000105',
    skilled: false,
    on: '2026-03-10',
    minutes: 420,
    paidMinutes: 420,
    evidence: 'host_confirmed',
    ...facts,
  }
}

const many = (count: number, facts: Partial<AttendedRow> = {}): AttendedRow[] =>
  Array.from({ length: count }, () => attended(facts))

const year = { fromOn: '2026-01-01', untilOn: '2026-12-31' }
const summaryOf = (rows: readonly AttendedRow[], facts: Partial<SummaryFacts> = {}) =>
  summarise({ period: year, rows, headcount: 200, values: [], needsUnmet: 0, ...facts })

t.test('the headline of a summary', async (t) => {
  t.test('paid and own time, skilled and general time are apart and add up', async (t) => {
    const summary = summaryOf([
      ...many(3, { minutes: 420, paidMinutes: 300 }),
      ...many(2, { minutes: 61, paidMinutes: 0, skilled: true }),
    ])
    t.same([summary.minutes, summary.paidMinutes, summary.ownMinutes], [1382, 900, 482])
    t.same([summary.skilledMinutes, summary.generalMinutes], [122, 1260])
    t.equal(summary.averageMinutesPerPerson, 276)
  })

  t.test('the rate counts each person once against everybody employed in the period', async (t) => {
    const twice = attended()
    const summary = summaryOf([twice, attended({ personId: twice.personId }), attended()], { headcount: 16 })
    t.same([summary.people, summary.bookings, summary.participationPerMille], [2, 3, 125])
    t.equal(summaryOf([], { headcount: 0 }).participationPerMille, null, 'there is no rate of nobody')
    t.equal(summaryOf([], { headcount: 10 }).participationPerMille, 0)
  })

  t.test('a corrected attendance counts once, by the record made last, in whatever order the rows come', async (t) => {
    const first = attended({ minutes: 420 })
    const second = {
      ...first,
      attendanceId: 'attendance-b',
      minutes: 240,
      paidMinutes: 240,
    }
    const third = { ...second, attendanceId: 'attendance-c', minutes: 200, paidMinutes: 200 }
    for (const rows of [
      [first, second, third],
      [third, second, first],
      [second, third, first],
    ]) {
      t.same([summaryOf(rows).minutes, summaryOf(rows).bookings], [200, 1])
    }
  })

  t.test('somebody who was missed on the day is neither a person nor a booking of the summary', async (t) => {
    const summary = summaryOf([attended(), attended({ minutes: 0, paidMinutes: 0 })])
    t.same([summary.people, summary.bookings], [1, 1])
  })

  t.test('disputed time is told apart and is in no total and no table', async (t) => {
    const summary = summaryOf([
      attended(),
      attended({ evidence: 'disputed', minutes: 90, paidMinutes: 0, bodyId: 'body-2' }),
    ])
    t.same([summary.disputedMinutes, summary.disputedBookings], [90, 1])
    t.same([summary.minutes, summary.bodies, summary.bookings], [420, 1, 1])
    t.notOk(summary.byEvidence.some((cell) => cell.key === 'disputed'))
  })

  t.test('a period takes the days at both of its ends and none beside them', async (t) => {
    const rows = ['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01'].map((on) =>
      attended({ on, minutes: 60, paidMinutes: 0 }),
    )
    t.equal(summaryOf(rows).minutes, 120)
  })

  t.test(
    'groups that share a register id count as one, also through a third; unregistered hosts are never counted',
    async (t) => {
      const summary = summaryOf([
        attended({ groupId: 'group-1', orgIds: ['GB-CHC-1', 'GB-COH-1'] }),
        attended({ groupId: 'group-2', orgIds: ['GB-COH-1', 'GB-SC-1'], bodyId: 'body-2' }),
        attended({
          groupId: null,
          groupName: null,
          kind: 'own_activity',
          orgIds: ['GB-SC-1'],
          bodyId: null,
          bodyName: null,
        }),
        attended({ groupId: 'group-3' }),
        attended({ groupId: null, groupName: null, kind: 'own_activity', bodyId: null, bodyName: null }),
      ])
      t.equal(summary.groups, 2)
      t.same(summary.byGroup.map((cell) => cell.key).sort(), ['GB-CHC-1', 'group-3', 'unregistered'])
      t.equal(summary.bodies, 2)
    },
  )

  t.test('an hour with several causes is counted under the first one only', async (t) => {
    const summary = summaryOf([...many(10, { causes: ['food', 'youth'] }), ...many(10, { causes: [] })])
    t.same(
      summary.byCause.map((cell) => [cell.key, cell.minutes.value]),
      [
        ['food', 4200],
        ['unstated', 4200],
      ],
    )
    t.equal(summary.causes, 1)
  })

  t.test('a need is met by counted time on its placement, once', async (t) => {
    const summary = summaryOf(
      [...many(2, { needId: 'need-1', skilled: true }), attended({ needId: 'need-2', evidence: 'disputed' })],
      { needsUnmet: 4 },
    )
    t.same([summary.needsMet, summary.needsUnmet], [1, 4])
  })

  t.test('an empty period says nothing and crashes nowhere', async (t) => {
    const summary = summaryOf([])
    t.same(
      [summary.people, summary.minutes, summary.averageMinutesPerPerson, summary.valuations.length],
      [0, 0, null, 0],
    )
    t.same(summary.fewPeopleIn, [])
    t.equal(summary.byMonth.length, 12)
    t.ok(
      summary.byMonth.every((cell) => cell.minutes.value === 0),
      'a month without time is a true zero',
    )
  })

  t.test('a headline with fewer than five people behind it is marked', async (t) => {
    const rows = [...many(3, { skilled: true }), ...many(4, { minutes: 60, paidMinutes: 0 })]
    t.same(summaryOf(rows).fewPeopleIn, ['paid', 'own', 'skilled', 'general'])
    t.same(summaryOf(rows.slice(0, 3)).fewPeopleIn, ['total', 'paid', 'skilled'])
    t.same(summaryOf(many(5)).fewPeopleIn, [])
  })

  t.test('every table adds up to the total when nothing is suppressed', async (t) => {
    const rows = [
      ...many(12, { causes: ['food'], minutes: 90, paidMinutes: 30 }),
      ...many(11, { causes: ['youth'], on: '2026-04-02', groupId: 'group-2', areaCode: null, evidence: 'two_sided' }),
    ]
    const summary = summaryOf(rows)
    t.equal(summary.suppressedCells, 0)
    for (const table of [
      summary.byMonth,
      summary.byCause,
      summary.byGroup,
      summary.byArea,
      summary.byEvidence,
      summary.byBody,
    ]) {
      t.equal(
        table.reduce((sum, cell) => sum + (cell.minutes.value ?? 0), 0),
        summary.minutes,
      )
    }
  })
})

t.test('suppression of small groups', async (t) => {
  const shown = (rows: readonly AttendedRow[], table: 'byGroup' | 'byCause' | 'byArea' | 'byMonth' | 'byBody') =>
    Object.fromEntries(
      summaryOf(rows)[table].map(({ key, people }) => [key, people.suppressed ? people.reason : people.value]),
    )
  const inGroup = (count: number, groupId: string, more: Partial<AttendedRow> = {}) => many(count, { groupId, ...more })

  t.test('a suppressed figure is null with its reason, never 0 and never left out', async (t) => {
    const [small] = summaryOf(inGroup(4, 'small')).byGroup
    const hidden = { value: null, suppressed: true, reason: 'too_few_people' }
    t.same(
      small && [small.people, small.bookings, small.minutes, small.paidMinutes, small.ownMinutes],
      Array(5).fill(hidden),
    )
  })

  t.test('five people are enough for hours, ten for a cause', async (t) => {
    t.same(shown(inGroup(5, 'five'), 'byGroup'), { five: 5 })
    t.same(shown(many(9, { causes: ['faith'] }), 'byCause'), { faith: 'too_few_people' })
    t.same(shown(many(10, { causes: ['faith'] }), 'byCause'), { faith: 10 })
  })

  t.test('a single small cell takes the next smallest with it, so that the total gives nothing away', async (t) => {
    t.same(shown([...inGroup(3, 'a'), ...inGroup(9, 'b'), ...inGroup(6, 'c')], 'byGroup'), {
      a: 'too_few_people',
      b: 9,
      c: 'protects_another',
    })
  })

  t.test('small cells that are large enough together need no further one', async (t) => {
    t.same(shown([...inGroup(3, 'a'), ...inGroup(4, 'b'), ...inGroup(6, 'c')], 'byGroup'), {
      a: 'too_few_people',
      b: 'too_few_people',
      c: 6,
    })
  })

  t.test('several small cells with the same few people are still too small together', async (t) => {
    const few = inGroup(3, 'a')
    const again = few.map((row) => attended({ personId: row.personId, groupId: 'b' }))
    t.same(shown([...few, ...again, ...inGroup(6, 'c'), ...inGroup(8, 'd')], 'byGroup'), {
      a: 'too_few_people',
      b: 'too_few_people',
      c: 'protects_another',
      d: 8,
    })
  })

  t.test('of two cells of the same size the one named first goes', async (t) => {
    t.same(shown([...inGroup(1, 'a'), ...inGroup(6, 'c'), ...inGroup(6, 'b')], 'byGroup'), {
      a: 'too_few_people',
      b: 'protects_another',
      c: 6,
    })
  })

  t.test('a cell that one person dominates is hidden', async (t) => {
    const rows = [
      ...inGroup(5, 'a', { minutes: 60, paidMinutes: 0 }),
      attended({ groupId: 'a', minutes: 701, paidMinutes: 0 }),
    ]
    t.same(shown(rows, 'byGroup'), { a: 'one_person_dominates' })
  })

  t.test('a hidden cell never stands alone, even when many people are behind it', async (t) => {
    const dominated = [
      ...inGroup(8, 'a', { minutes: 10, paidMinutes: 0 }),
      attended({ groupId: 'a', minutes: 900, paidMinutes: 0 }),
    ]
    t.same(shown([...dominated, ...inGroup(7, 'b'), ...inGroup(6, 'c')], 'byGroup'), {
      a: 'one_person_dominates',
      b: 7,
      c: 'protects_another',
    })
  })

  t.test('a visible cell of another table gives no small group away by subtraction', async (t) => {
    const north = { areaCode: 'north' }
    const rows = [
      ...inGroup(2, 'a', north),
      ...inGroup(5, 'b', north),
      ...inGroup(3, 'c', { areaCode: 'south' }),
      ...inGroup(7, 'd', { areaCode: 'south' }),
    ]
    t.same(shown(rows, 'byArea'), { north: 7, south: 10 })
    t.same(shown(rows, 'byGroup'), {
      a: 'too_few_people',
      b: 'protects_another',
      c: 'too_few_people',
      d: 'protects_another',
    })
  })

  t.test('no remainder of any total can be smaller than the limit, whatever the sizes', async (t) => {
    let seed = 7
    const next = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return Math.floor((seed / 2147483648) * below)
    }
    for (let round = 0; round < 200; round += 1) {
      const sizes = Array.from({ length: 1 + next(6) }, () => 1 + next(12))
      const rows = sizes.flatMap((size, cell) =>
        Array.from({ length: size }, (_, person) => ({
          personId: `${cell}-${person}`,
          minutes: 60,
          keys: [`${cell}`],
        })),
      )
      const [hidden] = decideSuppression(rows, [5])
      const remainder = rows.filter((row) => hidden?.has(row.keys[0] ?? '')).length
      const everything = remainder === rows.length
      t.ok(remainder === 0 || remainder >= 5 || everything, `${sizes} leave ${remainder}`)
      t.notOk(hidden?.size === 1 && !everything, `${sizes} hide one alone`)
    }
  })
})

t.test('the value of hours', async (t) => {
  const value = (facts: Partial<HourlyValue>): HourlyValue => ({
    id: `value-${facts.fromOn}-${facts.currency ?? 'GBP'}`,
    fromOn: '2026-01-01',
    amountMinor: 2000,
    currency: 'GBP',
    method: 'replacement cost',
    source: 'example tables, table 1',
    ...facts,
  })

  t.test('each hour has the value in force on its day, and what stands behind it is named', async (t) => {
    const values = [value({ fromOn: '2026-04-01', amountMinor: 2100 }), value({ fromOn: '2026-01-01' })]
    const rows = [
      attended({ on: '2025-12-31', minutes: 60, paidMinutes: 60 }),
      attended({ on: '2026-01-01', minutes: 60, paidMinutes: 60 }),
      attended({ on: '2026-03-31', minutes: 60, paidMinutes: 0 }),
      attended({ on: '2026-04-01', minutes: 120, paidMinutes: 60 }),
    ]
    const [gbp, ...others] = valuationsOf(rows, values)
    t.equal(others.length, 0)
    t.same([gbp?.amountMinor, gbp?.paidAmountMinor], [2 * 2000 + 2 * 2100, 2000 + 2100])
    t.same([gbp?.valuedMinutes, gbp?.unvaluedMinutes], [240, 60])
    t.same(
      gbp?.values.map(({ fromOn, method, source, minutes }) => [fromOn, method, source, minutes]),
      [
        ['2026-01-01', 'replacement cost', 'example tables, table 1', 120],
        ['2026-04-01', 'replacement cost', 'example tables, table 1', 120],
      ],
    )
  })

  t.test('currencies are apart: the same hour is told in each, and no sum mixes them', async (t) => {
    const values = [value({}), value({ currency: 'EUR', amountMinor: 2300, fromOn: '2026-03-01' })]
    const rows = [attended({ on: '2026-02-01', minutes: 60 }), attended({ on: '2026-03-01', minutes: 60 })]
    t.same(
      valuationsOf(rows, values).map(({ currency, amountMinor, unvaluedMinutes }) => [
        currency,
        amountMinor,
        unvaluedMinutes,
      ]),
      [
        ['EUR', 2300, 60],
        ['GBP', 4000, 0],
      ],
    )
  })

  t.test('it is rounded once, at the end: three times twenty minutes is an hour', async (t) => {
    const rows = many(3, { minutes: 20, paidMinutes: 20 })
    t.equal(valuationsOf(rows, [value({ amountMinor: 1001 })])[0]?.amountMinor, 1001)
    t.equal(valuationsOf(many(1, { minutes: 30 }), [value({ amountMinor: 1001 })])[0]?.amountMinor, 501)
  })

  t.test('without a value in force nothing is shown; an amount of 0 ends a series', async (t) => {
    t.same(valuationsOf(many(1), []), [])
    t.same(valuationsOf(many(1), [value({ fromOn: '2026-03-11' })]), [])
    t.same(valuationsOf(many(1), [value({}), value({ fromOn: '2026-02-01', amountMinor: 0 })]), [])
  })

  t.test('very many hours stay exact', async (t) => {
    const rows = many(3, { minutes: 2_000_000_000, paidMinutes: 0 })
    t.equal(valuationsOf(rows, [value({ amountMinor: 10_000_000 })])[0]?.amountMinor, 1_000_000_000_000_000)
  })
})
