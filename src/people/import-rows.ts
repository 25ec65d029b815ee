// A people export as employments with their posts: each row read cell by cell, then held against the other rows. Answers
// either people or every mistake there is. Pure.
import { type CivilDay, nations } from '../kernel/index.ts'
import { type CellReader, cellReader } from './import-cells.ts'
import { crossMistakes } from './import-checks.ts'
import { columnNames, contracts, payBases } from './import-columns.ts'
import { type FileRow, type ImportFile, type ImportMistake, readFile } from './import-file.ts'
import type { WorkPattern } from './pattern.ts'

/** A site as the file names it; its zone and nation are those of its people. */
export interface ImportedSite {
  readonly code: string
  readonly name: string
  readonly postcode: string | null
  readonly latitude: number | null
  readonly longitude: number | null
}

/** A post as the file names it: people and sites by the employer's own ids. */
export interface ImportedPost {
  readonly hrPostId: string
  readonly site: ImportedSite | null
  readonly startsOn: CivilDay
  readonly endsOn: CivilDay | null
  readonly department: string | null
  readonly grade: string | null
  readonly legalEntity: string | null
  readonly managerHrId: string | null
  readonly standInHrId: string | null
  readonly payNumber: string | null
  readonly payBasis: 'salaried' | 'hourly'
  readonly contract: string
  readonly fteThousandths: number
  readonly fullTimeWeekMinutes: number
  readonly pattern: WorkPattern
}

/** An employment as the file names it. */
export interface ImportedPerson {
  readonly hrId: string
  readonly name: string
  readonly email: string | null
  /** Null where the employer's own applies. */
  readonly zone: string | null
  readonly nation: string | null
  readonly locale: string | null
  readonly startedOn: CivilDay
  readonly endedOn: CivilDay | null
  readonly skills: readonly string[]
  readonly posts: readonly ImportedPost[]
}

/** The people of a file, or what is wrong with it, in the order of lines and columns. */
export const readPeople = (
  text: string,
  today: CivilDay,
): { people: ImportedPerson[] } | { mistakes: ImportMistake[] } => {
  const file = readFile(text)
  const mistakes = [...file.mistakes]
  const people = new Map<string, ImportedPerson>()
  for (const row of file.rows) {
    const { person, post } = readRow(row, file, mistakes)
    const known = people.get(person.hrId)
    people.set(person.hrId, { ...(known ?? person), posts: [...(known?.posts ?? []), post] })
  }
  // Without their ids all rows would look like one and the same post.
  if (!file.absent.has('employee_id') && !file.absent.has('post_id')) mistakes.push(...crossMistakes(file.rows, today))
  return mistakes.length === 0 ? { people: [...people.values()] } : { mistakes: mistakes.sort(inOrder) }
}

const columnOrder: readonly (string | null)[] = [null, ...columnNames]

const inOrder = (a: ImportMistake, b: ImportMistake): number =>
  (a.line ?? 0) - (b.line ?? 0) || columnOrder.indexOf(a.column) - columnOrder.indexOf(b.column)

const readRow = (
  row: FileRow,
  file: ImportFile,
  mistakes: ImportMistake[],
): { person: ImportedPerson; post: ImportedPost } => {
  const cell = cellReader(row, file.absent, mistakes)
  const startedOn = cell.day('start_date')
  const endedOn = cell.day('end_date')
  if (startedOn !== null && endedOn !== null && endedOn < startedOn) {
    cell.wrong('ends_before_start', 'end_date', { startsOn: startedOn, endsOn: endedOn })
  }
  const person = {
    hrId: cell.needed('employee_id'),
    name: cell.needed('name'),
    email: cell.email('email'),
    zone: cell.zone('zone'),
    nation: cell.choice('nation', nations),
    locale: cell.locale('locale'),
    startedOn: startedOn ?? '',
    endedOn,
    skills: cell.skills('skills'),
    posts: [],
  }
  return { person, post: readPost(cell, startedOn) }
}

const readPost = (cell: CellReader, startedOn: CivilDay | null): ImportedPost => {
  const startsOn = cell.day('post_start') ?? startedOn
  const endsOn = cell.day('post_end')
  if (startsOn !== null && endsOn !== null && endsOn < startsOn) {
    cell.wrong('ends_before_start', 'post_end', { startsOn, endsOn })
  }
  return {
    hrPostId: cell.needed('post_id'),
    site: readSite(cell),
    startsOn: startsOn ?? '',
    endsOn,
    department: cell.text('department'),
    grade: cell.text('grade'),
    legalEntity: cell.text('legal_entity'),
    managerHrId: cell.text('manager_employee_id'),
    standInHrId: cell.text('stand_in_employee_id'),
    payNumber: cell.text('pay_number'),
    payBasis: cell.choice('pay_basis', payBases) ?? 'salaried',
    contract: cell.choice('contract', contracts) ?? '',
    fteThousandths: cell.thousandths('fte'),
    fullTimeWeekMinutes: cell.minutes('full_time_week_hours'),
    pattern: cell.pattern('pattern'),
  }
}

const readSite = (cell: CellReader): ImportedSite | null => {
  const code = cell.text('site_code')
  const name = cell.text('site_name')
  const postcode = cell.text('site_postcode')
  const latitude = cell.coordinate('site_latitude', 90)
  const longitude = cell.coordinate('site_longitude', 180)
  if ((cell.text('site_latitude') === null) !== (cell.text('site_longitude') === null)) {
    cell.wrong('coordinate_alone', 'site_latitude')
  }
  if (code !== null) return { code, name: name ?? code, postcode, latitude, longitude }
  if (name !== null || postcode !== null || latitude !== null) cell.wrong('site_code_missing', 'site_code')
  return null
}
