#!/usr/bin/env node
// The command line. Finds the command, runs it, and turns whatever goes wrong into one sentence and an exit code: 0 done,
// 1 refused or failed, 2 not understood. Never shows a stack.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { columns, helpOf, proposal, readArguments, type Terminal, UsageMistake } from './commands/command.ts'
import { type Entry, entries } from './commands/index.ts'
import { sentenceOf } from './commands/sentences.ts'

const general = [
  '',
  'Each command has its own --help. Settings such as DATABASE_URL come from the environment.',
  'Exit codes: 0 done, 1 refused or failed, 2 not understood.',
].join('\n')

const listOf = (some: readonly Entry[]): string =>
  columns(some.map(({ path, summary }): [string, string] => [path, summary]))

const overview = (): string =>
  ['Boonday: volunteering leave, placements, points and impact.', '', 'Usage: boonday <command> [options]', ''].join(
    '\n',
  ) + listOf(entries)

/** From the sources the package is one folder up, from the built program two. */
const version = (): string => {
  for (const up of ['..', '../..']) {
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

const unknown = (words: readonly string[]): UsageMistake => {
  const [first = '', second = ''] = words
  const group = entries.filter(({ path }) => path.startsWith(`${first} `)).map(({ path }) => path)
  if (group.length > 0 && (second === '' || second.startsWith('-'))) {
    return new UsageMistake(`"${first}" needs one more word: ${group.join(', ')}`)
  }
  const [written, known] =
    group.length > 0
      ? [`${first} ${second}`, group]
      : [first, [...new Set(entries.map(({ path }) => path.split(' ')[0] ?? ''))]]
  return new UsageMistake(`there is no command "${written}"${proposal(written, known)}`)
}

const run = async (words: readonly string[], terminal: Terminal): Promise<number> => {
  const [first = ''] = words
  if (first === '--version') {
    terminal.out(version())
    return 0
  }
  if (first === '--help' || first === 'help') {
    terminal.out(`${overview()}\n${general}`)
    return 0
  }
  if (first === '') throw new UsageMistake('a command is missing')
  const found = find(words)
  if (found === null) {
    const group = entries.filter(({ path }) => path.startsWith(`${first} `))
    if (group.length === 0 || words[1] !== '--help') throw unknown(words)
    terminal.out(`Usage: boonday ${first} <command> [options]\n\n${listOf(group)}\n${general}`)
    return 0
  }
  const command = await found.entry.load()
  const given = readArguments(command, found.rest)
  if (given !== null) return command.run(given, terminal)
  terminal.out(helpOf(found.entry.path, found.entry.summary, command))
  return 0
}

const main = async (words: readonly string[]): Promise<void> => {
  // Whoever reads the output may stop reading: that is no failure of ours.
  process.stdout.on('error', () => process.exit(0))
  const terminal: Terminal = {
    out: (text) => void process.stdout.write(`${text}\n`),
    error: (text) => void process.stderr.write(`boonday: ${text}\n`),
  }
  try {
    process.exitCode = await run(words, terminal)
  } catch (error) {
    terminal.error(sentenceOf(error))
    if (error instanceof UsageMistake) {
      const path = find(words)?.entry.path
      process.stderr.write(`  see boonday ${path === undefined ? '' : `${path} `}--help\n`)
    }
    process.exitCode = error instanceof UsageMistake ? 2 : 1
  }
}

await main(process.argv.slice(2))
