// What the compilers of the parts of a document share: where mistakes go, which parts have a sound form, and conditions.
import { type Condition, compileCondition } from './cel.ts'
import type { Path, Source } from './source.ts'

/** The bench on which one document is compiled. */
export class Workshop {
  readonly source: Source
  readonly #unsound: readonly string[]

  /** `unsound` are the places of mistakes that the schema found, as `/rules/2/when`. */
  constructor(source: Source, unsound: readonly string[]) {
    this.source = source
    this.#unsound = unsound
  }

  /** Whether a part of the document has the form that its type says. */
  sound(path: Path): boolean {
    const place = `/${path.join('/')}`
    return !this.#unsound.some((one) => one === place || one.startsWith(`${place}/`))
  }

  /** A condition, checked; null where there is none or where it is wrong, which is then noted. */
  condition(path: Path, text: unknown): Condition | null {
    if (typeof text !== 'string' || !this.sound(path)) return null
    const made = compileCondition(text)
    if ('condition' in made) return made.condition
    for (const { offset, message } of made.faults) this.source.within({ path, offset }, message)
    return null
  }

  /** Notes every id of a list that was there before. */
  unique(list: string, entries: readonly unknown[]): void {
    const seen = new Set<string>()
    entries.forEach((entry, index) => {
      const id = typeof entry === 'object' && entry !== null && 'id' in entry ? String(entry.id) : null
      if (id === null) return
      if (seen.has(id)) this.source.at([list, index, 'id'], `the id "${id}" is there twice in "${list}"`)
      seen.add(id)
    })
  }
}
