// Published policies are immutable and dated, verdicts are kept with the version that gave them, and neither is seen by
// another employer.
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { Database } from '../../src/database/index.ts'
import { type Actor, type Role, renderProblems, schemaValidation } from '../../src/http/index.ts'
import { newId } from '../../src/kernel/index.ts'
import { createEmployer } from '../../src/people/index.ts'
import { policySchemaText } from '../../src/policy/document.ts'
import {
  decideVerdict,
  findPolicyVersion,
  findVerdict,
  keepVerdict,
  policyInForce,
  policyRoutes,
  publishPolicy,
} from '../../src/policy/index.ts'
import { onEachDatabase } from '../support/databases.ts'
import { documentWith, questionWith } from './builders.ts'

const now = '2026-05-01T09:00:00.000Z'

const employerIn = (database: Database): Promise<string> =>
  database.transact((unit) =>
    createEmployer(unit, { name: 'Ashford', zone: 'Europe/London', locale: 'en-GB', currency: 'GBP', now }),
  )

const published = (database: Database, employerId: string, text: string, at = now): Promise<string> =>
  database.transact(async (unit) => {
    const answer = await publishPolicy(unit, { employerId, text, file: 'p.yaml', actor: 'command:test', now: at })
    if ('mistakes' in answer) throw new Error(JSON.stringify(answer.mistakes))
    return answer.id
  })

await onEachDatabase(t, 'versions', async (t, database) => {
  const employerId = await employerIn(database)
  const inForce = async (on: string) => (await policyInForce(database.reader, employerId, on))?.id ?? null
  const january = documentWith({ from: '2026-01-01', title: 'January' })
  const june = documentWith({ from: '2026-06-01', title: 'June' })

  await t.test('before the first one, none is in force', async (t) => {
    t.equal(await inForce('2026-05-01'), null)
  })
  const first = await published(database, employerId, january)
  const second = await published(database, employerId, june)

  await t.test('the one in force on a day is the last that began by then', async (t) => {
    t.equal(await inForce('2025-12-31'), null)
    t.equal(await inForce('2026-01-01'), first)
    t.equal(await inForce('2026-05-31'), first)
    t.equal(await inForce('2026-06-01'), second)
    t.equal((await policyInForce(database.reader, employerId, '2026-06-01'))?.policy.title, 'June')
  })
  await t.test('the same text again changes nothing', async (t) => {
    t.equal(await published(database, employerId, june, '2026-05-02T09:00:00.000Z'), second)
    t.equal((await database.kysely.selectFrom('policyVersion').select('id').execute()).length, 2)
  })
  await t.test(
    'another text for the same day supersedes it; publishing the first one again brings it back',
    async (t) => {
      const other = await published(
        database,
        employerId,
        documentWith({ from: '2026-06-01', title: 'Other' }),
        '2026-05-03T09:00:00.000Z',
      )
      t.equal(await inForce('2026-06-02'), other)
      const again = await published(database, employerId, june, '2026-05-04T09:00:00.000Z')
      t.equal(await inForce('2026-06-02'), again)
      t.not(again, second, 'it is a version of its own: nothing published is edited')
      t.equal(
        (await findPolicyVersion(database.reader, other))?.policy.title,
        'Other',
        'and the superseded one can still be read',
      )
    },
  )
  await t.test('a document with mistakes publishes nothing', async (t) => {
    const versions = async () => (await database.kysely.selectFrom('policyVersion').select('id').execute()).length
    const before = await versions()
    const answer = await database.transact((unit) =>
      publishPolicy(unit, { employerId, text: 'policy: x', file: 'p.yaml', actor: 'command:test', now }),
    )
    t.ok('mistakes' in answer && answer.mistakes.every((one) => one.file === 'p.yaml'))
    t.equal(await versions(), before)
  })
  await t.test('publishing tells the employer’s feed and the audit', async (t) => {
    const events = await database.kysely
      .selectFrom('outboxEvent')
      .selectAll()
      .where('type', '=', 'policy.published')
      .execute()
    t.equal(events.length, 4)
    t.match(
      events.map((event) => ({ ...event, data: JSON.parse(event.data) })).find((event) => event.subjectId === first),
      { tenantId: employerId, data: { policyVersionId: first, name: 'test', fromOn: '2026-01-01' }, occurredAt: now },
    )
    const notes = await database.kysely
      .selectFrom('auditEntry')
      .selectAll()
      .where('action', '=', 'policy.publish')
      .execute()
    t.match(
      notes.find((note) => note.subjectId === first),
      { tenantId: employerId, actor: 'command:test', subject: 'policyVersion' },
    )
  })
  await t.test('another employer has none of them', async (t) => {
    const other = await employerIn(database)
    t.equal(await policyInForce(database.reader, other, '2026-06-01'), null)
  })
})

