// Bad input of every kind gets a problem that names the field and the remedy, and loses nothing: no row is written but where
// the design says so (a refused booking keeps its verdict, its audit entry and its answer). Expired and used links are tested
// with the pages that they open, in test/notices/links.test.ts; rows of an import with imports, in test/people/import.test.ts.
import { createHmac } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import { newId } from '../../src/kernel/index.ts'
import { type Caller, developmentSecret, issuer, send, tokenOf } from '../support/app.ts'
import { onEachDatabase, type TestDatabase } from '../support/databases.ts'
import { rowCounts, tablesChanged } from '../support/rows.ts'
import { buildWorld, policyText, type World } from '../support/world.ts'

interface Expected {
  readonly status: number
  /** The last part of the problem's type. */
  readonly type: string
  /** Fields that are named, each once, in order; empty where it is about no field. */
  readonly pointers?: readonly string[]
  readonly remedy: RegExp
  readonly keeps?: readonly string[]
}

interface Problem {
  readonly type: string
  readonly status: number
  readonly detail: string
  readonly pointer?: string
  readonly reasons?: readonly { readonly code: string; readonly message: string; readonly pointer?: string }[]
}

/** What a refused booking keeps; somebody's first one also opens their accounts. */
const refusedBooking = ['audit_entry', 'pot_account', 'request_key', 'verdict']

const refuser =
  (t: Test, database: TestDatabase) =>
  async (what: string, ask: () => Promise<LightMyRequestResponse>, expected: Expected): Promise<Problem> => {
    const before = await rowCounts(database)
    const answer = await ask()
    const problem = answer.json() as Problem
    t.equal(answer.statusCode, expected.status, `${what}: ${answer.body}`)
    t.equal(problem.type, `urn:boonday:problem:${expected.type}`, what)
    t.match(String(answer.headers['content-type']), /^application\/problem\+json/, what)
    const named = problem.reasons?.map((reason) => reason.pointer) ?? [problem.pointer]
    t.strictSame(
      named.filter((pointer) => pointer !== undefined),
      expected.pointers ?? [],
      `${what} names the field`,
    )
    const said = [problem.detail, ...(problem.reasons ?? []).map((reason) => reason.message)].join(' ')
    t.match(said, expected.remedy, `${what} says what to do`)
    t.strictSame(
      tablesChanged(before, await rowCounts(database)).filter((table) => !expected.keeps?.includes(table)),
      [],
      what,
    )
    return problem
  }

const book = (world: World, employee: number, body: unknown, key?: string) =>
  send(world.app, world.employee(employee), {
    ...{ method: 'POST', url: '/v1/bookings', body },
    ...(key === undefined ? {} : { key }),
  })

const activity = (more: object = {}) => ({
  ownActivity: {
    ...{ title: 'Kites', hostName: 'Shed', onDay: '2026-06-03', startsLocal: '10:00', endsLocal: '11:00' },
    zone: 'Europe/London',
    ...more,
  },
})

