// Commands on people: an export in the form that an import takes, everything about one person, and forgetting them.
import { writeFile } from 'node:fs/promises'
import type { Reader } from '../database/index.ts'
import { Fault } from '../http/index.ts'
import { isRefusal } from '../kernel/index.ts'
import {
  type ColumnName,
  columnNames,
  findPersonByHrId,
  forgetPerson,
  listPeople,
  listSites,
  noteDossier,
  type Post,
  personDossier,
  postsOf,
  type Site,
  skillsOf,
} from '../people/index.ts'
import { type Arguments, type Command, type Option, type Terminal, UsageMistake } from './command.ts'
import { operatorIn, withDatabase } from './opened.ts'

const employer: Option = { value: 'id', says: 'The employer', required: true }
const out: Option = { value: 'file', says: 'Write to this file instead of the screen' }

/** Writes what was exported to the file that was asked for, readable by its owner only, or to the screen. */
const deliver = async (given: Arguments, terminal: Terminal, content: string): Promise<void> => {
  const file = given.optional('out')
  if (file === null) return terminal.out(content)
  await writeFile(file, `${content}\n`, { mode: 0o600 })
  terminal.out(`written to ${file}`)
}

/** `boonday export people`. */
export const exportPeople: Command = {
  operands: [],
  options: { employer, out },
  notes: ['Active people only, as CSV with the columns of `boonday import people`. It holds names: keep it safe.'],
  run: async (given, terminal) => {
    const lines = await withDatabase(async ({ reader }) => {
      const { tenantId } = await operatorIn(reader, { kind: 'employer', id: given.text('employer') }, 'export-people')
      return peopleLines(reader, tenantId)
    })
    await deliver(given, terminal, [columnNames.join(','), ...lines].join('\n'))
    return 0
  },
}

/** People read at a time. */
const batchSize = 200

/** Everything of a list that is read page by page, in order of id. */
const everything = async <Row extends { readonly id: string }>(
  page: (after: string | null) => Promise<readonly Row[]>,
): Promise<Row[]> => {
  const all: Row[] = []
  for (;;) {
    const rows = (await page(all.at(-1)?.id ?? null)).slice(0, batchSize)
    all.push(...rows)
    if (rows.length < batchSize) return all
  }
}

const peopleLines = async (reader: Reader, employerId: string): Promise<string[]> => {
  const people = await everything((after) =>
    listPeople(reader, { employerId, state: 'active', after, limit: batchSize }),
  )
  const sites = new Map(
    (await everything((after) => listSites(reader, { employerId, after, limit: batchSize }))).map((site) => [
      site.id,
      site,
    ]),
  )
  const hrIds = new Map(people.map((person) => [person.id, person.hrId]))
  const lines: string[] = []
  for (const person of people) {
    const skills = (await skillsOf(reader, person.id)).join(';')
    for (const post of await postsOf(reader, person.id)) {
      const cells = { ...cellsOfPost(post, sites.get(post.siteId ?? ''), hrIds), ...cellsOfPerson(person), skills }
      lines.push(columnNames.map((name) => csvCell(cells[name])).join(','))
    }
  }
  return lines
}

type Cell = string | number | null | undefined

const cellsOfPerson = (person: Awaited<ReturnType<typeof listPeople>>[number]) => ({
  employee_id: person.hrId,
  name: person.name,
  email: person.email,
  start_date: person.startedOn,
  end_date: person.endedOn,
  zone: person.zone,
  nation: person.nation,
  locale: person.locale,
})

const cellsOfPost = (
  post: Post,
  site: Site | undefined,
  hrIds: ReadonlyMap<string, string>,
): Omit<Record<ColumnName, Cell>, keyof ReturnType<typeof cellsOfPerson> | 'skills'> => ({
  post_id: post.hrPostId,
  site_code: site?.code,
  site_name: site?.name,
  site_postcode: site?.postcode,
  site_latitude: site?.latitude,
  site_longitude: site?.longitude,
  post_start: post.startsOn,
  post_end: post.endsOn,
  department: post.department,
  grade: post.grade,
  legal_entity: post.legalEntity,
  manager_employee_id: hrIds.get(post.managerPersonId ?? ''),
  stand_in_employee_id: hrIds.get(post.standInPersonId ?? ''),
  pay_number: post.payNumber,
  pay_basis: post.payBasis,
  contract: post.contract,
  fte: (post.fteThousandths / 1000).toFixed(3),
  full_time_week_hours: `${Math.floor(post.fullTimeWeekMinutes / 60)}:${String(post.fullTimeWeekMinutes % 60).padStart(2, '0')}`,
  pattern: JSON.stringify(post.pattern),
})

/** One cell as RFC 4180 has it. */
const csvCell = (value: Cell): string => {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const whom: Readonly<Record<string, Option>> = {
  employer,
  person: { value: 'id', says: 'The person, by the id here' },
  employee: { value: 'HR id', says: 'The person, by the employer’s own id' },
}

const personIn = async (reader: Reader, employerId: string, given: Arguments): Promise<string> => {
  const [personId, hrId] = [given.optional('person'), given.optional('employee')]
  if ((personId === null) === (hrId === null))
    throw new UsageMistake('say who it is: give either --person or --employee')
  const found = personId ?? (await findPersonByHrId(reader, employerId, hrId ?? ''))
  if (found === null) throw new Fault('not-found', `there is no person "${hrId}" at this employer`)
  return found
}

/** `boonday person export`. */
export const personExport: Command = {
  operands: [],
  options: { ...whom, out },
  notes: [
    'Everything by table, as JSON, for a request under article 15 of the GDPR. That it was read is written down.',
  ],
  run: async (given, terminal) => {
    const dossier = await withDatabase(async (database) => {
      const { reader } = database
      const tenant = { kind: 'employer', id: given.text('employer') } as const
      const { tenantId: employerId, author } = await operatorIn(reader, tenant, 'person-export')
      const personId = await personIn(reader, employerId, given)
      const found = await personDossier(reader, employerId, personId)
      if (found === null) throw new Fault('not-found', `there is no person "${personId}" at this employer`)
      await database.transact((unit) => noteDossier(unit, { employerId, personId }, author))
      return found
    })
    await deliver(given, terminal, JSON.stringify(dossier, null, 2))
    return 0
  },
}

/** `boonday person forget`. */
export const personForget: Command = {
  operands: [],
  options: { ...whom, yes: { says: 'Yes, forget this person: it cannot be undone' } },
  notes: [
    'Erases name, addresses, free text, logins, calendar feeds, skills and diary (article 17 of the GDPR).',
    'Leave, points and bookings stay, under an id that leads to nobody. Refused while a booking is open.',
  ],
  run: async (given, terminal) => {
    if (!given.flag('yes')) throw new UsageMistake('--yes is missing: forgetting a person cannot be undone')
    const done = await withDatabase(async (database) => {
      const tenant = { kind: 'employer', id: given.text('employer') } as const
      const { tenantId: employerId, author } = await operatorIn(database.reader, tenant, 'person-forget')
      const personId = await personIn(database.reader, employerId, given)
      return database.transact((unit) => forgetPerson(unit, { employerId, personId, locale: 'en-GB' }, author))
    })
    if (isRefusal(done)) {
      for (const { message } of done.reasons) terminal.error(message)
      return 1
    }
    terminal.out(`forgotten: ${done.erasedRows} rows erased`)
    return 0
  },
}
