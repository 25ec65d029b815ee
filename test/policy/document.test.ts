// A policy document says all its mistakes, each where it is, with the nearest right spelling; and compiles to what it says.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { casesSchemaText } from '../../src/policy/case-document.ts'
import { policySchemaText } from '../../src/policy/document.ts'
import { amountOf, minutesOf } from '../../src/policy/quantity.ts'
import { nearest } from '../../src/policy/spelling.ts'
import { anyPot, documentWith, mistakesIn, policyWith } from './builders.ts'

const folder = join(import.meta.dirname, '../../policies')

t.test('the published schemas are those of the code (TAP_SNAPSHOT=1 writes them anew)', async (t) => {
  for (const [file, text] of [
    ['policy.schema.json', policySchemaText()],
    ['cases.schema.json', casesSchemaText()],
  ] as const) {
    if (process.env['TAP_SNAPSHOT'] === '1') writeFileSync(join(folder, file), text)
    t.equal(readFileSync(join(folder, file), 'utf8'), text)
  }
})

t.test('a document with many mistakes is refused with all of them, each at its line and column', async (t) => {
  const text = `policy: council
titel: Three days
from: 2026-02-30
pots:
  - id: days
    title: Days
    amount: 3 dayz
    window: calendar-yaer
  - id: more
    title: More
    amount: 1 day
    window: year-from 02-29
    colour: red
    for: activity.cause == 'x'
  - id: more
    title: Again
    amount: 1 day
    window: month
caps:
  - id: both
    pots: [mroe]
    amount: 24 hours
rules:
  - id: staff
    use: contract-iss
    with: { in: [permanent] }
  - id: staff
    use: contract-is
    with: { inn: [permanent] }
  - id: soon
    when: request.notice_day >= 5 && requst.on != ''
    reason: Too Soon
    say: Later!
  - id: number
    when: request.notice_days + 1
    reason: number
    say: A number
  - id: figure
    when: request.notice_days > 1
    reason: figure
    say: You ask {notice_dayz} days before
  - id: bare
    use: tenure-at-least
  - id: off
    use: balance
    otherwise: warn
  - 5
approvals:
  - who: boss
    within: 5 days
`
  const found = mistakesIn(text).map((one) => `${one.line}:${one.column} ${one.message.replace(/ \(.*?\)(?=;|$)/, '')}`)
  t.strictSame(found, [
    '1:1 "title" is missing in the document',
    '2:1 there is no key "titel" in the document; did you mean "title"?',
    '3:7 "2026-02-30" is not a day of the calendar',
    '7:13 "amount" cannot be "3 dayz"; did you mean "3 day"?',
    '8:13 "window" cannot be "calendar-yaer"; did you mean "calendar-year"?',
    '13:5 there is no key "colour" in entry 2 of "pots"; known here: id, title, per, amount, window, pro-rata, joiners, leavers, rounding, unused, overdraft, increments, for',
    '14:19 there is no fact "activity.cause"; did you mean "causes"?',
    '15:9 the id "more" is there twice in "pots"',
    '21:12 there is no pot "mroe"; did you mean "more"?',
    '25:10 "use" cannot be "contract-iss"; did you mean "contract-is"?',
    '27:9 the id "staff" is there twice in "rules"',
    '29:13 there is no key "inn" in "with"; did you mean "in"?',
    '31:19 there is no fact "request.notice_day"; did you mean "notice_days"?',
    '31:38 there is no fact "requst"; did you mean "request"?',
    '32:13 "reason" cannot be "Too Soon"',
    '35:11 a condition is true or false, and this is of type int',
    '41:18 there is no figure {notice_dayz} here; did you mean "notice_days"?',
    '42:5 "tenure-at-least" needs "with": months, days',
    '46:16 "balance" always has to refuse',
    '47:5 entry 8 of "rules" has to be a map of keys, not 5',
    '49:10 "who" cannot be "boss"; known here: manager, hr',
  ])
  t.ok(mistakesIn(text).every((one) => one.file === 'test.yaml'))
})

