// A verdict has a finding for every rule, spends nothing twice, names who has to agree, and the first day that would do.
import t from 'tap'
import { builtIns, implicitRules } from '../../src/policy/built-ins.ts'
import type { CaseFacts } from '../../src/policy/case-document.ts'
import { decideVerdict, type Finding, type Verdict } from '../../src/policy/index.ts'
import { anyPot, failedIn, policyWith, questionWith, verdictOn } from './builders.ts'

const rule = (parts: object) => ({ rules: [{ id: 'one', ...parts }] })
const findingOf = (verdict: Verdict, id: string): Finding => {
  const found = verdict.findings.find((one) => one.rule === id)
  if (found === undefined) throw new Error(`no finding for ${id}`)
  return found
}
const taken = (verdict: Verdict): string[] =>
  verdict.takings.map((one) => `${one.on} ${one.postId} ${one.pot} ${one.minutes}`)

/** Parameters with which the plain question of the tests passes each built-in, and facts with which it fails. */
const samples: Readonly<Record<string, { with?: object }>> = {
  'contract-is': { with: { in: ['permanent'] } },
  'pay-basis-is': { with: { 'not-in': ['hourly'] } },
  'grade-is': { with: { 'not-in': ['G9'] } },
  'department-is': { with: { 'not-in': ['night'] } },
  'legal-entity-is': { with: { 'not-in': ['other'] } },
  'site-is': { with: { 'not-in': ['HQ'] } },
  'tenure-at-least': { with: { months: 6 } },
  'causes-allowed': { with: { 'any-of': ['nature'] } },
  'causes-excluded': { with: { 'none-of': ['party-politics'] } },
  'tags-excluded': { with: { 'none-of': ['commercial'] } },
  'host-is-recognised': { with: { registers: ['GB-CHC'] } },
  'body-is': { with: { in: ['body'] } },
  'group-is': { with: { 'not-in': ['g2'] } },
  'area-is': { with: { in: ['E07000105'] } },
  'notice-at-least': { with: { days: 18 } },
  'length-within': { with: { 'at-least-minutes': 60, 'at-most-minutes': 420 } },
}
const good: CaseFacts = { activity: { causes: ['nature'], area: 'E07000105', group: 'g1' } }
const edges: Readonly<Record<string, readonly [passes: CaseFacts, fails: CaseFacts, code: string]>> = {
  'post-held': [{ person: { ended: '2026-05-19' } }, { posts: [{ ends: '2026-05-18' }] }, 'post_not_held'],
  'contract-is': [{}, { posts: [{ contract: 'agency' }] }, 'contract_not_covered'],
  'pay-basis-is': [{}, { posts: [{ 'pay-basis': 'hourly' }] }, 'pay_basis_not_covered'],
  'grade-is': [{ posts: [{ grade: 'G8' }] }, { posts: [{ grade: 'G9' }] }, 'grade_not_covered'],
  'department-is': [{ posts: [{ department: 'day' }] }, { posts: [{ department: 'night' }] }, 'department_not_covered'],
  'legal-entity-is': [{}, { posts: [{ 'legal-entity': 'other' }] }, 'legal_entity_not_covered'],
  'site-is': [{}, { posts: [{ site: 'HQ' }] }, 'site_not_covered'],
  'tenure-at-least': [{ person: { started: '2025-11-19' } }, { person: { started: '2025-11-20' } }, 'tenure_too_short'],
  'causes-allowed': [{}, { activity: { causes: ['sport'] } }, 'cause_not_allowed'],
  'causes-excluded': [{}, { activity: { causes: ['nature', 'party-politics'] } }, 'cause_excluded'],
  'tags-excluded': [{ activity: { tags: ['school'] } }, { activity: { tags: ['commercial'] } }, 'activity_excluded'],
  'host-is-recognised': [
    { activity: { 'org-ids': [], vouched: true } },
    { activity: { 'org-ids': ['GB-CHCX-1'] } },
    'host_not_recognised',
  ],
  'body-is': [{}, { activity: { body: 'other' } }, 'body_not_covered'],
  'group-is': [{}, { activity: { group: 'g2' } }, 'group_not_covered'],
  'area-is': [
    { activity: { area: 'elsewhere', remote: true } },
    { activity: { area: 'elsewhere' } },
    'area_not_covered',
  ],
  'no-clash': [{}, { clashes: ['busy'] }, 'diary_clash'],
  balance: [
    { pots: { volunteering: '7 hours' } },
    { pots: { volunteering: '6 hours 59 minutes' } },
    'balance_insufficient',
  ],
  increments: [{ length: '45 minutes' }, { length: '46 minutes' }, 'increment_not_met'],
  'body-notice': [{ activity: { 'body-notice': 18 } }, { activity: { 'body-notice': 19 } }, 'body_notice_too_short'],
  'notice-at-least': [{}, { asked: '2026-05-02' }, 'notice_too_short'],
  'not-retrospective': [
    { asked: '2026-05-19', start: '12:01' },
    { asked: '2026-05-19', start: '12:00' },
    'in_the_past',
  ],
  'length-within': [{ length: '1 hour' }, { length: '7 hours 1 minute' }, 'length_out_of_range'],
}
const edgesOf = (name: string): readonly [CaseFacts, CaseFacts, string] => {
  const found = edges[name]
  if (found === undefined) throw new Error(`no test of the edges of ${name}`)
  return found
}
const merge = (facts: CaseFacts): CaseFacts => ({
  ...good,
  ...facts,
  activity: { ...good.activity, ...facts.activity },
})

