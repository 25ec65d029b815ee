// People from an HR export: what is in the file is what is there afterwards, or nothing has changed and every mistake is named
// by line and column.
import t from 'tap'
import { isRefusal } from '../../src/kernel/index.ts'
import { columnNames } from '../../src/people/import-columns.ts'
import { planImport } from '../../src/people/import-plan.ts'
import { readPeople } from '../../src/people/import-rows.ts'
import { findEmployer, findPerson, importPeople, postsHeldOn, postsOf, skillsOf } from '../../src/people/index.ts'
import { type TextKey, texts } from '../../src/people/texts.ts'
import { onEachDatabase, type TestDatabase } from '../support/databases.ts'
import { by, type Cells, csvOf, imported, row, staff, tenant, today } from './setup.ts'

/** The mistakes of a file as `code line column`, in the order answered. */
const mistakesIn = (csv: string): string[] => {
  const file = readPeople(csv, today)
  if (!('mistakes' in file)) return []
  return file.mistakes.map(({ code, line, column }) => [code, line ?? '-', column ?? '-'].join(' '))
}

const cases: readonly (readonly [string, Cells, string])[] = [
  ['an empty id', { employee_id: '' }, 'cell_missing 3 employee_id'],
  ['an empty name', { name: ' ' }, 'cell_missing 3 name'],
  ['a day that does not exist', { start_date: '2026-02-30' }, 'day_wrong 3 start_date'],
  ['a day spelt differently', { post_start: '05/01/2026' }, 'day_wrong 3 post_start'],
  ['an employment that ends before it begins', { end_date: '2024-04-30' }, 'ends_before_start 3 end_date'],
  ['a post that ends before it begins', { post_end: '2024-04-30' }, 'ends_before_start 3 post_end'],
  ['an unknown zone', { zone: 'Europe/Lodnon' }, 'choice_misspelt 3 zone'],
  ['a zone that names no place', { zone: 'local' }, 'zone_unknown 3 zone'],
  ['a difference to UTC in place of a zone', { zone: 'UTC+3' }, 'zone_unknown 3 zone'],
  ['an offset in place of a zone', { zone: '+03:00' }, 'zone_unknown 3 zone'],
  ['an unknown nation', { nation: 'wales' }, 'choice_misspelt 3 nation'],
  ['an unknown contract', { contract: 'Fixed term' }, 'choice_misspelt 3 contract'],
  ['a contract near to none', { contract: 'quux' }, 'choice_unknown 3 contract'],
  ['an unknown pay basis', { pay_basis: 'salary' }, 'choice_misspelt 3 pay_basis'],
  ['more than full time', { fte: '1.2' }, 'fte_wrong 3 fte'],
  ['four decimals', { fte: '0.3333' }, 'fte_wrong 3 fte'],
  ['a decimal comma', { fte: '0,6' }, 'fte_wrong 3 fte'],
  ['hours that are no whole minutes', { full_time_week_hours: '36.67' }, 'hours_wrong 3 full_time_week_hours'],
  ['a pattern that is none', { pattern: 'weekdays' }, 'pattern_wrong 3 pattern'],
  ['a language that is none', { locale: 'e' }, 'locale_unknown 3 locale'],
  ['an address that is none', { email: 'a.jones at example.org' }, 'email_wrong 3 email'],
  ['a latitude off the globe', { site_code: 'S2', site_latitude: '95' }, 'coordinate_wrong 3 site_latitude'],
  ['half a place', { site_code: 'S2', site_longitude: '' }, 'coordinate_alone 3 site_latitude'],
  ['a site without a code', { site_code: '' }, 'site_code_missing 3 site_code'],
  ['two descriptions of a site', { site_name: 'Head office' }, 'site_differs 3 site_name'],
  ['a skill that is no address', { skills: 'https://skills.example.org/a; Cooking' }, 'skill_wrong 3 skills'],
  ['an unknown manager', { manager_employee_id: 'ZED' }, 'manager_unknown 3 manager_employee_id'],
  ['an unknown stand-in', { stand_in_employee_id: 'ZED' }, 'manager_unknown 3 stand_in_employee_id'],
  ['a stand-in for oneself', { stand_in_employee_id: 'BOB' }, 'stand_in_self 3 stand_in_employee_id'],
  ['a manager of oneself', { manager_employee_id: 'BOB' }, 'manager_cycle 3 manager_employee_id'],
  ['a line break in a cell', { department: 'Fin\nance' }, 'cell_characters 3 department'],
  ['a cell too long to keep', { grade: 'G'.repeat(61) }, 'cell_too_long 3 grade'],
]

