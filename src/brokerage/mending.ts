// Mends single values of a foreign feed: entities, line ends, blanks, numbers written as text, places that cannot be. Every
// mend is written down; nothing is guessed: what cannot be read becomes null and says so. Pure.
import { decodeHTMLStrict } from 'entities'

/** Why a value was mended or dropped. */
export type MendCause =
  | 'html_entity'
  | 'line_end'
  | 'control_character'
  | 'spaces'
  | 'blank'
  | 'key_spelling'
  | 'number_as_text'
  | 'text_as_number'
  | 'boolean_as_text'
  | 'unreadable'
  | 'out_of_range'
  | 'null_island'
  | 'outside_area'
  | 'not_a_web_address'
  | 'too_long'
  | 'unknown_term'
  | 'several_values'
  | 'too_many'
  | 'register_unknown'
  | 'register_form'
  | 'register_taken'
  | 'group_unknown'

/** One mend: the field, what was there and what was made of it. `from` and `to` are short tokens, never whole texts. */
export interface Mend {
  readonly what: string
  readonly why: MendCause
  readonly from: string | null
  readonly to: string | null
}

/** Collects the mends of one row, each once. */
export class Mends {
  readonly #seen = new Map<string, Mend>()

  /** Writes a mend down. */
  add(mend: Mend): void {
    this.#seen.set(JSON.stringify(mend), mend)
  }

  /** All mends so far, in the order in which they were made. */
  get all(): readonly Mend[] {
    return [...this.#seen.values()]
  }
}

/** A rectangle of the earth that places of a feed have to lie in. */
export interface Bounds {
  readonly south: number
  readonly north: number
  readonly west: number
  readonly east: number
}

/** The United Kingdom with its islands, generously. */
export const unitedKingdom: Bounds = { south: 49, north: 61.5, west: -9, east: 2.5 }

/** Longest token kept of a value that was mended. */
const tokenLength = 60

/** A value as it may stand in the account: short, and without spaces, so that it is a code or a number and no text. */
export const tokenOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[\w.:/#-]+$/.test(value) && value.length <= tokenLength ? value : null

const visible = (text: string): string => text.replaceAll('\r', '\\r').replaceAll('\n', '\\n')

const entity = /&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});/g

/** Feeds that were exported twice hold `&amp;nbsp;`: so deep it is looked, and no deeper. */
const decodingPasses = 3

/** Characters that no text for people holds: controls but tab and line ends, zero-width space and byte-order mark. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\ufeff]/g

const withoutControls = (text: string, what: string, mends: Mends): string => {
  const clean = text.toWellFormed().replace(controls, '')
  if (clean !== text) mends.add({ what, why: 'control_character', from: null, to: null })
  return clean
}

const decoded = (text: string, what: string, mends: Mends): string => {
  let now = withoutControls(text, what, mends)
  for (let pass = 0; pass < decodingPasses; pass += 1) {
    const next = now.replace(entity, (from) => {
      const to = decodeHTMLStrict(from).replace('\u00a0', ' ')
      if (to !== from) mends.add({ what, why: 'html_entity', from, to })
      return to
    })
    if (next === now) break
    now = withoutControls(next, what, mends)
  }
  return now
}

/** A text with entities decoded, lines ended by `\n`, and no stray spaces or controls. */
export const mendText = (raw: string, what: string, mends: Mends): string => {
  const plain = decoded(raw, what, mends)
  for (const [from] of plain.matchAll(/\r\n?/g)) mends.add({ what, why: 'line_end', from: visible(from), to: '\\n' })
  const lines = plain.replace(/\r\n?/g, '\n')
  const tidy = lines
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  if (tidy !== lines && tidy !== '') mends.add({ what, why: 'spaces', from: null, to: null })
  return tidy
}

/** Longest description that is kept. */
const descriptionMaxLength = 20_000

/** A text of several lines; one that is longer than any description is left away whole, and that is reported. */
export const mendDescription = (raw: string, mends: Mends): string => {
  const text = mendText(raw, 'description', mends)
  if (text.length <= descriptionMaxLength) return text
  mends.add({ what: 'description', why: 'too_long', from: `${text.length}>${descriptionMaxLength}`, to: null })
  return ''
}

/** A text of one line, or null where it is blank or longer than the field can hold. */
export const mendLine = (
  raw: string,
  field: { readonly what: string; readonly max: number },
  mends: Mends,
): string | null => {
  const { what, max } = field
  const line = mendText(raw, what, mends).replaceAll('\n', ' ')
  if (line === '') mends.add({ what, why: 'blank', from: null, to: null })
  if (line.length > max) mends.add({ what, why: 'too_long', from: `${line.length}>${max}`, to: null })
  return line === '' || line.length > max ? null : line
}

/** A web address as it was said, or null where it is none. `www.example.org` is none: its scheme would be a guess. */
export const mendWebAddress = (raw: string, what: string, mends: Mends): string | null => {
  const line = mendLine(raw, { what, max: 500 }, mends)
  if (line === null) return null
  if (/^https?:\/\//i.test(line) && URL.canParse(line)) return line
  mends.add({ what, why: 'not_a_web_address', from: null, to: null })
  return null
}

/** A number, also where it was written as text; null where it is none. */
export const mendNumber = (raw: unknown, what: string, mends: Mends): number | null => {
  if (typeof raw === 'number' && Number.isFinite(raw)) return raw
  if (typeof raw === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(raw)) {
    mends.add({ what, why: 'number_as_text', from: raw.trim(), to: String(Number(raw)) })
    return Number(raw)
  }
  const why = typeof raw === 'string' && raw.trim() === '' ? 'blank' : 'unreadable'
  mends.add({ what, why, from: null, to: null })
  return null
}

/** A yes or no, also where it was written as text; null where it is neither. */
export const mendBoolean = (raw: unknown, what: string, mends: Mends): boolean | null => {
  if (typeof raw === 'boolean') return raw
  const said = typeof raw === 'string' ? raw.trim().toLowerCase() : ''
  if (said === 'true' || said === 'false') {
    mends.add({ what, why: 'boolean_as_text', from: said, to: said })
    return said === 'true'
  }
  mends.add({ what, why: 'unreadable', from: null, to: null })
  return null
}

/** A place, or null where it cannot be one: half given, off the earth, the 0/0 of an empty form, or outside the bounds. */
export const mendPlace = (
  said: { readonly latitude: number | null; readonly longitude: number | null },
  bounds: Bounds | null,
  mends: Mends,
): { readonly latitude: number; readonly longitude: number } | null => {
  const { latitude, longitude } = said
  if (latitude === null && longitude === null) return null
  const drop = (why: MendCause): null => {
    mends.add({ what: 'location', why, from: `${latitude}, ${longitude}`, to: null })
    return null
  }
  if (latitude === null || longitude === null) return drop('unreadable')
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return drop('out_of_range')
  if (latitude === 0 && longitude === 0) return drop('null_island')
  const { south, north, west, east } = bounds ?? { south: -90, north: 90, west: -180, east: 180 }
  if (latitude < south || latitude > north || longitude < west || longitude > east) return drop('outside_area')
  return { latitude, longitude }
}
