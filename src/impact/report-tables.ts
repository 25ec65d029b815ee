// Tables of the impact report. Pure. They write figures as they may be shown; what is suppressed is said, never shown as 0.
import { escapeMarkup } from './charts.ts'
import { unregisteredHost } from './hosts.ts'
import { type CellView, type TableName, unstated } from './summary.ts'
import type { Figure } from './suppression.ts'
import type { TextKey, Voice } from './voice.ts'

const evidenceKeys: ReadonlySet<string> = new Set(['claimed', 'host_confirmed', 'two_sided'])

/** What a cell is called in a language. */
export const nameOf = (cell: CellView, tableName: TableName, voice: Voice): string => {
  if (cell.key === unstated || cell.key === unregisteredHost) return voice.say(cell.key)
  if (tableName === 'byMonth') return voice.month(cell.key, 'long')
  if (tableName === 'byEvidence' && evidenceKeys.has(cell.key)) return voice.say(cell.key as TextKey)
  return cell.label ?? cell.key
}

const columns = ['people', 'bookings', 'minutes', 'paidMinutes', 'ownMinutes'] as const

/** A table of a summary: a line that may not be shown says so, and why. */
export const cellTable = (name: TableName, cells: readonly CellView[], voice: Voice): string => {
  const shown = columns.filter((column) => cells[0]?.[column] !== undefined)
  const headings = [voice.say('name'), ...shown.map((column) => voice.say(column))]
  const rows = cells.map((cell) => {
    const label = nameOf(cell, name, voice)
    const first = shown.map((column) => cell[column]).find((figure) => figure?.suppressed)
    if (first?.suppressed) {
      const reason = escapeMarkup(voice.say(first.reason))
      return `<tr><th scope="row">${escapeMarkup(label)}</th><td class="reason" colspan="${shown.length}">${reason}</td></tr>`
    }
    return rowOf(
      label,
      shown.map((column) => written(column, cell[column], voice)),
    )
  })
  return tableElement(voice.say(name), headings, rows)
}

const written = (column: (typeof columns)[number], figure: Figure | undefined, voice: Voice): string => {
  if (figure === undefined || figure.value === null) return voice.say('suppressed')
  return column === 'people' || column === 'bookings' ? voice.number(figure.value) : voice.hours(figure.value)
}

/** One line of a table: its name and its values. */
export const rowOf = (name: string, values: readonly string[]): string =>
  `<tr><th scope="row">${escapeMarkup(name)}</th>${values.map((value) => `<td>${escapeMarkup(value)}</td>`).join('')}</tr>`

/** A table in a box that scrolls by itself on a narrow screen, and can be reached by keyboard. */
export const tableElement = (caption: string, headings: readonly string[], rows: readonly string[]): string => {
  const head = headings.map((heading) =>
    heading === '' ? '<td></td>' : `<th scope="col">${escapeMarkup(heading)}</th>`,
  )
  const name = escapeMarkup(caption)
  return `<div class="scroll" role="region" tabindex="0" aria-label="${name}"><table><caption>${name}</caption><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}
