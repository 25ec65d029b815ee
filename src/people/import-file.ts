// The text of a people export as rows of named cells. Knows what a well-formed file is and nothing of what cells mean; a file
// that is not one is described mistake by mistake, with the line. Pure.
import { CsvError, parse } from 'csv-parse/sync'
import { nearestName } from '../kernel/index.ts'
import { type ColumnName, columnNames, columns, requiredColumns } from './import-columns.ts'
import type { TextKey } from './texts.ts'

/** One mistake in a file: where, which, and the figures its sentence names. */
export interface ImportMistake {
  readonly code: TextKey
  /** Counted from 1, the first line with the column names included; where a cell spans lines, the first of them. */
  readonly line: number | null
  readonly column: string | null
  readonly figures: Readonly<Record<string, string | number>>
}

/** One row: its line, and its trimmed cells by column; columns the file lacks are empty. */
export interface FileRow {
  readonly line: number
  readonly cells: Readonly<Record<ColumnName, string>>
}

/** Makes a mistake; short names keep the checks readable. */
export const mistake = (
  code: TextKey,
  at: { line?: number; column?: string },
  figures: ImportMistake['figures'] = {},
): ImportMistake => ({ code, line: at.line ?? null, column: at.column ?? null, figures })

/** A file as it was read; with any mistake its rows are good for finding more mistakes only. */
export interface ImportFile {
  readonly rows: readonly FileRow[]
  /** Columns that the first line does not name. */
  readonly absent: ReadonlySet<ColumnName>
  readonly mistakes: readonly ImportMistake[]
}

/** Reads the text of a file. */
export const readFile = (text: string): ImportFile => {
  const { records, mistakes } = recordsOf(text)
  const [header, ...body] = records
  if (header === undefined) {
    const found = mistakes.length > 0 ? mistakes : [mistake('file_empty', {})]
    return { rows: [], absent: new Set(columnNames), mistakes: found }
  }
  const names = header.cells.map((name) => name.trim().toLowerCase())
  mistakes.push(...headerMistakes(header.line, names))
  const places = new Map(columnNames.map((name) => [name, names.indexOf(name)]))
  const rows: FileRow[] = []
  for (const { line, cells } of body) {
    if (cells.length !== names.length) {
      mistakes.push(mistake('cells_wrong', { line }, { found: cells.length, wanted: names.length }))
      continue
    }
    const named = columnNames.map((name) => [name, (cells[places.get(name) ?? -1] ?? '').trim().normalize('NFC')])
    const row = { line, cells: Object.fromEntries(named) as FileRow['cells'] }
    mistakes.push(...sizeMistakes(row))
    rows.push(row)
  }
  return { rows, absent: new Set(columnNames.filter((name) => !names.includes(name))), mistakes }
}

interface FileRecord {
  readonly line: number
  readonly cells: string[]
}

/** What csv-parse hands over with `info`, which its types leave out. */
interface ParsedRecord {
  readonly record: string[]
  readonly info: { readonly lines: number }
}

/** Line ends are made alike first, because the parser counts a Windows line end inside quotation marks as two. */
const recordsOf = (text: string): { records: FileRecord[]; mistakes: ImportMistake[] } => {
  const records: FileRecord[] = []
  let lastLine = 0
  const keep = ({ record, info }: ParsedRecord): null => {
    const line = lastLine + 1
    lastLine = info.lines
    if (record.some((cell) => cell.trim() !== '')) records.push({ line, cells: record })
    return null
  }
  try {
    parse(text.replaceAll(/\r\n?/g, '\n'), {
      bom: true,
      info: true,
      relax_column_count: true,
      record_delimiter: '\n',
      on_record: (record) => keep(record as unknown as ParsedRecord),
    })
    return { records, mistakes: [] }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const code = error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'quote_open' : 'quote_wrong'
    return { records, mistakes: [mistake(code, { line: lastLine + 1 })] }
  }
}

const headerMistakes = (line: number, names: readonly string[]): ImportMistake[] => {
  const only = names.length === 1 ? (names[0] ?? '') : ''
  const separator = [';', '\t', '|'].find((sign) => only.split(sign).includes('employee_id'))
  if (separator !== undefined) {
    return [mistake('separator_wrong', { line }, { separator: separator === '\t' ? 'tab' : separator })]
  }
  const found: ImportMistake[] = []
  for (const [index, column] of names.entries()) {
    if (!Object.hasOwn(columns, column)) {
      const nearest = nearestName(column, columnNames)
      const shown = { column: column.slice(0, 60) }
      const code = nearest === null ? 'column_unknown' : 'column_misspelt'
      found.push(mistake(code, { line, ...shown }, nearest === null ? shown : { ...shown, nearest }))
    } else if (names.indexOf(column) !== index) found.push(mistake('column_twice', { line, column }, { column }))
  }
  for (const column of requiredColumns) {
    if (!names.includes(column)) found.push(mistake('column_missing', { line, column }, { column }))
  }
  return found
}

const sizeMistakes = ({ line, cells }: FileRow): ImportMistake[] =>
  columnNames.flatMap((column) => {
    const cell = cells[column]
    const { atMost } = columns[column]
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
    if (/[\u0000-\u001f\u007f\u2028\u2029]/.test(cell)) return [mistake('cell_characters', { line, column })]
    return cell.length > atMost ? [mistake('cell_too_long', { line, column }, { found: cell.length, atMost })] : []
  })