await onEachDatabase(t, 'kept verdicts', async (t, database) => {
  const employerId = await employerIn(database)
  const policyVersionId = await published(database, employerId, documentWith())
  const policy = (await findPolicyVersion(database.reader, policyVersionId))?.policy
  if (policy === undefined) throw new Error('the version that was just published is not there')
  const verdict = decideVerdict(policy, questionWith(policy, { pots: { volunteering: '1 hour' } }))
  const id = newId()
  const personId = newId()
  await database.transact((unit) => keepVerdict(unit, { id, employerId, personId, policyVersionId, verdict, now }))

  await t.test('a refusal is kept whole, with the version that gave it', async (t) => {
    t.strictSame(await findVerdict(database.reader, id), {
      id,
      employerId,
      personId,
      policyVersionId,
      verdict,
      createdAt: now,
    })
    t.equal(verdict.outcome, 'refuse')
    t.equal(await findVerdict(database.reader, newId()), null)
  })
  await t.test('it is to stay for six years', async (t) => {
    const kept = await database.kysely.selectFrom('verdict').select('keepUntilAt').where('id', '=', id).execute()
    t.strictSame(kept, [{ keepUntilAt: '2032-05-01T09:00:00.000Z' }])
  })
})

const appOf = async (t: Test, database: Database, actor: () => Actor | null): Promise<FastifyInstance> => {
  const app = Fastify({ genReqId: newId })
  t.teardown(() => app.close())
  app.decorateRequest('boondayActor', null)
  for (const type of ['text/yaml', 'application/yaml', 'text/csv']) {
    app.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => done(null, body))
  }
  schemaValidation(app)
  renderProblems(app)
  app.addHook('onRequest', async (request) => {
    request.boondayActor = actor()
  })
  policyRoutes(app, { database, clock: { at: () => now } })
  await app.ready()
  return app
}

