// The commands of an operator on a database of their own: setting up tenants, importing, exporting, publishing, forgetting.
import { once } from 'node:events'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { randomFrom } from '../../src/demo/random.ts'
import { castFrom, exportOf } from '../../src/demo/staff.ts'
import { bankHolidays } from '../../src/demo/town.ts'
import { boonday, folderFor, type Ran, root, type Settings, saysOnly, start } from './boonday.ts'

const employerWords = [
  ...['employer', 'create', '--name', 'Example Works', '--issuer', 'https://id.example.org'],
  ...['--audience', 'works', '--administrator', 'hr-system'],
]
const bodyWords = [
  ...[
    'body',
    'create',
    '--name',
    'Example Centre',
    '--email',
    'centre@example.org',
    '--issuer',
    'https://id.example.org',
  ],
  ...['--audience', 'centre', '--member', 'robin,Robin Example,robin@example.org'],
  ...['--notice', '1:5', '--notice', '6:21', '--area', 'gss:E07000105', '--area', 'postcode_district:TN23'],
]

interface House {
  readonly folder: string
  readonly settings: Settings
  readonly run: (...words: string[]) => Promise<Ran>
  readonly employerId: string
  readonly bodyId: string
}

/** A database with an employer and a body, both made by commands. */
const house = async (t: Test): Promise<House> => {
  const folder = await folderFor(t)
  const settings = { DATABASE_URL: `sqlite:${join(folder, 'boonday.db')}` }
  const run = (...words: string[]): Promise<Ran> => boonday(words, settings)
  const employer = await run(...employerWords, '--json')
  const body = await run(...bodyWords, '--json')
  t.same([employer.code, body.code], [0, 0], 'both tenants are set up')
  return { folder, settings, run, employerId: JSON.parse(employer.out).employerId, bodyId: JSON.parse(body.out).bodyId }
}

t.test('tenants: made once, and refused with a sentence where they cannot be made', async (t) => {
  const { run, settings } = await house(t)
  saysOnly(
    t,
    await run(...employerWords),
    { code: 1, sentence: /issuer and audience are registered already/ },
    'the same audience',
  )
  const elsewhere = employerWords.map((word) => (word === 'works' ? 'others' : word))
  saysOnly(
    t,
    await run(...elsewhere, '--zone', 'Europe/Lundon'),
    { code: 1, sentence: /"Europe\/Lundon" is not a time zone/ },
    'a zone',
  )
  const spoilt = bodyWords.map((word) => (word === 'centre' ? 'other' : word))
  saysOnly(
    t,
    await run(...spoilt, '--notice', 'soon'),
    { code: 2, sentence: /--notice is "soon": write people:days/ },
    'a notice rule',
  )
  saysOnly(
    t,
    await run(...spoilt, '--notice', '2:3'),
    { code: 1, sentence: /notice rules have to begin at 1 person/ },
    'notice rules',
  )
  const production = { ...settings, NODE_ENV: 'production', PUBLIC_URL: 'https://b.example.org', MAIL_FOLDER: 'x' }
  const unsigned = await boonday(elsewhere, production)
  saysOnly(t, unsigned, { code: 2, sentence: /--jwks-uri is missing: in production/ }, 'production')
})

