// The demonstration as a newcomer runs it: a process of its own that ends by itself, with figures that a second count confirms
// and that another seed changes. What it prints is held to what the database and the files hold.
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { recount } from '../../src/demo/recount.ts'
import type { Outcome } from '../../src/demo/walk.ts'
import { type Ran, spawned } from '../cli/boonday.ts'

// Several whole walks, on a machine that may be busy with other tests.
t.setTimeout(240_000)

const folderFor = async (t: Test): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'boonday-demo-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const demo = (folder: string, ...words: string[]): Promise<Ran> =>
  spawned(['demo', '--once', '--port', '0', '--out', folder, ...words])

const outcomeOf = ({ out }: Ran): Outcome => JSON.parse(out.trim().split('\n').at(-1) ?? '')

t.test('it walks the whole path, ends with figures that a second count confirms, and leaves its files', async (t) => {
  const folder = await folderFor(t)
  const first = await demo(folder, '--seed', '1')
  t.equal(first.error, '', 'nothing goes wrong')
  t.equal(first.code, 0, 'it ends with 0')
  const told = outcomeOf(first)
  t.same(Object.keys(told), ['bookingId', 'leaveMinutesLeft', 'points', 'impact'], 'the last line is the outcome')
  t.ok(told.points > 0 && told.leaveMinutesLeft > 0 && told.impact.bookings > 1, 'with figures above nothing')

  const database = join(folder, 'boonday.db')
  await recount(database, told)
  const { impact } = told
  await t.rejects(recount(database, { ...told, points: told.points + 1 }), /points/, 'other points are found out')
  const wrong = { ...told, leaveMinutesLeft: told.leaveMinutesLeft - 1 }
  await t.rejects(recount(database, wrong), /leaveMinutesLeft/, 'other leave is found out')
  const more = { ...told, impact: { ...impact, minutes: impact.minutes + 1 } }
  await t.rejects(recount(database, more), /impact/, 'other impact is found out')

  const calendar = await readFile(join(folder, 'calendar.ics'), 'utf8')
  t.ok(calendar.includes(told.bookingId), 'the calendar has the booking')
  const report = await readFile(join(folder, 'impact-report.html'), 'utf8')
  t.match(report, /<svg[\s\S]+Thornmere Borough Council|Thornmere Borough Council[\s\S]+<svg/, 'the report has charts')
  const people = await readFile(join(folder, 'people.csv'), 'utf8')
  t.equal(people.trim().split('\r\n').length, 44, 'the export has a heading and 43 posts')
  const mails = await readdir(join(folder, 'mail'))
  for (const topic of ['approver-asked', 'body-asked', 'person-confirmed']) {
    t.ok(
      mails.some((mail) => mail.endsWith(`-${topic}.eml`)),
      `there is a mail ${topic}`,
    )
  }
  const sentences = first.out.replace(/\s+/g, ' ')
  for (const sentence of [
    /: refuse\. Why not:/,
    /earliest day/,
    /yes +balance/,
    /awaiting approval/,
    /Leave is taken/,
  ]) {
    t.match(sentences, sentence, `it tells ${sentence.source}`)
  }
  const widest = Math.max(
    ...first.out
      .split('\n')
      .slice(0, -2)
      .map((line) => line.length),
  )
  t.ok(widest <= 100, 'every line fits a terminal')

  const [again, other] = await Promise.all([demo(folder, '--seed', '1'), demo(await folderFor(t), '--seed', '2')])
  t.same([again.code, other.code], [0, 0], 'it works a second time in the same folder, and with another seed')
  t.same({ ...outcomeOf(again), bookingId: '' }, { ...told, bookingId: '' }, 'the same seed gives the same figures')
  t.not(outcomeOf(again).bookingId, told.bookingId, 'and another booking')
  t.notSame(outcomeOf(other).impact, impact, 'another seed gives other figures')
  const person = (ran: Ran): string => /^3\. .*$/m.exec(ran.out)?.[0] ?? ''
  t.not(person(other), person(again), 'and tells of another person')
})

t.test('a step that fails ends it with the name of the step, and not with 0', async (t) => {
  const folder = await folderFor(t)
  await mkdir(join(folder, 'impact-report.html'))
  const ran = await demo(folder)
  t.equal(ran.code, 1, 'exit code 1')
  t.match(
    ran.error,
    /^boonday: the demonstration stopped at "impact": a file is needed, and a folder is .*impact-report\.html\n$/,
    'it says which step, and why',
  )
  t.notMatch(ran.out, /"bookingId"/, 'no outcome is told')
})
