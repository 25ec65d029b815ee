// Finds the command that a command line names, runs it, and turns whatever goes wrong into one sentence and an exit code: 0
// done, 1 refused or failed, 2 not understood. Never shows a stack, and never ends the process.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { columns, helpOf, proposal, readArguments, type Terminal, UsageMistake } from './command.ts'
import { type Entry, entries } from './index.ts'
import { sentenceOf } from './sentences.ts'

const general = [
  'Each command has its own --help. Settings such as DATABASE_URL come from the environment.',
  'Exit codes: 0 done, 1 refused or failed, 2 not understood.',
].join('\n')

const listOf = (some: readonly Entry[]): string =>
  columns(some.map(({ path, summary }): [string, string] => [path, summary]))

const overview = (): string =>
  [
    'Boonday: volunteering leave, placements, points and impact.',
    'Usage: boonday <command> [options]',
    listOf(entries),
    general,
  ].join('\n\n')

/** From the sources the package is two folders up, from the built program three. */
const version = (): string => {
  for (const up of ['../..', '../../..']) {
    try {
      return JSON.parse(readFileSync(join(import.meta.dirname, up, 'package.json'), 'utf8')).version
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  throw new Error('the package.json of this program is missing: install it again')
}

/** The command that the first words name, and the words after it. */
const find = (words: readonly string[]): { entry: Entry; rest: readonly string[] } | null => {
  const entry = entries.find(({ path }) => path.split(' ').every((word, index) => words[index] === word))
  return entry === undefined ? null : { entry, rest: words.slice(entry.path.split(' ').length) }
}

const groupOf = (first: string): Entry[] => entries.filter(({ path }) => path.startsWith(`${first} `))

const unknown = ([first = '', second = '']: readonly string[]): UsageMistake => {
  const group = groupOf(first).map(({ path }) => path)
  if (group.length > 0 && (second === '' || second.startsWith('-'))) {
    return new UsageMistake(`"${first}" needs one more word: ${group.join(', ')}`)
  }
  const names = [...new Set(entries.map(({ path }) => path.split(' ')[0] ?? ''))]
  const [written, known] = group.length > 0 ? [`${first} ${second}`, group] : [first, names]
  return new UsageMistake(`there is no command "${written}"${proposal(written, known)}`)
}

const run = async (words: readonly string[], terminal: Terminal): Promise<number> => {
  const [first, second] = words
  if (first === undefined) throw new UsageMistake('a command is missing')
  if (first === '--version') return answer(terminal, version())
  if (first === '--help' || first === 'help') return answer(terminal, overview())
  const found = find(words)
  if (found === null) {
    if (groupOf(first).length === 0 || second !== '--help') throw unknown(words)
    return answer(terminal, `Usage: boonday ${first} <command> [options]\n\n${listOf(groupOf(first))}\n\n${general}`)
  }
  const command = await found.entry.load()
  const given = readArguments(command, found.rest)
  if (given === null) return answer(terminal, helpOf(found.entry.path, found.entry.summary, command))
  return command.run(given, terminal)
}

const answer = (terminal: Terminal, text: string): number => {
  terminal.out(text)
  return 0
}

/** Runs a command line to its end, and answers the exit code. Nothing is thrown. */
export const runCommandLine = async (words: readonly string[], terminal: Terminal): Promise<number> => {
  try {
    return await run(words, terminal)
  } catch (error) {
    terminal.error(sentenceOf(error))
    if (!(error instanceof UsageMistake)) return 1
    const path = find(words)?.entry.path
    terminal.error(`see boonday ${path === undefined ? '' : `${path} `}--help`)
    return 2
  }
}
