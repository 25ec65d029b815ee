import Fastify, { type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import {
  Fault,
  loggableAddress,
  renderProblems,
  renderUnknownAddresses,
  schemaValidation,
  sendProblem,
} from '../../src/http/index.ts'

const service = (t: Test) => {
  const lines: string[] = []
  const options: FastifyServerOptions = {
    logger: { level: 'warn', stream: { write: (line: string) => void lines.push(line) } },
    bodyLimit: 100,
    frameworkErrors: (error, request, reply) => {
      sendProblem(error, request, reply)
    },
  }
  const app = Fastify(options)
  t.teardown(() => app.close())
  schemaValidation(app)
  renderProblems(app)
  renderUnknownAddresses(app)
  const thrown = new Map<string, unknown>()
  app.post('/throw/:what', async (request) => {
    throw thrown.get((request.params as { what: string }).what)
  })
  return { app, lines, thrown }
}

const driverError = (more: object) =>
  Object.assign(new Error("Duplicate entry 'ann@example.org' for key 'email'"), more)

t.test(
  'a fault of the caller becomes its problem with its headers and the field as a reason, and is not logged',
  async (t) => {
    const { app, lines, thrown } = service(t)
    const more = { extensions: { pointer: '/seat' }, headers: { 'retry-after': '9' } }
    thrown.set('fault', new Fault('conflict', 'the seat is gone', more))
    const response = await app.inject({ method: 'POST', url: '/throw/fault' })
    t.equal(response.statusCode, 409)
    t.match(response.headers['content-type'], /^application\/problem\+json/)
    t.equal(response.headers['retry-after'], '9')
    t.equal(response.headers['cache-control'], 'no-store')
    t.equal(response.headers['content-language'], 'en-GB')
    t.strictSame(response.json(), {
      type: 'urn:boonday:problem:conflict',
      title: 'The state of the thing does not allow this',
      status: 409,
      detail: 'the seat is gone',
      reasons: [{ code: 'conflict', message: 'the seat is gone', pointer: '/seat' }],
    })
    t.strictSame(lines, [])

    thrown.set('welsh', new Fault('conflict', 'mae’r sedd wedi mynd', { locale: 'cy-GB' }))
    const welsh = await app.inject({ method: 'POST', url: '/throw/welsh' })
    t.equal(welsh.headers['content-language'], 'cy-GB', 'in the language it was said in')
  },
)

t.test('what is wrong with the wire itself becomes a problem that says what to do', async (t) => {
  const { app } = service(t)
  const send = async (headers: Record<string, string>, payload: string, url = '/throw/x') => {
    const response = await app.inject({ method: 'POST', url, headers, payload })
    return [response.statusCode, response.json().type.replace('urn:boonday:problem:', '')]
  }
  const json = { 'content-type': 'application/json' }
  t.strictSame(await send(json, '{"name": "Ann'), [400, 'invalid-request'])
  t.strictSame(await send(json, ''), [400, 'invalid-request'])
  t.strictSame(await send(json, `"${'x'.repeat(200)}"`), [413, 'payload-too-large'])
  t.strictSame(await send({ 'content-type': 'text/csv' }, 'a,b'), [415, 'unsupported-media-type'])
  t.strictSame(await send(json, '{}', '/nowhere'), [404, 'not-found'])
  t.strictSame(await send(json, '{}', `/throw/${'x'.repeat(500)}`), [404, 'not-found'])
})

t.test('a bug of ours is 500 with the request id and nothing else of itself', async (t) => {
  const { app, lines, thrown } = service(t)
  thrown.set('bug', new Error('bug: the seat count went below zero'))
  const response = await app.inject({ method: 'POST', url: '/throw/bug?name=Ann', payload: { name: 'Ann' } })
  t.equal(response.statusCode, 500)
  t.strictSame(Object.keys(response.json()).sort(), ['detail', 'requestId', 'status', 'title', 'type'])
  t.notMatch(response.body, /seat/)
  const entry = JSON.parse(lines[0] ?? '{}')
  t.equal(entry.reqId, response.json().requestId, 'the log is found by it')
  t.equal(entry.operation, 'POST /throw/:what')
  t.equal(entry.error.message, 'bug: the seat count went below zero')
  t.notMatch(lines.join(''), /Ann/)
})

t.test('an error that quotes data is logged without its sentence', async (t) => {
  const { app, lines, thrown } = service(t)
  thrown.set('driver', driverError({ errno: 1062, code: 'ER_DUP_ENTRY', sql: "insert … 'ann@example.org'" }))
  thrown.set('parser', new SyntaxError('Unexpected token, "{"name":"Ann"" is not valid JSON'))
  thrown.set('number', 7)
  for (const what of ['driver', 'parser', 'number']) {
    t.equal((await app.inject({ method: 'POST', url: `/throw/${what}` })).statusCode, 500, what)
  }
  t.equal(lines.length, 3)
  t.notMatch(lines.join(''), /ann@example|Ann/)
  t.equal(JSON.parse(lines[0] ?? '{}').error.errno, 1062)
})

t.test('a database without room or out of reach is 503 with Retry-After', async (t) => {
  const { app, thrown } = service(t)
  thrown.set('deadlock', driverError({ errno: 1213 }))
  thrown.set('away', driverError({ code: 'ECONNREFUSED' }))
  thrown.set('busy', driverError({ errcode: 517 }))
  for (const what of thrown.keys()) {
    const response = await app.inject({ method: 'POST', url: `/throw/${what}` })
    t.equal(response.statusCode, 503, what)
    t.equal(response.headers['retry-after'], '2')
    t.equal(response.json().type, 'urn:boonday:problem:unavailable')
    t.notMatch(response.body, /ann@example/)
  }
})

t.test('an address in a log has neither the secret of a link nor the values of a query', async (t) => {
  t.equal(loggableAddress('/v1/bookings?cursor=abc&limit=5'), '/v1/bookings?cursor&limit')
  t.equal(loggableAddress('/l/s3cret/confirm?x=1'), '/l/…/confirm?x')
  t.equal(loggableAddress('/hr/calendar/s3cret.ics'), '/hr/calendar/…')
  t.equal(loggableAddress('/v1/bookings'), '/v1/bookings')
})
