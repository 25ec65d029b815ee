// The plain pages as people use them, from the link in a real mail to the booking in the database: looking never changes
// anything, acting happens once, and each page shows its reader what they may see.
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { digestOf, instantFromMillis, realNow } from '../../src/kernel/index.ts'
import { purgeLinks } from '../../src/notices/index.ts'
import { makeLink } from '../../src/notices/links.ts'
import { send } from '../support/app.ts'
import { onEachDatabase, type TestDatabase } from '../support/databases.ts'
import { buildWorld, policyText, type World } from '../support/world.ts'
import { letterbox } from './letterbox.ts'

const open = (app: FastifyInstance, path = '', method: 'GET' | 'HEAD' = 'GET') =>
  app.inject({ method, url: path, headers: { purpose: 'prefetch' } })

const post = (app: FastifyInstance, path: string | undefined, form: Record<string, string>) =>
  app.inject({
    method: 'POST',
    url: path ?? '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(form).toString(),
  })

/** The nonce of the forms of a page. */
const nonceIn = (page: LightMyRequestResponse): string => /name="nonce" value="([\w-]+)"/.exec(page.body)?.[1] ?? ''

const book = async (world: World, session = 0, employee = 0): Promise<string> => {
  const answer = await send(world.app, world.employee(employee), {
    method: 'POST',
    url: '/v1/bookings',
    body: { sessionId: world.sessionIds[session] },
  })
  if (answer.statusCode !== 201) throw new Error(`booking failed: ${answer.body}`)
  return answer.json()['id'] ?? answer.json()['booking']['id']
}

const bookingRow = (database: TestDatabase, id: string) =>
  database.kysely.selectFrom('booking').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

const everything = async ({ kysely }: TestDatabase): Promise<string> =>
  JSON.stringify(
    await Promise.all(
      (
        [
          'booking',
          'signedLink',
          'outboxEvent',
          'auditEntry',
          'requestKey',
          'leaveEntry',
          'session',
          'verdict',
        ] as const
      ).map((table) => kysely.selectFrom(table).selectAll().orderBy('id').execute()),
    ),
  )

