import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import {
  type Actor,
  command,
  keyOfCursor,
  PageOf,
  PageQuery,
  pageOf,
  problemBody,
  type Role,
  read,
  renderProblems,
  schemaValidation,
} from '../../src/http/index.ts'
import { type Locale, newId } from '../../src/kernel/index.ts'
import { freshDatabase } from '../support/databases.ts'

const now = '2026-05-04T08:00:00.000Z'

const callerWith = (role: Role, locale: Locale): Actor => ({
  tenantId: newId(),
  tenantKind: 'employer',
  kind: 'person',
  principalId: newId(),
  personId: null,
  onBehalfOf: null,
  roles: new Set([role]),
  locale,
  clockShiftMillis: 0,
})

const Thing = Type.Object({ id: Type.String() })
const things = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }))

/** An app with a paged list, an operation that takes text alone and one that refuses, called by whoever `role` names. */
const service = async (
  t: Test,
  options: { role?: Role | null; locale?: Locale; publicUrl?: string; prefix?: string } = {},
) => {
  const { role = 'hr', locale = 'en-GB', publicUrl, prefix = '' } = options
  const caller = role === null ? null : callerWith(role, locale)
  const database = await freshDatabase(t, 'sqlite')
  const around = { database, clock: { at: () => now }, ...(publicUrl === undefined ? {} : { publicUrl }) }
  const app = Fastify()
  t.teardown(() => app.close())
  const mounted = async (scope: FastifyInstance): Promise<void> => {
    schemaValidation(scope)
    renderProblems(scope)
    scope.decorateRequest('boondayActor', null)
    scope.addHook('onRequest', async (request) => {
      request.boondayActor = caller
    })
    scope.addContentTypeParser(['text/csv', 'application/yaml'], { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    )
    read(scope, around, {
      method: 'GET',
      url: '/v1/things',
      operationId: 'listThings',
      summary: 'Things',
      tag: 'things',
      allow: ['hr'],
      query: Type.Object({ ...PageQuery, like: Type.Optional(Type.String()) }, { additionalProperties: false }),
      response: { 200: PageOf(Thing) },
      handle: async (_reader, { query }) => {
        const after = keyOfCursor(query.cursor) ?? ''
        const limit = query.limit ?? 50
        const rows = things.filter(({ id }) => id > after).slice(0, limit + 1)
        return { status: 200, body: pageOf(rows, limit, ({ id }) => id), headers: { 'x-own': 'kept' } }
      },
    })
    command(scope, around, {
      method: 'POST',
      url: '/v1/things/imports',
      operationId: 'importThings',
      summary: 'Things as text',
      tag: 'things',
      allow: ['hr'],
      consumes: ['text/csv'],
      body: Type.String({ minLength: 1 }),
      response: { 200: Type.Object({ length: Type.Integer() }) },
      handle: async (_unit, { body }) => ({ status: 200, body: { length: body.length } }),
    })
    command(scope, around, {
      method: 'POST',
      url: '/v1/things',
      operationId: 'addThing',
      summary: 'One thing',
      tag: 'things',
      allow: ['hr'],
      response: { 201: Thing },
      handle: async () => ({
        status: 409,
        body: problemBody('conflict', 'mae gormod o bethau'),
      }),
    })
  }
  await app.register(mounted, { prefix })
  await app.ready()
  const post = (payload: string, type: string | null) =>
    app.inject({
      method: 'POST',
      url: `${prefix}/v1/things/imports`,
      headers: { 'idempotency-key': newId(), ...(type === null ? {} : { 'content-type': type }) },
      payload,
    })
  return { app, post }
}

t.test('an operation takes the content it declares, and no other that a parser is there for', async (t) => {
  const { post } = await service(t)
  t.strictSame((await post('a,b', 'text/csv')).json(), { length: 3 })
  t.equal((await post('a,b', 'Text/CSV; charset=utf-8')).statusCode, 200, 'case and parameters are of no matter')
  for (const [payload, type] of [
    ['"a,b"', 'application/json'],
    ['{', 'application/json'],
    ['a: b', 'application/yaml'],
    ['<a/>', 'application/xml'],
    ['a,b', 'text/csvx'],
  ] as const) {
    const refused = await post(payload, type)
    t.match(
      refused.json(),
      { status: 415, type: 'urn:boonday:problem:unsupported-media-type', detail: /text\/csv/ },
      type,
    )
    t.equal(refused.headers.accept, 'text/csv')
  }
  t.equal((await post('a,b', null)).statusCode, 415, 'content that does not say what it is')
  t.equal((await post('', null)).statusCode, 400, 'no content at all is a mistake of another kind')
})

t.test('who may not call it is told so before anything about their content', async (t) => {
  t.equal((await (await service(t, { role: null })).post('{}', 'application/json')).statusCode, 401)
  t.equal((await (await service(t, { role: 'csr' })).post('{}', 'application/json')).statusCode, 403)
})

const linkOf = (header: unknown): string | null => /^<([^<>]+)>; rel="next"$/.exec(String(header))?.[1] ?? null

t.test('a page links to the page after it, and following the links reads everything once', async (t) => {
  const { app } = await service(t, { publicUrl: 'https://boonday.example.org/hr', prefix: '/volunteering' })
  const seen: string[] = []
  const links: string[] = []
  let address: string | null = '/volunteering/v1/things?limit=2&like=a%26b'
  while (address !== null && links.length < 9) {
    const response = await app.inject(address)
    const { items, next } = response.json()
    seen.push(...items.map(({ id }: { id: string }) => id))
    t.equal(response.headers['x-own'], 'kept')
    const link = linkOf(response.headers.link)
    t.equal(link === null, next === null, 'a link wherever there is a page after it, and none at the end')
    if (link !== null) {
      links.push(link)
      const { origin, pathname, searchParams } = new URL(link)
      t.equal(origin + pathname, 'https://boonday.example.org/hr/volunteering/v1/things', 'as callers reach it')
      t.strictSame([...searchParams.keys()].sort(), ['cursor', 'like', 'limit'], 'each parameter once')
      t.equal(searchParams.get('like'), 'a&b')
      t.equal(searchParams.get('cursor'), next)
    }
    address = link === null ? null : link.replace('https://boonday.example.org/hr', '')
  }
  t.strictSame(seen, ['a', 'b', 'c', 'd', 'e'])
  t.equal(links.length, 2)
})

t.test('without an address of its own the service links to the host that was asked for', async (t) => {
  const { app } = await service(t)
  const asked = (host: string) => app.inject({ url: '/v1/things?limit=4', headers: { host } })
  t.match(
    linkOf((await asked('boonday.example.org:8443')).headers.link),
    /^http:\/\/boonday\.example\.org:8443\/v1\/things\?/,
  )
  const strange = await asked('a b<c>')
  t.equal(strange.statusCode, 200)
  t.equal(strange.headers.link, undefined, 'a host that is no host is not linked to')
  t.ok(strange.json().next)
})

t.test(
  'a refusal that is an answer names the language of its reasons, the first time and when it is repeated',
  async (t) => {
    const { app } = await service(t, { locale: 'cy-GB' })
    const headers = { 'idempotency-key': newId() }
    const answers = []
    for (const replayed of [undefined, 'true']) {
      const answer = await app.inject({ method: 'POST', url: '/v1/things', headers })
      t.equal(answer.statusCode, 409)
      t.equal(answer.headers['content-language'], 'cy-GB')
      t.equal(answer.headers['idempotency-replayed'], replayed)
      answers.push(answer.body)
    }
    t.equal(answers[0], answers[1])
  },
)