await onEachDatabase(t, 'over HTTP', async (t, database) => {
  const employerId = await employerIn(database)
  let caller: Actor | null = null
  const as = (role: Role, tenantId = employerId, tenantKind: 'employer' | 'body' = 'employer'): void => {
    const principalId = newId()
    const person = { kind: 'person' as const, principalId, personId: principalId, onBehalfOf: null }
    caller = { tenantId, tenantKind, ...person, roles: new Set([role]), locale: 'en-GB', clockShiftMillis: 0 }
  }
  const app = await appOf(t, database, () => caller)
  const post = (text: string, type = 'application/yaml', key = newId()) =>
    app.inject({
      method: 'POST',
      url: '/v1/policies',
      payload: text,
      headers: { 'content-type': type, 'idempotency-key': key },
    })
  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers })

  as('hr')
  const text = documentWith()
  const key = newId()
  const created = await post(text, 'text/yaml', key)
  const { id } = created.json() as { id: string }

  await t.test('publishing answers the id and the first day, and the same again to the same request', async (t) => {
    t.equal(created.statusCode, 201)
    t.strictSame(created.json(), { id, fromOn: '2026-01-01' })
    t.equal(created.headers.location, `/v1/policies/${id}`)
    const hr = caller
    const again = await post(text, 'text/yaml', key)
    t.equal(again.statusCode, 201)
    t.strictSame(again.json(), created.json())
    caller = hr
  })
  await t.test('a document with five mistakes is a problem with five reasons, each with its place', async (t) => {
    const wrong = await post(
      'policy: x\ntitel: y\nfrom: 2026-01-32\npots:\n  - { id: a, title: A, amount: lots, window: never }\n',
    )
    t.equal(wrong.statusCode, 422)
    t.match(wrong.json(), {
      type: 'urn:boonday:problem:policy-invalid',
      detail: 'nothing was published: there are 5 mistakes in the document',
      reasons: [
        { code: 'policy_mistake', message: /"title" is missing/, figures: { file: 'policy.yaml', line: 1, column: 1 } },
        { message: /did you mean "title"/, figures: { line: 2, column: 1 } },
        { message: /not a day of the calendar/, figures: { line: 3, column: 7 } },
        { message: /"amount" cannot be "lots"/, figures: { line: 5, column: 32 } },
        { message: /"window" cannot be "never"/, figures: { line: 5, column: 46 } },
      ],
    })
    t.equal((wrong.json() as { reasons: unknown[] }).reasons.length, 5)
    t.match(wrong.headers['content-type'], 'application/problem+json')
  })
  await t.test('only YAML is taken, and only with a key', async (t) => {
    t.equal((await post(text, 'text/csv')).statusCode, 415)
    t.equal((await post('"policy"', 'application/json')).statusCode, 415)
    const url = '/v1/policies'
    const bare = await app.inject({ method: 'POST', url, payload: text, headers: { 'content-type': 'text/yaml' } })
    t.match(bare.json(), { status: 400, type: 'urn:boonday:problem:idempotency-key-missing' })
  })
  await t.test('the list shows each role what it may see', async (t) => {
    const item = { id, name: 'test', fromOn: '2026-01-01', inForce: true, publishedAt: now }
    as('csr')
    t.strictSame((await get('/v1/policies')).json(), { items: [item], next: null })
    as('auditor')
    t.match((await get('/v1/policies')).json(), { items: [{ ...item, publishedBy: /^person:/ }] })
  })
  await t.test('the list goes on page by page, published last first', async (t) => {
    as('hr')
    const later = (await post(documentWith({ from: '2026-09-01' }))).json() as { id: string }
    const first = (await get('/v1/policies?limit=1')).json() as {
      items: { id: string; inForce: boolean }[]
      next: string
    }
    t.match(first.items, [{ id: later.id, inForce: false }])
    t.match((await get(`/v1/policies?limit=1&cursor=${first.next}`)).json(), {
      items: [{ id, inForce: true }],
      next: null,
    })
    t.equal((await get('/v1/policies?cursor=nonsense')).statusCode, 400)
  })
  await t.test('the document comes back as it was published, with a strong ETag', async (t) => {
    const whole = await get(`/v1/policies/${id}`)
    t.equal(whole.statusCode, 200)
    t.equal(whole.body, text)
    t.match(whole.headers['content-type'], 'application/yaml')
    const etag = String(whole.headers.etag)
    t.match(etag, /^"[0-9a-f]{64}"$/)
    const same = await get(`/v1/policies/${id}`, { 'if-none-match': etag })
    t.match(same, { statusCode: 304, body: '' })
    t.equal((await get(`/v1/policies/${id}`, { 'if-none-match': '"other"' })).statusCode, 200)
    t.equal((await get(`/v1/policies/${newId()}`)).statusCode, 404)
    t.equal((await get('/v1/policies/5')).statusCode, 400)
  })
  await t.test('another employer cannot tell it from one that is not there, and a body has none', async (t) => {
    as('hr', await employerIn(database))
    t.equal((await get(`/v1/policies/${id}`)).statusCode, 404)
    t.strictSame((await get('/v1/policies')).json(), { items: [], next: null })
    as('hr', newId(), 'body')
    t.equal((await get('/v1/policies')).statusCode, 404)
  })
  await t.test('who may not is told what is needed; who is not known, that a token is', async (t) => {
    as('csr')
    t.equal((await get(`/v1/policies/${id}`)).statusCode, 403)
    t.equal((await post(text)).statusCode, 403)
    as('employee')
    t.equal((await get('/v1/policies')).statusCode, 403)
    caller = null
    for (const url of ['/v1/policies', `/v1/policies/${id}`, '/v1/policy-schema'])
      t.equal((await get(url)).statusCode, 401)
    t.equal((await post(text)).statusCode, 401)
  })
  await t.test('the schema is for everybody who is known', async (t) => {
    as('broker', newId(), 'body')
    const schema = await get('/v1/policy-schema')
    t.equal(schema.statusCode, 200)
    t.match(schema.headers['content-type'], 'application/schema+json')
    t.equal(schema.body, policySchemaText())
  })
})