t.test('people: imported whole, exported in the same form, looked at, and forgotten', async (t) => {
  const { run, employerId, folder } = await house(t)
  const csv = exportOf(castFrom(randomFrom(7)))
  const file = join(folder, 'people.csv')
  await writeFile(file, csv)
  const of = ['--employer', employerId]
  const dry = await run('import', 'people', file, ...of, '--dry-run', '--json')
  t.match(JSON.parse(dry.out), { created: 42, posts: 43, dryRun: true }, 'a dry run counts')
  const real = await run('import', 'people', file, ...of, '--json')
  t.match(JSON.parse(real.out), { created: 42, posts: 43, dryRun: false }, 'and left everything to do')

  const out = join(folder, 'export.csv')
  t.equal((await run('export', 'people', ...of, '--out', out)).code, 0, 'people are exported')
  t.equal((await stat(out)).mode & 0o077, 0, 'into a file that only its owner reads')
  const again = await run('import', 'people', out, ...of, '--json')
  t.match(
    JSON.parse(again.out),
    { created: 0, updated: 0, unchanged: 42, left: 0 },
    'which an import takes as nothing new',
  )

  const [, row = ''] = csv.split('\r\n')
  const name = row.split(',')[2] ?? ''
  const dossier = await run('person', 'export', ...of, '--employee', 'E1001')
  const { personId } = JSON.parse(dossier.out)
  t.ok(dossier.out.includes(name), 'everything about a person has their name in it')
  const forget = ['person', 'forget', ...of, '--person', personId]
  t.match(await run(...forget, '--yes'), { code: 0, out: /^forgotten: \d+ rows erased\n$/ }, 'a person is forgotten')
  t.notOk((await run('export', 'people', ...of)).out.includes(name), 'and gone from the export')
  saysOnly(t, await run(...forget, '--yes'), { code: 1, sentence: /already/ }, 'forgotten twice')
  saysOnly(
    t,
    await run('person', 'export', ...of, '--employee', 'E9'),
    { code: 1, sentence: /no person "E9"/ },
    'nobody',
  )
  saysOnly(t, await run('person', 'export', ...of), { code: 2, sentence: /either --person or --employee/ }, 'no name')
})

t.test('an import with mistakes lists them all and takes nothing', async (t) => {
  const { run, employerId, bodyId, folder } = await house(t)
  const file = join(folder, 'people.csv')
  await writeFile(
    file,
    exportOf(castFrom(randomFrom(7)))
      .replace('2027', '2O27')
      .replace(',salaried,', ',salary,'),
  )
  const refused = await run('import', 'people', file, '--employer', employerId)
  saysOnly(t, refused, { code: 1, sentence: /[Ll]ine 2.*pay_basis[\s\S]+nothing was imported/ }, 'a bad cell')
  t.equal((await run('export', 'people', '--employer', employerId)).out.split('\n').length, 2, 'nothing is there')
  await writeFile(file, Buffer.from([0x65, 0xe9, 0x0a]))
  saysOnly(
    t,
    await run('import', 'people', file, '--employer', employerId),
    { code: 1, sentence: /is not UTF-8/ },
    'not UTF-8',
  )
  saysOnly(
    t,
    await run('import', 'people', file, '--employer', bodyId),
    { code: 1, sentence: /not UTF-8|is not an employer/ },
    'a body',
  )
  await writeFile(file, 'a')
  saysOnly(
    t,
    await run('import', 'people', file, '--employer', bodyId),
    { code: 1, sentence: /is not an employer here/ },
    'a body',
  )
})

t.test('feeds and bank holidays: taken in, and the second time nothing is new', async (t) => {
  const { run, employerId, bodyId, folder } = await house(t)
  const organisation = { id: 'o1', type: 'Organisation', label: 'Example Repair Shed', description: 'Mends things' }
  const file = join(folder, 'groups.jsonld')
  await writeFile(file, JSON.stringify({ '@graph': [organisation] }))
  const words = ['import', 'groups', file, '--body', bodyId, '--source', 'feed.example.org', '--json']
  t.match(JSON.parse((await run(...words)).out), { rows: 1, added: 1 }, 'a group is taken in')
  t.match(JSON.parse((await run(...words)).out), { added: 0, unchanged: 1 }, 'once')
  const activity = { id: 'a1', type: 'Activity', label: 'Sorting', description: 'Sort screws', organisation: 'o1' }
  await writeFile(file, JSON.stringify({ '@graph': [activity] }))
  const listings = ['import', 'listings', file, '--body', bodyId, '--source', 'feed.example.org', '--json']
  t.match(JSON.parse((await run(...listings)).out), { rows: 1, added: 1 }, 'a listing is taken in')
  await writeFile(file, '{')
  saysOnly(t, await run(...listings), { code: 1, sentence: /is not JSON/ }, 'no JSON')
  saysOnly(
    t,
    await run(...listings.slice(0, 5), '--source', 'Feed'),
    { code: 2, sentence: /--source is "Feed"/ },
    'a source',
  )

  const holidays = join(folder, 'bank-holidays.json')
  await writeFile(holidays, JSON.stringify(bankHolidays))
  const import2 = ['import', 'bank-holidays', holidays, '--employer', employerId, '--json']
  t.match(JSON.parse((await run(...import2)).out), { taken: 16, unchanged: 0 }, 'bank holidays are taken in')
  t.match(JSON.parse((await run(...import2)).out), { taken: 0, unchanged: 16 }, 'once')
})