t.test('a finding for every rule, those of every policy first, whatever the outcome', async (t) => {
  const rules = [...builtIns.values()].map((one) => ({ id: `my-${one.name}`, use: one.name, ...samples[one.name] }))
  const caps = [{ id: 'limit', pots: ['volunteering'], amount: '100 hours' }]
  const all = policyWith({ rules, caps })
  const few = policyWith({ rules: rules.filter((one) => !implicitRules.some((two) => two.name === one.use)), caps })
  for (const facts of [
    {},
    { leave: 'none' },
    { asked: '2026-05-19', pots: { volunteering: '1 minute' } },
  ] as CaseFacts[]) {
    t.strictSame(
      verdictOn(all, facts).findings.map((one) => one.rule),
      ['limit', ...rules.map((one) => one.id)],
    )
    const implicit = ['post-held', 'no-clash', 'balance', 'increments', 'body-notice']
    const own = few.rules.slice(implicit.length + 1).map((one) => one.id)
    t.strictSame(
      verdictOn(few, facts).findings.map((one) => one.rule),
      [...implicit, 'limit', ...own],
    )
  }
})

for (const one of builtIns.values()) {
  t.test(`${one.name}: just passed, just failed, with every figure it promises`, async (t) => {
    const [passes, fails, code] = edgesOf(one.name)
    const pots = one.name === 'increments' ? [{ ...anyPot, increments: '15 minutes' }] : [anyPot]
    const policy = policyWith({ pots, ...rule({ use: one.name, ...samples[one.name] }) })
    const yes = findingOf(verdictOn(policy, merge(passes)), 'one')
    const no = findingOf(verdictOn(policy, merge(fails)), 'one')
    t.match(yes, { outcome: 'passed', code: one.code, effect: one.effects[0], sensitive: one.sensitive })
    t.match(no, { outcome: 'failed', code, effect: one.effects[0], sensitive: one.sensitive })
    t.strictSame(Object.keys(no.figures).sort(), [...one.figures].sort())
    t.equal(verdictOn(policy, merge(fails)).outcome, one.effects[0])
  })
}