await onEachDatabase(t, 'from the manager’s mail to the body’s record of who came', async (t, database) => {
  const world = await buildWorld(t, database, { shiftTenants: true })
  const { app } = world
  const box = await letterbox(t, database)
  const bookingId = await book(world)

  const asked = await box.collect()
  t.same(asked.map(({ topic, to }) => [topic, to]).sort(), [
    ['approver-asked', 'boss@example.org'],
    ['person-awaiting-approval', 'e0@example.org'],
  ])
  const toManager = box.about(asked, 'approver-asked')
  t.notMatch(toManager.raw, /Kitchen|Spreadsheet/, 'a manager is not told the host')

  const before = await everything(database)
  const page = await open(app, toManager.links[0])
  t.equal(page.statusCode, 200)
  await open(app, toManager.links[0])
  t.equal((await open(app, toManager.links[0], 'HEAD')).statusCode, 200)
  t.equal(await everything(database), before, 'looking, twice and by a prefetcher, changes nothing')
  t.match(page.body, /Person e0/)
  t.match(page.body, /An approved host/)
  t.notMatch(page.body, /Kitchen|Spreadsheet/)
  t.notMatch(page.body, /<script|https?:\/\//, 'no script, nothing from elsewhere')
  t.match(
    page.headers['content-security-policy'],
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'/,
  )
  t.equal(page.headers['referrer-policy'], 'no-referrer')
  t.equal(page.headers['cache-control'], 'no-store')

  const approved = await post(app, toManager.links[0], { nonce: nonceIn(page), action: 'approve' })
  t.equal(approved.statusCode, 200)
  t.equal((await bookingRow(database, bookingId)).state, 'awaiting_confirmation')
  const after = await everything(database)
  const again = await post(app, toManager.links[0], { nonce: nonceIn(page), action: 'approve' })
  t.same([again.statusCode, again.body], [approved.statusCode, approved.body], 'sent twice, it gets the first answer')
  const changed = await post(app, toManager.links[0], { action: 'decline', reason: 'busy_period' })
  t.same([changed.statusCode, changed.body], [approved.statusCode, approved.body], 'and so does another wish')
  t.equal((await open(app, toManager.links[0])).statusCode, 410)
  t.equal(await everything(database), after)

  const forBody = await box.collect()
  t.same(forBody.map(({ topic }) => topic).sort(), ['body-asked', 'person-approved'])
  const toBody = box.about(forBody, 'body-asked')
  t.equal(toBody.to, 'placements@example.org')
  const bodyPage = await open(app, toBody.links[0])
  t.match(bodyPage.body, /Example Community Kitchen/)
  t.notMatch(
    `${bodyPage.body}${toBody.mail.text}`,
    /leave|scheduled time|rule by rule|balance|\b3 h\b/i,
    'a body sees no leave and no verdict',
  )
  const unsaid = await post(app, toBody.links[0], { nonce: nonceIn(bodyPage), action: 'decline' })
  t.equal(unsaid.statusCode, 422)
  t.match(unsaid.body, /choose a reason/)
  t.equal((await post(app, toBody.links[0], { action: 'approve' })).statusCode, 422, 'a body cannot approve')
  t.equal((await bookingRow(database, bookingId)).state, 'awaiting_confirmation')
  t.equal((await post(app, toBody.links[0], { nonce: nonceIn(bodyPage), action: 'confirm' })).statusCode, 200)
  t.equal((await bookingRow(database, bookingId)).state, 'confirmed')

  const settled = await box.collect()
  t.same(settled.map(({ topic }) => topic).sort(), ['body-confirmed', 'person-confirmed'])
  const invitation = box.about(settled, 'person-confirmed')
  t.match(invitation.calendar, /METHOD:REQUEST/)
  t.match(invitation.calendar, new RegExp(`UID:${bookingId}@boonday\\.example\\.org\\r\\nSEQUENCE:0`))
  t.match(invitation.calendar, /SUMMARY:Volunteering\r\n/, 'the calendar of a person says no more than that')
  t.match(invitation.calendar, /DTSTART;TZID=Europe\/London:20260519T093000/)
  const toRecord = box.about(settled, 'body-confirmed')
  const early = await open(app, toRecord.links[0])
  t.match(early.body, /The day has not begun/)
  t.equal((await post(app, toRecord.links[0], { action: 'record', came: 'all' })).statusCode, 409)

  const dayAfter = Date.parse('2026-05-20T08:00:00.000Z') - Date.now()
  await database.kysely.updateTable('tenant').set({ clockShiftMillis: dayAfter }).execute()
  t.equal(
    (await post(app, toRecord.links[0], { action: 'record', came: 'part', hours: '2', minutes: '75' })).statusCode,
    422,
  )
  t.equal(
    (await post(app, toRecord.links[0], { action: 'record', came: 'part', hours: '2', minutes: '30' })).statusCode,
    200,
  )
  t.equal((await bookingRow(database, bookingId)).state, 'partly_attended')
  const { minutes, evidence } = await database.kysely.selectFrom('attendance').selectAll().executeTakeFirstOrThrow()
  t.same([minutes, evidence], [150, 'host_confirmed'])
})

await onEachDatabase(t, 'another session is offered, accepted, and dropped in one tap', async (t, database) => {
  const world = await buildWorld(t, database, { shiftTenants: true, policy: policyText({ approvals: '' }) })
  const { app } = world
  const box = await letterbox(t, database)
  const bookingId = await book(world)
  const [body] = box.about(await box.collect(), 'body-asked').links
  const bodyPage = await open(app, body)
  for (const [index, id] of world.sessionIds.entries())
    t.equal(bodyPage.body.includes(id), index > 0, 'it offers the other sessions only')
  t.equal(
    (await post(app, body, { nonce: nonceIn(bodyPage), action: 'offer', sessionId: world.sessionIds[1] ?? '' }))
      .statusCode,
    200,
  )

  const offered = box.about(await box.collect(), 'person-counter-offered')
  t.equal(offered.links.length, 2)
  const [answer, home] = offered.links
  const answerPage = await open(app, answer)
  t.match(answerPage.body, /Wednesday 20 May 2026/)
  t.equal((await post(app, answer, { nonce: nonceIn(answerPage), action: 'accept' })).statusCode, 200)
  t.equal((await bookingRow(database, bookingId)).sessionId, world.sessionIds[1])
  const settled = await box.collect()
  t.match(box.about(settled, 'person-confirmed').calendar, /SEQUENCE:1\r\n/)
  t.match(box.about(settled, 'body-confirmed').calendar, /UID:.*-body@/)

  const homePage = await open(app, home)
  t.equal(homePage.statusCode, 200)
  t.match(homePage.body, /19 h 30 min left/, '22 h 30 min of which 3 h are held')
  t.match(homePage.body, /Drop out of this day/)
  t.match(homePage.body, /rule by rule/)
  t.match(
    homePage.body,
    /Your manager is told the time, the area/,
    'it says what a manager is told, before anything is asked',
  )
  const other = await book(world, 0, 1)
  const theirs = await post(app, home, { nonce: nonceIn(homePage), action: 'drop', bookingId: other })
  t.equal(theirs.statusCode, 404, 'nobody drops the booking of somebody else')
  t.equal((await bookingRow(database, other)).state, 'awaiting_confirmation')
  t.equal(
    (await post(app, home, { action: 'drop', bookingId })).statusCode,
    422,
    'a form without its nonce is incomplete',
  )

  const drop = { nonce: nonceIn(homePage), action: 'drop', bookingId }
  const dropped = await post(app, home, drop)
  t.equal(dropped.statusCode, 200)
  t.equal((await bookingRow(database, bookingId)).state, 'cancelled')
  const after = await everything(database)
  t.equal((await post(app, home, drop)).body, dropped.body, 'a tap that is sent twice is done once')
  t.equal(await everything(database), after)
  const letters = await box.collect()
  for (const topic of ['person-cancelled', 'body-cancelled']) {
    const { calendar } = box.about(letters, topic)
    t.match(calendar, /METHOD:CANCEL/, topic)
    t.match(calendar, /SEQUENCE:2\r\n/)
    t.match(calendar, /STATUS:CANCELLED/)
    t.notMatch(calendar, /VALARM/)
  }

  const fresh = await open(app, home)
  t.match(fresh.body, /22 h 30 min left/)
  const sessionId = /name="sessionId" value="([\w-]+)"/.exec(fresh.body)?.[1] ?? ''
  const booked = await post(app, home, { nonce: nonceIn(fresh), action: 'book', sessionId })
  t.equal(booked.statusCode, 200, 'the same link books again')
  t.match(booked.body, /Asked for/)
  const twice = await post(app, home, { nonce: nonceIn(await open(app, home)), action: 'book', sessionId })
  t.equal(twice.statusCode, 422)
  t.match(twice.body, /You have a booking on this session already/)
})

await onEachDatabase(t, 'a link that cannot be used says why and what to do', async (t, database) => {
  const world = await buildWorld(t, database, { shiftTenants: true, employees: 2 })
  const { app } = world
  const box = await letterbox(t, database)
  const bookingId = await book(world)
  const [path = ''] = box.about(await box.collect(), 'approver-asked').links

  for (const unknown of [`/l/${'A'.repeat(43)}`, '/l/x', `${path}A`, `/l/${digestOf(path.slice(3))}`]) {
    const page = await open(app, unknown)
    t.equal(page.statusCode, 404, unknown)
    t.match(page.body, /not known here/)
    t.equal((await post(app, unknown, { action: 'approve' })).statusCode, 404)
  }
  const welsh = await app.inject({ url: '/l/x', headers: { 'accept-language': 'cy' } })
  t.match(welsh.body, /<html lang="cy-GB">/)

  const employer = world.employerId
  const stranger = await database.transact((unit) =>
    makeLink(unit, {
      purpose: 'manager-decides',
      subjectId: bookingId,
      holder: { kind: 'person', id: world.personIds[1] ?? '', employerId: employer },
      expiresAt: instantFromMillis(Date.now() + 60_000),
    }),
  )
  t.match((await open(app, `/l/${stranger}`)).body, /There is nothing to decide here/)
  const refused = await post(app, `/l/${stranger}`, { action: 'approve' })
  t.equal(refused.statusCode, 404, 'a link of somebody who does not approve this decides nothing')
  t.equal((await bookingRow(database, bookingId)).state, 'awaiting_approval')

  t.equal(
    (await app.inject({ method: 'POST', url: path, payload: { action: 'approve' } })).statusCode,
    415,
    'only a form acts',
  )
  await database.kysely.updateTable('signedLink').set({ expiresAt: realNow() }).execute()
  for (const answer of [await open(app, path), await post(app, path, { action: 'approve' })]) {
    t.equal(answer.statusCode, 410)
    t.match(answer.body, /has expired/)
    t.match(answer.body, /ask whoever sent it for a new one/)
  }
  t.equal((await bookingRow(database, bookingId)).state, 'awaiting_approval')
  const inDays = (days: number) => instantFromMillis(Date.now() + days * 24 * 60 * 60 * 1000)
  t.equal(await database.transact((unit) => purgeLinks(unit, inDays(29))), 0)
  t.ok((await database.transact((unit) => purgeLinks(unit, inDays(31)))) > 0)
  t.same(await database.kysely.selectFrom('signedLink').selectAll().execute(), [], 'expired links do not stay')
  t.equal((await open(app, path)).statusCode, 404)

  const left = await database.transact((unit) =>
    makeLink(unit, {
      purpose: 'person-home',
      subjectId: world.personIds[1] ?? '',
      holder: { kind: 'person', id: world.personIds[1] ?? '', employerId: employer },
      expiresAt: instantFromMillis(Date.now() + 60_000),
    }),
  )
  t.equal((await open(app, `/l/${left}`)).statusCode, 200)
  await database.kysely
    .updateTable('person')
    .set({ state: 'left' })
    .where('id', '=', world.personIds[1] ?? '')
    .execute()
  t.equal((await open(app, `/l/${left}`)).statusCode, 410, 'the link of somebody who left opens nothing')
  t.equal(
    (await post(app, `/l/${left}`, { nonce: 'n'.repeat(43), action: 'book', sessionId: world.sessionIds[0] ?? '' }))
      .statusCode,
    410,
  )
})

await onEachDatabase(t, 'of many answers with one link at once, one counts', async (t, database) => {
  const world = await buildWorld(t, database, { shiftTenants: true, policy: policyText({ approvals: '' }) })
  const box = await letterbox(t, database)
  const bookingId = await book(world)
  const [path] = box.about(await box.collect(), 'body-asked').links
  const forms = [1, 2, 3, 4].flatMap((nonce) => [
    { nonce: `n${nonce}`, action: 'confirm' },
    { nonce: `n${nonce}`, action: 'decline', reason: 'no_capacity' },
  ])
  const answers = await Promise.all(forms.map((form) => post(world.app, path, form)))
  t.same(new Set(answers.map((answer) => answer.statusCode)), new Set([200]))
  t.equal(new Set(answers.map((answer) => answer.body)).size, 1, 'everybody gets the answer of the first')
  const events = await database.kysely
    .selectFrom('outboxEvent')
    .select('type')
    .where('subjectId', '=', bookingId)
    .execute()
  t.equal(events.filter(({ type }) => type !== 'booking.requested').length, 1)
})

await onEachDatabase(
  t,
  'a letter about a state that has passed is not sent, and a policy may open the host to managers',
  async (t, database) => {
    const policy = policyText().replace('rules:\n', 'manager-sees: host\nrules:\n')
    const world = await buildWorld(t, database, { shiftTenants: true, policy })
    const box = await letterbox(t, database)
    const gone = await book(world, 0)
    t.equal(
      (await send(world.app, world.employee(0), { method: 'POST', url: `/v1/bookings/${gone}/drop-out`, body: {} }))
        .statusCode,
      200,
    )
    await book(world, 1)
    const letters = await box.collect()
    t.same(letters.map(({ topic }) => topic).sort(), ['approver-asked', 'person-awaiting-approval', 'person-withdrawn'])
    const toManager = box.about(letters, 'approver-asked')
    t.match(toManager.mail.text, /Example Community Kitchen/)
    const page = await open(world.app, toManager.links[0])
    t.match(page.body, /Example Community Kitchen/)
    t.notMatch(page.body, /22 h|1350/, 'but never a balance')
    t.equal(box.about(letters, 'person-withdrawn').calendar, '', 'what was never invited is not cancelled')
  },
)