await onEachDatabase(t, 'content that is not what the operation takes', async (t, database) => {
  const world = await buildWorld(t, database)
  const refused = refuser(t, database)
  const invalid = (pointers: readonly string[], remedy: RegExp) => ({
    status: 400,
    type: 'invalid-request',
    pointers,
    remedy,
  })
  const sessionId = world.sessionIds[0]
  const cases: readonly [string, unknown, readonly string[], RegExp][] = [
    ['a misspelt field', { sessionId, joinWaitinglist: true }, ['/joinWaitinglist'], /did you mean “joinWaitingList”/],
    ['a field nobody knows', { sessionId, colour: 'red' }, ['/colour'], /remove it/],
    ['a missing field', activity({ title: undefined }), ['/ownActivity/title'], /add it/],
    ['a number for text', { sessionId: 17 }, ['/sessionId'], /has to be text, not a number/],
    [
      'text for a flag',
      { sessionId, joinWaitingList: 'true' },
      ['/joinWaitingList'],
      /has to be true or false, not text/,
    ],
    ['something else than an id', { sessionId: 'first' }, ['/sessionId'], /UUIDv7/],
    ['a day that does not exist', activity({ onDay: '2026-02-30' }), ['/ownActivity/onDay'], /a date that exists/],
    ['a day of the wrong form', activity({ onDay: '03/06/2026' }), ['/ownActivity/onDay'], /YYYY-MM-DD/],
    ['a time that does not exist', activity({ startsLocal: '24:10' }), ['/ownActivity/startsLocal'], /HH:MM/],
    ['a zone that does not exist', activity({ zone: 'Europe/Lodnon' }), ['/ownActivity/startsLocal'], /Europe\/Lodnon/],
    ['an end before the start', activity({ endsLocal: '09:00' }), ['/ownActivity/endsLocal'], /after the start/],
    [
      'an activity of two days',
      activity({ endsOnDay: '2026-06-04' }),
      ['/ownActivity/endsOnDay'],
      /each day by itself/,
    ],
    ['a post of somebody else', { sessionId, postIds: [newId()] }, ['/postIds/0'], /leave it out/],
    [
      'the hour that the clock skips',
      activity({ onDay: '2027-03-28', startsLocal: '01:30', endsLocal: '04:00' }),
      ['/ownActivity/startsLocal'],
      /choose another time/,
    ],
    [
      'the hour that the clock repeats',
      activity({ onDay: '2026-10-25', startsLocal: '00:30', endsLocal: '01:30' }),
      ['/ownActivity/endsLocal'],
      /choose another time/,
    ],
    [
      'several mistakes at once',
      activity({ zone: 3, tag: 'x' }),
      ['/ownActivity/tag', '/ownActivity/zone'],
      /2 mistake/,
    ],
  ]
  for (const [what, body, pointers, remedy] of cases) {
    const problem = await refused(what, () => book(world, 0, body), { ...invalid([...pointers].sort(), remedy) })
    t.ok(
      problem.reasons?.every((reason) => /^[a-z_]+$/.test(reason.code)),
      `${what} has a code`,
    )
  }
  const raw =
    (payload: string, type = 'application/json') =>
    () =>
      world.app.inject({
        method: 'POST',
        url: '/v1/bookings',
        headers: {
          authorization: `Bearer ${tokenOf(world.employee(0))}`,
          'idempotency-key': newId(),
          'content-type': type,
        },
        payload,
      })
  await refused('half of a document', raw('{"sessionId": '), invalid([], /quotes, commas and brackets/))
  await refused('a poisoned prototype', raw('{"__proto__": {"roles": ["hr"]}}'), invalid([], /quotes|JSON|proto/))
  const form = raw(`sessionId=${sessionId}`, 'application/x-www-form-urlencoded')
  await refused('a form', form, { status: 415, type: 'unsupported-media-type', remedy: /application\/json/ })
  const noKey = () =>
    send(world.app, world.employee(0), { method: 'POST', url: '/v1/bookings', body: { sessionId }, key: ' ' })
  await refused('a booking without a key', noKey, {
    ...{ status: 400, type: 'idempotency-key-missing', pointers: ['/headers/idempotency-key'] },
    remedy: /send an Idempotency-Key/,
  })
  const query = () => send(world.app, world.employee(0), { url: '/v1/bookings?state=lost&limit=0' })
  await refused('a query of wrong values', query, invalid(['/limit', '/state'], /1 or more/))
})

await onEachDatabase(t, 'a session across the turn of the clock, and one that is full', async (t, database) => {
  const world = await buildWorld(t, database, { seats: 1, employees: 3 })
  const refused = refuser(t, database)
  const { broker } = world.callers
  const add = (times: object) => () =>
    send(world.app, broker, {
      method: 'POST',
      url: `/v1/placements/${world.placementId}/sessions`,
      body: { seats: 2, ...times },
    })
  await refused(
    'a start that the clock skips',
    add({ onDay: '2027-03-28', startsLocal: '01:15', endsLocal: '05:00' }),
    {
      ...{ status: 400, type: 'invalid-request', pointers: ['/startsLocal'], remedy: /choose another time/ },
    },
  )
  const across = await add({ onDay: '2026-10-24', startsLocal: '23:00', endsOnDay: '2026-10-25', endsLocal: '05:00' })()
  t.equal(across.statusCode, 201, across.body)
  t.strictSame(
    [across.json().startsAt, across.json().endsAt],
    ['2026-10-24T22:00:00.000Z', '2026-10-25T05:00:00.000Z'],
    'a night in which the clock goes back is an hour longer than its face says',
  )
  t.equal((await book(world, 0, { sessionId: world.sessionIds[0] })).statusCode, 201)
  const full = await refused('a full session', () => book(world, 1, { sessionId: world.sessionIds[0] }), {
    ...{ status: 422, type: 'refused', pointers: ['/sessionId'], remedy: /No seat .* choose another session/ },
    keeps: refusedBooking,
  })
  t.strictSame(
    full.reasons?.map((reason) => reason.code),
    ['session_full'],
  )
  const twice = await refused('the same session twice', () => book(world, 0, { sessionId: world.sessionIds[0] }), {
    ...{
      status: 422,
      type: 'refused',
      pointers: ['/sessionId'],
      remedy: /drop out of that one first/,
      keeps: refusedBooking,
    },
  })
  t.ok(twice.reasons?.some((reason) => reason.code === 'already_booked'))
})

