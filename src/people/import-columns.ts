// The columns of a people export: one row per post, the columns of the person repeated on each of their rows. Anything an
// absent or empty column means is said here. Pure; this table is also what the documentation shows.

/** One column: whether the first line must have it, how long a cell may be, and what it holds. */
interface Column {
  readonly required: boolean
  readonly atMost: number
  readonly says: string
}

const column = (required: boolean, atMost: number, says: string): Column => ({ required, atMost, says })

/** Every column by name. `required`: it has to be in the first line and no cell of it may be empty. */
export const columns = {
  employee_id: column(
    true,
    80,
    'The employer’s own, immutable id of the employment. The same id stays the same person.',
  ),
  post_id: column(true, 80, 'The id of the post, unique for the employee.'),
  name: column(true, 200, 'The name as it should be written to.'),
  email: column(false, 250, 'Where mails go; empty for nobody who gets mails.'),
  start_date: column(true, 10, 'First day of employment, YYYY-MM-DD; service is counted from it.'),
  end_date: column(false, 10, 'Last day of employment, where it is known.'),
  site_code: column(false, 60, 'The place of work; empty for none.'),
  site_name: column(false, 200, 'Its name; the code where it is empty.'),
  site_postcode: column(false, 12, 'Its postcode.'),
  site_latitude: column(false, 24, 'Its place in decimal degrees, for distances; with site_longitude.'),
  site_longitude: column(false, 24, 'See site_latitude.'),
  zone: column(false, 60, 'IANA time zone of the person; the employer’s where it is empty.'),
  nation: column(
    false,
    30,
    'Whose bank holidays apply: england-and-wales, scotland, northern-ireland; empty for none.',
  ),
  post_start: column(false, 10, 'First day of the post; start_date where it is empty.'),
  post_end: column(false, 10, 'Last day of the post; open where it is empty.'),
  department: column(false, 120, 'Department, as policies and summaries may name it.'),
  grade: column(false, 60, 'Grade, as policies may name it.'),
  legal_entity: column(false, 120, 'The company that employs and pays.'),
  manager_employee_id: column(
    false,
    80,
    'employee_id of the manager, who has to be in the same file; empty at the top.',
  ),
  stand_in_employee_id: column(false, 80, 'employee_id of whoever approves while the manager is away.'),
  pay_number: column(false, 60, 'The number payroll knows the post by.'),
  pay_basis: column(true, 10, 'salaried or hourly.'),
  contract: column(true, 30, 'Kind of contract, see `contracts`.'),
  fte: column(true, 8, 'Share of full time, 0 to 1 with at most three decimals.'),
  full_time_week_hours: column(true, 8, 'Hours a week of a full-time post of this kind, 37.5 or 37:30.'),
  pattern: column(true, 4000, 'When the post is scheduled, see `parseWorkPattern`.'),
  locale: column(false, 10, 'Language of the person, en-GB or cy-GB; the employer’s where it is empty.'),
  skills: column(
    false,
    8000,
    'Addresses of skills separated by semicolons. Taken when a person is new: after that the skills are the person’s own to keep.',
  ),
} as const satisfies Record<string, Column>

/** The heading of a column that a people file may have. */
export type ColumnName = keyof typeof columns

/** All column names, in the order of the documentation. */
export const columnNames = Object.keys(columns) as ColumnName[]

/** The columns that a file cannot do without. */
export const requiredColumns = columnNames.filter((name) => columns[name].required)

/** Kinds of contract that an export may name. */
export const contracts = [
  'permanent',
  'fixed_term',
  'temporary',
  'casual',
  'zero_hours',
  'apprentice',
  'intern',
  'agency',
  'contractor',
  'secondment',
] as const

/** How a post is paid. */
export const payBases = ['salaried', 'hourly'] as const