t.test('a rule over posts looks at those whose time is taken; in own time any post will do', async (t) => {
  const policy = policyWith(rule({ use: 'contract-is', with: { in: ['permanent'] } }))
  const posts = [{ contract: 'agency' }, { contract: 'permanent' }]
  const pieceOf = (post: string) => ({ on: '2026-05-19', post, minutes: '2 hours' })
  t.same(failedIn(verdictOn(policy, { posts, pieces: [pieceOf('post-1')] })), ['contract_not_covered'])
  t.same(failedIn(verdictOn(policy, { posts, pieces: [pieceOf('post-2')] })), [])
  t.same(failedIn(verdictOn(policy, { posts, pieces: [pieceOf('post-2'), pieceOf('post-1')] })), [
    'contract_not_covered',
  ])
  t.same(failedIn(verdictOn(policy, { posts, leave: 'none' })), [])
})

t.test('wholly in own time: no leave, nothing to balance, and even an empty pot allows it', async (t) => {
  const verdict = verdictOn(policyWith(), { leave: 'none', pots: { volunteering: '0 minutes' } })
  t.match(verdict, { outcome: 'allow', takings: [], leaveMinutes: 0 })
  for (const id of ['balance', 'increments']) t.equal(findingOf(verdict, id).outcome, 'not_applicable')
})

t.test('an activity of one’s own has no body, and so none of its notice', async (t) => {
  const verdict = verdictOn(policyWith(), { activity: { kind: 'own_activity', 'body-notice': 400 } })
  t.match(findingOf(verdict, 'body-notice'), { outcome: 'not_applicable' })
  t.equal(verdict.outcome, 'allow')
})

t.test('pieces of the same pot and window add up, so that nothing is spent twice', async (t) => {
  const twoDays = [
    { on: '2026-05-19', minutes: '4 hours' },
    { on: '2026-05-20', minutes: '4 hours' },
  ]
  const enough = verdictOn(policyWith(), { pieces: twoDays, pots: { volunteering: '8 hours' } })
  t.match(enough, { outcome: 'allow', leaveMinutes: 480 })
  const short = verdictOn(policyWith(), { pieces: twoDays, pots: { volunteering: '7 hours 59 minutes' } })
  t.match(findingOf(short, 'balance').figures, { neededMinutes: 480, availableMinutes: 479, shortMinutes: 1 })
  const perPost = policyWith({ pots: [{ ...anyPot, per: 'post' }] })
  const twoPosts = twoDays.map((piece, index) => ({ ...piece, on: '2026-05-19', post: `post-${index + 1}` }))
  const apart = verdictOn(perPost, { posts: [{}, {}], pieces: twoPosts, pots: { volunteering: '4 hours' } })
  t.match(apart, { outcome: 'allow', takings: [{ scopeId: 'post-1' }, { scopeId: 'post-2' }] })
})

t.test('a night over the turn of the year draws on both years', async (t) => {
  const pieces = [
    { on: '2026-12-31', minutes: '2 hours' },
    { on: '2027-01-01', minutes: '6 hours' },
  ]
  const facts: CaseFacts = {
    on: '2026-12-31',
    pieces,
    pots: { volunteering: { available: '2 hours', next: '6 hours' } },
  }
  t.equal(verdictOn(policyWith(), facts).outcome, 'allow')
  const short: CaseFacts = { ...facts, pots: { volunteering: { available: '8 hours', next: '5 hours' } } }
  t.match(findingOf(verdictOn(policyWith(), short), 'balance').figures, { shortMinutes: 60 })
})

const twoPots = [
  { ...anyPot, id: 'skills', for: "'law' in activity.skills", overdraft: '30 minutes' },
  { ...anyPot, id: 'general', overdraft: '1 hour' },
]

