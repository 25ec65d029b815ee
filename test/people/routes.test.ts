// The operations of people over HTTP: who may call, what they see, and what happens to bad input.
import t from 'tap'
import { newId } from '../../src/kernel/index.ts'
import { replacedWithin } from '../../src/people/busy.ts'
import { grantRole, type Post } from '../../src/people/index.ts'
import { onEachDatabase, type TestDatabase } from '../support/databases.ts'
import { appOf, by, csvOf, row, staff, tenant } from './setup.ts'

type Method = 'GET' | 'POST' | 'PUT'

const start = async (t: Parameters<typeof appOf>[0], database: TestDatabase) => {
  const home = await tenant(database)
  const app = await appOf(t, database)
  const call = async (
    subject: string | null,
    request: `${Method} /${string}`,
    more: { body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    const [method, url] = request.split(' ') as [Method, string]
    const answer = await app.inject({
      method,
      url,
      headers: {
        ...(subject === null ? {} : { subject }),
        ...(method === 'POST' ? { 'idempotency-key': newId() } : {}),
        ...more.headers,
      },
      ...(more.body === undefined ? {} : { payload: more.body as object }),
    })
    const text = answer.body
    return { status: answer.statusCode, headers: answer.headers, body: text === '' ? null : JSON.parse(text), text }
  }
  return { home, call }
}

t.test('GET /v1/me says who the caller is, with their own record and nobody else’s', async (t) => {
  await onEachDatabase(t, 'me', async (t, database) => {
    const { home, call } = await start(t, database)
    t.equal((await call(null, 'GET /v1/me')).status, 401)
    const ann = await call('ANN', 'GET /v1/me')
    t.equal(ann.status, 200, ann.text)
    t.match(ann.body, {
      kind: 'person',
      tenantId: home.employerId,
      personId: home.person('ANN'),
      roles: ['employee', 'manager'],
      person: { hrId: 'ANN', name: 'Person ANN', posts: [{ grade: 'G5', pattern: { kind: 'weekly' } }] },
    })
    const suite = await call('hr-suite', 'GET /v1/me', { headers: { for: 'CAI' } })
    const cai = { personId: home.person('CAI'), onBehalfOf: home.person('CAI'), person: { hrId: 'CAI' } }
    t.match(suite.body, { kind: 'client', principalId: home.clientId, ...cai, roles: ['employee'] })
    t.equal((await call('hr-suite', 'GET /v1/me')).status, 403, 'a system without a role calls nothing in its own name')
  })
})

t.test(
  'a person is seen whole by HR and themselves, by name and department by their manager, by nobody else',
  async (t) => {
    await onEachDatabase(t, 'person', async (t, database) => {
      const { home, call } = await start(t, database)
      const url = `/v1/people/${home.person('CAI')}` as const
      for (const subject of ['DEE', 'CAI']) {
        const whole = await call(subject, `GET ${url}`)
        t.match(whole.body, { hrId: 'CAI', email: 'cai@example.org', posts: [{ payNumber: 'PAY-CAI' }] }, subject)
      }
      const managed = await call('ANN', `GET ${url}`)
      const [post] = managed.body.posts as Post[]
      t.strictSame(managed.body, {
        id: home.person('CAI'),
        name: 'Person CAI',
        posts: [{ id: post?.id, department: 'Finance' }],
      })
      t.equal((await call('BOB', `GET ${url}`)).status, 404, 'a colleague')
      t.equal((await call('EVE', `GET ${url}`)).status, 404, 'an administrator')
      t.equal((await call('DEE', `GET /v1/people/${newId()}`)).status, 404)
      t.equal((await call('DEE', 'GET /v1/people/42')).status, 400)
      const other = await tenant(database, 'other')
      t.equal((await call('DEE', `GET /v1/people/${other.person('CAI')}`)).status, 404, 'of another employer')
    })
  },
)

t.test('people and sites are listed in pages', async (t) => {
  await onEachDatabase(t, 'lists', async (t, database) => {
    const { home, call } = await start(t, database)
    const seen: string[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page = await call('DEE', `GET /v1/people?limit=2${next === '' ? '' : `&cursor=${next}`}`)
      t.ok(page.body.items.length <= 2)
      seen.push(...page.body.items.map((item: { hrId: string }) => item.hrId))
      next = page.body.next
    }
    t.strictSame([...seen].sort(), ['ANN', 'BOB', 'CAI', 'DEE', 'EVE'], 'each once')
    t.match((await call('DEE', 'GET /v1/people?hrId=EVE')).body, { items: [{ id: home.person('EVE') }], next: null })
    t.strictSame((await call('DEE', 'GET /v1/people?state=left')).body.items, [])
    t.equal((await call('DEE', 'GET /v1/people?cursor=zzz')).status, 400)
    t.equal((await call('DEE', 'GET /v1/people?colour=red')).status, 400)
    t.equal((await call('ANN', 'GET /v1/people')).status, 403)
    const sites = await call('DEE', 'GET /v1/sites')
    t.match(sites.body, { items: [{ code: 'HQ', latitude: 53.48 }], next: null })
    t.equal((await call('BOB', 'GET /v1/sites')).status, 403)
  })
})

t.test('skills are edited against the version that was read', async (t) => {
  await onEachDatabase(t, 'skills', async (t, database) => {
    const { call } = await start(t, database)
    const skills = ['https://skills.example.org/b', 'https://skills.example.org/a']
    const put = (headers: Record<string, string>, body: unknown = { skills }) =>
      call('ANN', 'PUT /v1/me/skills', { body, headers })
    const read = await call('ANN', 'GET /v1/me/skills')
    t.strictSame(read.body, { skills: ['https://skills.example.org/a'] })
    const etag = String(read.headers.etag)
    t.equal((await call('ANN', 'GET /v1/me/skills', { headers: { 'if-none-match': etag } })).status, 304)
    t.equal((await put({})).status, 428)
    const done = await put({ 'if-match': etag })
    t.equal(done.status, 200, done.text)
    t.strictSame(done.body, { skills: [...skills].sort() })
    t.not(done.headers.etag, etag)
    t.equal((await put({ 'if-match': etag })).status, 412, 'a second editor learns that it has changed')
    t.strictSame((await call('ANN', 'GET /v1/me/skills')).body, done.body)
    t.equal((await put({ 'if-match': String(done.headers.etag) }, { skills: [] })).status, 200)
    for (const bad of [{ skills: ['cooking'] }, { skills: [skills[0], skills[0]] }, { skills, note: 'x' }, {}]) {
      t.equal((await put({ 'if-match': '*' }, bad)).status, 400, JSON.stringify(bad))
    }
  })
})

t.test('an export arrives as CSV, by HR or a system that was granted it', async (t) => {
  await onEachDatabase(t, 'imports', async (t, database) => {
    const { home, call } = await start(t, database)
    const headers = { 'content-type': 'text/csv; charset=utf-8' }
    const send = (subject: string, body: unknown, query = '', more = {}) =>
      call(subject, `POST /v1/people/imports${query}`, { body, headers: { ...headers, ...more } })
    const csv = csvOf([...staff, row('NEW', { manager_employee_id: 'ANN' })])
    t.equal((await send('BOB', csv)).status, 403)
    t.equal((await send('hr-suite', csv)).status, 403)
    await database.transact((unit) =>
      grantRole(unit, { tenantId: home.employerId, principalId: home.clientId, role: 'hr', untilAt: null }, by),
    )
    const dry = await send('hr-suite', csv, '?dryRun=true')
    t.match(dry.body, { created: 1, dryRun: true }, dry.text)
    const key = { 'idempotency-key': newId() }
    const first = await send('hr-suite', csv, '', key)
    t.strictSame(first.body, { created: 1, updated: 0, unchanged: 5, left: 0, forgotten: 0, posts: 7, dryRun: false })
    const repeated = await send('hr-suite', csv, '', key)
    t.strictSame(repeated.body, first.body, 'a repeated request gets the first answer')
    t.match((await send('hr-suite', csv)).body, { created: 0, unchanged: 6 })
    const bad = await send('DEE', csvOf([row('ANN', { fte: '2' }), row('BOB', { zone: 'Europe/Lodnon' })]))
    t.equal(bad.status, 422)
    t.match(bad.body, {
      type: 'urn:boonday:problem:import-refused',
      reasons: [
        { code: 'fte_wrong', figures: { line: 2, column: 'fte' } },
        {
          code: 'choice_misspelt',
          message: 'Line 3, column zone: “Europe/Lodnon” is not known here: did you mean Europe/London?',
        },
      ],
    })
    const braked = await send('DEE', csvOf(staff.slice(0, 1)))
    t.match(braked.body, { status: 422, reasons: [{ code: 'leavers_too_many', figures: { leavers: 5, active: 6 } }] })
    t.match((await send('DEE', csvOf(staff.slice(0, 4)), '?confirmLeavers=true')).body, { left: 2 })
    t.equal((await send('DEE', Buffer.from([0x4a, 0xf6, 0x72, 0x67]))).status, 400, 'not UTF-8')
    t.equal((await send('DEE', '{}', '', { 'content-type': 'application/json' })).status, 415)
    t.equal(
      (await call('DEE', 'POST /v1/people/imports', { body: csv, headers: { ...headers, 'idempotency-key': '' } }))
        .status,
      400,
    )
    const kept = await database.kysely.selectFrom('requestKey').select('answer').execute()
    t.notMatch(JSON.stringify(kept), /ANN|Lodnon|example\.org/, 'no answer that is kept holds what was in the file')
  })
})

t.test('busy time is replaced per person, source and period', async (t) => {
  await onEachDatabase(t, 'busy', async (t, database) => {
    const { home, call } = await start(t, database)
    const at = (day: number, hour = 9) =>
      `2027-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`
    const march = { source: 'leave', startsAt: at(1, 0), endsAt: at(31, 0) }
    const busy = (day: number) => ({ startsAt: at(day), endsAt: at(day, 17) })
    const post = (body: unknown) => call('DEE', 'POST /v1/people/busy', { body })
    const stored = async () => {
      const rows = await database.kysely
        .selectFrom('busyInterval')
        .selectAll()
        .orderBy('startsAt')
        .orderBy('source')
        .execute()
      return rows.map((one) => `${one.source} ${one.startsAt.slice(8, 13)}-${one.endsAt.slice(8, 13)}`)
    }
    const both = [
      { hrId: 'BOB', busy: [busy(4), busy(5)] },
      { personId: home.person('CAI'), busy: [busy(4)] },
    ]
    const done = await post({ ...march, people: both })
    t.strictSame([done.status, done.body], [200, { people: 2, intervals: 3 }], done.text)
    await post({ ...march, source: 'rota', people: [{ hrId: 'BOB', busy: [busy(4)] }] })
    await post({ ...march, startsAt: at(5, 0), people: [{ hrId: 'BOB', busy: [busy(9)] }] })
    t.strictSame(await stored(), ['leave 04T09-04T17', 'leave 04T09-04T17', 'rota 04T09-04T17', 'leave 09T09-09T17'])
    const wrong = await post({
      ...march,
      people: [
        { hrId: 'ZED', busy: [] },
        {
          hrId: 'BOB',
          busy: [
            { startsAt: at(5), endsAt: at(4) },
            { startsAt: at(30), endsAt: '2027-04-02T00:00:00Z' },
          ],
        },
      ],
    })
    t.equal(wrong.status, 422)
    t.match(wrong.body.reasons, [
      { code: 'person_unknown', pointer: '/people/0' },
      { code: 'interval_backwards', pointer: '/people/1/busy/0' },
      { code: 'interval_outside', pointer: '/people/1/busy/1' },
    ])
    t.equal(
      (await post({ ...march, people: [{ hrId: 'BOB', busy: [{ ...busy(4), note: 'dentist' }] }] })).status,
      400,
      'notes',
    )
    t.equal((await stored()).length, 4, 'what is refused changes nothing')
    t.equal((await call('ANN', 'POST /v1/people/busy', { body: { ...march, people: both } })).status, 403)
  })
})

t.test('what sticks out of a replaced period stays, and what touches is joined', async (t) => {
  const stretch = (text: string) => ({ startsAt: text.slice(0, 1), endsAt: text.slice(1) })
  const cases: readonly (readonly [string[], string, string[], string[]])[] = [
    [['ah'], 'ce', [], ['ac', 'eh']],
    [['ad', 'eg'], 'bf', ['cd'], ['ab', 'cd', 'fg']],
    [[], 'az', ['ac', 'bd', 'de', 'fg'], ['ae', 'fg']],
    [['bc'], 'az', [], []],
  ]
  for (const [stored, period, given, left] of cases) {
    const answer = replacedWithin(stored.map(stretch), stretch(period), given.map(stretch))
    t.strictSame(answer, left.map(stretch), `${stored} within ${period} becomes ${left}`)
  }
})

t.test('administrators grant and end roles and link logins, and learn nothing about anybody', async (t) => {
  await onEachDatabase(t, 'administration', async (t, database) => {
    const { home, call } = await start(t, database)
    const principalId = home.person('BOB')
    const grant = (body: unknown, subject = 'EVE') => call(subject, 'POST /v1/role-grants', { body })
    t.equal((await grant({ principalId, role: 'csr' }, 'DEE')).status, 403)
    const granted = await grant({ principalId, role: 'auditor', untilAt: '2027-06-01T00:00:00+01:00' })
    t.strictSame([granted.status, Object.keys(granted.body)], [201, ['id']], granted.text)
    const kept = await database.kysely
      .selectFrom('roleGrant')
      .selectAll()
      .where('id', '=', granted.body.id)
      .executeTakeFirst()
    t.equal(kept?.untilAt, '2027-05-31T23:00:00.000Z', 'an offset is understood')
    t.equal((await grant({ principalId, role: 'auditor' })).status, 400, 'an auditor without an end')
    t.equal((await grant({ principalId, role: 'manager' })).status, 400, 'manager follows from posts')
    t.equal((await grant({ principalId: newId(), role: 'csr' })).status, 400, 'nobody')
    t.equal((await grant({ principalId: home.person('EVE'), role: 'hr' })).status, 403, 'themselves')
    t.strictSame((await call('BOB', 'GET /v1/me')).body.roles, ['auditor', 'employee'])
    const ended = await call('EVE', `POST /v1/role-grants/${granted.body.id}/end`)
    t.equal(ended.status, 200, ended.text)
    t.strictSame((await call('BOB', 'GET /v1/me')).body.roles, ['employee'])
    t.equal((await call('EVE', `POST /v1/role-grants/${newId()}/end`)).status, 404)
    const { providerId } = home
    const link = (body: unknown) => call('EVE', 'POST /v1/identities', { body })
    const linked = await link({ providerId, subject: 'bob-2', hrId: 'BOB' })
    t.match([linked.status, linked.body], [201, { personId: principalId }], linked.text)
    t.equal((await call('bob-2', 'GET /v1/me')).body.personId, principalId)
    t.equal((await link({ providerId, subject: 'bob-2', hrId: 'CAI' })).status, 409)
    t.equal((await link({ providerId, subject: 'x', hrId: 'ZED' })).status, 400)
    t.equal((await link({ providerId: newId(), subject: 'x', hrId: 'BOB' })).status, 400)
  })
})

t.test('HR exports and forgets a person; both are in the audit', async (t) => {
  await onEachDatabase(t, 'export and forget', async (t, database) => {
    const { home, call } = await start(t, database)
    const bob = home.person('BOB')
    t.equal((await call('BOB', `GET /v1/people/${bob}/export`)).status, 403)
    const dossier = await call('DEE', `GET /v1/people/${bob}/export`)
    t.match(
      dossier.body,
      { personId: bob, tables: { person: [{ name: 'Person BOB' }], post: [{ grade: 'G5' }] } },
      dossier.text,
    )
    t.equal((await call('DEE', `GET /v1/people/${newId()}/export`)).status, 404)
    const forgotten = await call('DEE', `POST /v1/people/${bob}/forget`)
    t.match([forgotten.status, forgotten.body], [200, { personId: bob }], forgotten.text)
    t.match((await call('DEE', `GET /v1/people/${bob}`)).body, { name: null, email: null, state: 'forgotten' })
    const again = await call('DEE', `POST /v1/people/${bob}/forget`)
    t.match(again.body, { status: 409, reasons: [{ code: 'already_forgotten' }] })
    t.equal((await call('DEE', `POST /v1/people/${newId()}/forget`)).status, 404)
    const audit = await database.kysely
      .selectFrom('auditEntry')
      .select(['action', 'actor'])
      .where('subjectId', '=', bob)
      .orderBy('id')
      .execute()
    const actor = `person:${home.person('DEE')}`
    t.strictSame(audit, [
      { action: 'person.export', actor },
      { action: 'person.forget', actor },
    ])
  })
})
