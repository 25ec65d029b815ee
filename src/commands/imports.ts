// Commands that take in files: HR exports of people, feeds of groups and listings, bank holidays. All of a file or nothing.
import { readFile } from 'node:fs/promises'
import { integrations } from '../../integrations/index.ts'
import { type ImportReport, importGroups, importListings, reportAnswer } from '../brokerage/index.ts'
import { type HolidayReading, reachOutside, refreshHolidays } from '../connectors/index.ts'
import { Fault } from '../http/index.ts'
import { isRefusal, type Reason, realNow } from '../kernel/index.ts'
import { importPeople } from '../people/index.ts'
import { type Arguments, type Command, type Option, type Terminal, UsageMistake, wholeNumber } from './command.ts'
import { callerOf, operatorIn, withDatabase } from './opened.ts'

const json: Option = { says: 'Answer as one line of JSON' }
const dryRun: Option = { says: 'Say what would happen, and change nothing' }

/** The text of a file that has to be UTF-8: anything else would put wrong letters into names. */
const textOf = async (file: string): Promise<string> => {
  const bytes = await readFile(file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Fault('invalid-request', `${file} is not UTF-8: save it as UTF-8 and import it again`)
  }
}

const documentOf = async (file: string): Promise<unknown> => {
  const text = await textOf(file)
  try {
    return JSON.parse(text)
  } catch {
    throw new Fault('invalid-request', `${file} is not JSON: fetch it again and import it as it is`)
  }
}

const printCounts = (given: Arguments, terminal: Terminal, report: object): void => {
  const counts = Object.entries(report).filter(([, value]) => typeof value !== 'object')
  const lines = counts.map(([name, value]) => `${name}: ${value}`)
  terminal.out(given.flag('json') ? JSON.stringify(report) : lines.join('\n'))
}

const printReasons = (reasons: readonly Reason[], terminal: Terminal): number => {
  for (const { message } of reasons) terminal.error(message)
  terminal.error('nothing was imported')
  return 1
}

/** `boonday import people`. */
export const importPeopleCommand: Command = {
  operands: [{ name: 'file', says: 'A whole export as CSV in UTF-8, one row per post' }],
  options: {
    employer: { value: 'id', says: 'Whose people they are', required: true },
    'dry-run': dryRun,
    'confirm-leavers': { says: 'Everybody who is missing from the file has left, however many they are' },
    json,
  },
  notes: [
    'Whoever is missing from the file has left. With any mistake, or with too many leavers, nothing is imported.',
    'Every mistake is listed with its line and column.',
  ],
  run: async (given, terminal) => {
    const csv = await textOf(given.operand('file'))
    const report = await withDatabase(async (database) => {
      const operator = await operatorIn(
        database.reader,
        { kind: 'employer', id: given.text('employer') },
        'import-people',
      )
      const command = {
        employerId: operator.tenantId,
        csv,
        dryRun: given.flag('dry-run'),
        confirmLeavers: given.flag('confirm-leavers'),
        locale: 'en-GB',
      } as const
      return database.transact((unit) => importPeople(unit, command, operator.author))
    })
    if (isRefusal(report)) return printReasons(report.reasons, terminal)
    printCounts(given, terminal, report)
    return 0
  },
}

const feedOptions: Readonly<Record<string, Option>> = {
  body: { value: 'id', says: 'Whose feed it is', required: true },
  source: { value: 'name', says: 'The feed it comes from, such as volunteering.example.org', required: true },
  full: { says: 'The file is everything there is: what is missing from it is withdrawn' },
  'withdraw-at-most': { value: 'percent', says: 'Stop before more than this share is withdrawn', usual: '20' },
  'dry-run': dryRun,
  json,
}

