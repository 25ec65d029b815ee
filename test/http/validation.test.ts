import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { type TSchema, Type } from 'typebox'
import { renderProblems, schemaValidation } from '../../src/http/index.ts'

const closed = { additionalProperties: false }

interface Answered {
  readonly code: string
  readonly message: string
  readonly pointer: string
}

const service = async (t: Test, body: TSchema, querystring: TSchema = Type.Object({}, closed)) => {
  const app = Fastify()
  t.teardown(() => app.close())
  schemaValidation(app)
  renderProblems(app)
  app.post(
    '/things/:number',
    { schema: { body, querystring, params: Type.Object({ number: Type.Integer() }) } },
    async (request) => ({
      body: request.body,
      query: request.query,
      params: request.params,
    }),
  )
  await app.ready()
  return app
}

const send = (app: FastifyInstance, payload: unknown, query = '', locale = 'en-GB') =>
  app.inject({
    method: 'POST',
    url: `/things/7${query}`,
    headers: { 'content-type': 'application/json', 'accept-language': locale },
    payload: JSON.stringify(payload) ?? 'null',
  })

const mistakes = async (app: FastifyInstance, payload: unknown, query = ''): Promise<string[]> => {
  const response = await send(app, payload, query)
  if (response.statusCode !== 400) return [`answered ${response.statusCode}`]
  return response.json().reasons.map(({ code, pointer }: Answered) => `${code} ${pointer}`)
}

const Brief = Type.Object(
  {
    title: Type.String({ minLength: 3, maxLength: 10 }),
    heads: Type.Integer({ minimum: 1, maximum: 50 }),
    on: Type.String({ format: 'date' }),
    at: Type.Optional(Type.String({ format: 'date-time' })),
    step: Type.Optional(Type.Integer({ multipleOf: 15 })),
    start: Type.Optional(Type.String({ pattern: '^\\d\\d:\\d\\d$', description: 'Wall-clock time, HH:MM' })),
    skills: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 3, uniqueItems: true })),
    note: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    size: Type.Optional(Type.Union([Type.Literal('small'), Type.Literal('large')])),
    pattern: Type.Optional(
      Type.Union([
        Type.Object({ kind: Type.Literal('weekly'), weeks: Type.Array(Type.Integer()) }, closed),
        Type.Object({ kind: Type.Literal('casual') }, closed),
      ]),
    ),
  },
  closed,
)
const good = { title: 'Accounts', heads: 2, on: '2027-03-01' }

t.test('content that fits arrives as it was sent', async (t) => {
  const app = await service(t, Brief)
  const full = { ...good, note: null, pattern: { kind: 'weekly', weeks: [1] }, skills: ['a'], size: 'small' }
  t.strictSame((await send(app, full)).json().body, full)
})

t.test('nothing in content is coerced or dropped: each mistake is named with its pointer, all at once', async (t) => {
  const app = await service(t, Brief)
  const cases: [object, string[]][] = [
    [{ heads: '2' }, ['type_wrong /heads']],
    [{ heads: null }, ['type_wrong /heads']],
    [{ heads: 2.5 }, ['type_wrong /heads']],
    [{ heads: 0 }, ['too_small /heads']],
    [{ heads: 51 }, ['too_large /heads']],
    [{ on: '2027-02-30' }, ['format_wrong /on']],
    [{ on: undefined }, ['field_missing /on']],
    [{ at: 'tomorrow' }, ['format_wrong /at']],
    [{ step: 20 }, ['step_wrong /step']],
    [{ start: '9am' }, ['pattern_wrong /start']],
    [{ title: 'ab' }, ['too_short /title']],
    [{ title: 'much too long' }, ['too_long /title']],
    [{ skills: [] }, ['too_few /skills']],
    [{ skills: ['a', 'b', 'c', 'd'] }, ['too_many /skills']],
    [{ skills: ['a', 'a'] }, ['not_unique /skills']],
    [{ skills: ['a', 1] }, ['type_wrong /skills/1']],
    [{ note: 5 }, ['type_wrong /note']],
    [{ size: 'medium' }, ['value_not_allowed /size']],
    [{ hedas: 3 }, ['field_misspelt /hedas']],
    [{ 'a/b~c': 3 }, ['field_unknown /a~1b~0c']],
    [{ pattern: { kind: 'weekl', weeks: [] } }, ['value_not_allowed /pattern/kind']],
    [
      { pattern: { kind: 'weekly', weeks: ['x'], more: 1 } },
      ['field_unknown /pattern/more', 'type_wrong /pattern/weeks/0'],
    ],
    [{ pattern: 5 }, ['type_wrong /pattern']],
  ]
  for (const [change, expected] of cases) {
    t.strictSame((await mistakes(app, { ...good, ...change })).sort(), expected.sort(), JSON.stringify(change))
  }
  t.strictSame((await mistakes(app, { heads: '2', on: 'x', extra: 1 })).sort(), [
    'field_missing /title',
    'field_unknown /extra',
    'format_wrong /on',
    'type_wrong /heads',
  ])
  t.strictSame(await mistakes(app, null), ['type_wrong '])
  t.strictSame(await mistakes(app, []), ['type_wrong '])
})

