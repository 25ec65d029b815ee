// A YAML text with the place of everything in it, so that a mistake can name its line and column. Knows nothing of policies.
import { isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml'

/** One mistake in a document: where it is, and a sentence that says what would be right. */
export interface Mistake {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  readonly message: string
}

/** A path into a document: keys and list positions. */
export type Path = readonly (string | number)[]

/** A document that was read, with a ledger for its mistakes. */
export interface Source {
  readonly value: unknown
  readonly mistakes: Mistake[]
  /** Notes a mistake at a value; where there is none, at the nearest thing that holds it. */
  at(path: Path, message: string): void
  /** Notes a mistake at a key. */
  atKey(path: Path, key: string, message: string): void
  /** Notes a mistake so many characters into a text value. */
  within(place: { path: Path; offset: number }, message: string): void
}

/** Longer texts are not policies. */
const charactersAtMost = 500_000

/** Reads YAML 1.2. Mistakes of the notation are noted; the value is null where it could not be read at all. */
export const readSource = (text: string, file: string): Source => {
  const lines = new LineCounter()
  const mistakes: Mistake[] = []
  const note = (offset: number, message: string): void => {
    const { line, col } = lines.linePos(offset)
    mistakes.push({ file, line: Math.max(line, 1), column: Math.max(col, 1), message })
  }
  const tooLong = text.length > charactersAtMost
  const document = parseDocument(tooLong ? '' : text, { lineCounter: lines, prettyErrors: false, merge: false })
  if (tooLong) note(0, `the document has more than ${charactersAtMost} characters`)
  for (const error of document.errors) note(error.pos[0], `this is not YAML: ${error.message}`)
  const readable = document.errors.every((error) => error.code === 'DUPLICATE_KEY')
  const nodeAt = (path: Path): Node | null => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return node
    }
    return null
  }
  const startOf = (path: Path): number => nodeAt(path)?.range?.[0] ?? 0
  return {
    value: readable ? plainValue(document, note) : null,
    mistakes,
    at: (path, message) => note(startOf(path), message),
    atKey: (path, key, message) => {
      const map = nodeAt(path)
      const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined
      note((isScalar(pair?.key) ? pair.key.range?.[0] : undefined) ?? startOf(path), message)
    },
    within: ({ path, offset }, message) => {
      const node = nodeAt(path)
      const [from, until] = node?.range ?? [0, 0]
      const inside = isScalar(node) ? text.slice(from, until).indexOf(String(node.value)) : -1
      note(inside < 0 ? from : from + inside + offset, message)
    },
  }
}

const plainValue = (
  document: ReturnType<typeof parseDocument>,
  note: (at: number, message: string) => void,
): unknown => {
  try {
    return document.toJS({ maxAliasCount: 50 })
  } catch (error) {
    note(0, `this is not YAML: ${error instanceof Error ? error.message : 'it cannot be read'}`)
    return null
  }
}

/** Mistakes in the order of the page. */
export const inPageOrder = (mistakes: readonly Mistake[]): Mistake[] =>
  [...mistakes].sort((a, b) => a.line - b.line || a.column - b.column)