const rule = (parts: object) => ({ rules: [{ id: 'one', ...parts }] })
const condition = { when: 'request.notice_days > 1', reason: 'soon', say: 'Later' }
const refused: readonly (readonly [string, object, RegExp])[] = [
  ['neither a built-in nor a condition', rule({ title: 'x' }), /needs either "use"/],
  ['both of them', rule({ use: 'no-clash', ...condition }), /needs either "use"/],
  ['a condition without a reason', rule({ when: condition.when, say: 'x' }), /needs a "reason"/],
  ['a condition without a sentence', rule({ when: condition.when, reason: 'x' }), /needs "say"/],
  ['parameters for a condition', rule({ ...condition, with: { days: 1 } }), /"with" is for a built-in/],
  [
    'somebody to ask where nobody is asked',
    rule({ ...condition, who: 'hr' }),
    /"who" is for a rule with "otherwise: ask"/,
  ],
  ['a word that is not CEL', rule({ ...condition, when: 'request.notice_days >=' }), /this condition is not right/],
  ['types that do not compare', rule({ ...condition, when: "request.notice_days > 'x'" }), /no such overload/],
  [
    'a fact of a post under another name',
    rule({ ...condition, when: "posts.all(p, p.grad == 'x')" }),
    /"post.grad"; did you mean "grade"/,
  ],
  ['a fact without its group', rule({ ...condition, when: 'notice_days > 1' }), /did you mean "request.notice_days"/],
  [
    'a fact of another group',
    rule({ ...condition, when: 'person.notice_days > 1' }),
    /did you mean "request.notice_days"/,
  ],
  [
    'a pattern, which could take forever',
    rule({ ...condition, when: "post.grade.matches('(a+)+')" }),
    /"matches" cannot be used here/,
  ],
  [
    'lists within lists within lists',
    rule({ ...condition, when: 'posts.all(a, posts.all(b, posts.all(c, a.grade == b.grade && b.grade == c.grade)))' }),
    /2 deep, and no deeper/,
  ],
  [
    'balance that applies sometimes only',
    rule({ use: 'balance', applies: 'request.notice_days > 1' }),
    /cannot switch it off/,
  ],
  ['the notice of the body softened', rule({ use: 'body-notice', otherwise: 'ask' }), /always has to refuse/],
  [
    'a rule named like one that every policy has',
    { rules: [{ ...condition, id: 'balance' }] },
    /is kept for the rule "use: balance"/,
  ],
  [
    'a rule of every policy named twice',
    {
      rules: [
        { id: 'a', use: 'no-clash' },
        { id: 'b', use: 'no-clash' },
      ],
    },
    /is there twice/,
  ],
  [
    'a contract that HR cannot export',
    rule({ use: 'contract-is', with: { in: ['fixed-term'] } }),
    /cannot be "fixed-term"/,
  ],
  ['both in and not-in', rule({ use: 'area-is', with: { in: ['a'], 'not-in': ['b'] } }), /Either in or not-in/],
  [
    'a cap over pots per post',
    { pots: [{ ...anyPot, per: 'post' }], caps: [{ id: 'c', pots: ['volunteering'], amount: '8 hours' }] },
    /is held per post/,
  ],
  [
    'a cap over two windows',
    {
      pots: [anyPot, { ...anyPot, id: 'b', window: 'month' }],
      caps: [{ id: 'c', pots: ['volunteering', 'b'], amount: '8 hours' }],
    },
    /another window/,
  ],
  [
    'a cap named like a rule',
    { caps: [{ id: 'one', pots: ['volunteering'], amount: '8 hours' }], ...rule(condition) },
    /taken by a cap/,
  ],
  ['a part of a minute', { pots: [{ ...anyPot, amount: '0.001 hours' }] }, /not a whole number of minutes/],
  ['steps of nothing', { pots: [{ ...anyPot, increments: '0 minutes' }] }, /more than nothing/],
  ['no pots at all', { pots: undefined }, /"pots" is missing/],
  ['a name of another kind', { title: 5 }, /"title" has to be text, not 5/],
]
for (const [what, parts, message] of refused) {
  t.test(`refused: ${what}`, async (t) => {
    const found = mistakesIn(documentWith(parts))
    t.equal(found.length, 1, JSON.stringify(found))
    t.match(found[0]?.message, message)
  })
}

