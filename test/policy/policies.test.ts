// The policies of this repository, their cases, and every example of their README.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse, parseDocument, stringify } from 'yaml'
import { entitlementOf } from '../../src/leave/index.ts'
import { builtIns } from '../../src/policy/built-ins.ts'
import { type CaseReport, type Entitle, runCases } from '../../src/policy/cases.ts'
import { type FactGroup, facts, factsOf } from '../../src/policy/facts.ts'
import { type CompiledPolicy, checkPolicies, compilePolicy } from '../../src/policy/index.ts'
import { anyPot, documentWith, policyWith } from './builders.ts'

const folder = join(import.meta.dirname, '../../policies')
const entitle: Entitle = ({ on, ...claim }) => entitlementOf(claim, on).minutes

const names = readdirSync(folder)
  .filter((file) => /^[a-z-]+\.yaml$/.test(file))
  .map((file) => file.replace('.yaml', ''))
const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8')
const compiled = (text: string): CompiledPolicy => {
  const made = compilePolicy(text, 'policy.yaml')
  if ('mistakes' in made)
    throw new Error(made.mistakes.map((one) => `${one.line}:${one.column} ${one.message}`).join('\n'))
  return made.policy
}

/** The cases of a policy without the earliest days, which take long to look for and which no rule depends on alone. */
const casesOf = (name: string) => {
  const document = parse(textOf(`${name}.cases.yaml`)) as { cases: { expect: { earliest?: string } }[] }
  for (const one of document.cases) delete one.expect.earliest
  return { text: stringify(document), file: `${name}.cases.yaml` }
}
const unsearched = (policy: CompiledPolicy): CompiledPolicy => ({
  ...policy,
  rules: policy.rules.map((rule) => ({ ...rule, moves: 'no' })),
})

t.test('every policy compiles, and every case of it comes out as expected', async (t) => {
  const check = await checkPolicies(folder, { entitle })
  t.strictSame(check.mistakes, [])
  t.match(check, { ok: true, policies: names.length, skipped: 0 })
  for (const name of ['ashford', 'oxford-brookes', 'deeson', 'virginia', 'salesforce']) t.ok(names.includes(name), name)
})

/** The document without one part, or with one part turned into its opposite; null where it then does not compile. */
const changed = (text: string, change: (document: Parts) => void): CompiledPolicy | null => {
  const document = parse(text) as Parts
  change(document)
  const made = compilePolicy(stringify(document), 'changed.yaml')
  return 'policy' in made ? made.policy : null
}
interface Parts {
  pots: { id: string; for?: string }[]
  caps?: { id: string }[]
  rules?: { id: string; when?: string; use?: string; with?: Record<string, unknown>; applies?: string }[]
  approvals?: { who: string; when?: string }[]
}

/** A policy whose rule answers the opposite wherever it applies. */
const inverted = (policy: CompiledPolicy, id: string): CompiledPolicy => ({
  ...policy,
  rules: policy.rules.map((rule) => {
    if (rule.id !== id) return rule
    const check: typeof rule.check = (inquiry) => {
      const finding = rule.check(inquiry)
      if (finding.outcome === 'not_applicable') return finding
      return { ...finding, outcome: finding.outcome === 'passed' ? 'failed' : 'passed' }
    }
    return { ...rule, check }
  }),
})

