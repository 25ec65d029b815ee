import swagger from '@fastify/swagger'
import { Validator } from '@seriousme/openapi-schema-validator'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { documentation, read, schemaValidation } from '../../src/http/index.ts'
import { systemClock } from '../../src/kernel/index.ts'
import { freshDatabase } from '../support/databases.ts'

/** A host with its own swagger, and one documented operation of ours mounted under a prefix. */
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
    t.strictSame(Object.keys(document.paths), ['/v1/things/{id}'])
    t.strictSame(document.servers, [{ url: '/boonday' }])
    const { responses } = document.paths['/v1/things/{id}'].get
    t.strictSame(responses['403'].content['application/problem+json'].schema, { $ref: '#/components/schemas/Problem' })
    t.ok(document.components.schemas.Problem.properties.reasons)
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
