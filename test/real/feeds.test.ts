// Real files, as their publishers made them: every row is accounted for once, nothing is guessed, nothing crashes, and a second
// import changes nothing. Runs with `npm run test:real -- <folder>`; the files are no part of this project.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeHTMLStrict } from 'entities'
import t, { type Test } from 'tap'
import { causeTerms, skillTerms } from '../../src/brokerage/ontology.ts'
import { nations } from '../../src/kernel/index.ts'
import { bankHolidaysOf, importBankHolidays } from '../../src/leave/index.ts'
import { addBody, addEmployer, brokerActor, type Desk, openDesk } from '../brokerage/builders.ts'
import { onEachDatabase, type TestDatabase } from '../support/databases.ts'
import { type Report, tell } from './account.ts'

const folder = process.env['BOONDAY_DATA'] ?? ''
if (folder === '') {
  t.plan(0, 'no real input: npm run test:real -- <folder>')
  process.exit()
}

interface Place {
  readonly address?: string
}

/** The rows of the files as they are, for comparison. */
interface RawRow {
  readonly id: string
  readonly name?: string
  readonly label?: string
  readonly organisation?: string
  readonly website?: string | null
  readonly location?: readonly Place[]
  readonly session?: readonly { readonly time?: readonly { readonly begining?: string; readonly end?: string }[] }[]
}

const filesLike = (pattern: RegExp): string[] => {
  const found = readdirSync(folder).filter((name) => pattern.test(name))
  t.ok(found.length > 0, `the folder holds a file like ${pattern.source}`)
  return found
}

const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8')
const rowsIn = (file: string): RawRow[] => JSON.parse(textOf(file))['@graph']

const organisationFiles = filesLike(/organisations.*\.jsonld$/)
const activityFiles = filesLike(/activities.*\.jsonld$/)
const holidayFiles = filesLike(/bank-holidays.*\.json$/)

const told = new Set<string>()
/** Tells an account once, and not again for the next database. */
const tellOnce = (t: Test, title: string, report: Report): void => {
  if (!told.has(title)) tell(t, title, report)
  told.add(title)
}

const send = async (
  desk: Desk,
  bodyId: string,
  request: { what: string; file: string; query: string },
): Promise<Report> => {
  const url = `/v1/${request.what}/imports?source=real.example.org&snapshot=full${request.query}`
  const headers = { 'content-type': 'application/ld+json' }
  const answer = await desk.send(brokerActor(bodyId), 'POST', url, { body: textOf(request.file) as never, headers })
  if (answer.statusCode !== 200) throw new Error(`${request.file}: ${answer.statusCode} ${answer.body.slice(0, 400)}`)
  return answer.json()
}

const accountedOnce = (t: Test, report: Report, rows: readonly RawRow[]): void => {
  const { added, changed, returned, unchanged, leftOut } = report
  t.equal(report.rows, rows.length, 'the account has as many rows as the file')
  t.equal(added + changed + returned + unchanged + leftOut, rows.length, 'each of them in one outcome')
  t.equal(new Set(report.entries.map((entry) => entry.index)).size, report.entries.length, 'and told once')
  t.equal(report.entriesNotShown, 0)
  t.ok(
    report.entries.every((entry) => entry.sourceId === rows[entry.index]?.id.trim()),
    'under the index and id it has in the file',
  )
}