t.test(
  'an activity draws on the first pot it fits, and on the next for the rest; free time before overdraft',
  async (t) => {
    const policy = policyWith({ pots: twoPots })
    const pots = { skills: '4 hours', general: '2 hours' }
    t.same(taken(verdictOn(policy, { length: '2 hours', pots })), ['2026-05-19 post-1 general 120'])
    const lawyer = { activity: { skills: ['law'] }, pots }
    t.same(taken(verdictOn(policy, { ...lawyer, length: '5 hours' })), [
      '2026-05-19 post-1 skills 240',
      '2026-05-19 post-1 general 60',
    ])
    t.same(taken(verdictOn(policy, { ...lawyer, length: '6 hours 20 minutes' })), [
      '2026-05-19 post-1 skills 260',
      '2026-05-19 post-1 general 120',
    ])
    t.equal(verdictOn(policy, { ...lawyer, length: '7 hours 30 minutes' }).outcome, 'allow')
    t.match(findingOf(verdictOn(policy, { ...lawyer, length: '7 hours 31 minutes' }), 'balance').figures, {
      availableMinutes: 450,
      shortMinutes: 1,
    })
  },
)

t.test('an overdraft is used up by what is overdrawn already', async (t) => {
  const policy = policyWith({ pots: [{ ...anyPot, overdraft: '1 hour' }] })
  const verdict = (minutes: number, length: string) => {
    const question = questionWith(policy, { length })
    const pot: typeof question.pot = (...asked) => ({ ...question.pot(...asked), availableMinutes: minutes })
    return decideVerdict(policy, { ...question, pot })
  }
  t.equal(verdict(-30, '30 minutes').outcome, 'allow')
  t.match(failedIn(verdict(-30, '31 minutes')), ['balance_insufficient'])
})

t.test('an activity that no pot is meant for says so', async (t) => {
  const verdict = verdictOn(policyWith({ pots: [twoPots[0]] }))
  t.same(failedIn(verdict), ['no_pot_fits'])
  t.equal(verdict.outcome, 'refuse')
})

const capped = {
  pots: [
    { ...anyPot, id: 'a', for: "'x' in activity.causes" },
    { ...anyPot, id: 'b' },
  ],
  caps: [{ id: 'together', pots: ['a', 'b'], amount: '10 hours' }],
}

t.test('a cap limits the sum over its pots, with what was used before, to the minute', async (t) => {
  const policy = policyWith(capped)
  const facts = (length: string): CaseFacts => ({
    length,
    activity: { causes: ['x'] },
    pots: { a: { available: '4 hours', used: '1 hour' }, b: { available: '20 hours', used: '2 hours' } },
  })
  const last = verdictOn(policy, facts('7 hours'))
  t.same(taken(last), ['2026-05-19 post-1 a 240', '2026-05-19 post-1 b 180'])
  t.match(findingOf(last, 'together'), {
    outcome: 'passed',
    figures: { capMinutes: 600, usedMinutes: 180, neededMinutes: 420 },
  })
  const over = verdictOn(policy, facts('7 hours 1 minute'))
  t.same(failedIn(over), ['cap_reached'], 'the pots have enough, the cap has not')
  t.equal(findingOf(over, 'balance').outcome, 'passed')
  t.equal(over.outcome, 'refuse')
})

t.test('a pot beside the cap gives what the cap holds back', async (t) => {
  const policy = policyWith({ ...capped, pots: [...capped.pots, { ...anyPot, id: 'c' }] })
  const verdict = verdictOn(policy, { length: '12 hours', pots: { a: '0 minutes', b: '20 hours', c: '2 hours' } })
  t.same(taken(verdict), ['2026-05-19 post-1 b 600', '2026-05-19 post-1 c 120'])
  t.match(verdict, { outcome: 'allow' })
})

t.test('minutes that a pot carries over are not spent on both sides of the turn of the year', async (t) => {
  const policy = policyWith({ pots: [{ ...anyPot, unused: 'carry' }] })
  const pieces = [
    { on: '2026-12-31', minutes: '2 hours' },
    { on: '2027-01-01', minutes: '6 hours' },
  ]
  const of = (next: string): CaseFacts => ({
    on: '2026-12-31',
    pieces,
    pots: { volunteering: { available: '2 hours', next } },
  })
  t.same(failedIn(verdictOn(policy, of('7 hours 59 minutes'))), ['balance_insufficient'])
  t.equal(verdictOn(policy, of('8 hours')).outcome, 'allow')
})