await onEachDatabase(t, 'a balance that is short by a minute, and one that is just enough', async (t, database) => {
  const pots = (minutes: number) =>
    `  - { id: general, title: Volunteering time, amount: ${minutes} minutes, window: calendar-year }`
  const world = await buildWorld(t, database, { policy: policyText({ pots: pots(179) }) })
  const refused = refuser(t, database)
  const problem = await refused('179 minutes for 180', () => book(world, 0, { sessionId: world.sessionIds[0] }), {
    ...{ status: 422, type: 'refused', remedy: /takes 3 h of leave and you have 2 h 59 min: 1 min too little/ },
    keeps: refusedBooking,
  })
  t.strictSame(
    problem.reasons?.map((reason) => reason.code),
    ['balance_insufficient'],
  )
  t.match(problem, { verdictId: /^[0-9a-f-]{36}$/ }, 'a refusal can be looked up and appealed')
  const { hr } = world.callers
  const url = `/v1/people/${world.personIds[0]}/adjustments`
  const adjust = (minutes: number) => ({ pot: 'general', minutes, effectiveOn: '2026-05-04', reason: 'extra_agreed' })
  const changed = await send(world.app, hr, { method: 'POST', url, body: adjust(1) })
  t.equal(changed.statusCode, 201, changed.body)
  t.equal((await book(world, 0, { sessionId: world.sessionIds[0] })).statusCode, 201, 'the last minute is enough')
  await refused('taking by hand what is held', () => send(world.app, hr, { method: 'POST', url, body: adjust(-1) }), {
    ...{ status: 422, type: 'refused', pointers: ['/minutes'], remedy: /./, keeps: ['request_key'] },
  })
})

const segment = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token with any claims, signed as those of the tests are. */
const signed = (claims: object, header: object = { alg: 'HS256', typ: 'JWT' }): string => {
  const content = `${segment(header)}.${segment(claims)}`
  return `${content}.${createHmac('sha256', developmentSecret).update(content).digest('base64url')}`
}

await onEachDatabase(t, 'a token that is not one of this employer', async (t, database) => {
  const world = await buildWorld(t, database)
  const other = await buildWorld(t, database, { name: 'elsewhere' })
  const refused = refuser(t, database)
  const soon = Math.floor(Date.now() / 1000) + 300
  const good = { iss: issuer, aud: 'employer-world', sub: 'e0', exp: soon }
  const bearer = (token: string) => () =>
    world.app.inject({ url: '/v1/me', headers: { authorization: `Bearer ${token}` } })
  t.equal((await bearer(signed(good))()).statusCode, 200, 'the token that the others differ from')
  const { exp: _exp, ...endless } = good
  const cases: readonly [string, string, string, RegExp][] = [
    ['of an unlisted issuer', signed({ ...good, iss: 'https://elsewhere.example.org' }), 'issuer_unknown', /issuer/],
    ['for an audience nobody registered', signed({ ...good, aud: 'employer-nowhere' }), 'issuer_unknown', /audience/],
    ['without exp', signed(endless), 'claim_missing', /exp/],
    ['that has expired', signed({ ...good, exp: soon - 3600 }), 'token_expired', /get a new one/],
    ['of nobody here', signed({ ...good, sub: 'stranger' }), 'subject_unknown', /registered/],
    ['signed by nobody', `${segment({ alg: 'none', typ: 'JWT' })}.${segment(good)}.`, 'key_unknown', /not signed/],
    [
      'with its content changed',
      `${signed(good).split('.')[0]}.${segment({ ...good, sub: 'hr' })}.${signed(good).split('.')[2]}`,
      'token_invalid',
      /signed/,
    ],
  ]
  for (const [what, token, code, remedy] of cases) {
    const problem = await refused(`a token ${what}`, bearer(token), { status: 401, type: 'unauthenticated', remedy })
    t.equal(problem.reasons?.[0]?.code, code, what)
  }
  const theirs: Caller = { audience: 'employer-elsewhere', subject: 'hr' }
  const gone = { status: 404, type: 'not-found', remedy: /here|where|with this id/ }
  const booked = (await book(world, 0, { sessionId: world.sessionIds[0] })).json()
  for (const [what, url] of [
    ['person', `/v1/people/${world.personIds[0]}`],
    ['balances', `/v1/people/${world.personIds[0]}/balances`],
    ['booking', `/v1/bookings/${booked.id}`],
    ['verdict', `/v1/verdicts/${booked.verdictId}`],
    ['placement', `/v1/placements/${world.placementId}`],
  ] as const) {
    await refused(`another employer’s ${what}`, () => send(world.app, theirs, { url }), gone)
  }
  const onBehalfOf: Caller = { ...other.callers.system, onBehalfOf: world.personIds[0] ?? '' }
  await refused('acting for another employer’s person', () => send(world.app, onBehalfOf, { url: '/v1/me' }), {
    ...{ status: 403, type: 'forbidden', remedy: /only a registered client may/ },
  })
})

