// `npm test`: every check and every test, one after another, and at the end a plain statement of what ran and on which
// databases. A later stage runs although an earlier one failed, so that one run tells everything.
import { spawn } from 'node:child_process'
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const output = join(root, '.tap/suite.tap')
const engines = { sqlite: 'SQLite', mysql: 'MySQL/MariaDB' }

const checks: readonly (readonly [string, ...string[]])[] = [
  ['types', 'tsc', '-p', '.'],
  ['lint, format and layer rules', 'biome', 'check', '--error-on-warnings', '.'],
  ['dead code', 'knip'],
  ['policies and their cases', 'node', 'src/cli.ts', 'policy', 'check', 'policies/'],
]
const tests: readonly (readonly [string, ...string[]])[] = [['tests', 'tap']]

const bin = (name: string): string => (name === 'node' ? process.execPath : join(root, 'node_modules/.bin', name))

/** Runs a stage, everything it says straight to whoever reads, and what it says kept where its last line is wanted. */
const passes = async ([title, command = '', ...words]: readonly string[]): Promise<boolean> => {
  console.log(`\n== ${title}: ${command} ${words.join(' ')}`)
  const startedAt = performance.now()
  // In a terminal tap draws, so its own output goes to a file; elsewhere (a pipe, CI) it prints that output itself.
  const kept = command === 'tap' && !process.stdout.isTTY
  const more = command === 'tap' && process.stdout.isTTY ? [`--output-file=${output}`] : []
  const child = spawn(bin(command), [...words, ...more], {
    cwd: root,
    stdio: ['inherit', kept ? 'pipe' : 'inherit', 'inherit'],
  })
  const file = kept ? createWriteStream(output) : null
  child.stdout?.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk)
    file?.write(chunk)
  })
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      console.log(String(error))
      resolve(null)
    })
    child.once('close', resolve)
  })
  if (file !== null) await new Promise<void>((resolve) => file.end(resolve))
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`== ${title}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s`)
  return code === 0
}

/** The counts of the last line of all in tap's own output: `# { total: 27, pass: 25, fail: 1, todo: 1 }`. */
const counted = (): Record<string, number> => {
  const lines = existsSync(output) ? readFileSync(output, 'utf8').split('\n') : []
  const last = lines.findLast((line) => /^# \{ total: /.test(line)) ?? ''
  return Object.fromEntries([...last.matchAll(/(\w+): (\d+)/g)].map(([, name = '', count]) => [name, Number(count)]))
}

const tellEngines = (): boolean => {
  const ran = Object.entries(engines).filter(([engine]) => existsSync(join(root, '.tap/engines', engine)))
  const names = ran.map(([, name]) => name)
  console.log(`Databases: ${names.length === 0 ? 'none' : names.join(' and ')}.`)
  if (names.includes(engines.mysql)) return true
  console.log(
    'MySQL/MariaDB did NOT run: no server answered. Start one, or name one in TEST_MYSQL_URL (default mysql://root@127.0.0.1:3306).',
  )
  return process.env['REQUIRE_MYSQL'] !== '1'
}

rmSync(join(root, '.tap/engines'), { recursive: true, force: true })
rmSync(output, { force: true })
mkdirSync(join(root, '.tap'), { recursive: true })
const checksOnly = process.argv.includes('--checks-only')
const failed: string[] = []
for (const stage of [...checks, ...(checksOnly ? [] : tests)]) if (!(await passes(stage))) failed.push(stage[0])
console.log('\n== what ran')
const stages = checks.length + (checksOnly ? 0 : tests.length)
console.log(
  `Stages: ${stages - failed.length} passed, ${failed.length} failed${failed.length > 0 ? `: ${failed.join('; ')}` : ''}.`,
)
if (!checksOnly) {
  const { pass = 0, fail = 0, skip = 0, todo = 0 } = counted()
  console.log(`Tests: ${pass} passed, ${fail} failed${skip + todo > 0 ? `, ${skip + todo} skipped` : ''}.`)
  if (!tellEngines()) failed.push('MySQL/MariaDB, which REQUIRE_MYSQL=1 demands')
}
console.log(failed.length === 0 ? 'All passed.' : `FAILED: ${failed.join('; ')}.`)
process.exitCode = failed.length === 0 ? 0 : 1
