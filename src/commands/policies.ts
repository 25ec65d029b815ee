// Commands on policies: check a folder of documents with their cases, and publish one.
import { readFile } from 'node:fs/promises'
import { entitlementOf } from '../leave/index.ts'
import { checkPolicies, type Mistake, publishPolicy } from '../policy/index.ts'
import type { Command, Terminal } from './command.ts'
import { operatorIn, withDatabase } from './opened.ts'

/** One line per mistake, in the form that editors and terminals turn into a link. */
const printMistakes = (mistakes: readonly Mistake[], terminal: Terminal): void => {
  for (const { file, line, column, message } of mistakes) terminal.out(`${file}:${line}:${column}: ${message}`)
}

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

/** `boonday policy check`. */
export const policyCheck: Command = {
  operands: [{ name: 'folder', says: 'A folder with <name>.yaml and <name>.cases.yaml side by side' }],
  options: { json: { says: 'Answer as one line of JSON' } },
  notes: ['Lists every mistake as file:line:column: sentence. Exit code 1 when there is any. Needs no database.'],
  run: async (given, terminal) => {
    const check = await checkPolicies(given.operand('folder'), {
      entitle: ({ on, ...claim }) => entitlementOf(claim, on).minutes,
    })
    if (given.flag('json')) terminal.out(JSON.stringify(check))
    else {
      printMistakes(check.mistakes, terminal)
      const skipped = check.skipped === 0 ? '' : `, ${check.skipped} skipped`
      const what = `${counted(check.policies, 'policy', 'policies')}, ${counted(check.passed, 'case')} passed${skipped}`
      terminal.out(check.ok ? `${what}, no mistakes` : `${what}, ${counted(check.mistakes.length, 'mistake')}`)
    }
    return check.ok ? 0 : 1
  },
}

/** `boonday policy publish`. */
export const policyPublish: Command = {
  operands: [{ name: 'file', says: 'The policy document, a .yaml file' }],
  options: {
    employer: { value: 'id', says: 'Whose policy it is', required: true },
    json: { says: 'Answer as one line of JSON' },
  },
  notes: [
    'A document with mistakes is not published; they are listed as file:line:column: sentence.',
    'The same document twice is published once.',
  ],
  run: async (given, terminal) => {
    const file = given.operand('file')
    const text = await readFile(file, 'utf8')
    const answer = await withDatabase(async (database) => {
      const operator = await operatorIn(
        database.reader,
        { kind: 'employer', id: given.text('employer') },
        'policy-publish',
      )
      const publication = { employerId: operator.tenantId, text, file, ...operator.author }
      return database.transact((unit) => publishPolicy(unit, publication))
    })
    if ('mistakes' in answer) {
      printMistakes(answer.mistakes, terminal)
      terminal.error(`nothing was published: ${counted(answer.mistakes.length, 'mistake')} in the document`)
      return 1
    }
    terminal.out(given.flag('json') ? JSON.stringify(answer) : `published: version ${answer.id}, from ${answer.fromOn}`)
    return 0
  },
}