for (const name of names) {
  t.test(
    `${name}: its cases notice every rule, cap, approval and condition that is taken out or turned round`,
    async (t) => {
      const text = textOf(`${name}.yaml`)
      const policy = compiled(text)
      const cases = casesOf(name)
      const notices = (other: CompiledPolicy | null, what: string): void => {
        if (other === null) return
        const { mistakes } = runCases(unsearched(other), cases, { entitle })
        t.ok(mistakes.length > 0, `${name}: no case goes red when ${what}`)
      }
      t.strictSame(runCases(unsearched(policy), cases, { entitle }).mistakes, [])
      const document = parse(text) as Parts
      for (const { id, applies } of document.rules ?? []) {
        const without = { ...policy, rules: policy.rules.filter((rule) => rule.id !== id) }
        notices(without, `the rule ${id} is taken out`)
        notices(inverted(policy, id), `the rule ${id} is turned round`)
        if (applies !== undefined) {
          notices(
            changed(text, (parts) => void delete parts.rules?.find((rule) => rule.id === id)?.applies),
            `${id} always applies`,
          )
        }
      }
      document.caps?.forEach(({ id }, index) => {
        notices(
          changed(text, (parts) => void parts.caps?.splice(index, 1)),
          `the cap ${id} is taken out`,
        )
      })
      document.approvals?.forEach((approval, index) => {
        notices(
          changed(text, (parts) => void parts.approvals?.splice(index, 1)),
          `the approval of ${approval.who} is taken out`,
        )
        if (approval.when === undefined) return
        notices(
          changed(text, (parts) => void delete parts.approvals?.[index]?.when),
          `the approval of ${approval.who} is always asked`,
        )
      })
      for (const pot of document.pots) {
        if (pot.for !== undefined) {
          notices(
            changed(text, (parts) => void delete parts.pots.find((one) => one.id === pot.id)?.for),
            `${pot.id} is for all`,
          )
        }
      }
      for (const id of ['post-held', 'balance']) {
        if (name === 'ashford') notices(inverted(policy, id), `the rule ${id} of every policy is turned round`)
      }
    },
  )
}

t.test('cases', async (t) => {
  const policy = policyWith()
  const run = (cases: object, tools: { entitle?: Entitle } = {}): CaseReport =>
    runCases(policy, { text: stringify(cases), file: 'test.cases.yaml' }, tools)
  const on = '2026-05-19'
  await t.test('a wrong expectation is told with its place, what was expected and what was found', async (t) => {
    const wrong = {
      outcome: 'refuse',
      failed: ['balance_insufficient'],
      takes: { volunteering: '1 hour' },
      approvals: ['hr'],
      earliest: '2026-06-01',
      entitled: { volunteering: '1 hour' },
    }
    const { mistakes, passed } = run({ cases: [{ case: 'one', on, expect: wrong }] }, { entitle })
    t.equal(passed, 0)
    t.strictSame(mistakes, [
      {
        file: 'test.cases.yaml',
        line: 2,
        column: 5,
        message:
          'case "one": outcome: expected refuse, found allow; failed: expected balance_insufficient, found none; ' +
          'taken from volunteering: expected 1 h, found 7 h; approvals: expected hr, found none; ' +
          'earliest day: expected 2026-06-01, found none; entitlement to volunteering: expected 1 h, found 22 h 12 min',
      },
    ])
  })
  await t.test('a finding that failed and is not expected is told', async (t) => {
    t.match(run({ cases: [{ case: 'x', on, clashes: ['busy'], expect: { outcome: 'refuse' } }] }).mistakes, [
      { message: /failed: expected none, found diary_clash/ },
    ])
  })
  await t.test('an entitlement is skipped, and counted, where nobody computes it', async (t) => {
    const only = { case: 'x', on, expect: { entitled: { volunteering: '1 hour' } } }
    t.match(run({ cases: [only] }), { passed: 0, skipped: 1, mistakes: [] })
    t.match(run({ cases: [only] }, { entitle }), {
      passed: 0,
      skipped: 0,
      mistakes: [{ message: /found 22 h 12 min/ }],
    })
  })
  const faults: readonly (readonly [object, RegExp])[] = [
    [{ cases: [{ case: 'x', expect: { outcome: 'allow' } }] }, /the case says no day/],
    [{ cases: [{ case: 'x', on: '2026-02-30', expect: { outcome: 'allow' } }] }, /"2026-02-30" is not a day/],
    [{ cases: [{ case: 'x', on, pots: { other: '1 hour' }, expect: { outcome: 'allow' } }] }, /no pot "other"/],
    [{ cases: [{ case: 'x', on, expect: { failed: [] } }] }, /needs an outcome/],
    [{ cases: [{ case: 'x', on, expect: { outcome: 'alow' } }] }, /did you mean "allow"/],
    [{ cases: [{ case: 'x', on, lenght: '1 hour', expect: { outcome: 'allow' } }] }, /no key "lenght".*"length"/],
    [
      { cases: [{ case: 'x', on: '2027-03-28', start: '01:30', expect: { outcome: 'allow' } }] },
      /no such time on that day/,
    ],
    [{ cases: [] }, /cases/],
    [{ cases: [{ case: 'x', on, expect: { entitled: { other: '1 hour' } } }] }, /no pot "other"/],
  ]
  for (const [cases, message] of faults) {
    await t.test(`refused: ${message.source}`, async (t) => {
      const { mistakes } = run(cases, { entitle })
      t.equal(mistakes.length, 1)
      t.match(mistakes[0]?.message, message)
    })
  }
})