t.test('sentences name the remedy, in English and in Welsh', async (t) => {
  const app = await service(t, Brief)
  const say = async (change: object, locale: string): Promise<string[]> =>
    (await send(app, { ...good, ...change }, '', locale)).json().reasons.map(({ message }: Answered) => message)
  t.strictSame(await say({ hedas: 1 }, 'en'), ['“hedas” is not known here: did you mean “heads”?'])
  t.strictSame(await say({ hedas: 1 }, 'cy'), ['Nid yw “hedas” yn hysbys yma: ai “heads” oedd gennych mewn golwg?'])
  t.strictSame(await say({ on: 'x' }, 'de'), ['“/on” has to be a date that exists, written YYYY-MM-DD.'])
  t.strictSame(await say({ note: 5 }, 'en'), ['“/note” has to be text or null, not a number.'])
  t.strictSame(await say({ start: '9am' }, 'en'), ['“/start” is not written as expected: Wall-clock time, HH:MM.'])
  t.strictSame(await say({ size: 'medium' }, 'cy'), ['Rhaid i “/size” fod yn un o’r rhain: small, large.'])
  t.equal((await send(app, {}, '', 'cy-GB')).headers['content-language'], 'cy-GB')
})

t.test(
  'a query is text by nature, so it is read as the type asked for; unknown names are refused all the same',
  async (t) => {
    const query = Type.Object(
      { limit: Type.Optional(Type.Integer({ default: 50 })), skill: Type.Optional(Type.Array(Type.String())) },
      closed,
    )
    const app = await service(t, Brief, query)
    t.strictSame((await send(app, good)).json().query, { limit: 50 })
    t.strictSame((await send(app, good, '?limit=7&skill=a')).json().query, { limit: 7, skill: ['a'] })
    t.strictSame((await send(app, good, '?limit=7&skill=a')).json().params, { number: 7 })
    t.strictSame(await mistakes(app, good, '?limit=seven'), ['type_wrong /limit'])
    t.strictSame(await mistakes(app, good, '?lmit=7'), ['field_misspelt /lmit'])
    t.equal((await send(app, good, '?lmit=7')).json().reasons[0].figures.part, 'query')
  },
)

t.test('a schema that would let unknown fields through does not start', async (t) => {
  const rejection = { message: /takes unknown fields/ }
  await t.rejects(service(t, Type.Object({ a: Type.String() })), rejection)
  await t.rejects(service(t, Type.Object({ a: Type.Array(Type.Object({ b: Type.String() })) }, closed)), rejection)
  await t.rejects(service(t, Type.Object({ a: Type.Union([Type.Null(), Type.Object({})]) }, closed)), rejection)
  await t.rejects(service(t, Brief, Type.Object({ a: Type.String() })), rejection)
  await t.resolves(service(t, Type.Object({ a: Type.Record(Type.String(), Type.Integer()) }, closed)))
})

t.test('a thousand mistakes are answered with the first fifty', async (t) => {
  const app = await service(t, Brief)
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`wrong-${index}`, 1]))
  t.equal((await mistakes(app, { ...good, ...many })).length, 50)
})
