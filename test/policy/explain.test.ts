// Every finding can be said in every locale, with its figures as people read them.
import t from 'tap'
import { locales } from '../../src/kernel/index.ts'
import { builtIns } from '../../src/policy/built-ins.ts'
import { type CompiledPolicy, explainFinding, type Finding } from '../../src/policy/index.ts'
import { policyWith, verdictOn } from './builders.ts'

const finding = (rule: string, parts: Partial<Finding> = {}): Finding => ({
  rule,
  outcome: 'failed',
  effect: 'refuse',
  code: 'code',
  figures: {},
  sensitive: false,
  ...parts,
})
const explained = (policy: CompiledPolicy, one: Finding) => explainFinding(policy, one, 'en-GB')

/** Parameters of each sentence a built-in has. */
const variants: Readonly<Record<string, readonly object[]>> = {
  'tenure-at-least': [{ months: 6 }, { days: 90 }],
  'causes-allowed': [{ 'any-of': ['a'] }],
  'causes-excluded': [{ 'none-of': ['a'] }],
  'tags-excluded': [{ 'none-of': ['a'] }],
  'host-is-recognised': [{}],
  'notice-at-least': [{ days: 5 }],
  'length-within': [
    { 'at-least-minutes': 60 },
    { 'at-most-minutes': 60 },
    { 'at-least-minutes': 60, 'at-most-minutes': 90 },
  ],
  'not-retrospective': [{}],
}
const variantsOf = (name: string, implicit: boolean): readonly object[] =>
  variants[name] ?? (implicit ? [{}] : [{ in: ['a'] }, { 'not-in': ['a'] }])

t.test('every built-in says in every locale that it passed, failed (for each reason) or does not apply', async (t) => {
  for (const one of builtIns.values()) {
    for (const parameters of variantsOf(one.name, one.implicit)) {
      const policy = policyWith({ rules: [{ id: 'r', title: 'Rule', use: one.name, with: parameters }] })
      const figures = Object.fromEntries(one.figures.map((name) => [name, name.endsWith('Minutes') ? 450 : 5]))
      const findings = [
        finding('r', { outcome: 'passed', code: one.code, figures }),
        finding('r', { outcome: 'not_applicable', code: one.code }),
        ...[one.code, ...(one.otherCodes ?? [])].map((code) => finding('r', { code, figures })),
      ]
      for (const locale of locales) {
        const said = findings.map((each) => explainFinding(policy, each, locale))
        for (const sentence of said) {
          t.ok(/^\p{Lu}[^{}]+\.$/u.test(sentence.replace(/^\d.*?: /, 'X ')), `${locale} ${one.name}: ${sentence}`)
          t.notMatch(sentence, /Met: |Not met: |Heb ei fodloni|Wedi’i fodloni/, `${one.name} has a sentence of its own`)
        }
        t.equal(new Set(said.slice(2)).size, said.length - 2, `${locale} ${one.name}: every reason reads differently`)
      }
    }
  }
})

t.test('figures are shown as people read them', async (t) => {
  const policy = policyWith()
  const balance = finding('balance', {
    code: 'balance_insufficient',
    figures: { neededMinutes: 450, availableMinutes: 90, shortMinutes: 360 },
  })
  t.equal(explained(policy, balance), 'It takes 7 h 30 min of leave and you have 1 h 30 min: 6 h too little.')
  t.equal(
    explainFinding(policy, balance, 'cy-GB'),
    'Mae’n cymryd 7 h 30 min o absenoldeb ac mae gennych 1 h 30 min: 6 h yn rhy ychydig.',
  )
  const late = finding('post-held', {
    code: 'not_started',
    figures: { on: '2026-05-19', firstOn: '2026-06-01', lastOn: null },
  })
  t.equal(explained(policy, late), 'You start on 1 June 2026, after 19 May 2026.')
  t.match(explainFinding(policy, late, 'cy-GB'), /1 Mehefin 2026/)
  const posts = policyWith({ rules: [{ id: 'r', use: 'grade-is', with: { in: ['G1', 'G2'] } }] })
  t.equal(
    explained(posts, finding('r', { figures: { found: '', listed: 'G1, G2' } })),
    'Grade: none. This leave covers only: G1, G2.',
  )
})

t.test('the document’s own sentence wins where the rule failed, and only there', async (t) => {
  const policy = policyWith({
    rules: [
      {
        id: 'mine',
        use: 'contract-is',
        with: { in: ['permanent'] },
        say: { 'en-GB': 'Not {found}.', 'cy-GB': 'Nid {found}.' },
      },
      { id: 'one', when: 'request.notice_days > 1', reason: 'r', say: 'Wait {notice_days} days.' },
      { id: 'welsh', when: 'request.notice_days > 1', reason: 'r', say: { 'cy-GB': 'Arhoswch.' } },
      {
        id: 'long',
        title: 'Not too long',
        when: 'request.length_minutes < 60',
        reason: 'r',
        say: 'Not {length_minutes}.',
      },
    ],
  })
  const failed = (rule: string, figures: Finding['figures']) => finding(rule, { figures })
  t.equal(explained(policy, failed('mine', { found: 'agency', listed: 'permanent' })), 'Not agency.')
  t.equal(explainFinding(policy, failed('mine', { found: 'agency', listed: 'x' }), 'cy-GB'), 'Nid agency.')
  t.equal(explainFinding(policy, failed('one', { notice_days: 3 }), 'cy-GB'), 'Wait 3 days.')
  t.equal(explained(policy, failed('welsh', {})), 'Arhoswch.', 'one sentence is better than none')
  t.equal(explained(policy, failed('long', { length_minutes: 450 })), 'Not 7 h 30 min.')
  t.equal(
    explained(policy, finding('long', { outcome: 'passed', figures: { length_minutes: 30 } })),
    'Met: Not too long.',
  )
  t.match(
    explained(policy, finding('mine', { outcome: 'passed', figures: { found: 'permanent' } })),
    /Contract: permanent\./,
  )
})

t.test('caps, conditions that cannot be computed, rules that do not apply, and rules of another version', async (t) => {
  const pots = [{ id: 'a', title: 'A', amount: '9 hours', window: 'month' }]
  const rules = [
    { id: 'odd', when: 'request.length_minutes / request.clashes > 1', reason: 'odd', say: 'Odd.' },
    { id: 'never', applies: 'activity.remote', use: 'notice-at-least', with: { days: 5 } },
  ]
  const policy = policyWith({ pots, caps: [{ id: 'c', pots: ['a'], amount: '5 hours' }], rules })
  const verdict = verdictOn(policy, { length: '6 hours' })
  const said = Object.fromEntries(verdict.findings.map((one) => [one.rule, explained(policy, one)]))
  t.equal(said['c'], 'With 0 min used before, 6 h go beyond the limit of 5 h.')
  t.equal(said['odd'], 'Odd.')
  t.equal(said['never'], 'This does not apply here.')
  t.match(explained(policy, finding('balance', { outcome: 'not_applicable' })), /own time/)
  t.equal(explained(policy, finding('gone', { code: 'gone_code' })), 'Not met: gone.')
  t.equal(
    explained(policyWith(), finding('odd', { code: 'condition_not_computable' })),
    'This rule could not be worked out from what is known: odd.',
  )
})