t.test('a folder: every mistake of every file is listed, and what has no partner', async (t) => {
  const dir = t.testdir({
    'good.yaml': documentWith(),
    'good.cases.yaml': stringify({ cases: [{ case: 'x', on: '2026-05-19', expect: { outcome: 'refuse' } }] }),
    'bad.yaml': documentWith({ titel: 'x', pots: [{ ...anyPot, amount: 'much' }] }),
    'stray.cases.yaml': stringify({ cases: [] }),
    'notes.txt': 'not looked at',
  })
  const check = await checkPolicies(dir)
  t.equal(check.ok, false)
  t.strictSame(
    check.mistakes.map(({ file, message }) => `${file.replace(`${dir}/`, '')} ${message.split(':')[0]?.slice(0, 50)}`),
    [
      'bad.yaml "amount" cannot be "much" (What a full-time post h',
      'bad.yaml there is no key "titel" in the document; did you m',
      'bad.yaml there is no bad.cases.yaml beside it',
      'good.cases.yaml case "x"',
      'stray.cases.yaml there is no policy beside these cases',
    ],
  )
  t.match(await checkPolicies(t.testdir({})), { ok: false, mistakes: [{ message: /no policy in this folder/ }] })
})

t.test('every example of the README compiles, and its cases come out as they say', async (t) => {
  const readme = textOf('README.md')
  const examples = [...readme.matchAll(/^```yaml\n(.*?)^```/gms)].map((found) => found[1] ?? '')
  let policy: CompiledPolicy | null = null
  let cases = 0
  for (const example of examples) {
    const value = parseDocument(example).toJS() as Record<string, unknown>
    if ('cases' in value) {
      if (policy === null) throw new Error('cases without a policy before them')
      const report: CaseReport = runCases(policy, { text: example, file: 'README.md' }, { entitle })
      t.strictSame(report.mistakes, [])
      cases += report.passed
    } else {
      policy = compiled('policy' in value ? example : documentWith(value))
      t.ok(policy.rules.length >= 5)
    }
  }
  t.ok(examples.length >= 10 && cases >= 15, `${examples.length} examples with ${cases} cases`)
})

t.test('the policy that the project’s first page shows compiles', async (t) => {
  const [example] = textOf('../README.md').match(/(?<=^```yaml\n)policy: .*?(?=^```)/ms) ?? []
  t.equal(compiled(example ?? '').pots.length, 1)
})

t.test('the README lists every built-in and every fact, as the code has them', async (t) => {
  const readme = textOf('README.md')
  const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ') || '–'
  for (const one of builtIns.values()) {
    const parameters = Object.keys((one.parameters as { properties?: object }).properties ?? {})
    const codes = [one.code, ...(one.otherCodes ?? [])]
    const cells = [code(parameters), code(codes), one.effects.join(', '), code(one.figures), one.about]
    const row = `| \`${one.name}\`${one.implicit ? ' (always)' : ''} | ${cells.join(' | ')} |`
    t.ok(readme.includes(row), row)
  }
  for (const group of Object.keys(facts) as FactGroup[]) {
    for (const [name, fact] of Object.entries(factsOf(group))) {
      const row = `| \`${group}.${name}\` | ${fact.type} | ${fact.unit || '–'} | ${fact.about}${fact.sensitive ? ' *' : ''} |`
      t.ok(readme.includes(row), row)
    }
  }
})