t.test('a bad cell is named by line and column, and alone', async (t) => {
  for (const [what, cells, expected] of cases) {
    t.strictSame(mistakesIn(csvOf([row('ANN'), row('BOB', cells)])), [expected], what)
  }
})

t.test('rows are held against each other', async (t) => {
  t.strictSame(
    mistakesIn(csvOf([row('ANN'), row('ANN', { post_id: 'P2', name: 'Anne', start_date: '2024-05-02' })])),
    ['person_differs 3 name', 'person_differs 3 start_date'],
    'one employee described in two ways',
  )
  t.strictSame(mistakesIn(csvOf([row('ANN'), row('ANN')])), ['post_twice 3 post_id'], 'one post twice')
  const circle = [
    row('ANN', { manager_employee_id: 'CAI' }),
    row('BOB', { manager_employee_id: 'ANN' }),
    row('CAI', { manager_employee_id: 'BOB' }),
    row('DEE', { manager_employee_id: 'BOB' }),
  ]
  t.strictSame(mistakesIn(csvOf(circle)), ['manager_cycle 2 manager_employee_id'], 'a circle of managers, told once')
  const over = circle.map((cells) => ({ ...cells, ...(cells.employee_id === 'CAI' ? { post_end: '2026-12-31' } : {}) }))
  t.strictSame(mistakesIn(csvOf(over)), [], 'a post that is over closes no circle')
  t.strictSame(
    mistakesIn(
      csvOf([row('EVE', { post_end: '2026-06-30' }), row('EVE', { post_id: 'P2', post_start: '2026-01-01' })]),
    ),
    [],
    'posts of one person may overlap',
  )
})

t.test('a file that is not well formed is described before its cells are judged', async (t) => {
  const good = csvOf([row('ANN')])
  const header = columnNames.join(',')
  t.strictSame(mistakesIn(''), ['file_empty - -'])
  t.strictSame(mistakesIn(good.replace('employee_id,', 'employee_id,employee_id,')), [
    'column_twice 1 employee_id',
    'cells_wrong 2 -',
  ])
  t.strictSame(mistakesIn(good.replace('pay_basis', 'pay_base').replace(',nation', ',favourite_colour')), [
    'column_unknown 1 favourite_colour',
    'column_misspelt 1 pay_base',
    'column_missing 1 pay_basis',
  ])
  t.strictSame(mistakesIn(`${good},\n${good.split('\n')[1]}`), ['cells_wrong 2 -'])
  t.strictSame(mistakesIn(good.replaceAll(',', ';')), ['separator_wrong 1 -'])
  t.strictSame(mistakesIn(`${header}\n"ANN`), ['quote_open 2 -'])
  t.strictSame(mistakesIn(`${header}\n"ANN"x`), ['quote_wrong 2 -'])
})

t.test('lines are counted as an editor counts them, whatever the line ends', async (t) => {
  const lines = csvOf([row('ANN', { department: 'Two\nlines' }), row('BOB', { fte: '2' })])
  for (const text of [lines, `\ufeff${lines.replaceAll('\n', '\r\n')}\r\n`, lines.replace('\nBOB', '\n\nBOB')]) {
    const line = text.includes('\n\nBOB') ? 5 : 4
    t.strictSame(mistakesIn(text), ['cell_characters 2 department', `fte_wrong ${line} fte`])
  }
})

t.test('a sentence names the same figures in every language', async (t) => {
  const figuresIn = (sentence: string): string[] => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort()
  for (const [key, sentence] of Object.entries(texts['en-GB'])) {
    t.strictSame(figuresIn(texts['cy-GB'][key as TextKey]), figuresIn(sentence), key)
  }
})

const state = async (database: TestDatabase) => ({
  people: await database.kysely.selectFrom('person').selectAll().orderBy('hrId').execute(),
  posts: await database.kysely.selectFrom('post').selectAll().orderBy('id').execute(),
  sites: await database.kysely.selectFrom('site').selectAll().orderBy('id').execute(),
  skills: await database.kysely.selectFrom('personSkill').selectAll().orderBy('personId').orderBy('skill').execute(),
  events: await database.kysely.selectFrom('outboxEvent').select('type').execute(),
})