t.test('a text that is not YAML, or nothing at all, is refused with its place', async (t) => {
  t.match(mistakesIn('policy: [a\ntitle: b'), [{ message: /this is not YAML/ }])
  t.match(mistakesIn(''), [{ line: 1, column: 1, message: /the document has to be a map of keys/ }])
  t.match(mistakesIn('just words'), [{ line: 1, message: /has to be a map of keys/ }])
  t.match(mistakesIn(`${documentWith()}title: again\n`), [{ message: /must be unique/ }])
})

t.test('a pot compiles to what leave computes with', async (t) => {
  const full = {
    ...anyPot,
    per: 'post',
    amount: '1.5 days',
    window: 'year-from 09-01',
    'pro-rata': 'fte',
    joiners: 'by-day',
    leavers: 'by-month',
    rounding: { to: 'down', step: 'half-day' },
    unused: { carry: '8 hours', 'lapses-after': '3 months' },
    overdraft: '90 minutes',
    increments: { 'at-least': '2 hours', step: '30 minutes' },
  }
  t.strictSame(policyWith({ pots: [full] }).pots, [
    {
      id: 'volunteering',
      title: 'Volunteering days',
      per: 'post',
      amount: { unit: 'days', dayThousandths: 1500 },
      window: { kind: 'year_from', monthDay: '09-01' },
      proRata: 'fte',
      joiners: 'by_day',
      leavers: 'by_month',
      rounding: { to: 'down', step: 'half_day' },
      unused: { kind: 'carry', atMostMinutes: 480, lapsesAfterMonths: 3 },
      overdraftMinutes: 90,
      increments: { kind: 'minutes', atLeast: 120, step: 30 },
    },
  ])
  t.strictSame(policyWith().pots, [
    {
      ...anyPot,
      per: 'person',
      amount: { unit: 'days', dayThousandths: 3000 },
      window: { kind: 'calendar_year' },
      proRata: 'none',
      joiners: 'full',
      leavers: 'full',
      rounding: { to: 'up', step: 1 },
      unused: { kind: 'lapse' },
      overdraftMinutes: 0,
      increments: { kind: 'minutes', atLeast: 1, step: 1 },
    },
  ])
  const [pot] = policyWith({ pots: [{ ...anyPot, unused: { carry: 'all' }, increments: 'whole-day' }] }).pots
  t.match(pot, { unused: { atMostMinutes: null, lapsesAfterMonths: null }, increments: { kind: 'whole_day' } })
})

t.test('the head, the points and what a manager sees', async (t) => {
  const points = [{ id: 'p', title: 'P', 'per-hour': 10, counts: 'all' }]
  const policy = policyWith({ points, source: 'https://policies.example.org', 'manager-sees': 'host' })
  t.match(policy, {
    name: 'test',
    title: 'Test',
    fromOn: '2026-01-01',
    managerSees: 'host',
    source: 'https://policies.example.org',
  })
  t.strictSame(policy.points, [{ id: 'p', title: 'P', perHour: 10, counts: 'all', rounding: 'down' }])
  t.equal(policyWith().managerSees, 'area')
})

t.test('quantities', async (t) => {
  t.equal(minutesOf('7 hours 30 minutes'), 450)
  t.equal(minutesOf('7.5 hours'), 450)
  t.equal(minutesOf('1 hour'), 60)
  t.equal(minutesOf('90 minutes'), 90)
  t.equal(minutesOf('0.5 minutes'), null)
  t.strictSame(amountOf('16 hours'), { unit: 'minutes', minutes: 960 })
  t.strictSame(amountOf('0.5 days'), { unit: 'days', dayThousandths: 500 })
})

t.test('the nearest spelling, or none', async (t) => {
  t.equal(nearest('titel', ['title', 'from']), 'title')
  t.equal(nearest('Notice_Days', ['notice-days', 'x']), 'notice-days')
  t.equal(nearest('colour', ['title', 'from']), null)
})
