// What leaves as a file: CSV that no spreadsheet runs, charts that are true to scale, and a page that stands alone.
import t from 'tap'
import type { AttendedRow } from '../../src/impact/attended.ts'
import { type Bar, columnChart, escapeMarkup, rowChart } from '../../src/impact/charts.ts'
import { csvLine } from '../../src/impact/csv.ts'
import { decimalMoney, exportedRow, pseudonymOf, rowColumns, rowLine, summaryCsv } from '../../src/impact/exports.ts'
import { reportPage } from '../../src/impact/report.ts'
import { pageLocale } from '../../src/impact/routes.ts'
import { type SummaryView, summarise } from '../../src/impact/summary.ts'

/** Holds markup to the rules of XML that matter: every element closed in order, every attribute quoted, every sign escaped. */
const mistakesInMarkup = (markup: string): string[] => {
  const mistakes: string[] = []
  const open: string[] = []
  const body = markup.replace(/^<!DOCTYPE html>\s*/, '').replace(/<style>[^<&]*<\/style>/, '<style></style>')
  const tag = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<&]*(?:&#\d+;[^"<&]*)*")*)\s*(\/?)>/g
  let end = 0
  for (const match of body.matchAll(tag)) {
    const text = body.slice(end, match.index)
    if (/[<>]|&(?!#\d+;)/.test(text)) mistakes.push(`stray sign in "${text.slice(0, 60)}"`)
    end = match.index + match[0].length
    const [, closing, name = '', attributes = '', alone] = match
    const names = [...attributes.matchAll(/([\w:-]+)=/g)].map((one) => one[1])
    if (new Set(names).size !== names.length) mistakes.push(`an attribute twice in <${name}>`)
    if (closing) {
      const expected = open.pop()
      if (expected !== name) mistakes.push(`</${name}> closes <${expected}>`)
    } else if (!alone) open.push(name)
  }
  if (/\S/.test(body.slice(end))) mistakes.push(`left over: "${body.slice(end, end + 60)}"`)
  return [...mistakes, ...open.map((name) => `<${name}> is never closed`)]
}

t.test('the check of markup itself finds what is wrong', async (t) => {
  for (const wrong of [
    '<p>',
    '<p><b></p></b>',
    '<p a=b></p>',
    '<p>a & b</p>',
    '<p a="1" a="2"></p>',
    '<p>1 < 2</p>',
    '<p a="<"></p>',
  ]) {
    t.not(mistakesInMarkup(wrong).length, 0, wrong)
  }
  t.same(mistakesInMarkup('<p a="1"><br/>a &#38; b</p>'), [])
})

t.test('CSV', async (t) => {
  t.test('a text that a spreadsheet would run as a formula is not a formula any more', async (t) => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1', '＋1', '－1', '＠x']) {
      const written = csvLine([text]).replace(/^"/, '')
      t.ok(written.startsWith("'"), JSON.stringify(text))
    }
    t.equal(csvLine(["=cmd|' /C calc'!A0"]), "'=cmd|' /C calc'!A0\r\n")
    t.equal(csvLine([-5, 'a-b', 'a=b', '']), '-5,a-b,a=b,\r\n', 'numbers, and signs further in, stay as they are')
  })

  t.test('quotes, commas and line ends are wrapped as RFC 4180 has it', async (t) => {
    t.equal(
      csvLine(['a,b', 'say "yes"', 'two\r\nlines', 'plain', null, 3]),
      '"a,b","say ""yes""","two\r\nlines",plain,,3\r\n',
    )
    t.equal(csvLine(['=A1,"x"']), '"\'=A1,""x"""\r\n')
  })

  t.test('money has the digits of its currency', async (t) => {
    t.same(
      [decimalMoney(1999, 'GBP'), decimalMoney(5, 'GBP'), decimalMoney(500, 'JPY'), decimalMoney(1234, 'KWD')],
      ['19.99', '0.05', '500', '1.234'],
    )
  })
})

const attended = (number: number, facts: Partial<AttendedRow> = {}): AttendedRow => ({
  attendanceId: `attendance-${String(number).padStart(4, '0')}`,
  bookingId: `booking-${number}`,
  personId: `person-${number}`,
  employerId: 'employer-1',
  employerName: 'Example Works',
  bodyId: 'body-1',
  bodyName: 'Example Volunteer Centre',
  groupId: 'group-1',
  groupName: 'Food & <Friends>',
  orgIds: ['GB-CHC-1'],
  placementId: 'placement-1',
  needId: null,
  kind: 'placement',
  causes: ['food'],
  areaCode: 'E07000105',
  skilled: false,
  on: '2026-03-10',
  minutes: 420,
  paidMinutes: 300,
  evidence: 'host_confirmed',
  ...facts,
})

const values = [
  {
    id: 'value-1',
    fromOn: '2026-01-01',
    amountMinor: 2000,
    currency: 'GBP',
    method: 'replacement <cost>',
    source: 'example tables',
  },
]
const period = { fromOn: '2026-01-01', untilOn: '2026-06-30' }
const rows = [
  ...Array.from({ length: 12 }, (_, index) => attended(index)),
  ...Array.from({ length: 6 }, (_, index) =>
    attended(100 + index, { groupId: 'group-2', groupName: '=HYPERLINK("x")', orgIds: [], on: '2026-05-02' }),
  ),
  ...Array.from({ length: 2 }, (_, index) =>
    attended(200 + index, { groupId: 'group-3', groupName: 'Small', orgIds: [], on: '2026-05-03' }),
  ),
  attended(300, { minutes: 60, paidMinutes: 0, evidence: 'disputed' }),
]
const summary = summarise({ period, rows, headcount: 80, values, needsUnmet: 2 })

t.test('the summary as CSV', async (t) => {
  const text = summaryCsv(summary)
  const lines = text.slice(1).split('\r\n')
  t.equal(text[0], '\uFEFF', 'begins with a byte order mark')
  t.equal(lines.at(-1), '', 'every line ends in CRLF')
  t.notMatch(text.replaceAll('\r\n', ''), /[\r\n]/)
  t.ok(lines.includes('total,,,hours,140.00,hours,no,'))
  t.ok(lines.includes('total,,,paid_hours,100.00,hours,no,'))
  t.ok(lines.includes('total,,,disputed_hours,1.00,hours,no,'))
  t.ok(lines.includes('total,,,participation_per_mille,250,count,no,'))
  t.ok(lines.includes('value,GBP,,value_of_all_hours,2800.00,GBP,no,'))
  t.ok(
    lines.includes(
      'value_used,value-1,GBP from 2026-01-01,hourly_value,20.00,GBP,no,140.00 hours; replacement <cost>; example tables',
    ),
  )
  t.ok(
    lines.includes('by_group,group-3,Small,hours,,hours,yes,too_few_people'),
    'suppressed is empty with its reason, not 0',
  )
  t.ok(lines.includes('by_month,2026-02,,hours,0.00,hours,no,'), 'a true zero is 0')
  t.ok(
    lines.some((line) => line.includes(`"'=HYPERLINK(""x"")"`)),
    'the name of a group is no formula',
  )
  t.equal(
    new Set(lines.slice(0, -1).map((line) => line.replace(/"(?:[^"]|"")*"/g, '').split(',').length)).size,
    1,
    'all lines have the same columns',
  )
})

t.test('the rows as CSV', async (t) => {
  const row = attended(1, { orgIds: ['GB-CHC-1', 'GB-COH-2'] })
  const exported = exportedRow(row, { points: 70, values })
  t.same(Object.keys(exported), [...rowColumns])
  const line = rowLine(exported, rowColumns)
  t.match(line, /,7\.00,5\.00,2\.00,host_confirmed,yes,"20\.00 GBP \(replacement <cost>, from 2026-01-01\)",70\r\n$/)
  t.notMatch(line, row.personId, 'the id of a person is not in it')
  t.equal(pseudonymOf(row), pseudonymOf(attended(7, { personId: row.personId })), 'a person keeps one pseudonym')
  t.not(pseudonymOf(row), pseudonymOf({ ...row, employerId: 'employer-2' }), 'which no other employer shares')
  t.equal(exportedRow({ ...row, evidence: 'disputed' }, { points: 0, values: [] }).counted, 'no: disputed')
  t.equal(exportedRow({ ...row, minutes: 0, paidMinutes: 0 }, { points: 0, values: [] }).counted, 'no: not attended')
})

const chartOf = (bars: readonly Bar[], series: readonly string[] = ['Paid', 'Own']) => ({
  id: 'c',
  title: 'Hours <by> month',
  description: 'A & B',
  series,
  bars,
  axisUnit: 1,
  emptyText: 'Nothing',
  valueText: (value: number) => String(value),
})
const measures = (svg: string, measure: 'height' | 'width'): number[] =>
  [...svg.matchAll(/<rect class="bar"[^>]*>/g)].map((rect) =>
    Number(new RegExp(`${measure}="([\\d.]+)"`).exec(rect[0])?.[1]),
  )

t.test('charts', async (t) => {
  const many: Bar[] = Array.from({ length: 120 }, (_, index) => ({ label: `${index}`, parts: [index * 60, 30] }))
  const cases: [string, Bar[]][] = [
    ['no bar', []],
    ['only zeros', [{ label: 'a', parts: [0, 0] }]],
    ['one bar', [{ label: 'a', parts: [60, 30] }]],
    ['one that may not be shown', [{ label: 'a', parts: null }]],
    [
      'very large values',
      [
        { label: 'a', parts: [9e15, 0] },
        { label: 'b', parts: [4.5e15, 1] },
      ],
    ],
    ['ten years of months', many],
    ['a name that is markup', [{ label: '</text><script>"\'&\u0000', parts: [1, 1] }]],
  ]
  for (const [name, bars] of cases) {
    for (const draw of [columnChart, rowChart]) {
      const svg = draw(chartOf(bars))
      t.same(mistakesInMarkup(svg), [], `${name}: well-formed`)
      t.notMatch(svg, /NaN|Infinity|undefined|<script|"-\d/, `${name}: every number is one`)
      t.match(
        svg,
        /^<svg [^>]*role="img" aria-labelledby="c-title c-description"><title id="c-title">Hours &#60;by&#62; month<\/title><desc id="c-description">A &#38; B<\/desc>/,
      )
    }
  }

  t.test('heights and widths are proportional to the values, and parts stack without a gap', async (t) => {
    const bars: Bar[] = [
      { label: 'a', parts: [600, 300] },
      { label: 'b', parts: [1200, 0] },
      { label: 'c', parts: [60, 60] },
    ]
    for (const [draw, measure] of [
      [columnChart, 'height'],
      [rowChart, 'width'],
    ] as const) {
      const found = measures(draw(chartOf(bars)), measure)
      const scale = (found[0] ?? 0) / 600
      t.ok(scale > 0)
      t.equal(found.length, 5, 'a part of zero is not drawn')
      for (const [index, value] of [600, 300, 1200, 60, 60].entries()) {
        t.ok(Math.abs((found[index] ?? 0) - value * scale) < 0.02, `${value} is drawn as ${found[index]}`)
      }
    }
    const [first, second] = [...columnChart(chartOf(bars)).matchAll(/<rect class="bar"[^>]* y="([\d.]+)"/g)].map(
      (one) => Number(one[1]),
    )
    t.ok(Math.abs((second ?? 0) + (measures(columnChart(chartOf(bars)), 'height')[1] ?? 0) - (first ?? 0)) < 0.02)
  })

  t.test('no bar stands out of its picture', async (t) => {
    for (const most of [1, 7, 10, 11, 24.9, 99, 1000, 1e12]) {
      const svg = columnChart(chartOf([{ label: 'a', parts: [most, 0] }]))
      const [height] = measures(svg, 'height')
      t.ok((height ?? 0) <= 150 && (height ?? 0) >= 60, `${most} is ${height} high`)
    }
    for (const width of measures(rowChart(chartOf(many)), 'width')) t.ok(width <= 360 - 16)
  })

  t.test('an axis counts in round numbers of its unit', async (t) => {
    const hours = {
      ...chartOf([{ label: 'a', parts: [252 * 60] }]),
      axisUnit: 60,
      valueText: (value: number) => String(value / 60),
    }
    t.same(
      [...columnChart(hours).matchAll(/text-anchor="end">([^<]+)</g)].map((tick) => tick[1]),
      ['0', '150', '300'],
    )
  })

  t.test('what may not be shown is drawn as unknown and not as an empty bar', async (t) => {
    const svg = columnChart(
      chartOf([
        { label: 'a', parts: null },
        { label: 'b', parts: [5, 0] },
      ]),
    )
    t.equal(svg.match(/class="unknown"/g)?.length, 1)
    t.equal(measures(svg, 'height').length, 1)
    t.notMatch(columnChart(chartOf([{ label: 'a', parts: null }])), /Nothing/)
    t.match(columnChart(chartOf([{ label: 'a', parts: [0] }])), /Nothing/)
  })

  t.test('signs that XML does not know are replaced', async (t) => {
    t.equal(escapeMarkup('a\u0000\u001Fb\uD800<'), 'a\uFFFD\uFFFDb\uFFFD&#60;')
  })
})

t.test('the report', async (t) => {
  const page = (facts: Partial<Parameters<typeof reportPage>[0]> = {}): string =>
    reportPage({ summary, name: 'Example <Works>', madeAt: '2026-07-01T09:00:00.000Z', locale: 'en-GB', ...facts })

  t.test('is well-formed, asks for nothing and runs nothing', async (t) => {
    const html = page()
    t.same(mistakesInMarkup(html), [])
    t.notMatch(html, /<script|<link|<img|<iframe|src=|href=|@import|url\(|\son\w+=/i)
    t.match(html, /<html lang="en-GB">/)
    t.match(html, /name="viewport"/)
    t.match(html, /Volunteering: Example &#60;Works&#62;/)
  })

  t.test('has a title, a description and a table for each chart', async (t) => {
    const html = page()
    const charts = html.match(/<svg /g)?.length
    t.equal(charts, 3)
    t.equal(html.match(/<desc id="/g)?.length, charts)
    for (const figure of html.split('<figure>').slice(1))
      t.match(figure, /^<svg .*<\/svg><\/figure><div class="scroll"[^>]*><table><caption>/s)
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((one) => one[1])
    t.equal(new Set(ids).size, ids.length, 'no id twice')
  })

  t.test('says what a figure is made of, what is left out and what is not shown', async (t) => {
    const html = page()
    t.match(html, /replacement &#60;cost&#62;/)
    t.match(html, /example tables/)
    t.match(html, /£2,800\.00/)
    t.match(html, /140\.00/)
    t.match(html, /25\.0%/)
    t.match(html, /not shown: too few people/)
    t.match(html, /fewer than 5 people \(10 by cause\)/)
    t.match(html, /Left out: /)
    t.match(html, /Disputed hours, in no figure above<\/dt><dd>1\.00</)
  })

  t.test('warns of figures with few people behind them', async (t) => {
    t.notMatch(page(), /<p class="warning"[^>]*>[^<]*all time/)
    const few = summarise({ period, rows: rows.slice(0, 2), headcount: 80, values: [], needsUnmet: 0 })
    t.match(page({ summary: few }), /<p class="warning"[^>]*>Fewer than 5 people[^<]*all time/)
    t.match(page({ summary: few }), /Value: none is shown/)
  })

  t.test('speaks Welsh, whole', async (t) => {
    const html = page({ locale: 'cy-GB' })
    t.same(mistakesInMarkup(html), [])
    t.match(html, /<html lang="cy-GB">/)
    t.match(html, /Gwirfoddoli: Example/)
    t.match(html, /Ionawr 2026/)
    t.notMatch(html, /Hours|People|not shown|Evidence|Period/)
  })

  t.test('of an empty period is whole', async (t) => {
    const html = page({ summary: summarise({ period, rows: [], headcount: 0, values: [], needsUnmet: 0 }) })
    t.same(mistakesInMarkup(html), [])
    t.match(html, /No hours in this period/)
    t.notMatch(html, /NaN|undefined|null/)
  })

  t.test('of a body tells no paid time, no rate and no value', async (t) => {
    const { paidMinutes, ownMinutes, headcount, participationPerMille, valuations, bodies, byBody, ...rest } = summary
    const byMonth = rest.byMonth.map(({ paidMinutes, ownMinutes, ...cell }) => cell)
    const byGroup = rest.byGroup.map(({ paidMinutes, ownMinutes, ...cell }) => cell)
    const view: SummaryView = { ...rest, byMonth, byGroup, byEvidence: [], byEmployer: [], byArea: [], byCause: [] }
    const html = page({ summary: view })
    t.same(mistakesInMarkup(html), [])
    t.notMatch(html, /[Pp]aid|own time|[Rr]ate|£|Value/)
    t.match(html, /140\.00/)
  })
})

t.test('the language of a page', async (t) => {
  const cases: [string | undefined, 'en-GB' | 'cy-GB', string][] = [
    [undefined, 'cy-GB', 'cy-GB'],
    ['*', 'cy-GB', 'cy-GB'],
    ['fr', 'cy-GB', 'cy-GB'],
    ['cy', 'en-GB', 'cy-GB'],
    ['fr, en-US;q=0.8, cy;q=0.9', 'en-GB', 'cy-GB'],
    ['cy;q=0, en', 'cy-GB', 'en-GB'],
    [', ;q=x', 'en-GB', 'en-GB'],
  ]
  for (const [header, own, locale] of cases)
    t.equal(pageLocale(header, own), locale, `${header} for a reader of ${own}`)
})
