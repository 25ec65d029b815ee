// An employer with a handful of fictional people, and an app around the operations of people, for the tests of this folder.
import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import type { Database } from '../../src/database/index.ts'
import { actorReference, Fault, renderProblems, schemaValidation } from '../../src/http/index.ts'
import { isRefusal } from '../../src/kernel/index.ts'
import { type ColumnName, columnNames } from '../../src/people/import-columns.ts'
import {
  type Author,
  createEmployer,
  findActor,
  findPersonByHrId,
  grantRole,
  type ImportCommand,
  importPeople,
  linkIdentity,
  peopleRoutes,
  registerClient,
  registerProvider,
} from '../../src/people/index.ts'

export const now = '2027-03-01T09:00:00.000Z'
export const today = '2027-03-01'
export const clock = { at: () => now }
export const issuer = 'https://login.example.org'
export const by: Author = { actor: 'command:test', onBehalfOf: null, requestId: 'req-1', now }

export type Cells = Partial<Record<ColumnName, string>>

/** A row that is right in every column; what a test is about is said in `cells`. */
export const row = (employeeId: string, cells: Cells = {}): Cells => ({
  employee_id: employeeId,
  post_id: 'P1',
  name: `Person ${employeeId}`,
  email: `${employeeId.toLowerCase()}@example.org`,
  start_date: '2024-05-01',
  site_code: 'HQ',
  site_name: 'Head Office',
  site_latitude: '53.48',
  site_longitude: '-2.24',
  nation: 'england-and-wales',
  department: 'Finance',
  grade: 'G5',
  pay_number: `PAY-${employeeId}`,
  pay_basis: 'salaried',
  contract: 'permanent',
  fte: '1',
  full_time_week_hours: '37.5',
  pattern: 'mon-fri 09:00-17:00/30',
  ...cells,
})

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** Rows as a CSV export with these columns. */
export const csvOf = (rows: readonly Cells[], columns: readonly ColumnName[] = columnNames): string =>
  [columns.join(','), ...rows.map((cells) => columns.map((column) => quoted(cells[column] ?? '')).join(','))].join('\n')

/** Ann manages Bob and Cai; Dee stands in for Ann with Cai; Eve has no manager. */
export const staff: readonly Cells[] = [
  row('ANN', { skills: 'https://skills.example.org/a' }),
  row('BOB', { manager_employee_id: 'ANN' }),
  row('CAI', { manager_employee_id: 'ANN', stand_in_employee_id: 'DEE', locale: 'cy-GB' }),
  row('DEE', { department: 'People' }),
  row('EVE', { post_id: 'A', fte: '0.6', pattern: 'mon-wed 09:00-17:00/30' }),
  row('EVE', { post_id: 'B', fte: '0.4', pattern: 'thu,fri 09:00-17:00/30', department: 'Library' }),
]

export interface Tenant {
  readonly employerId: string
  readonly providerId: string
  readonly clientId: string
  readonly audience: string
  /** The id of a person by HR id. */
  person(hrId: string): string
}

/** An import that a test expects to pass. */
export const imported = async (
  database: Database,
  command: Pick<ImportCommand, 'employerId' | 'csv'> & Partial<ImportCommand>,
  at: Author = by,
) => {
  const report = await database.transact((unit) =>
    importPeople(unit, { dryRun: false, confirmLeavers: false, locale: 'en-GB', ...command }, at),
  )
  if (isRefusal(report)) throw new Error(report.reasons.map((reason) => reason.message).join('\n'))
  return report
}

/** An employer with the staff above: everybody's subject is their HR id, DEE is HR, EVE an administrator, `hr-suite` a client. */
export const tenant = async (database: Database, audience = 'boonday', rows = staff): Promise<Tenant> => {
  const employerId = await database.transact((unit) =>
    createEmployer(unit, { name: 'Ofcom Drama Ltd', zone: 'Europe/London', locale: 'en-GB', currency: 'GBP', now }),
  )
  await imported(database, { employerId, csv: csvOf(rows) })
  const hrIds = [...new Set(rows.map((cells) => cells.employee_id ?? ''))]
  const ids = new Map<string, string>()
  for (const hrId of hrIds) ids.set(hrId, (await findPersonByHrId(database.reader, employerId, hrId)) ?? '')
  const person = (hrId: string): string => ids.get(hrId) ?? ''
  const { providerId, clientId } = await database.transact(async (unit) => {
    const providerId = await registerProvider(unit, { tenantId: employerId, issuer, audience, jwksUri: null })
    for (const hrId of hrIds) {
      const identity = { tenantId: employerId, providerId, kind: 'person' as const }
      await linkIdentity(unit, { ...identity, subject: hrId, principalId: person(hrId) })
    }
    const clientId = await registerClient(unit, {
      tenantId: employerId,
      name: 'HR suite',
      providerId,
      subject: 'hr-suite',
    })
    await grantRole(unit, { tenantId: employerId, principalId: person('DEE'), role: 'hr', untilAt: null }, by)
    await grantRole(unit, { tenantId: employerId, principalId: person('EVE'), role: 'admin', untilAt: null }, by)
    return { providerId, clientId }
  })
  return { employerId, providerId, clientId, audience, person }
}

/** The operations of people over HTTP; the caller is named by the headers `subject`, `audience`, `roles` and `for`. */
export const appOf = async (t: Test, database: Database): Promise<FastifyInstance> => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.decorateRequest('boondayActor', null)
  schemaValidation(app)
  renderProblems(app)
  const find = findActor(database, clock)
  app.addHook('onRequest', async (request) => {
    const { subject, audience, roles, for: onBehalfOf } = request.headers as Record<string, string | undefined>
    if (subject === undefined) return
    const claims = { issuer, audience: audience ?? 'boonday', subject, ...(roles ? { roles: roles.split(' ') } : {}) }
    request.boondayActor = await find(claims, onBehalfOf ?? null)
  })
  peopleRoutes(app, { database, clock })
  await app.ready()
  return app
}

/** The author that a person's request has. */
export const authorIn = (personId: string): Author => ({
  ...by,
  actor: actorReference({ kind: 'person', principalId: personId }),
})

/** The fault that work ends with; an error of another kind, or none, fails the test. */
export const faultOf = async (work: Promise<unknown>): Promise<Fault> => {
  try {
    await work
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error('this should have been refused')
}
