// HTML that cannot be injected into: whatever enters the template as text is escaped, only markup made here is not. Pure.

/** Markup that is safe as it stands, because this file made it. */
export class Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }
}

type Piece = string | number | Html | null | readonly Html[]

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as it may stand in HTML, inside an element or a quoted attribute. Control characters become spaces. */
const escapeHtml = (text: string): string =>
  withoutControls(text).replace(/[&<>"']/g, (character) => escapes[character] ?? '')

/**
 * Text without control characters and line ends: what may go into a header, a calendar property or a page. Direction marks
 * go as well, since they can make a text read differently from what it says.
 */
export const withoutControls = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()

const markupOf = (piece: Piece): string => {
  if (piece === null) return ''
  if (piece instanceof Html) return piece.markup
  if (typeof piece === 'object') return piece.map((one) => one.markup).join('')
  return escapeHtml(String(piece))
}

/** A template whose texts are escaped: `` html`<p>${name}</p>` ``. `null` leaves nothing. */
export const html = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  new Html(strings.reduce((whole, part, index) => whole + part + markupOf(pieces[index] ?? null), ''))
