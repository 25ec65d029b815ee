// Verdicts per second: a published policy as a compiled document against the same policy as a hand-written function. Both
// must agree on every question before either is timed.
import { deepStrictEqual } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CompiledPolicy, compilePolicy, decideVerdict, type Question, type Verdict } from '../src/policy/index.ts'
import { interleaved, type Standing } from './measure.ts'
import { verdictByHand } from './virginia-by-hand.ts'
import { questionsFrom } from './virginia-questions.ts'

const seed = 20_260_401

const virginia = (): CompiledPolicy => {
  const file = 'virginia.yaml'
  const made = compilePolicy(readFileSync(join(import.meta.dirname, '../policies', file), 'utf8'), file)
  if ('mistakes' in made) throw new Error(`${file} does not compile`)
  return made.policy
}

/** Kinds of question: what has to be done for them differs by orders of magnitude, so they are timed apart. */
const kinds: readonly (readonly [string, (verdict: Verdict, searched: boolean) => boolean])[] = [
  ['granted or asked', ({ outcome }) => outcome !== 'refuse'],
  ['refused for good, nothing to search', ({ outcome }, searched) => outcome === 'refuse' && !searched],
  ['refused, earliest day searched and found', ({ earliestOn }) => earliestOn !== null],
  [
    'refused, 400 days searched in vain',
    ({ outcome, earliestOn }, searched) => outcome === 'refuse' && searched && earliestOn === null,
  ],
]

/** One line of the result. */
export interface VerdictLine {
  readonly kind: string
  readonly questions: number
  readonly standings: readonly Standing[]
}

/** Whether a verdict on the question looks at other days. */
const looksAhead = (policy: CompiledPolicy, question: Question): boolean => {
  let looked = false
  decideVerdict(policy, {
    ...question,
    movedTo: (on) => {
      looked = true
      return question.movedTo(on)
    },
  })
  return looked
}

/** Checks that both agree, then times each kind of question. */
export const benchVerdicts = async ({ quick }: { quick: boolean }): Promise<readonly VerdictLine[]> => {
  const policy = virginia()
  const questions = questionsFrom(seed, 1_000)
  const verdicts = questions.map((question) => {
    const verdict = decideVerdict(policy, question)
    deepStrictEqual(verdictByHand(question), verdict)
    return verdict
  })
  const lines: VerdictLine[] = []
  for (const [kind, belongs] of kinds) {
    const some = questions.filter((question, index) => {
      const verdict = verdicts[index]
      return verdict !== undefined && belongs(verdict, looksAhead(policy, question))
    })
    const rivals = [
      { name: 'Boonday', run: () => countFindings(some, (question) => decideVerdict(policy, question)) },
      { name: 'by hand', run: () => countFindings(some, verdictByHand) },
    ] as const
    const standings = await interleaved(rivals, quick ? { rounds: 5, millis: 60 } : { rounds: 21, millis: 250 })
    lines.push({ kind, questions: some.length, standings })
  }
  return lines
}

/** Gives all verdicts; answers how many. Their findings are counted, so that no engine can leave them out. */
const countFindings = (questions: readonly Question[], decide: (question: Question) => Verdict): number => {
  let findings = 0
  for (const question of questions) findings += decide(question).findings.length
  if (findings !== questions.length * 13) throw new Error('a verdict lacks a finding')
  return questions.length
}
