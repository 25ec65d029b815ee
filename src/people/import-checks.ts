// What rows say about each other: the same post twice, one employee described in two ways, managers who are not there or go
// round in a circle. Works on the cells as they stand, so that these mistakes are found beside those of single cells. Pure.
import { type CivilDay, groupedBy } from '../kernel/index.ts'
import type { ColumnName } from './import-columns.ts'
import { type FileRow, type ImportMistake, mistake } from './import-file.ts'
import type { TextKey } from './texts.ts'

const personColumns: readonly ColumnName[] = [
  'name',
  'email',
  'start_date',
  'end_date',
  'zone',
  'nation',
  'locale',
  'skills',
]
const siteColumns: readonly ColumnName[] = ['site_name', 'site_postcode', 'site_latitude', 'site_longitude']

/** Every mistake that takes more than one row to see. */
export const crossMistakes = (rows: readonly FileRow[], today: CivilDay): ImportMistake[] => [
  ...repeatedPosts(rows),
  ...differing(rows, { by: 'employee_id', columns: personColumns, code: 'person_differs' }),
  ...differing(rows, { by: 'site_code', columns: siteColumns, code: 'site_differs' }),
  ...strangers(rows),
  ...circles(rows, today),
]

const repeatedPosts = (rows: readonly FileRow[]): ImportMistake[] => {
  const first = new Map<string, number>()
  return rows.flatMap(({ line, cells }) => {
    const key = JSON.stringify([cells.employee_id, cells.post_id])
    const otherLine = first.get(key)
    if (otherLine !== undefined) return [mistake('post_twice', { line, column: 'post_id' }, { otherLine })]
    first.set(key, line)
    return []
  })
}

const differing = (
  rows: readonly FileRow[],
  check: { by: ColumnName; columns: readonly ColumnName[]; code: TextKey },
): ImportMistake[] => {
  const first = new Map<string, FileRow>()
  return rows.flatMap((row) => {
    const key = row.cells[check.by]
    if (key === '') return []
    const other = first.get(key)
    if (other === undefined) {
      first.set(key, row)
      return []
    }
    return check.columns
      .filter((column) => row.cells[column] !== other.cells[column])
      .map((column) => mistake(check.code, { line: row.line, column }, { otherLine: other.line }))
  })
}

const strangers = (rows: readonly FileRow[]): ImportMistake[] => {
  const known = new Set(rows.map((row) => row.cells.employee_id))
  return rows.flatMap(({ line, cells }) => {
    const found: ImportMistake[] = []
    for (const column of ['manager_employee_id', 'stand_in_employee_id'] as const) {
      const value = cells[column]
      if (value !== '' && !known.has(value)) found.push(mistake('manager_unknown', { line, column }, { value }))
    }
    if (cells.stand_in_employee_id !== '' && cells.stand_in_employee_id === cells.employee_id) {
      found.push(mistake('stand_in_self', { line, column: 'stand_in_employee_id' }))
    }
    return found
  })
}

/** Each circle of managers once, at the first of its rows. Posts that are over cannot close one. */
const circles = (rows: readonly FileRow[], today: CivilDay): ImportMistake[] => {
  const current = rows.filter(({ cells }) => cells.post_end === '' || cells.post_end >= today)
  const managers = groupedBy(current, (row) => row.cells.employee_id)
  const done = new Set<string>()
  const found: ImportMistake[] = []
  for (const start of managers.keys()) {
    for (const path of circlesFrom(start, managers, done)) {
      const inPath = current.filter(({ cells }) => {
        const at = path.indexOf(cells.employee_id)
        return at >= 0 && cells.manager_employee_id === path[(at + 1) % path.length]
      })
      const line = Math.min(...inPath.map((row) => row.line))
      const names = [...path, path[0]].join(' → ')
      found.push(mistake('manager_cycle', { line, column: 'manager_employee_id' }, { path: names.slice(0, 300) }))
    }
  }
  return found
}

/** Walks upwards from one person, without recursion: a chain of managers may be as long as the file. */
const circlesFrom = (
  start: string,
  managers: ReadonlyMap<string, readonly FileRow[]>,
  done: Set<string>,
): string[][] => {
  const found: string[][] = []
  const path: { id: string; up: string[] }[] = []
  const enter = (id: string): void => {
    const up = (managers.get(id) ?? []).map((row) => row.cells.manager_employee_id).filter((one) => one !== '')
    path.push({ id, up: [...new Set(up)] })
  }
  if (!done.has(start)) enter(start)
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const next = top.up.pop()
    if (next === undefined) {
      done.add(top.id)
      path.pop()
      continue
    }
    const at = path.findIndex((step) => step.id === next)
    if (at >= 0) found.push(path.slice(at).map((step) => step.id))
    else if (!done.has(next)) enter(next)
  }
  return found
}