t.test('every new window starts the sum of a cap afresh', async (t) => {
  const policy = policyWith(capped)
  const pieces = [
    { on: '2026-12-31', minutes: '6 hours' },
    { on: '2027-01-01', minutes: '6 hours' },
  ]
  t.equal(
    verdictOn(policy, { on: '2026-12-31', pieces, pots: { b: { available: '20 hours', used: '4 hours' } } }).outcome,
    'allow',
  )
})

t.test('increments: half and whole days are those of the post on that day', async (t) => {
  const half = policyWith({ pots: [{ ...anyPot, increments: 'half-day' }] })
  const whole = policyWith({ pots: [{ ...anyPot, increments: 'whole-day' }] })
  const of = (leave: string, day: string): CaseFacts => ({ leave, day })
  t.same(failedIn(verdictOn(half, of('225 minutes', '450 minutes'))), [])
  t.same(failedIn(verdictOn(half, of('222 minutes', '443 minutes'))), [], 'half of an odd number is either neighbour')
  t.same(failedIn(verdictOn(half, of('224 minutes', '450 minutes'))), ['half_day_needed'])
  t.same(failedIn(verdictOn(half, of('450 minutes', '450 minutes'))), [])
  t.same(failedIn(verdictOn(whole, of('450 minutes', '450 minutes'))), [])
  t.same(failedIn(verdictOn(whole, of('225 minutes', '450 minutes'))), ['whole_day_needed'])
})

t.test('increments: a smallest piece that is more than one step', async (t) => {
  const policy = policyWith({ pots: [{ ...anyPot, increments: { 'at-least': '2 hours', step: '30 minutes' } }] })
  t.same(failedIn(verdictOn(policy, { length: '90 minutes' })), ['increment_not_met'])
  t.same(failedIn(verdictOn(policy, { length: '2 hours' })), [])
  t.same(failedIn(verdictOn(policy, { length: '135 minutes' })), ['increment_not_met'])
})

t.test('refuse goes before ask, ask before allow; a warning changes nothing', async (t) => {
  const say = { reason: 'r', say: 'S' }
  const failing = (otherwise: string, id: string) => ({ id, when: 'request.length_minutes < 1', otherwise, ...say })
  t.match(verdictOn(policyWith({ rules: [failing('warn', 'w')] })), { outcome: 'allow', approvals: [] })
  t.match(verdictOn(policyWith({ rules: [failing('ask', 'a'), failing('warn', 'w')] })), {
    outcome: 'ask',
    approvals: [{ from: 'hr', withinDays: 5 }],
  })
  t.match(verdictOn(policyWith({ rules: [failing('ask', 'a'), failing('refuse', 'r')] })), { outcome: 'refuse' })
})

t.test('approvals in the order of the document, then those that rules ask for, each approver once', async (t) => {
  const approvals = [
    { who: 'manager', within: '3 days', when: 'request.leave_minutes > 0' },
    { who: 'hr', within: '10 days', when: 'request.leave_minutes > 600' },
  ]
  const ask = {
    id: 'a',
    when: 'request.weekday < 2',
    otherwise: 'ask',
    who: 'hr',
    within: '2 days',
    reason: 'r',
    say: 'S',
  }
  const policy = policyWith({ approvals, rules: [ask] })
  t.strictSame(verdictOn(policy).approvals, [
    { from: 'manager', withinDays: 3 },
    { from: 'hr', withinDays: 2 },
  ])
  t.strictSame(verdictOn(policy, { length: '11 hours' }).approvals, [
    { from: 'manager', withinDays: 3 },
    { from: 'hr', withinDays: 10 },
  ])
  t.strictSame(verdictOn(policy, { leave: 'none', on: '2026-05-18' }).approvals, [])
})

