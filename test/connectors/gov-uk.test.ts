// Bank holidays from GOV.UK: checked on arrival, taken into an employer's calendar with a note of where they came from, and
// nothing of them taken where the list is not the known one. The network is off.
import nock from 'nock'
import { integrations } from '../../integrations/index.ts'
import { readArguments } from '../../src/commands/command.ts'
import { importBankHolidaysCommand } from '../../src/commands/imports.ts'
import { sentenceOf } from '../../src/commands/sentences.ts'
import { reachOutside, refreshHolidays } from '../../src/connectors/index.ts'
import { newId, realNow } from '../../src/kernel/index.ts'
import { bankHolidaysOf } from '../../src/leave/index.ts'
import { addEmployer } from '../brokerage/builders.ts'
import { freshDatabase, onEachDatabase, type TestDatabase } from '../support/databases.ts'
import { holidayList } from './holiday-list.ts'
import { offline } from './offline.ts'

const address = 'https://www.gov.uk/bank-holidays.json'
const govUkSays = () => nock('https://www.gov.uk').get('/bank-holidays.json')
const govUk = () => integrations['gov-uk'](reachOutside({ pause: async () => undefined }))

const author = () => ({ actor: 'command:test', onBehalfOf: null, requestId: newId(), now: realNow() })

const notesOf = async (database: TestDatabase) =>
  (await database.kysely.selectFrom('auditEntry').selectAll().where('action', '=', 'holidays.refresh').execute()).map(
    ({ subjectId, detail, actor }) => ({ subjectId, actor, detail: JSON.parse(detail) }),
  )

offline('the list is read with what it was read from, and its tag spares the next reading', async (t) => {
  govUkSays().reply(200, holidayList(), { etag: 'W/"v1"' })
  const reading = await govUk().readHolidays()
  t.match(reading, { list: holidayList(), source: 'GOV.UK', address, tag: 'W/"v1"' })
  nock('https://www.gov.uk', { reqheaders: { 'if-none-match': 'W/"v1"' } })
    .get('/bank-holidays.json')
    .reply(304)
  t.equal(await govUk().readHolidays({ knownTag: reading?.tag ?? null }), null)
})

offline('a list that grew in ways we do not use is still the list', async (t) => {
  const list = holidayList()
  govUkSays().reply(200, { ...list, scotland: { ...list.scotland, updated: '2026-11-01' }, licence: 'open' })
  t.ok(await govUk().readHolidays())
})

offline('anything else is refused whole, with the place where it differs', async (t) => {
  const { scotland: _gone, ...withoutScotland } = holidayList()
  const welsh = { 'cymru-a-lloegr': holidayList()['england-and-wales'], 'yr-alban': {}, 'gogledd-iwerddon': {} }
  const changed = (change: (list: ReturnType<typeof holidayList>) => void) => {
    const list = holidayList()
    change(list)
    return list
  }
  for (const [json, place] of [
    [withoutScotland, /scotland/],
    [welsh, /england-and-wales/],
    [[], /the document/],
    [null, /the document/],
    [changed((list) => list.scotland.events.splice(0)), /\/scotland\/events/],
    [changed((list) => Object.assign(list.scotland, { division: 'wales' })), /\/scotland\/division/],
    [
      changed((list) => Object.assign(list['northern-ireland'].events[0] ?? {}, { date: '17/03/2027' })),
      /\/northern-ireland\/events\/0\/date/,
    ],
    [changed((list) => Object.assign(list.scotland.events[1] ?? {}, { title: '' })), /\/scotland\/events\/1\/title/],
  ] as const) {
    govUkSays().reply(200, JSON.stringify(json), { 'content-type': 'application/json' })
    const fault = await govUk()
      .readHolidays()
      .then(
        () => null,
        (error: Error) => error,
      )
    t.equal(fault?.name, 'VendorFault')
    t.match(fault?.message, place)
    t.match(
      fault?.message,
      /^GOV\.UK sent something else than its list .*, at https:\/\/www\.gov\.uk\/bank-holidays\.json: nothing/,
    )
  }
})

offline('what was read becomes the calendar of one employer', (t) =>
  onEachDatabase(t, 'its days and a note', async (t, database) => {
    const [{ employerId }, other] = [
      await addEmployer(database, 'Borsetshire Works'),
      await addEmployer(database, 'Felpersham Works'),
    ]
    const take = (list: unknown) =>
      database.transact((unit) =>
        refreshHolidays(
          unit,
          { employerId, reading: { list, source: 'GOV.UK', address, readAt: realNow(), tag: null } },
          author(),
        ),
      )
    const counts = { taken: 5, renamed: 0, withdrawn: 0, unchanged: 0 }
    t.match(await take(holidayList()), { ...counts, unusable: [] })
    t.same([...(await bankHolidaysOf(database.reader, employerId, 'scotland'))].sort(), ['2027-01-01', '2027-01-04'])
    t.equal((await bankHolidaysOf(database.reader, other.employerId, 'scotland')).size, 0)
    t.match(await take(holidayList()), { taken: 0, renamed: 0, withdrawn: 0, unchanged: 5 })
    const notes = await notesOf(database)
    t.match(notes[0], {
      subjectId: employerId,
      actor: 'command:test',
      detail: { source: 'GOV.UK', address, ...counts, unusable: 0 },
    })
    t.equal(notes.length, 2)
  }),
)

offline('the command reads a file, or without one what the government publishes', async (t) => {
  const database = await freshDatabase(t, 'sqlite')
  const { employerId } = await addEmployer(database, 'Borsetshire Works')
  await database.close()
  const before = process.env['DATABASE_URL']
  process.env['DATABASE_URL'] = database.url
  t.teardown(() => {
    if (before === undefined) delete process.env['DATABASE_URL']
    else process.env['DATABASE_URL'] = before
  })
  const run = async (...words: string[]) => {
    const said: string[] = []
    const given = readArguments(importBankHolidaysCommand, ['--employer', employerId, '--json', ...words])
    if (given === null) throw new Error('help was not asked for')
    const terminal = { out: (text: string) => said.push(text), error: (text: string) => said.push(text) }
    await importBankHolidaysCommand.run(given, terminal)
    return JSON.parse(said.join(''))
  }
  const folder = t.testdir({ 'days.json': JSON.stringify(holidayList()) })
  govUkSays().reply(200, holidayList())
  t.match(await run(), { source: 'GOV.UK', address, taken: 5, unusable: [] })
  t.match(await run(`${folder}/days.json`), { source: 'file', address: `${folder}/days.json`, taken: 0, unchanged: 5 })
  govUkSays().reply(404)
  const failure = await run().then(() => null, sentenceOf)
  t.match(failure, /^GOV\.UK answered 404, at https:\/\/www\.gov\.uk\/bank-holidays\.json: repeating it will not help/)
})