t.test('an export becomes people, posts and sites', async (t) => {
  await onEachDatabase(t, 'an import', async (t, database) => {
    const { employerId, person } = await tenant(database)
    t.match(await findEmployer(database.reader, employerId), { id: employerId, leaverBrakePercent: 10 })
    t.strictSame(await findPerson(database.reader, employerId, person('CAI')), {
      id: person('CAI'),
      employerId,
      hrId: 'CAI',
      zone: 'Europe/London',
      nation: 'england-and-wales',
      locale: 'cy-GB',
      startedOn: '2024-05-01',
      endedOn: null,
      state: 'active',
      version: 1,
    })
    const [first, second, ...more] = await postsOf(database.reader, person('EVE'))
    t.equal(more.length, 0)
    t.strictSame([first?.fteThousandths, second?.fteThousandths].sort(), [400, 600])
    t.equal(
      postsHeldOn([...(first ? [first] : [])], '2024-04-30').length,
      0,
      'the first day counts, the day before not',
    )
    const [post] = await postsOf(database.reader, person('CAI'))
    t.match(post, {
      siteCode: 'HQ',
      managerPersonId: person('ANN'),
      standInPersonId: person('DEE'),
      startsOn: '2024-05-01',
      fullTimeWeekMinutes: 2250,
      payNumber: 'PAY-CAI',
      pattern: { kind: 'weekly' },
    })
    t.strictSame(await skillsOf(database.reader, person('ANN')), ['https://skills.example.org/a'])
    t.match(await database.kysely.selectFrom('site').selectAll().execute(), [
      { code: 'HQ', zone: 'Europe/London', nation: 'england-and-wales', latitude: 53.48 },
    ])
  })
})

t.test('the same file twice changes nothing; a changed one changes what differs', async (t) => {
  await onEachDatabase(t, 'again', async (t, database) => {
    const { employerId, person } = await tenant(database)
    const before = await state(database)
    const again = await imported(database, { employerId, csv: csvOf([...staff].reverse()) })
    t.strictSame(again, { created: 0, updated: 0, unchanged: 5, left: 0, forgotten: 0, posts: 6, dryRun: false })
    t.strictSame(await state(database), before, 'not one row, version or event is new')
    const changed = staff.map((cells) => (cells.employee_id === 'BOB' ? { ...cells, grade: 'G6' } : cells))
    const dry = await imported(database, { employerId, csv: csvOf(changed), dryRun: true })
    t.match(dry, { updated: 1, unchanged: 4, dryRun: true })
    t.strictSame(await state(database), before, 'a dry run writes nothing')
    t.match(await imported(database, { employerId, csv: csvOf(changed) }), { updated: 1, unchanged: 4, dryRun: false })
    t.equal((await postsOf(database.reader, person('BOB')))[0]?.grade, 'G6')
    t.equal((await findPerson(database.reader, employerId, person('BOB')))?.version, 2, 'who changed is locked')
    t.equal((await findPerson(database.reader, employerId, person('ANN')))?.version, 1, 'who did not is not')
  })
})

t.test('whoever is missing has left, and comes back as the same person', async (t) => {
  await onEachDatabase(t, 'leavers', async (t, database) => {
    const { employerId, person } = await tenant(database)
    const before = await state(database)
    const fewer = staff.filter((cells) => cells.employee_id !== 'BOB' && cells.post_id !== 'B')
    const run = (confirmLeavers: boolean) =>
      database.transact((unit) =>
        importPeople(unit, { employerId, csv: csvOf(fewer), dryRun: false, confirmLeavers, locale: 'en-GB' }, by),
      )
    const braked = await run(false)
    t.match(braked, {
      refused: true,
      reasons: [{ code: 'leavers_too_many', figures: { leavers: 1, active: 5, percent: 10 } }],
    })
    t.strictSame(await state(database), before, 'the brake stops before anything is written')
    t.match(await run(true), { left: 1, updated: 1, unchanged: 3 })
    const bob = await findPerson(database.reader, employerId, person('BOB'))
    t.match(bob, { state: 'left', endedOn: '2027-02-28' }, 'ended the day before')
    t.equal((await postsOf(database.reader, person('BOB')))[0]?.endsOn, '2027-02-28')
    const eve = await postsOf(database.reader, person('EVE'))
    t.strictSame(eve.map((post) => [post.hrPostId, post.endsOn]).sort(), [
      ['A', null],
      ['B', '2027-02-28'],
    ])
    t.match(await run(false), { left: 0, updated: 0, unchanged: 4 }, 'who has left does not leave again')
    t.match(await imported(database, { employerId, csv: csvOf(staff) }), { created: 0, updated: 2 })
    t.match(await findPerson(database.reader, employerId, person('BOB')), { state: 'active', endedOn: null })
  })
})

