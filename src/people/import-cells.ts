// What single cells mean: days, zones, shares of full time, hours, patterns, places, skills. A cell that means nothing is a
// mistake, never a guess; the nearest right spelling is only ever proposed. Pure.
import { type CivilDay, isCivilDay, isZone, nearestName } from '../kernel/index.ts'
import { type ColumnName, columns } from './import-columns.ts'
import { type FileRow, type ImportMistake, mistake } from './import-file.ts'
import { parseWorkPattern, type WorkPattern } from './pattern.ts'
import type { TextKey } from './texts.ts'

/** More skills than anybody lists of themselves. */
export const skillsAtMost = 100
/** What a column of the database holds of one skill's address. */
export const skillLengthAtMost = 200

/** Whether a text is the address of a skill in some vocabulary (ESCO, ns.volunteeringdata.io, …). */
const isSkill = (text: string): boolean =>
  text.length <= skillLengthAtMost && /^https?:\/\/[^\s<>"]+$/.test(text) && URL.canParse(text)

/** Reads the cells of one row and collects what is wrong with them. Null stands for an empty cell or a mistaken one. */
export interface CellReader {
  text(column: ColumnName): string | null
  /** A text that must be there. */
  needed(column: ColumnName): string
  day(column: ColumnName): CivilDay | null
  choice<Word extends string>(column: ColumnName, allowed: readonly Word[]): Word | null
  zone(column: ColumnName): string | null
  locale(column: ColumnName): string | null
  email(column: ColumnName): string | null
  coordinate(column: ColumnName, atMost: number): number | null
  thousandths(column: ColumnName): number
  minutes(column: ColumnName): number
  pattern(column: ColumnName): WorkPattern
  skills(column: ColumnName): string[]
  /** Adds a mistake of several cells. */
  wrong(code: TextKey, column: ColumnName, figures?: ImportMistake['figures']): null
}

/** A reader of one row; mistakes go into `found`, and `absent` columns are not missed again in every row. */
export const cellReader = (row: FileRow, absent: ReadonlySet<ColumnName>, found: ImportMistake[]): CellReader => {
  const wrong: CellReader['wrong'] = (code, column, figures) => {
    found.push(mistake(code, { line: row.line, column }, figures))
    return null
  }
  /** An empty cell is null, and a mistake where the column may not be empty. */
  const text = (column: ColumnName): string | null => {
    const cell = row.cells[column]
    if (cell !== '') return cell
    return columns[column].required && !absent.has(column) ? wrong('cell_missing', column) : null
  }
  const checked = <Value>(column: ColumnName, meaning: (cell: string) => Value | null, code: TextKey): Value | null => {
    const cell = text(column)
    if (cell === null) return null
    return meaning(cell) ?? wrong(code, column, { value: cell.slice(0, 60) })
  }
  return {
    text,
    wrong,
    needed: (column) => text(column) ?? '',
    day: (column) => checked(column, (cell) => (isCivilDay(cell) ? cell : null), 'day_wrong'),
    choice: (column, allowed) => {
      const cell = text(column)
      if (cell === null) return null
      return allowed.find((word) => word === cell) ?? wrong(...unknownChoice(column, cell, allowed))
    },
    zone: (column) => {
      const cell = text(column)
      if (cell === null || isZone(cell)) return cell
      const nearest = nearestName(cell, Intl.supportedValuesOf('timeZone'))
      const value = cell.slice(0, 60)
      return nearest === null
        ? wrong('zone_unknown', column, { value })
        : wrong('choice_misspelt', column, { value, nearest })
    },
    locale: (column) => checked(column, canonicalLocale, 'locale_unknown'),
    // The sentence does not repeat the address: mistakes may be logged by whoever sent the file.
    email: (column) => {
      const cell = text(column)
      return cell === null || /^[^\s@<>"(),:;]+@[^\s@<>"(),:;]+\.[^\s@<>"(),:;]+$/.test(cell)
        ? cell
        : wrong('email_wrong', column)
    },
    coordinate: (column, atMost) => checked(column, (cell) => coordinate(cell, atMost), 'coordinate_wrong'),
    thousandths: (column) => checked(column, thousandths, 'fte_wrong') ?? 0,
    minutes: (column) => checked(column, weekMinutes, 'hours_wrong') ?? 0,
    pattern: (column) => {
      const cell = text(column)
      const parsed = cell === null ? null : parseWorkPattern(cell)
      if (parsed !== null && 'pattern' in parsed) return parsed.pattern
      if (parsed !== null) wrong('pattern_wrong', column, { mistake: parsed.mistake })
      return { kind: 'casual' }
    },
    skills: (column) => skillsIn(row.cells[column], (code, figures) => wrong(code, column, figures)),
  }
}

const unknownChoice = (
  column: ColumnName,
  cell: string,
  allowed: readonly string[],
): [TextKey, ColumnName, ImportMistake['figures']] => {
  const word = cell.toLowerCase()
  // "england" is a part of what was meant and "salary" begins like it, though letter by letter both are far away.
  const alike = allowed.find((one) => one.includes(word) || (word.length > 4 && one.startsWith(word.slice(0, 4))))
  const nearest = alike ?? nearestName(word, allowed)
  const value = cell.slice(0, 60)
  return nearest === null
    ? ['choice_unknown', column, { value, allowed: allowed.join(', ') }]
    : ['choice_misspelt', column, { value, nearest }]
}

const canonicalLocale = (cell: string): string | null => {
  try {
    return Intl.getCanonicalLocales(cell)[0] ?? null
  } catch {
    return null
  }
}

const coordinate = (cell: string, atMost: number): number | null =>
  /^-?\d{1,3}(\.\d{1,15})?$/.test(cell) && Math.abs(Number(cell)) <= atMost ? Number(cell) : null

const thousandths = (cell: string): number | null => {
  const found = /^([01])(?:\.(\d{1,3}))?$/.exec(cell)
  if (found === null) return null
  const value = Number(found[1]) * 1000 + Number((found[2] ?? '').padEnd(3, '0'))
  return value <= 1000 ? value : null
}

/** `37.5` or `37:30` as whole minutes, from one hour to the 168 of a week. */
const weekMinutes = (cell: string): number | null => {
  const clock = /^(\d{1,3}):([0-5]\d)$/.exec(cell)
  const decimal = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(cell)
  const minutes =
    clock !== null
      ? Number(clock[1]) * 60 + Number(clock[2])
      : decimal !== null
        ? Number(decimal[1]) * 60 + (Number((decimal[2] ?? '').padEnd(2, '0')) * 60) / 100
        : Number.NaN
  return Number.isInteger(minutes) && minutes >= 60 && minutes <= 168 * 60 ? minutes : null
}

const skillsIn = (cell: string, wrong: (code: TextKey, figures: ImportMistake['figures']) => null): string[] => {
  const skills = [...new Set(cell.split(';').map((one) => one.trim()))].filter((one) => one !== '').sort()
  for (const skill of skills) if (!isSkill(skill)) wrong('skill_wrong', { value: skill.slice(0, 60) })
  if (skills.length > skillsAtMost) wrong('skills_too_many', { found: skills.length, atMost: skillsAtMost })
  return skills
}