const feedTerms = (given: Arguments) => {
  const source = given.text('source')
  if (!/^[a-z0-9][a-z0-9.-]{0,59}$/.test(source)) {
    throw new UsageMistake(`--source is "${source}": write lower-case letters, digits, dots and dashes`)
  }
  return {
    source,
    snapshot: given.flag('full') ? ('full' as const) : ('partial' as const),
    dryRun: given.flag('dry-run'),
    withdrawAtMostPercent: wholeNumber(given, 'withdraw-at-most', { from: 0, to: 100 }),
  }
}

/** Runs an import of a feed in the name of the body it belongs to. */
const importFeed = async (
  given: Arguments,
  terminal: Terminal,
  run: (...given: Parameters<typeof importListings>) => Promise<ImportReport>,
): Promise<number> => {
  const terms = feedTerms(given)
  const document = await documentOf(given.operand('file'))
  const report = await withDatabase(async (database) => {
    const operator = await operatorIn(database.reader, { kind: 'body', id: given.text('body') }, 'import-feed')
    const by = { actor: callerOf(operator, 'broker'), now: operator.now, requestId: operator.author.requestId }
    return database.transact((unit) => run(unit, by, { document, terms }))
  })
  const answer = reportAnswer(report, 'en-GB')
  printCounts(given, terminal, answer)
  if (!given.flag('json')) {
    for (const { pointer, reason } of answer.entries) if (reason !== null) terminal.out(`${pointer}: ${reason.message}`)
  }
  return 0
}

const feedFile = { name: 'file', says: 'A JSON-LD document of the Volunteering and Social Action Ontology' }
const feedNotes = ['Repeating it changes nothing. What cannot be used is left out, and said row by row.']

/** `boonday import groups`. */
export const importGroupsCommand: Command = {
  operands: [feedFile],
  options: {
    ...feedOptions,
    'names-from-links': { says: 'A row without a name begins with the end of its profile link, as provisional' },
  },
  notes: feedNotes,
  run: (given, terminal) => {
    const names = given.flag('names-from-links') ? 'from-profile-link' : 'as-said'
    return importFeed(given, terminal, (unit, by, { document, terms }) =>
      importGroups(unit, by, { document, terms: { ...terms, names } }),
    )
  },
}

/** `boonday import listings`. */
export const importListingsCommand: Command = {
  operands: [feedFile],
  options: feedOptions,
  notes: [...feedNotes, 'Listings cannot be booked before the body adds seats, dates, zone and skills.'],
  run: (given, terminal) => importFeed(given, terminal, importListings),
}

/** What a file holds, or what the government publishes now. */
const holidaysFrom = async (file: string): Promise<HolidayReading> => {
  if (file !== '') return { list: await documentOf(file), source: 'file', address: null, readAt: realNow(), tag: null }
  const reading = await integrations['gov-uk'](reachOutside()).readHolidays()
  if (reading === null) throw new Error('bug: nothing was known, and nothing has changed')
  return reading
}

/** `boonday import bank-holidays`. */
export const importBankHolidaysCommand: Command = {
  operands: [
    {
      name: 'file',
      says: 'The list as https://www.gov.uk/bank-holidays.json gives it; without a file it is fetched from there',
      optional: true,
    },
  ],
  options: { employer: { value: 'id', says: 'Whose calendar it is', required: true }, json },
  notes: [
    'Repeating it changes nothing.',
    'Where the internet may not be reached from here, bring that address as a file.',
  ],
  run: async (given, terminal) => {
    const { report, source, address } = await withDatabase(async (database) => {
      const tenant = { kind: 'employer', id: given.text('employer') } as const
      const { tenantId, author } = await operatorIn(database.reader, tenant, 'import-bank-holidays')
      const reading = await holidaysFrom(given.operand('file'))
      const refresh = { employerId: tenantId, reading }
      return { ...reading, report: await database.transact((unit) => refreshHolidays(unit, refresh, author)) }
    })
    printCounts(given, terminal, { source, address: address ?? given.operand('file'), ...report })
    if (!given.flag('json')) for (const { pointer, message } of report.unusable) terminal.out(`${pointer}: ${message}`)
    return 0
  },
}
