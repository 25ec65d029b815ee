// The demonstration as a command.
import { runDemo } from '../demo/index.ts'
import { type Command, wholeNumber } from './command.ts'

/** `boonday demo`. */
export const demoCommand: Command = {
  operands: [],
  options: {
    once: { says: 'End after the walk; the last line is JSON, checked against a recount of the database' },
    seed: {
      value: 'number',
      says: 'Another employer’s worth of people, another person, session and length',
      usual: '1',
    },
    port: { value: 'number', says: 'The port to listen on; a free one where it is taken', usual: '3000' },
    out: { value: 'folder', says: 'Where database, mails, report and calendar go', usual: 'demo-output' },
  },
  notes: ['Needs no settings and no server: it uses an embedded SQLite database of its own, made anew each time.'],
  run: (given, terminal) =>
    runDemo(
      {
        once: given.flag('once'),
        seed: wholeNumber(given, 'seed', { from: 0, to: 1_000_000 }),
        port: wholeNumber(given, 'port', { from: 0, to: 65_535 }),
        folder: given.text('out'),
      },
      (line) => terminal.out(line),
    ),
}