await onEachDatabase(t, 'a body that is not theirs', async (t, database) => {
  const world = await buildWorld(t, database)
  const other = await buildWorld(t, database, { name: 'elsewhere' })
  const refused = refuser(t, database)
  const post =
    (caller: Caller, url: string, body: unknown = {}) =>
    () =>
      send(world.app, caller, { method: 'POST', url, body })
  const notLinked = { status: 404, type: 'not-found', remedy: /your employer is linked with/ }
  await refused(
    'a session of a body without a link',
    () => book(world, 0, { sessionId: other.sessionIds[0] }),
    notLinked,
  )
  const booked = (await book(world, 0, { sessionId: world.sessionIds[0] })).json()
  const theirs = other.callers.broker
  const gone = { status: 404, type: 'not-found', remedy: /with this id|not here|is no/ }
  await refused('confirming for another body', post(theirs, `/v1/bookings/${booked.id}/confirm`), gone)
  const offer = { onDay: '2026-06-01', startsLocal: '10:00', endsLocal: '11:00', seats: 1 }
  await refused('a session at another body', post(theirs, `/v1/placements/${world.placementId}/sessions`, offer), gone)
  const need = { groupId: world.groupId, title: 'x', brief: 'x', causes: [], skills: [], heads: 1 }
  await refused('a need of another body’s group', post(theirs, '/v1/needs', need), gone)
  const placement = { groupId: world.groupId, title: 'x', description: '', causes: [], skills: [] }
  await refused('a placement for another body’s group', post(theirs, '/v1/placements', placement), {
    ...{ status: 400, type: 'invalid-request', pointers: ['/groupId'], remedy: /active group/ },
  })
  await refused(
    'a body that does not exist',
    post(world.callers.hr, '/v1/body-links', { bodyId: newId(), termsId: null }),
    {
      ...{ status: 404, type: 'not-found', pointers: ['/bodyId'], remedy: /body/ },
    },
  )
})

await onEachDatabase(t, 'the same key with other content', async (t, database) => {
  const world = await buildWorld(t, database)
  const refused = refuser(t, database)
  const key = newId()
  const first = await book(world, 0, { sessionId: world.sessionIds[0] }, key)
  t.equal(first.statusCode, 201)
  await refused('a key used before', () => book(world, 0, { sessionId: world.sessionIds[1] }, key), {
    ...{ status: 422, type: 'idempotency-key-reused', remedy: /use a new key/ },
  })
  const before = await rowCounts(database)
  const again = await book(world, 0, { sessionId: world.sessionIds[0] }, key)
  t.strictSame([again.statusCode, again.json()], [201, first.json()], 'and the first answer is still there')
  t.strictSame(tablesChanged(before, await rowCounts(database)), [])
  t.equal(
    (await book(world, 1, { sessionId: world.sessionIds[1] }, key)).statusCode,
    201,
    'somebody else’s key is another',
  )
})

await onEachDatabase(t, 'a policy with five mistakes', async (t, database) => {
  const world = await buildWorld(t, database)
  const refused = refuser(t, database)
  const document =
    'policy: x\ntitel: y\nfrom: 2026-01-32\npots:\n  - { id: a, title: A, amount: lots, window: never }\n'
  const publish = () =>
    send(world.app, world.callers.hr, {
      ...{ method: 'POST', url: '/v1/policies', body: document, headers: { 'content-type': 'application/yaml' } },
    })
  const problem = await refused('five mistakes', publish, {
    ...{ status: 422, type: 'policy-invalid', remedy: /did you mean "title"/, keeps: ['request_key'] },
  })
  t.equal(problem.reasons?.length, 5, 'each is named')
  t.match(problem.reasons, Array(5).fill({ figures: { file: 'policy.yaml', line: Number, column: Number } }))
  const kept = await database.kysely.selectFrom('requestKey').select('answer').execute()
  t.notMatch(JSON.stringify(kept), /titel/, 'what was in the document is not kept')
})
