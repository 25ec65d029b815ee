// Other processes for tests: this Node, a script of the tests, lines read from its output, killed when the test ends.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Test } from 'tap'

/** A process that a test started. */
export interface TestProcess {
  /** Resolves with the first line, from now on or already printed, that starts with this; rejects when the process ends first. */
  line(start: string): Promise<string>
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>
  /** Resolves with its exit code when it has ended by itself. */
  exit(): Promise<number | null>
  readonly child: ChildProcess
}

/** Starts a script of the project (path from its root) with this Node. */
export const childProcess = (
  t: Test,
  script: string,
  args: readonly string[],
  env: Record<string, string> = {},
): TestProcess => {
  const root = join(import.meta.dirname, '../..')
  // As it ships: `env` takes out the loader that the test runner puts into whatever a test spawns, and becomes the process.
  const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, join(root, script), ...args], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const lines: string[] = []
  const errors: string[] = []
  const waiting = new Set<() => void>()
  const tellAll = (): void => {
    for (const tell of waiting) tell()
  }
  const ended = once(child, 'close').then(() => tellAll())
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    tellAll()
  })
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line))
  const kill = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  }
  t.teardown(kill)
  return {
    child,
    kill,
    exit: async () => {
      await ended
      return child.exitCode
    },
    line: (start) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find((line) => line.startsWith(start))
          if (found === undefined && child.exitCode === null && child.signalCode === null) return
          waiting.delete(look)
          if (found !== undefined) resolve(found)
          else reject(new Error(`${script} ended without a line "${start}":\n${errors.join('\n')}`))
        }
        waiting.add(look)
        look()
      }),
  }
}