t.test('conditions: whole numbers, texts, lists and posts; what cannot be computed fails, or asks', async (t) => {
  const holds = (when: string, facts: CaseFacts = {}) =>
    failedIn(verdictOn(policyWith(rule({ when, reason: 'no', say: 'No' })), facts)).length === 0
  t.ok(holds('request.length_minutes + 60 == 480'))
  t.ok(holds('post.fte_thousandths >= 600', { posts: [{ fte: 0.6 }] }))
  t.notOk(holds('post.fte_thousandths >= 601', { posts: [{ fte: 0.6 }] }))
  t.ok(holds("posts.exists(p, p.grade == 'G7') && size(posts) == 2", { posts: [{}, { grade: 'G7' }] }))
  t.ok(holds("request.on >= '2026-05-19' && request.month_day < '06-01' && request.weekday == 2"))
  t.ok(holds("request.starts_at == '09:00' && request.ends_at == '16:00' && request.leave_days == 1"))
  t.ok(
    holds("activity.tags.exists(t, t.startsWith('pre')) && !activity.vouched", { activity: { tags: ['pre-school'] } }),
  )
  t.ok(
    holds("post.contract == 'casual'", {
      posts: [{}, { contract: 'casual' }],
      pieces: [{ on: '2026-05-19', post: 'post-2', minutes: '1 hour' }],
    }),
  )
  const verdict = verdictOn(
    policyWith(rule({ when: 'request.length_minutes / request.clashes > 1', reason: 'no', say: 'No' })),
  )
  t.same(failedIn(verdict), ['condition_not_computable'])
  const asks = policyWith({
    approvals: [{ who: 'manager', within: '5 days', when: 'request.length_minutes / request.clashes > 1' }],
  })
  t.match(verdictOn(asks), { outcome: 'ask', approvals: [{ from: 'manager' }] })
})

t.test('a rule that does not apply says so; one whose "applies" cannot be computed stays in force', async (t) => {
  const rules = (applies: string) => policyWith(rule({ applies, when: 'request.weekday > 9', reason: 'no', say: 'No' }))
  t.match(findingOf(verdictOn(rules("'x' in activity.tags")), 'one'), {
    outcome: 'not_applicable',
    code: 'no',
    figures: { applies: false },
  })
  t.match(findingOf(verdictOn(rules('request.weekday / request.clashes > 1')), 'one'), { outcome: 'failed' })
})

t.test('a finding carries the figures its condition read; one over cause, group or checks is sensitive', async (t) => {
  const policy = policyWith({
    rules: [
      { id: 'plain', when: 'request.notice_days >= 5 && !activity.remote', reason: 'r', say: '{notice_days}' },
      { id: 'cause', when: "!('x' in activity.causes)", reason: 'r', say: 'S' },
      { id: 'applied', applies: 'activity.vouched', use: 'notice-at-least', with: { days: 1 } },
    ],
  })
  const verdict = verdictOn(policy)
  t.strictSame(findingOf(verdict, 'plain').figures, { notice_days: 18, remote: false })
  t.same(
    policy.rules.filter((one) => one.sensitive).map((one) => one.id),
    ['cause', 'applied'],
  )
  t.same(
    verdict.findings.filter((one) => one.sensitive).map((one) => one.rule),
    ['cause', 'applied'],
  )
})

t.test('a document may name a rule of every policy, and keeps its place, its reason and its effect', async (t) => {
  const policy = policyWith(rule({ use: 'no-clash', otherwise: 'ask', reason: 'busy_then' }))
  const verdict = verdictOn(policy, { clashes: ['busy'] })
  t.same(
    policy.rules.map((one) => one.id),
    ['post-held', 'balance', 'increments', 'body-notice', 'one'],
  )
  t.match(verdict, { outcome: 'ask', approvals: [{ from: 'hr' }] })
  t.same(failedIn(verdict), ['busy_then'])
})

