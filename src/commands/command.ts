// What a command is: its options and operands, how a command line is read into them, and its help. Reads no environment,
// opens nothing, and never ends the process.
import { parseArgs } from 'node:util'
import { nearestName } from '../kernel/index.ts'

/** One option of a command. */
export interface Option {
  /** What stands for its value in the help; a flag has none. */
  readonly value?: string
  readonly says: string
  readonly required?: boolean
  /** May be given several times. */
  readonly many?: boolean
  /** What it is when left out. */
  readonly usual?: string
}

/** What a command was given. */
export interface Arguments {
  operand(name: string): string
  /** The value of an option that is required or has a usual value. */
  text(name: string): string
  /** The value of an option, or null where it was left out. */
  optional(name: string): string | null
  many(name: string): readonly string[]
  flag(name: string): boolean
}

/** Where a command writes: results to `out`, what went wrong to `error`. Both add the end of the line. */
export interface Terminal {
  out(text: string): void
  error(text: string): void
}

/** One command. `run` answers the exit code: 0 done, 1 refused. */
export interface Command {
  /** In their order; one that may be left out comes last, and is '' then. */
  readonly operands: readonly { readonly name: string; readonly says: string; readonly optional?: boolean }[]
  readonly options: Readonly<Record<string, Option>>
  /** Sentences below the options: what it changes, what it needs. */
  readonly notes: readonly string[]
  run(given: Arguments, terminal: Terminal): Promise<number>
}

/** A command line that is not understood: exit code 2. */
export class UsageMistake extends Error {}

const help: Option = { says: 'Show this help' }

/** "did you mean …?" where a known name is near. */
export const proposal = (written: string, known: readonly string[]): string => {
  const nearest = nearestName(written, known)
  return nearest === null ? '' : `: did you mean ${nearest}?`
}

/** Reads the words after a command's name; null when its help is wanted. Throws a `UsageMistake` that names what is wrong. */
export const readArguments = (command: Command, words: readonly string[]): Arguments | null => {
  const options: Readonly<Record<string, Option>> = { ...command.options, help }
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { value }]) => [name, { type: value === undefined ? 'boolean' : 'string' }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const values = new Map<string, string[]>()
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind === 'option') addOption(values, options, token)
  }
  if (values.has('help')) return null
  requireComplete(command, values, operands)
  return argumentsOf(command, values, operands)
}

const addOption = (
  values: Map<string, string[]>,
  options: Readonly<Record<string, Option>>,
  { name, rawName, value }: { name: string; rawName: string; value: string | undefined },
): void => {
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  if (option === undefined) {
    const known = Object.keys(options).map((one) => `--${one}`)
    throw new UsageMistake(`there is no option ${rawName}${proposal(rawName, known)}`)
  }
  if (option.value === undefined && value !== undefined) throw new UsageMistake(`--${name} takes no value`)
  if (option.value !== undefined && (value === undefined || value === '')) {
    throw new UsageMistake(`--${name} needs a value: write --${name} <${option.value}>`)
  }
  const before = values.get(name) ?? []
  if (before.length > 0 && option.many !== true) throw new UsageMistake(`--${name} is given twice: give it once`)
  values.set(name, [...before, value ?? ''])
}

const requireComplete = (command: Command, values: Map<string, string[]>, operands: readonly string[]): void => {
  const lacking = command.operands[operands.length]
  if (lacking !== undefined && lacking.optional !== true)
    throw new UsageMistake(`<${lacking.name}> is missing: ${lacking.says}`)
  const extra = operands[command.operands.length]
  if (extra !== undefined) throw new UsageMistake(`"${extra}" is one word too many`)
  const missing = Object.entries(command.options).filter(([name, { required }]) => required && !values.has(name))
  if (missing.length > 0) {
    const wanted = missing.map(([name, { value = '' }]) => `--${name} <${value}>`).join(', ')
    throw new UsageMistake(`${wanted} ${missing.length === 1 ? 'is' : 'are'} missing`)
  }
}

const argumentsOf = (
  { operands: named, options }: Command,
  values: Map<string, string[]>,
  operands: readonly string[],
): Arguments => {
  const optional = (name: string): string | null => values.get(name)?.[0] ?? options[name]?.usual ?? null
  return {
    operand: (name) => operands[named.findIndex((one) => one.name === name)] ?? '',
    text: (name) => optional(name) ?? '',
    optional,
    many: (name) => values.get(name) ?? [],
    flag: (name) => values.has(name),
  }
}

/** The whole number an option gives, within bounds. */
export const wholeNumber = (given: Arguments, name: string, bounds: { from: number; to: number }): number => {
  const text = given.text(name)
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (value >= bounds.from && value <= bounds.to) return value
  throw new UsageMistake(`--${name} is "${text}": write a whole number from ${bounds.from} to ${bounds.to}`)
}

/** The help of one command. */
export const helpOf = (path: string, summary: string, command: Command): string => {
  const options = Object.entries(command.options)
  const usage = [
    `boonday ${path}`,
    ...command.operands.map(({ name, optional }) => (optional ? `[<${name}>]` : `<${name}>`)),
    ...options.filter(([, { required }]) => required).map(([name, { value = '' }]) => `--${name} <${value}>`),
    ...(options.some(([, { required }]) => !required) ? ['[options]'] : []),
  ]
  const lines: [string, string][] = [
    ...command.operands.map(({ name, says }): [string, string] => [`<${name}>`, says]),
    ...[...options, ['help', help] as const].map(([name, option]): [string, string] => [
      option.value === undefined ? `--${name}` : `--${name} <${option.value}>`,
      `${option.says}${option.many ? '; may be repeated' : ''}${option.usual === undefined ? '' : `; ${option.usual} unless given`}`,
    ]),
  ]
  return [
    `${summary}.`,
    '',
    `Usage: ${usage.join(' ')}`,
    '',
    columns(lines),
    ...(command.notes.length === 0 ? [] : ['', ...command.notes]),
  ].join('\n')
}

/** Two columns, the first as wide as its widest line; the second is wrapped to 96 characters in all. */
export const columns = (lines: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...lines.map(([left]) => left.length)) + 4
  return lines.map(([left, right]) => wrapped(`  ${left}`.padEnd(width), right)).join('\n')
}

const wrapped = (left: string, right: string): string => {
  const rows: string[] = []
  let row = left
  for (const word of right.split(' ')) {
    if (row.length + word.length > 95 && row.trim() !== '') {
      rows.push(row.trimEnd())
      row = ' '.repeat(left.length)
    }
    row += row.length === left.length ? word : ` ${word}`
  }
  return [...rows, row].join('\n')
}
