// The app over a test's database, and callers for it: real tokens, signed with a test's development secret.
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import boonday from '../../src/app.ts'
import { defineConfig } from '../../src/config.ts'
import { signDevelopmentToken } from '../../src/http/index.ts'
import { type Clock, newId, systemClock } from '../../src/kernel/index.ts'
import type { TestDatabase } from './databases.ts'

/** Signs every token of the tests. */
export const developmentSecret = 'only-for-tests-only-for-tests-only-for-tests'
/** The issuer that tests register. */
export const issuer = 'https://identity.example.org'

/** How the app of a test differs from the one that is served. */
export interface AppOptions {
  readonly clock?: Clock
  /** Hears what a handler answered, before it is written as JSON. */
  readonly onPayload?: (payload: unknown) => void
}

/** The app over a database, without a worker; closed when the test ends. */
export const buildApp = async (
  t: Test,
  database: TestDatabase,
  { clock = systemClock, onPayload }: AppOptions = {},
): Promise<FastifyInstance> => {
  const app = Fastify({ genReqId: newId })
  if (onPayload !== undefined) {
    app.addHook('preSerialization', async (_request, _reply, payload) => {
      onPayload(payload)
      return payload
    })
  }
  await app.register(boonday, {
    config: defineConfig({ developmentSecret, sandbox: true, mail: { kind: 'folder', folder: t.testdirName } }),
    database,
    clock,
  })
  t.teardown(() => app.close())
  await app.ready()
  return app
}

/** Somebody who calls: their token's subject at one tenant's audience. */
export interface Caller {
  readonly audience: string
  readonly subject: string
  readonly roles?: readonly string[]
  readonly onBehalfOf?: string
}

/** A token of a caller, valid for five minutes. */
export const tokenOf = ({ audience, subject, roles }: Caller): string =>
  signDevelopmentToken(developmentSecret, {
    issuer,
    audience,
    subject,
    ...(roles === undefined ? {} : { roles }),
    expiresInSeconds: 300,
  })

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Sends a request as a caller. A POST gets a new Idempotency-Key unless one is given. */
export const send = (
  app: FastifyInstance,
  caller: Caller | null,
  request: { method?: Method; url: string; body?: unknown; headers?: Record<string, string>; key?: string },
): Promise<LightMyRequestResponse> => {
  const { method = 'GET', url, body, headers = {}, key } = request
  return app.inject({
    method,
    url,
    headers: {
      ...(caller === null ? {} : { authorization: `Bearer ${tokenOf(caller)}` }),
      ...(caller?.onBehalfOf === undefined ? {} : { 'boonday-on-behalf-of': caller.onBehalfOf }),
      ...(method === 'POST' ? { 'idempotency-key': key ?? newId() } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: body as object }),
  })
}
