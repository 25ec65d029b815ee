// Calendar feeds at a secret address, and links that HR hands over: shown once, stored nowhere, ended at once.
import t from 'tap'
import { newId } from '../../src/kernel/index.ts'
import { send } from '../support/app.ts'
import { onEachDatabase, type TestDatabase } from '../support/databases.ts'
import { buildWorld } from '../support/world.ts'
import { letterbox } from './letterbox.ts'

const pathOf = (url: string): string => new URL(url).pathname

/** Whether a secret is anywhere in what the service keeps. */
const isKept = async ({ kysely }: TestDatabase, secret: string): Promise<boolean> => {
  const rows = await Promise.all(
    (['requestKey', 'signedLink', 'calendarFeed', 'auditEntry', 'outboxEvent'] as const).map((table) =>
      kysely.selectFrom(table).selectAll().execute(),
    ),
  )
  return JSON.stringify(rows).includes(secret)
}

await onEachDatabase(t, 'a calendar feed', async (t, database) => {
  const world = await buildWorld(t, database, { shiftTenants: true })
  const { app } = world
  const me = world.employee(0)
  const key = newId()
  const create = () => send(app, me, { method: 'POST', url: '/v1/me/calendar-feed', key })
  const made = await create()
  t.equal(made.statusCode, 201)
  const { feedId, url } = made.json()
  t.match(url, /\/calendar\/[\w-]{43}\.ics$/)
  const repeated = await create()
  t.same(repeated.json(), { feedId, url: null }, 'a repeated request answers the same feed, and its secret no more')
  t.notOk(await isKept(database, pathOf(url).slice(10, -4)), 'the secret is stored nowhere')

  const booked = await send(app, me, { method: 'POST', url: '/v1/bookings', body: { sessionId: world.sessionIds[0] } })
  t.equal(booked.statusCode, 201)
  const feed = await app.inject(pathOf(url))
  t.equal(feed.statusCode, 200)
  t.equal(feed.headers['content-type'], 'text/calendar; charset=utf-8')
  t.equal(feed.headers['cache-control'], 'private, max-age=300')
  t.equal(feed.headers['referrer-policy'], 'no-referrer')
  t.equal(feed.headers['x-robots-tag'], 'noindex')
  t.match(feed.headers['etag'], /^"[0-9a-f]{64}"$/)
  t.match(feed.body, /STATUS:TENTATIVE/)
  t.notMatch(feed.body, /METHOD|Kitchen|Spreadsheet|ATTENDEE/)
  const etag = String(feed.headers['etag'])
  t.equal((await app.inject(pathOf(url))).body, feed.body, 'twice without a change it is the same bytes')
  for (const header of [etag, `"x", W/${etag}`, '*']) {
    const answer = await app.inject({ url: pathOf(url), headers: { 'if-none-match': header } })
    t.same([answer.statusCode, answer.body], [304, ''])
  }
  t.equal((await app.inject({ url: pathOf(url), headers: { 'if-none-match': '"x"' } })).statusCode, 200)
  t.equal((await app.inject({ method: 'HEAD', url: pathOf(url) })).headers['etag'], etag)

  const renewed = (await send(app, me, { method: 'POST', url: '/v1/me/calendar-feed' })).json()
  t.equal((await app.inject(pathOf(url))).statusCode, 404, 'a new feed ends the old one')
  t.equal((await app.inject(pathOf(renewed.url))).body, feed.body)
  t.equal((await send(app, me, { method: 'DELETE', url: '/v1/me/calendar-feed' })).statusCode, 204)
  t.equal((await app.inject(pathOf(renewed.url))).statusCode, 404, 'a revoked feed is not known any more')
  for (const unknown of ['/calendar/x.ics', `/calendar/${'A'.repeat(43)}.ics`, `/calendar/${'A'.repeat(43)}`]) {
    t.equal((await app.inject(unknown)).statusCode, 404)
  }
  t.equal((await send(app, world.callers.broker, { method: 'POST', url: '/v1/me/calendar-feed' })).statusCode, 403)
  t.equal((await send(app, null, { method: 'POST', url: '/v1/me/calendar-feed' })).statusCode, 401)
})

await onEachDatabase(t, 'a link that HR hands over or has mailed', async (t, database) => {
  const world = await buildWorld(t, database, { shiftTenants: true })
  const { app, callers } = world
  const [personId = ''] = world.personIds
  const ask = (caller: Parameters<typeof send>[1], body: unknown, id = personId) =>
    send(app, caller, { method: 'POST', url: `/v1/people/${id}/links`, body })
  const made = await ask(callers.hr, { by: 'url', validMinutes: 60 })
  t.equal(made.statusCode, 201)
  const { url } = made.json()
  t.notOk(await isKept(database, pathOf(url).slice(3)), 'the secret is stored nowhere')
  const page = await app.inject(pathOf(url))
  t.equal(page.statusCode, 200)
  t.match(page.body, /22 h 30 min left/)
  t.equal((await app.inject(pathOf(url))).statusCode, 200, 'it can be opened again until it expires')

  const box = await letterbox(t, database)
  const mailed = await ask(callers.hr, { by: 'mail' })
  t.same([mailed.statusCode, mailed.json().url], [201, null])
  const [letter, ...more] = await box.collect()
  t.same([letter?.topic, letter?.to, more.length], ['person-home', 'e0@example.org', 0])
  t.equal((await app.inject(letter?.links[0] ?? '')).statusCode, 200)

  t.equal((await ask(world.employee(1), { by: 'url' })).statusCode, 403)
  t.equal((await ask(callers.broker, { by: 'url' })).statusCode, 403)
  t.equal((await ask(callers.hr, { by: 'url' }, newId())).statusCode, 404)
  t.equal((await ask(callers.hr, { by: 'url', more: 1 })).statusCode, 400, 'an unknown field is refused')
  t.equal((await ask(callers.hr, { by: 'url', validMinutes: 1 })).statusCode, 400)
})
