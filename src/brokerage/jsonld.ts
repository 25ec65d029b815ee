// Takes a JSON-LD document of the Volunteering and Social Action Ontology apart into rows, and a row into its fields, however
// its keys are written. Knows no organisation and no activity. Pure.
import { type Mend, type Mends, mendText, tokenOf } from './mending.ts'

/** A row of a document: where it stands, and what stands there. */
export interface DocumentRow {
  /** Counted from 0 over all rows. */
  readonly index: number
  /** JSON Pointer into the document. */
  readonly pointer: string
  readonly value: unknown
}

/** Why a row was not taken. */
export type LeftOut =
  | 'not_an_object'
  | 'other_type'
  | 'id_missing'
  | 'id_too_long'
  | 'id_twice'
  | 'name_missing'
  | 'name_too_long'
  | 'title_missing'
  | 'title_too_long'

/** What became of a row: taken, with what was mended in it, or left out, with the reason. */
export interface ReadRow<Taken> {
  readonly index: number
  readonly pointer: string
  readonly sourceId: string | null
  readonly taken: Taken | null
  readonly mended: readonly Mend[]
  readonly leftOut: LeftOut | null
}

/** Longest id of a publisher that is kept. */
const sourceIdMaxLength = 200

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The top rows of a document: the entries of `@graph` or `graph`, of a bare list, or the one object it is. Null where it is
 * none of these.
 */
export const rowsOf = (document: unknown): Omit<DocumentRow, 'index'>[] | null => {
  if (Array.isArray(document)) return entriesAt('', document)
  if (!isObject(document)) return null
  const key = ['@graph', 'graph'].find((name) => name in document)
  if (key === undefined) return 'id' in document || '@id' in document ? [{ pointer: '', value: document }] : null
  const graph = document[key]
  if (Array.isArray(graph)) return entriesAt(`/${key}`, graph)
  return isObject(graph) ? [{ pointer: `/${key}`, value: graph }] : null
}

const entriesAt = (pointer: string, list: readonly unknown[]): Omit<DocumentRow, 'index'>[] =>
  list.map((value, position) => ({ pointer: `${pointer}/${position}`, value }))

/** Spellings of keys seen in real feeds that the ontology does not have. */
const misspelt: Readonly<Record<string, string>> = { begining: 'beginning' }

const localName = (key: string): string => key.replace(/^@/, '').replace(/^.*[/#:]/, '')

/** The fields of one object, found by the ontology's names whatever their case, prefix or known misspelling. */
export class Fields {
  readonly mends: Mends
  readonly #byName = new Map<string, { readonly key: string; readonly value: unknown }>()

  constructor(node: Readonly<Record<string, unknown>>, mends: Mends) {
    this.mends = mends
    for (const [key, value] of Object.entries(node)) {
      const name = localName(key).toLowerCase()
      const canonical = misspelt[name] ?? name
      if (!this.#byName.has(canonical) || canonical === name) this.#byName.set(canonical, { key, value })
    }
  }

  /** The value under the first of these names that has one; a key written otherwise than the ontology writes it is a mend. */
  value(...names: readonly string[]): unknown {
    for (const name of names) {
      const found = this.#byName.get(name.toLowerCase())
      if (found === undefined || found.value === null || found.value === undefined) continue
      const written = localName(found.key)
      if (written !== name) this.mends.add({ what: 'key', why: 'key_spelling', from: tokenOf(written), to: name })
      return unwrapped(found.value, name, this.mends)
    }
    return null
  }

  /** A text under one of these names; a number is read as text. Null where there is none. */
  text(...names: readonly string[]): string | null {
    const value = this.value(...names)
    const what = names[0] ?? ''
    if (typeof value === 'string' || value === null) return value
    if (typeof value === 'number') {
      this.mends.add({ what, why: 'text_as_number', from: String(value), to: String(value) })
      return String(value)
    }
    this.mends.add({ what, why: 'unreadable', from: null, to: null })
    return null
  }

  /** The values under one of these names as a list, be it one value or many. */
  list(...names: readonly string[]): readonly unknown[] {
    const found = names
      .map((name) => this.#byName.get(name.toLowerCase())?.value)
      .find((value) => value !== undefined && value !== null)
    if (found === undefined) return []
    return Array.isArray(found) ? found : [found]
  }

  /** The objects under one of these names, each as fields; what is no object is reported. */
  objects(...names: readonly string[]): Fields[] {
    return this.list(...names).flatMap((value) => {
      if (isObject(value)) return [new Fields(value, this.mends)]
      this.mends.add({ what: names[0] ?? '', why: 'unreadable', from: null, to: null })
      return []
    })
  }

  /** The type, by its last part: `Organisation`; null where none is said. */
  get type(): string | null {
    const [first] = this.list('type')
    return typeof first === 'string' ? localName(first) : null
  }

  /** The publisher's id of this object, trimmed. */
  get id(): string | null {
    const id = this.text('id')
    return id === null ? null : mendText(id, 'id', this.mends) || null
  }
}

/** A value without the wrapping that JSON-LD may put around it; of several values the first is taken, and that is reported. */
const unwrapped = (wrapped: unknown, what: string, mends: Mends): unknown => {
  let value = wrapped
  // A loop, because a hostile document may nest lists deeper than a stack goes.
  while (Array.isArray(value)) {
    if (value.length > 1) mends.add({ what, why: 'several_values', from: String(value.length), to: '1' })
    value = value[0] ?? null
  }
  const key = isObject(value) ? ['@value', 'value'].find((name) => name in (value as object)) : undefined
  return key === undefined ? value : ((value as Record<string, unknown>)[key] ?? null)
}

/** Opens a row: its fields where it is an object of the type wanted (or says no type) with an id of its own. */
export const openRow = (
  row: DocumentRow,
  wanted: { readonly type: string; readonly mends: Mends; readonly firstAt: Map<string, number> },
):
  | { readonly fields: Fields; readonly sourceId: string }
  | { readonly sourceId: string | null; readonly leftOut: LeftOut } => {
  if (!isObject(row.value)) return { sourceId: null, leftOut: 'not_an_object' }
  const fields = new Fields(row.value, wanted.mends)
  const sourceId = fields.id
  if (fields.type !== null && fields.type !== wanted.type) return { sourceId, leftOut: 'other_type' }
  if (sourceId === null) return { sourceId, leftOut: 'id_missing' }
  if (sourceId.length > sourceIdMaxLength)
    return { sourceId: sourceId.slice(0, sourceIdMaxLength), leftOut: 'id_too_long' }
  if (wanted.firstAt.has(sourceId)) return { sourceId, leftOut: 'id_twice' }
  wanted.firstAt.set(sourceId, row.index)
  return { fields, sourceId }
}