t.test('policies: every mistake by file, line and column; published when there is none', async (t) => {
  const { run, employerId, folder } = await house(t)
  const good = await boonday(['policy', 'check', join(root, 'src/demo')])
  t.match(
    good,
    { code: 0, out: /^1 policy, 9 cases passed, no mistakes\n$/ },
    'the policy of the demonstration holds its cases',
  )

  const bad = join(folder, 'policies')
  await mkdir(bad)
  const text = await readFile(join(root, 'src/demo/policy.yaml'), 'utf8')
  const spoilt = text
    .replace('window: calendar-year', 'window: calender-year')
    .replace('amount: 3 days', 'amount: 3 dayz')
  await writeFile(join(bad, 'policy.yaml'), spoilt)
  const cases = (await readFile(join(root, 'src/demo/policy.cases.yaml'), 'utf8')).replace(
    'approvals: [manager]',
    'approvals: []',
  )
  await writeFile(join(bad, 'policy.cases.yaml'), cases)
  const checked = await boonday(['policy', 'check', bad])
  t.equal(checked.code, 1, 'mistakes are a failure')
  const lines = checked.out.trim().split('\n')
  t.equal(lines.length, 3, 'two mistakes, and the count')
  for (const line of lines.slice(0, 2)) t.match(line, /policy\.yaml:\d+:\d+: ./, 'file, line, column, sentence')
  await writeFile(join(bad, 'policy.yaml'), text)
  const failing = JSON.parse((await boonday(['policy', 'check', bad, '--json'])).out)
  t.match(
    failing,
    { ok: false, passed: 8, mistakes: [{ file: /cases\.yaml$/, line: 8 }] },
    'a case that fails is a mistake at its place',
  )

  const publish = ['policy', 'publish', '--employer', employerId]
  const done = await run(...publish, join(root, 'src/demo/policy.yaml'), '--json')
  t.match(JSON.parse(done.out), { id: /^[0-9a-f-]{36}$/, fromOn: '2026-04-01' }, 'it is published')
  const twice = await run(...publish, join(root, 'src/demo/policy.yaml'), '--json')
  t.equal(twice.out, done.out, 'publishing it again changes nothing')
  await writeFile(join(bad, 'policy.yaml'), spoilt)
  const refused = await run(...publish, join(bad, 'policy.yaml'))
  t.equal(refused.code, 1, 'one with mistakes is not')
  t.match(refused.error, /nothing was published: 2 mistakes/, 'and says so')
})

t.test('migrate says what it did; the worker starts, and stops cleanly when it is told to', async (t) => {
  const folder = await folderFor(t)
  const settings = { DATABASE_URL: `sqlite:${join(folder, 'boonday.db')}`, MAIL_FOLDER: join(folder, 'mail') }
  t.match(await boonday(['migrate'], settings), { code: 0, out: /^applied 0001-/ }, 'the first time it migrates')
  t.match(await boonday(['migrate'], settings), { code: 0, out: /^nothing to do/ }, 'then there is nothing to do')
  const worker = start(['worker'], settings)
  const closed = once(worker, 'close')
  const [line] = await once(worker.stdout, 'data')
  t.match(JSON.parse(String(line)), { level: 30, msg: 'worker started' }, 'it says that it works')
  const beside = await boonday(['migrate'], settings)
  saysOnly(t, beside, { code: 1, sentence: /another process is using .*boonday\.db/ }, 'a second process on the file')
  worker.kill('SIGTERM')
  t.same(await closed, [0, null], 'and ends with 0')
})