/** What no stored text may hold: an entity that could still be decoded, a hard space, a carriage return, stray spaces. */
const isMessy = (text: string): boolean =>
  /[\r\u00a0]/.test(text) ||
  text !== text.trim() ||
  [...text.matchAll(/&#?\w+;/g)].some(([one]) => decodeHTMLStrict(one) !== one)

const messyIn = (rows: readonly object[]): string[] =>
  rows.flatMap((row) =>
    Object.values(row).filter((value): value is string => typeof value === 'string' && isMessy(value)),
  )

const everything = async ({ kysely }: TestDatabase) => ({
  groups: await kysely.selectFrom('communityGroup').selectAll().orderBy('id').execute(),
  registrations: await kysely.selectFrom('groupRegistration').selectAll().orderBy('orgId').execute(),
  listings: await kysely.selectFrom('listing').selectAll().orderBy('id').execute(),
})

for (const file of organisationFiles) {
  await onEachDatabase(t, `${file}: organisations become groups`, async (t, database) => {
    const desk = await openDesk(t, database)
    const { bodyId } = await addBody(database)
    const rows = rowsIn(file)
    const nameless = rows.filter((row) => (row.name ?? row.label ?? '').trim() === '')
    const asSaid = await send(desk, bodyId, { what: 'groups', file, query: '' })
    tellOnce(t, `${file}, names as said`, asSaid)
    accountedOnce(t, asSaid, rows)
    t.equal(asSaid.leftOutBy['name_missing'] ?? 0, nameless.length, 'no name is guessed')
    t.same(await everything(database).then(({ groups }) => groups.length), asSaid.added)

    const provisional = await send(desk, bodyId, { what: 'groups', file, query: '&names=from-profile-link' })
    tellOnce(t, `${file}, names from profile links`, provisional)
    accountedOnce(t, provisional, rows)
    const kept = await everything(database)
    t.equal(kept.groups.length, asSaid.added + provisional.added)
    t.same(messyIn(kept.groups), [], 'no entity, hard space or carriage return is left')
    const bySource = new Map(kept.groups.map((group) => [group.sourceId, group]))
    const blank = rows.filter((row) => (row.location?.[0]?.address ?? '').trim() === '' && bySource.has(row.id))
    t.ok(
      blank.every((row) => bySource.get(row.id)?.address === null),
      `${blank.length} blank addresses are none`,
    )
    t.ok(
      kept.groups.every(
        ({ latitude, longitude }) =>
          latitude === null || (latitude > 49 && latitude < 61.5 && (longitude ?? 99) > -9 && (longitude ?? 99) < 2.5),
      ),
      'every place lies in the United Kingdom',
    )
    const again = await send(desk, bodyId, { what: 'groups', file, query: '&names=from-profile-link' })
    t.match(again, { added: 0, changed: 0, returned: 0, withdrawn: 0, unchanged: kept.groups.length })
    t.same(await everything(database), kept, 'the second import changes nothing')
  })
}

for (const file of activityFiles) {
  await onEachDatabase(t, `${file}: activities become listings that cannot be booked`, async (t, database) => {
    const desk = await openDesk(t, database)
    const { bodyId } = await addBody(database)
    const rows = rowsIn(file)
    const known = new Set(organisationFiles.flatMap(rowsIn).map((row) => row.id))
    for (const organisations of organisationFiles) {
      await send(desk, bodyId, {
        what: 'groups',
        file: organisations,
        query: '&names=from-profile-link&withdrawAtMostPercent=100',
      })
    }
    const report = await send(desk, bodyId, { what: 'listings', file, query: '' })
    tellOnce(t, file, report)
    accountedOnce(t, report, rows)
    const kept = await everything(database)
    t.equal(kept.listings.length, report.added)
    t.same(messyIn(kept.listings.map(({ times: _json, ...listing }) => listing)), [])
    const bySource = new Map(kept.listings.map((listing) => [listing.sourceId, listing]))
    const saidAlike = rows.every((row) => {
      const listing = bySource.get(row.id)
      const said = (row.session ?? []).flatMap((session) => session.time ?? []).map((time) => [time.begining, time.end])
      const stored: { begins: string; ends: string }[] = JSON.parse(listing?.times ?? '[]')
      return (
        listing === undefined || JSON.stringify(said) === JSON.stringify(stored.map((time) => [time.begins, time.ends]))
      )
    })
    t.ok(saidAlike, 'times are kept word for word')
    t.ok(report.entries.every((entry) => entry.outcome === 'left_out' || entry.unbookable.includes('seats_unknown')))
    const groupIds = new Map(kept.groups.map((group) => [group.sourceId, group.id]))
    t.ok(
      rows.every(
        (row) =>
          !bySource.has(row.id) || bySource.get(row.id)?.groupId === (groupIds.get(row.organisation ?? '') ?? null),
      ),
      `tied to their group where it is known (${rows.filter((row) => known.has(row.organisation ?? '')).length} of ${rows.length})`,
    )
    t.equal((await database.kysely.selectFrom('session').select('id').execute()).length, 0, 'nothing became a session')
    t.match(await send(desk, bodyId, { what: 'listings', file, query: '' }), {
      added: 0,
      changed: 0,
      withdrawn: 0,
      unchanged: kept.listings.length,
    })
    t.same(await everything(database), kept, 'the second import changes nothing')
  })
}

for (const file of holidayFiles) {
  await onEachDatabase(t, `${file}: bank holidays of each nation`, async (t, database) => {
    const document: Record<string, { events: { date: string }[] }> = JSON.parse(textOf(file))
    const { employerId } = await addEmployer(database, 'Borsetshire Works')
    const report = await database.transact((unit) => importBankHolidays(unit, employerId, { json: document }))
    const counts = nations.map((nation) => `${nation} ${document[nation]?.events.length ?? 0}`).join(', ')
    if (!told.has(file))
      t.comment(`${file}: ${report.taken} days taken, ${report.unusable.length} left out; in the file ${counts}`)
    told.add(file)
    for (const nation of nations) {
      const days = await bankHolidaysOf(database.reader, employerId, nation)
      const said = (document[nation]?.events ?? []).map((event) => event.date)
      t.same([...days].sort(), said.sort(), `${nation} has its ${said.length} days and no other`)
      t.equal(days.has('2026-06-15'), nation === 'scotland', `${nation}: 15 June 2026 is a holiday in Scotland only`)
    }
    t.match(await database.transact((unit) => importBankHolidays(unit, employerId, { json: document })), {
      taken: 0,
      renamed: 0,
      withdrawn: 0,
      unchanged: report.taken,
    })
  })
}

t.test('the taxonomies are those of the ontology', async (t) => {
  const taxonomies = readdirSync(folder).includes('volunteering-ontology')
  if (!taxonomies) return t.comment('no folder volunteering-ontology: not compared')
  const termsOf = (name: string): string[] =>
    JSON.parse(textOf(join('volunteering-ontology', `${name}.json`))).concepts.flatMap(
      (concept: { id: string; broader: string[] }) =>
        concept.broader.length === 0 ? [] : [concept.id.replace(/^.*\//, '')],
    )
  t.same([...causeTerms].sort(), termsOf('cause').sort())
  t.same([...skillTerms].sort(), termsOf('skill').sort())
})
