// Runs commands: in this process, with the settings that are given and no others, or in a process of its own as an operator
// does, where exit codes and signals matter.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { runCommandLine } from '../../src/commands/run.ts'
import { variables } from '../../src/config.ts'

export const root = join(import.meta.dirname, '../..')

/** What a command answered. */
export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

/** Settings of the environment. */
export type Settings = Readonly<Record<string, string>>

/** Runs a command to its end. One at a time: settings belong to the process. */
export const boonday = async (words: readonly string[], settings: Settings = {}): Promise<Ran> => {
  const before = { ...process.env }
  for (const name of ['NODE_ENV', ...variables.map(([variable]) => variable)]) delete process.env[name]
  Object.assign(process.env, settings)
  let out = ''
  let error = ''
  try {
    const code = await runCommandLine(words, {
      out: (text) => {
        out += `${text}\n`
      },
      error: (text) => {
        error += `boonday: ${text}\n`
      },
    })
    return { code, out, error }
  } finally {
    for (const name of Object.keys(settings)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

/** Starts a command in a process of its own. */
export const start = (words: readonly string[], settings: Settings = {}) =>
  spawn(process.execPath, [join(root, 'src/cli.ts'), ...words], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** Runs a command in a process of its own to its end. */
export const spawned = (words: readonly string[], settings: Settings = {}): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = start(words, settings)
    let out = ''
    let error = ''
    child.stdout.on('data', (bytes: Buffer) => {
      out += bytes.toString()
    })
    child.stderr.on('data', (bytes: Buffer) => {
      error += bytes.toString()
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, error }))
  })

/** A new folder, removed when the test ends. */
export const folderFor = async (t: Test): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'boonday-cli-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Holds every failure to short statements on stderr without a stack, and to silence on stdout. */
export const saysOnly = (t: Test, ran: Ran, expected: { code: number; sentence: RegExp }, what: string): void => {
  t.equal(ran.code, expected.code, `${what}: exit code ${expected.code}`)
  t.match(ran.error, expected.sentence, `${what}: says what was wrong and what to do`)
  t.notMatch(ran.error, /^\s+at /m, `${what}: shows no stack`)
  t.equal(ran.out, '', `${what}: leaves stdout to results`)
}
