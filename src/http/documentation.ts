// The OpenAPI 3.1 document of what is registered after it, and pages to read it offline. A host's own document neither loses
// nor gains anything: our operations are hidden from it and stand in ours alone.
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { problemAddress, problemTypes } from './problem.ts'
import { ProblemSchema } from './schemas.ts'

/** The version of the wire's contract, as in `/v1`; it is not the version of the program. */
const contractVersion = '1.0.0'

const description = `Volunteering leave, skill-based placements and their impact.

Errors are problems (RFC 9457, \`application/problem+json\`) with one of these types:
${problemTypes.map((type) => `\`${problemAddress(type)}\``).join(', ')}.
Every POST that changes something takes an \`Idempotency-Key\`: a repeated request gets the first answer.
A registered client acts for a person by naming them in \`Boonday-On-Behalf-Of\`.`

/** No script or style from elsewhere, and none in the page but the styles that the reader itself writes. */
const contentSecurity = {
  'default-src': "'self'",
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'base-uri': "'self'",
  'object-src': "'none'",
  'frame-ancestors': "'none'",
}

/** Serves `/openapi.json` and `/docs` for the operations registered after it on the same instance. */
export const documentation = async (app: FastifyInstance): Promise<void> => {
  app.addHook('onRoute', (route) => {
    route.schema = {
      ...route.schema,
      hide: true,
      ...(route.schema?.operationId ? { documented: true } : {}),
    } as FastifySchema
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Boonday',
        version: contractVersion,
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: app.prefix || '/' }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: ({ schema, url }) => ({ schema: ours(schema), url }),
    transformObject: (document) =>
      withNamedProblem('openapiObject' in document ? (document.openapiObject as Documented) : {}),
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    indexPrefix: app.prefix,
    staticCSP: contentSecurity,
    uiConfig: { docExpansion: 'list', persistAuthorization: true, validatorUrl: null },
    theme: { title: 'Boonday' },
  })
  app.get('/openapi.json', async () => app.swagger())
}

interface DocumentedSchema extends FastifySchema {
  hide?: boolean
  documented?: boolean
}

const ours = (schema: DocumentedSchema = {}): DocumentedSchema => {
  const { documented, ...rest } = schema
  return documented === true ? { ...rest, hide: false } : rest
}

interface Documented {
  components?: { schemas?: Record<string, unknown> }
  paths?: Record<
    string,
    Record<string, { responses?: Record<string, { content?: Record<string, { schema: unknown }> }> }>
  >
}

/** The problem's schema once, by name, instead of at each status of each operation. */
const withNamedProblem = (document: Documented): object => {
  const named = structuredClone(document)
  const operations = Object.values(named.paths ?? {}).flatMap((path) => Object.values(path))
  for (const response of operations.flatMap((operation) => Object.values(operation.responses ?? {}))) {
    const problem = response.content?.['application/problem+json']
    if (problem !== undefined) problem.schema = { $ref: '#/components/schemas/Problem' }
  }
  return {
    ...named,
    components: { ...named.components, schemas: { ...named.components?.schemas, Problem: ProblemSchema } },
  }
}
