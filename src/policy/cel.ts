// Conditions of a policy, written in CEL: checked against the documented facts when the document loads, evaluated by the
// CEL library, never by eval. A condition that cannot be computed (it divides by zero) says so instead of throwing.
import { Environment, EvaluationError, type ParseResult } from '@marcbachmann/cel-js'
import type { Figures } from '../kernel/index.ts'
import { type Fact, type FactGroup, type Facts, facts, factsOf, type Moves, mostOf, readers } from './facts.ts'
import { nearest } from './spelling.ts'

/** A condition that was checked. */
export interface Condition {
  /** True, false, or null where it cannot be computed for these facts. */
  holds(facts: Facts): boolean | null
  /** The figures it read: every number, text and flag by the name of its fact. */
  figures(facts: Facts): Figures
  /** The names of those figures, for the sentences that show them. */
  readonly figureNames: readonly string[]
  readonly moves: Moves
  readonly sensitive: boolean
}

/** What is wrong with a condition, and how many characters into it. */
export interface ConditionFault {
  readonly offset: number
  readonly message: string
}

const groups = Object.keys(facts) as FactGroup[]

const environment = (): Environment => {
  /** A condition longer than this cannot be read aloud, and could be slow. */
  const made = new Environment({ limits: { maxAstNodes: 500, maxDepth: 50, maxListElements: 200 } })
  for (const group of groups) {
    const fields = Object.fromEntries(Object.entries(factsOf(group)).map(([name, one]) => [name, one.type]))
    made.registerType(`${group}_facts`, { ctor: readers[group], fields })
    made.registerVariable(group, `${group}_facts`)
  }
  return made.registerVariable('posts', 'list<post_facts>')
}
const cel = environment()
const variables = [...groups, 'posts']

/** Patterns can take forever on a text made for it, and one employer's condition would keep all others waiting. */
const refusedFunctions: ReadonlyMap<string, string> = new Map([
  ['matches', 'write startsWith, endsWith, contains or "in [...]" instead'],
])
/** How deep lists may be walked within lists: a condition that goes deeper could take seconds. */
const nestedAtMost = 2

/** Macros that name a variable of their own in their first argument. */
const macros = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

type Ast = ParseResult['ast']
interface Reading {
  readonly group: FactGroup
  readonly name: string
  readonly fact: Fact
  /** Read from the one subject of the question, so it has one value that a sentence can show. */
  readonly single: boolean
}
type Bound = ReadonlyMap<string, FactGroup | null>

/** Walks a condition: which facts it reads, and every name that is not known. */
class Walk {
  readonly readings: Reading[] = []
  readonly faults: ConditionFault[] = []

  visit(node: Ast, bound: Bound): void {
    if (node.op === 'id') this.#name(node.args, node.range.start, bound)
    else if (node.op === '.' || node.op === '.?') this.#field(node, bound)
    else if (node.op === 'rcall' && macros.has(node.args[0])) this.#macro(node.args[1], node.args[2], bound)
    else if (node.op === 'rcall' && refusedFunctions.has(node.args[0])) this.#refuse(node.args[0], node.range.start)
    else for (const child of childrenOf(node)) this.visit(child, bound)
  }

