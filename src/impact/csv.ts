// CSV as RFC 4180 has it, for people who open it in a spreadsheet: UTF-8 with a byte order mark, CRLF, and no text that a
// spreadsheet would run as a formula. Pure.

/** First character of a file, so that spreadsheets read it as UTF-8. */
export const byteOrderMark = '\uFEFF'

/** One cell; null is an empty one. */
export type CsvField = string | number | null

/**
 * Texts that a spreadsheet may take for a formula begin with one of these; the full-width forms are read like the plain ones.
 * Numbers are written as numbers and need no guard.
 */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/

const fieldOf = (value: CsvField): string => {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const guarded = formulaStart.test(value) ? `'${value}` : value
  return /[",\r\n\t]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** One record with its line end. */
export const csvLine = (fields: readonly CsvField[]): string => `${fields.map(fieldOf).join(',')}\r\n`