t.test('two imports at once follow each other', async (t) => {
  await onEachDatabase(t, 'at once', async (t, database) => {
    const { employerId } = await tenant(database)
    const csv = csvOf([...staff, ...Array.from({ length: 200 }, (_, index) => row(`N${index}`))])
    const reports = await Promise.all([1, 2, 3].map(() => imported(database, { employerId, csv })))
    t.strictSame(reports.map(({ created }) => created).sort(), [0, 0, 200], 'one creates, the others find them there')
    t.strictSame(reports.map(({ unchanged }) => unchanged).sort(), [205, 205, 5])
  })
})

t.test('an end that was known before does not pull the brake', async (t) => {
  await onEachDatabase(t, 'known ends', async (t, database) => {
    const ending = staff.map((cells) => (cells.employee_id === 'BOB' ? { ...cells, end_date: '2027-03-10' } : cells))
    const { employerId, person } = await tenant(database, 'boonday', ending)
    const later = { ...by, now: '2027-03-15T09:00:00.000Z' }
    const fewer = csvOf(staff.filter((cells) => cells.employee_id !== 'BOB'))
    t.match(await imported(database, { employerId, csv: fewer }, later), { left: 1, unchanged: 4 })
    t.match(await findPerson(database.reader, employerId, person('BOB')), { state: 'left', endedOn: '2027-03-10' })
  })
})

t.test('with one bad row of a thousand nothing is imported', async (t) => {
  await onEachDatabase(t, 'nothing half', async (t, database) => {
    const { employerId } = await tenant(database)
    const before = await state(database)
    const many = Array.from({ length: 1000 }, (_, index) => row(`N${index}`, index === 500 ? { fte: 'half' } : {}))
    const csv = csvOf([...staff, ...many])
    const answer = await database.transact((unit) =>
      importPeople(unit, { employerId, csv, dryRun: false, confirmLeavers: false, locale: 'cy-GB' }, by),
    )
    t.ok(isRefusal(answer))
    t.match(answer, { reasons: [{ code: 'fte_wrong', figures: { line: 508, column: 'fte', value: 'half' } }] })
    if (isRefusal(answer)) t.match(answer.reasons[0]?.message, /^Llinell 508, colofn fte: /)
    t.strictSame(await state(database), before)
  })
})

t.test('a site is where most of its people are, and new ids are made only for what is new', async (t) => {
  const employer = {
    id: 'E',
    name: 'Ofcom Drama Ltd',
    zone: 'Europe/London',
    locale: 'en-GB',
    currency: 'GBP',
    leaverBrakePercent: 10,
  }
  const file = readPeople(
    csvOf([
      row('ANN', { nation: 'scotland' }),
      row('BOB', { nation: 'scotland', zone: 'Europe/Dublin' }),
      row('CAI', { zone: 'Europe/Dublin' }),
    ]),
    today,
  )
  if (!('people' in file)) throw new Error('the file is not as expected')
  let made = 0
  const newId = () => `new-${++made}`
  const plan = planImport({ sites: [], people: [], posts: [] }, file.people, { employer, today, newId })
  t.match(plan.sites, [{ code: 'HQ', zone: 'Europe/Dublin', nation: 'scotland' }])
  const existing = { sites: plan.sites, people: plan.people, posts: plan.posts }
  const again = planImport(existing, file.people, { employer, today, newId })
  t.strictSame([again.sites, again.people, again.posts, again.changedIds], [[], [], [], []])
  t.equal(made, 7, 'three people, three posts, one site')
})
