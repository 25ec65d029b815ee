// Policies and questions for the tests of this folder: a small document, and questions in the short form of cases.
import { stringify } from 'yaml'
import type { CaseFacts } from '../../src/policy/case-document.ts'
import { fillCase, questionOf, WallClocks } from '../../src/policy/case-question.ts'
import {
  type CompiledPolicy,
  compilePolicy,
  decideVerdict,
  type Mistake,
  type Question,
  type Verdict,
} from '../../src/policy/index.ts'

/** A pot of three days that anything may draw on. */
export const anyPot = { id: 'volunteering', title: 'Volunteering days', amount: '3 days', window: 'calendar-year' }

/** A document that differs from the smallest one in what a test is about. */
export const documentWith = (parts: object = {}): string =>
  stringify({ policy: 'test', title: 'Test', from: '2026-01-01', pots: [anyPot], ...parts })

/** A policy that a test expects to compile. */
export const policyWith = (parts: object = {}): CompiledPolicy => {
  const made = compilePolicy(documentWith(parts), 'test.yaml')
  if ('mistakes' in made)
    throw new Error(made.mistakes.map((one) => `${one.line}:${one.column} ${one.message}`).join('\n'))
  return made.policy
}

/** The mistakes of a text; none where it compiles. */
export const mistakesIn = (text: string): readonly Mistake[] => {
  const made = compilePolicy(text, 'test.yaml')
  return 'mistakes' in made ? made.mistakes : []
}

/** A question asked on 1 May 2026 about 7 h on Tuesday 19 May, where a test does not say otherwise. */
export const questionWith = (policy: CompiledPolicy, facts: CaseFacts = {}): Question => {
  const filled = fillCase({ case: 'test', expect: {}, ...facts }, { asked: '2026-05-01', on: '2026-05-19' })
  const question = questionOf({ ...filled, on: filled.on ?? '' }, policy.pots, new WallClocks())
  if (question === null) throw new Error('no such time on that day')
  return question
}

/** The verdict on such a question. */
export const verdictOn = (policy: CompiledPolicy, facts: CaseFacts = {}): Verdict =>
  decideVerdict(policy, questionWith(policy, facts))

/** The codes of the findings that failed, in order. */
export const failedIn = (verdict: Verdict): string[] =>
  verdict.findings.filter((one) => one.outcome === 'failed').map((one) => one.code)
