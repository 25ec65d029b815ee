import swagger from '@fastify/swagger'
import { Validator } from '@seriousme/openapi-schema-validator'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { command, documentation, PageOf, PageQuery, read, schemaValidation } from '../../src/http/index.ts'
import { systemClock } from '../../src/kernel/index.ts'
import { buildApp } from '../support/app.ts'
import { freshDatabase } from '../support/databases.ts'

/** A host with its own swagger, and documented operations of ours mounted under a prefix. */
const host = async (t: Test, prefix: string) => {
  const database = await freshDatabase(t, 'sqlite')
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: { info: { title: 'the host', version: '1' } } })
  app.get('/theirs', { schema: { tags: ['theirs'] } }, async () => 'theirs')
  await app.register(
    async (mounted) => {
      schemaValidation(mounted)
      await documentation(mounted)
      mounted.decorateRequest('boondayActor', null)
      read(
        mounted,
        { database, clock: systemClock },
        {
          method: 'GET',
          url: '/v1/things/:id',
          operationId: 'readThing',
          summary: 'One thing',
          tag: 'things',
          allow: ['hr'],
          params: Type.Object({ id: Type.String() }),
          response: { 200: Type.Object({ id: Type.String() }, { description: 'The thing' }) },
          handle: async (_reader, { params }) => ({ status: 200, body: { id: params.id } }),
        },
      )
      read(
        mounted,
        { database, clock: systemClock },
        {
          method: 'GET',
          url: '/v1/things',
          operationId: 'listThings',
          summary: 'All things',
          tag: 'things',
          allow: ['hr'],
          query: Type.Object(PageQuery, { additionalProperties: false }),
          response: { 200: PageOf(Type.Object({ id: Type.String() })) },
          handle: async () => ({ status: 200, body: { items: [], next: null } }),
        },
      )
      command(
        mounted,
        { database, clock: systemClock },
        {
          method: 'POST',
          url: '/v1/things/imports',
          operationId: 'importThings',
          summary: 'Things as text',
          tag: 'things',
          allow: ['hr'],
          consumes: ['text/csv', 'application/yaml'],
          body: Type.String({ description: 'One thing in a line' }),
          response: { 204: Type.Null() },
          handle: async () => ({ status: 204 }),
        },
      )
    },
    { prefix },
  )
  await app.ready()
  return app
}

t.test(
  'the document validates, names the problem once, and neither document shows the other’s operations',
  async (t) => {
    const app = await host(t, '/boonday')
    const document = (await app.inject('/boonday/openapi.json')).json()
    t.strictSame((await new Validator().validate(document)).errors, undefined)
    t.equal(document.openapi, '3.1.0')
    t.strictSame(Object.keys(document.paths), ['/v1/things/{id}', '/v1/things', '/v1/things/imports'])
    t.strictSame(document.servers, [{ url: '/boonday' }])
    const { responses } = document.paths['/v1/things/{id}'].get
    t.strictSame(responses['403'].content['application/problem+json'].schema, { $ref: '#/components/schemas/Problem' })
    t.ok(document.components.schemas.Problem.properties.reasons)
    const { content } = document.paths['/v1/things/imports'].post.requestBody
    t.strictSame(Object.keys(content), ['text/csv', 'application/yaml'], 'the content it takes, and no other')
    t.match(content['text/csv'].schema, { type: 'string', description: 'One thing in a line' })
    const page = document.paths['/v1/things'].get.responses['200']
    t.match(page.headers.Link, { schema: { type: 'string' }, description: /page after/ })
    t.strictSame(Object.keys(app.swagger().paths ?? {}), ['/theirs'], 'the host’s document is as it was')
  },
)

t.test('the pages are whole without the network, below a prefix and at the root', async (t) => {
  for (const prefix of ['/boonday', '']) {
    const app = await host(t, prefix)
    const page = await app.inject(`${prefix}/docs`)
    t.equal(page.statusCode, 200)
    const parts = [...page.body.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address = '']) => address)
    t.ok(parts.length > 3)
    for (const part of parts) {
      t.notMatch(part, /^(https?:)?\/\//, 'nothing from elsewhere')
      t.equal((await app.inject(new URL(part, `http://host${prefix}/docs`).pathname)).statusCode, 200, part)
    }
    t.match(page.headers['content-security-policy'], /default-src 'self'/)
  }
})

t.test('the service’s own document is valid, and says for each import what it is sent as', async (t) => {
  const app = await buildApp(t, await freshDatabase(t, 'sqlite'))
  const document = (await app.inject('/openapi.json')).json()
  t.strictSame((await new Validator().validate(document)).errors, undefined)
  const takenBy = (path: string) => Object.keys(document.paths[path].post.requestBody.content)
  t.strictSame(takenBy('/v1/people/imports'), ['text/csv'])
  t.strictSame(takenBy('/v1/policies'), ['application/yaml', 'text/yaml', 'application/x-yaml'])
  t.strictSame(takenBy('/v1/groups/imports'), ['application/ld+json', 'application/json'])
  t.strictSame(takenBy('/v1/listings/imports'), ['application/ld+json', 'application/json'])
  t.strictSame(takenBy('/v1/bookings'), ['application/json'])
})
