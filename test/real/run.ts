// `npm run test:real -- <folder>`: the tests on real input, which is not part of this project. The folder may also be named by
// BOONDAY_DATA. Without one it says so and fails, so that nobody takes silence for success.
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

const named = process.argv[2] ?? process.env['BOONDAY_DATA']
const folder = named === undefined || named === '' ? null : resolve(named)
const isFolder = folder !== null && (statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false)

/** Runs one test file on its own, its account and its results straight to the terminal. */
const passes = (file: string): boolean => {
  console.log(`\n== ${file}`)
  const environment = { ...process.env, BOONDAY_DATA: folder ?? '' }
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, file)], {
    stdio: 'inherit',
    env: environment,
  })
  console.log(`== ${file}: ${status === 0 ? 'passed' : 'FAILED'}`)
  return status === 0
}

if (folder === null) {
  console.error('test:real needs a folder with real files: npm run test:real -- <folder>, or BOONDAY_DATA=<folder>.')
  console.error('It looks for *organisations*.jsonld, *activities*.jsonld and *bank-holidays*.json in it.')
  process.exitCode = 2
} else if (!isFolder) {
  console.error(`test:real: there is no folder ${folder}. Name one that is there.`)
  process.exitCode = 2
} else {
  console.log(`Real input from ${folder}`)
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'))
  const failed = files.filter((file) => !passes(file))
  console.log(
    failed.length === 0 ? '\nAll tests on real input passed.' : `\nFAILED on real input: ${failed.join(', ')}.`,
  )
  process.exitCode = failed.length === 0 ? 0 : 1
}