t.test('the earliest day', async (t) => {
  const notice = rule({ use: 'notice-at-least', with: { days: 20 } })
  const earliest = (parts: object, facts: CaseFacts): string | null => verdictOn(policyWith(parts), facts).earliestOn
  await t.test('is the first on which nothing refuses, before or after the day asked for', async (t) => {
    t.equal(earliest(notice, {}), '2026-05-21')
    t.equal(earliest({}, { clashes: ['busy'], start: '12:01' }), '2026-05-01', 'today, if it has not begun')
    t.equal(earliest({}, { clashes: ['busy'] }), '2026-05-02')
    t.equal(earliest(notice, { person: { ended: '2026-05-20' } }), null, 'employment ends before')
    t.equal(
      earliest(rule({ use: 'tenure-at-least', with: { days: 100 } }), { person: { started: '2026-04-01' } }),
      '2026-07-10',
    )
  })
  await t.test('is none where it is allowed, or where another day would change nothing', async (t) => {
    t.equal(earliest({}, {}), null)
    t.equal(earliest(rule({ use: 'causes-allowed', with: { 'any-of': ['x'] } }), {}), null)
    t.equal(earliest(rule({ when: 'activity.remote', reason: 'r', say: 'S' }), {}), null)
  })
  await t.test('follows a condition over the calendar', async (t) => {
    t.equal(
      earliest(rule({ when: 'request.month == 9 && request.weekday == 3', reason: 'r', say: 'S' }), {}),
      '2026-09-02',
    )
  })
  await t.test('is not looked for where the posts that refuse never change', async (t) => {
    const staff = rule({ use: 'contract-is', with: { in: ['permanent'] } })
    const policy = policyWith(staff)
    const question = questionWith(policy, { posts: [{ contract: 'agency' }] })
    let moved = 0
    const count: typeof question.movedTo = (on) => {
      moved += 1
      return question.movedTo(on)
    }
    const counting = { ...question, movedTo: count }
    t.equal(decideVerdict(policy, { ...counting, postsChangeOn: [] }).earliestOn, null)
    t.equal(moved, 0)
    const later = { posts: [{ contract: 'agency' }, { contract: 'permanent', starts: '2026-06-01' }] }
    const pieces = [{ on: '2026-05-19', post: 'post-1', minutes: '1 hour' }]
    t.equal(earliest(staff, { ...later, pieces }), null, 'the time of the agency post stays the same')
    t.equal(earliest(staff, { ...later, leave: 'none' }), '2026-06-01')
  })
  await t.test('ends after 400 days, whatever the facts', async (t) => {
    const policy = policyWith(rule({ when: 'request.month == 13', reason: 'r', say: 'S' }))
    const question = questionWith(policy)
    let moved = 0
    const count: typeof question.movedTo = (on) => {
      moved += 1
      return question.movedTo(on)
    }
    const verdict = decideVerdict(policy, { ...question, movedTo: count })
    t.equal(verdict.earliestOn, null)
    t.ok(moved <= 401, `${moved} days looked at`)
  })
  await t.test('skips a day on which the clock lacks that time', async (t) => {
    const facts: CaseFacts = { asked: '2027-03-20', on: '2027-04-20', start: '01:30', length: '1 hour', leave: 'none' }
    const sundays = rule({ when: 'request.weekday == 7', reason: 'r', say: 'S' })
    t.equal(earliest(sundays, facts), '2027-03-21')
    t.equal(earliest(sundays, { ...facts, asked: '2027-03-22' }), '2027-04-04', '28 March has no 01:30 in London')
  })
})

t.test('the same question always has the same verdict', async (t) => {
  const policy = policyWith(capped)
  const facts: CaseFacts = { length: '12 hours', pots: { a: '5 hours', b: '6 hours' } }
  t.strictSame(verdictOn(policy, facts), verdictOn(policy, facts))
})
