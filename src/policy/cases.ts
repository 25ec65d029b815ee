// Runs the cases of a policy and says where the verdict differs from what is expected. Cases of entitlement are computed by
// a function that is handed in, because entitlements belong to leave. Pure.
import type { CivilDay, Minutes } from '../kernel/index.ts'
import { readableMinutes } from '../kernel/index.ts'
import { type CaseDocument, type CaseFacts, type CasesDocument, CasesSchema } from './case-document.ts'
import { type FilledCase, faultOfCase, fillCase, postsOfCase, questionOf, WallClocks } from './case-question.ts'
import type { CompiledPolicy } from './compiled.ts'
import type { PotDefinition } from './pot.ts'
import { minutesOf } from './quantity.ts'
import { inPageOrder, type Mistake, readSource } from './source.ts'
import { checkStructure } from './structure.ts'
import { decideVerdict } from './verdict.ts'
import type { Verdict } from './verdict-types.ts'

/** What an entitlement is computed from. */
export interface EntitlementFacts {
  readonly startedOn: CivilDay
  readonly endedOn: CivilDay | null
  readonly posts: readonly {
    readonly id: string
    readonly startsOn: CivilDay
    readonly endsOn: CivilDay | null
    readonly fteThousandths: number
    readonly fullTimeWeekMinutes: Minutes
  }[]
}

/** Computes the minutes that a pot grants for the window that holds a day; entitlements belong to leave, which hands it in. */
export type Entitle = (asked: {
  readonly pot: PotDefinition
  readonly facts: EntitlementFacts
  /** The post for a pot held per post, otherwise the person. */
  readonly scopeId: string
  readonly on: CivilDay
}) => Minutes

/** What running one file of cases came to. */
export interface CaseReport {
  readonly passed: number
  /** Cases of entitlement that nobody could compute here. */
  readonly skipped: number
  /** Mistakes of the file, and one for every case that failed, at its place. */
  readonly mistakes: readonly Mistake[]
}

const structureOf = checkStructure(CasesSchema)

/** Runs every case of a file against a policy. `file` is only named in the mistakes. */
export const runCases = (
  policy: CompiledPolicy,
  cases: { readonly text: string; readonly file: string },
  tools: { readonly entitle?: Entitle } = {},
): CaseReport => {
  const source = readSource(cases.text, cases.file)
  if (source.value === null || structureOf(source).length > 0 || source.mistakes.length > 0) {
    if (source.mistakes.length === 0) source.at([], 'there are no cases in this file')
    return { passed: 0, skipped: 0, mistakes: inPageOrder(source.mistakes) }
  }
  const document = source.value as CasesDocument
  const clocks = new WallClocks()
  const counts = { passed: 0, skipped: 0 }
  document.cases.forEach((one, index) => {
    const differences = runCase({ policy, clocks, entitle: tools.entitle }, one, document.defaults ?? {})
    if (differences === 'skipped') counts.skipped += 1
    else if (differences.length === 0) counts.passed += 1
    else source.at(['cases', index], `case "${one.case}": ${differences.join('; ')}`)
  })
  return { ...counts, mistakes: source.mistakes }
}

/** What every case of a file is run with. */
interface Bench {
  readonly policy: CompiledPolicy
  readonly clocks: WallClocks
  readonly entitle: Entitle | undefined
}

const runCase = ({ policy, clocks, entitle }: Bench, one: CaseDocument, defaults: CaseFacts): string[] | 'skipped' => {
  const facts = fillCase(one, defaults)
  const fault = faultOfCase(facts, policy.pots)
  if (fault !== null || facts.on === undefined) return [fault ?? 'the case says no day']
  const filled: FilledCase = { ...facts, on: facts.on }
  const { entitled, outcome } = facts.expect
  const needsVerdict = Object.keys(facts.expect).some((key) => key !== 'entitled')
  const differences: string[] = []
  if (needsVerdict && outcome === undefined) differences.push('"expect" needs an outcome: allow, ask or refuse')
  if (needsVerdict) {
    const question = questionOf(filled, policy.pots, clocks)
    if (question === null) return ['that zone has no such time on that day, or has it twice: write another start']
    differences.push(...compareVerdict(decideVerdict(policy, question), facts.expect))
  }
  if (entitled === undefined) return differences
  if (entitle === undefined) return differences.length > 0 ? differences : 'skipped'
  return [...differences, ...compareEntitlements(policy, filled, entitle)]
}

const compareEntitlements = (policy: CompiledPolicy, facts: FilledCase, entitle: Entitle): string[] => {
  const posts = postsOfCase(facts)
  const known: EntitlementFacts = {
    startedOn: facts.person?.started ?? '2015-01-01',
    endedOn: facts.person?.ended ?? null,
    posts,
  }
  return Object.entries(facts.expect.entitled ?? {}).flatMap(([id, text]) => {
    const pot = policy.pots.find((one) => one.id === id)
    if (pot === undefined) return [`there is no pot "${id}" in this policy`]
    const scopeId = pot.per === 'post' ? (posts[0]?.id ?? '') : 'person'
    const minutes = entitle({ pot, facts: known, scopeId, on: facts.on })
    return same(`entitlement to ${id}`, readableMinutes(minutesOf(text) ?? 0), readableMinutes(minutes))
  })
}

const same = (what: string, expected: string, found: string): string[] =>
  expected === found ? [] : [`${what}: expected ${expected}, found ${found}`]

const compareVerdict = (verdict: Verdict, expect: CaseDocument['expect']): string[] => {
  const failed = verdict.findings.filter((one) => one.outcome === 'failed').map((one) => one.code)
  const list = (codes: readonly string[]): string => (codes.length === 0 ? 'none' : [...codes].sort().join(', '))
  const differences = [
    ...same('outcome', expect.outcome ?? verdict.outcome, verdict.outcome),
    ...same('failed', list(expect.failed ?? []), list(failed)),
  ]
  if (expect.takes !== undefined) differences.push(...compareTakings(verdict, expect.takes))
  if (expect.approvals !== undefined) {
    differences.push(
      ...same(
        'approvals',
        expect.approvals.join(', ') || 'none',
        verdict.approvals.map((one) => one.from).join(', ') || 'none',
      ),
    )
  }
  if (expect.earliest !== undefined)
    differences.push(...same('earliest day', expect.earliest, verdict.earliestOn ?? 'none'))
  return differences
}

const compareTakings = (verdict: Verdict, expected: Readonly<Record<string, string>>): string[] => {
  const found = new Map<string, Minutes>()
  for (const { pot, minutes } of verdict.takings) found.set(pot, (found.get(pot) ?? 0) + minutes)
  const pots = [...new Set([...Object.keys(expected), ...found.keys()])].sort()
  return pots.flatMap((pot) => {
    const text = expected[pot]
    return same(
      `taken from ${pot}`,
      readableMinutes(text === undefined ? 0 : (minutesOf(text) ?? 0)),
      readableMinutes(found.get(pot) ?? 0),
    )
  })
}