  #name(name: string, offset: number, bound: Bound): void {
    if (bound.has(name) || variables.includes(name) || cel.hasVariable(name)) return
    const group = groups.find((one) => Object.hasOwn(factsOf(one), name))
    const meant = group === undefined ? nearest(name, variables) : `${group}.${name}`
    const help = meant === null ? `facts begin with ${variables.join(', ')}` : `did you mean "${meant}"?`
    this.faults.push({ offset, message: `there is no fact "${name}"; ${help}` })
  }

  #field(node: Ast & { op: '.' | '.?' }, bound: Bound): void {
    const [subject, name] = node.args
    const group = subject.op === 'id' ? groupOf(subject.args, bound) : elementOf(subject, bound)
    if (group === null) {
      this.visit(subject, bound)
      return
    }
    const fact = Object.hasOwn(factsOf(group), name) ? factsOf(group)[name] : undefined
    if (fact === undefined) this.#noField(group, name, node.range.end - name.length)
    else this.readings.push({ group, name, fact, single: subject.op === 'id' && !bound.has(subject.args) })
  }

  #noField(group: FactGroup, name: string, offset: number): void {
    const own = nearest(name, Object.keys(factsOf(group)))
    const other = groups.find((one) => Object.hasOwn(factsOf(one), name))
    const meant = other === undefined ? own : `${other}.${name}`
    const help = meant === null ? `known here: ${Object.keys(factsOf(group)).join(', ')}` : `did you mean "${meant}"?`
    this.faults.push({ offset, message: `there is no fact "${group}.${name}"; ${help}` })
  }

  #refuse(name: string, offset: number): void {
    this.faults.push({ offset, message: `"${name}" cannot be used here: ${refusedFunctions.get(name)}` })
  }

  #macro(over: Ast, args: readonly Ast[], bound: Bound): void {
    this.visit(over, bound)
    const [variable, ...rest] = args
    if (bound.size >= nestedAtMost) {
      const message = `lists can be walked within lists ${nestedAtMost} deep, and no deeper`
      this.faults.push({ offset: over.range.start, message })
    }
    const inner = new Map(bound)
    if (variable?.op === 'id') inner.set(variable.args, over.op === 'id' && over.args === 'posts' ? 'post' : null)
    for (const arg of rest) this.visit(arg, inner)
  }
}

const groupOf = (name: string, bound: Bound): FactGroup | null => {
  if (bound.has(name)) return bound.get(name) ?? null
  return groups.find((group) => group === name) ?? null
}

/** `posts[0].grade` reads a post as well. */
const elementOf = (node: Ast, bound: Bound): FactGroup | null =>
  node.op === '[]' && node.args[0].op === 'id' && node.args[0].args === 'posts' && !bound.has('posts') ? 'post' : null

const isNode = (value: unknown): value is Ast => typeof value === 'object' && value !== null && 'op' in value

const childrenOf = (node: Ast): Ast[] => {
  const found: Ast[] = []
  const collect = (value: unknown): void => {
    if (isNode(value)) found.push(value)
    else if (Array.isArray(value)) for (const one of value) collect(one)
  }
  collect(node.args)
  return found
}

const sentence = (error: unknown): ConditionFault => {
  const fault = error as { summary?: string; message?: string; range?: { start: number } }
  const message = fault.summary ?? fault.message ?? 'it cannot be read'
  return { offset: fault.range?.start ?? 0, message: `this condition is not right: ${message}` }
}

/** Checks a condition and makes it ready to be asked; or says everything that is wrong with it. */
export const compileCondition = (text: string): { condition: Condition } | { faults: readonly ConditionFault[] } => {
  let parsed: ParseResult
  try {
    parsed = cel.parse(text)
  } catch (error) {
    return { faults: [sentence(error)] }
  }
  const walk = new Walk()
  walk.visit(parsed.ast, new Map())
  if (walk.faults.length > 0) return { faults: walk.faults }
  const checked = parsed.check()
  if (!checked.valid) return { faults: [sentence(checked.error)] }
  if (checked.type !== 'bool') {
    return { faults: [{ offset: 0, message: `a condition is true or false, and this is of type ${checked.type}` }] }
  }
  return { condition: conditionFrom(parsed, walk.readings) }
}

const conditionFrom = (parsed: ParseResult, readings: readonly Reading[]): Condition => {
  const shown = new Map<string, Reading>()
  for (const one of readings) if (one.single && one.fact.type !== 'list<string>') shown.set(one.name, one)
  return {
    holds: (subject) => {
      try {
        return parsed(subject) === true
      } catch (error) {
        if (error instanceof EvaluationError) return null
        throw error
      }
    },
    figures: (subject) => {
      const figures: Record<string, string | number | boolean> = {}
      for (const { group, name } of shown.values()) figures[name] = plain(subject[group], name)
      return figures
    },
    figureNames: [...shown.keys()],
    moves: mostOf(readings.map((one) => one.fact.moves)),
    sensitive: readings.some((one) => one.fact.sensitive),
  }
}

const plain = (subject: object, name: string): string | number | boolean => {
  const value = (subject as Record<string, unknown>)[name]
  return typeof value === 'bigint' ? Number(value) : typeof value === 'boolean' ? value : String(value)
}
