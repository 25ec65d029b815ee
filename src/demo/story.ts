// How the demonstration tells what happens: headings, sentences and lists, wrapped to a terminal of 96 columns. A step that
// fails names itself.
import { sentenceOf } from '../commands/sentences.ts'

/** Tells the story, a line at a time. */
export interface Story {
  chapter(title: string): void
  /** A paragraph. */
  tell(text: string): void
  /** Lines set in, each wrapped under its own beginning. */
  list(lines: readonly string[]): void
  /** Two columns, set in. */
  table(rows: readonly (readonly [string, string])[]): void
  /** How far a long step is; told only when nothing was told for a while. */
  progress(what: string, done: number, total: number): void
  /** One step. When it fails, the error says which step it was. */
  step<Result>(what: string, run: () => Promise<Result>): Promise<Result>
}

const width = 96
/** A reader who waits longer than this wants to know that it goes on. */
const quietMillis = 1500

const wrapped = (text: string, first: string, rest: string): string[] => {
  const lines: string[] = []
  let line = first
  for (const word of text.split(' ')) {
    const begun = line !== first && line !== rest
    if (begun && line.length + 1 + word.length > width) {
      lines.push(line)
      line = rest + word
    } else {
      line += begun ? ` ${word}` : word
    }
  }
  return [...lines, line]
}

/** A step that failed, with the step's own words. */
class StepFailed extends Error {}

/** A story told to `say`, which is given one line at a time. */
export const makeStory = (say: (line: string) => void): Story => {
  let chapters = 0
  let toldMillis = Date.now()
  const print = (lines: readonly string[]): void => {
    for (const line of lines) say(line)
    toldMillis = Date.now()
  }
  return {
    chapter: (title) => {
      chapters += 1
      print(['', `${chapters}. ${title}`, '-'.repeat(`${chapters}. ${title}`.length)])
    },
    tell: (text) => print(wrapped(text, '', '')),
    list: (lines) => print(lines.flatMap((line) => wrapped(line, '  - ', '    '))),
    table: (rows) => {
      const left = Math.max(...rows.map(([label]) => label.length)) + 4
      print(rows.flatMap(([label, text]) => wrapped(text, `  ${label}`.padEnd(left), ' '.repeat(left))))
    },
    progress: (what, done, total) => {
      if (Date.now() - toldMillis > quietMillis) print([`  (${what}: ${done} of ${total})`])
    },
    step: async (what, run) => {
      try {
        return await run()
      } catch (error) {
        if (error instanceof StepFailed) throw error
        throw new StepFailed(`the demonstration stopped at "${what}": ${sentenceOf(error)}`, { cause: error })
      }
    },
  }
}
