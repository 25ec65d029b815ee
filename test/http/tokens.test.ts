import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import {
  type Actor,
  type Claims,
  type FindProvider,
  type ResolveActor,
  renderProblems,
  signDevelopmentToken,
  tokenAuthentication,
} from '../../src/http/index.ts'
import { keyPair, keyServer, openIdProvider } from './key-server.ts'

const secret = 'a development secret of 40 characters!!!'
const audience = 'urn:boonday:test'
const soon = () => Math.floor(Date.now() / 1000) + 60

const actorOf = (claims: Claims, onBehalfOf: string | null): Actor => ({
  tenantId: claims.audience,
  tenantKind: 'employer',
  kind: 'client',
  principalId: claims.subject,
  personId: onBehalfOf,
  onBehalfOf,
  roles: new Set(['employee']),
  locale: 'en-GB',
  clockShiftMillis: 0,
})

interface Setup {
  readonly developmentSecret?: string | null
  readonly findProvider?: FindProvider
  readonly actor?: ResolveActor
  readonly seen?: Claims[]
}

/** One operation behind authentication, and one page that carries its own secret. */
const service = async (t: Test, { developmentSecret = secret, findProvider, actor, seen = [] }: Setup = {}) => {
  const app = Fastify()
  t.teardown(() => app.close())
  renderProblems(app)
  await tokenAuthentication(app, {
    config: { developmentSecret },
    findProvider: findProvider ?? (async (issuer) => (issuer === 'urn:dev' ? { jwksUri: null } : null)),
    findActor: async (claims, onBehalfOf) => {
      seen.push(claims)
      if (claims.subject === 'stranger') return null
      return onBehalfOf === 'somebody-elses' ? null : actorOf(claims, onBehalfOf)
    },
    ...(actor === undefined ? {} : { actor }),
  })
  app.get('/who', { config: { allow: ['employee'] } }, async ({ boondayActor }) => ({
    principal: boondayActor?.principalId,
    tenant: boondayActor?.tenantId,
    actsFor: boondayActor?.onBehalfOf,
  }))
  app.get('/l/secret', async ({ boondayActor }) => ({ actor: boondayActor }))
  return app
}

const ask = (app: FastifyInstance, token?: string, headers: Record<string, string> = {}) =>
  app.inject({
    url: '/who',
    headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
  })

const refused = async (t: Test, app: FastifyInstance, token: string, code: string, what: string) => {
  const response = await ask(app, token)
  t.equal(response.statusCode, 401, `${what} is 401`)
  t.equal(response.json().type, 'urn:boonday:problem:unauthenticated')
  t.equal(response.json().reasons[0].code, code, `${what} is said to be ${code}`)
  t.match(response.headers['www-authenticate'], /^Bearer realm="boonday", error="invalid_token"/)
}

const development = (subject: string, more: object = {}) =>
  signDevelopmentToken(secret, { issuer: 'urn:dev', audience, subject, expiresInSeconds: 60, ...more })

t.test('a development token names its bearer; roles in it are handed on to narrow', async (t) => {
  const seen: Claims[] = []
  const app = await service(t, { seen })
  const response = await ask(app, development('ann', { roles: ['employee', 'hr'] }))
  t.strictSame(response.json(), { principal: 'ann', tenant: audience, actsFor: null })
  t.strictSame(seen, [{ issuer: 'urn:dev', audience, subject: 'ann', roles: ['employee', 'hr'] }])
  await ask(app, development('ann'))
  t.notOk(seen[1] && 'roles' in seen[1], 'no roles in the token narrow nothing')
})

t.test('without a token it is 401 and says how to send one; a page with its own secret needs none', async (t) => {
  const app = await service(t)
  const none = await ask(app)
  t.equal(none.statusCode, 401)
  t.equal(none.headers['www-authenticate'], 'Bearer realm="boonday"')
  t.match(none.headers['content-type'], /^application\/problem\+json/)
  const basic = await app.inject({ url: '/who', headers: { authorization: 'Basic YTpi' } })
  t.equal(basic.json().reasons[0].code, 'token_malformed')
  const page = await app.inject({ url: '/l/secret', headers: { authorization: 'Bearer nonsense' } })
  t.strictSame(page.json(), { actor: null }, 'a token sent to a page is not read')
})

t.test('a token that is expired, unsigned, forged, incomplete or unreadable is refused with its reason', async (t) => {
  const app = await service(t)
  await refused(
    t,
    app,
    development('ann', { expiresInSeconds: -6 }),
    'token_expired',
    'expired for longer than clocks differ',
  )
  t.equal(
    (await ask(app, development('ann', { expiresInSeconds: -3 }))).statusCode,
    200,
    'clocks may differ by 5 seconds',
  )
  const forged = signDevelopmentToken(`${secret}x`, {
    issuer: 'urn:dev',
    audience,
    subject: 'ann',
    expiresInSeconds: 60,
  })
  await refused(t, app, forged, 'token_invalid', 'signed with another secret')
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = base64({ iss: 'urn:dev', aud: audience, sub: 'ann', exp: soon() })
  await refused(t, app, `${base64({ alg: 'none' })}.${claims}.`, 'key_unknown', 'alg none')
  await refused(t, app, `${base64({ alg: 'HS256' })}.${claims}.`, 'token_invalid', 'no signature')
  await refused(t, app, 'abc', 'token_invalid', 'no token at all')
  await refused(t, app, development('stranger'), 'subject_unknown', 'an unregistered subject')
  for (const missing of ['exp', 'iss', 'aud', 'sub']) {
    const all = { iss: 'urn:dev', aud: audience, sub: 'ann', exp: soon() }
    const { createHmac } = await import('node:crypto')
    const signed = `${base64({ alg: 'HS256' })}.${base64({ ...all, [missing]: undefined })}`
    const token = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
    await refused(t, app, token, 'claim_missing', `a token without ${missing}`)
  }
})

t.test('an answer for a token never outlives the token', async (t) => {
  const app = await service(t)
  const token = development('ann')
  t.equal((await ask(app, token)).statusCode, 200)
  const now = Date.now
  t.intercept(Date, 'now', { value: () => now() + 64_000 })
  t.equal((await ask(app, token)).statusCode, 200, 'clocks may differ by 5 seconds')
  t.intercept(Date, 'now', { value: () => now() + 66_000 })
  await refused(t, app, token, 'token_expired', 'the remembered token')
})

for (const algorithm of ['RS256', 'ES256'] as const) {
  t.test(`a token of a real OpenID provider counts where it is registered (${algorithm})`, async (t) => {
    const provider = await openIdProvider(t, algorithm)
    const registered: FindProvider = async (issuer, audience) =>
      issuer === provider.issuer && audience === provider.audience ? { jwksUri: provider.metadata } : null
    const app = await service(t, { findProvider: registered, developmentSecret: null })
    const token = await provider.token()
    t.strictSame((await ask(app, token)).json(), { principal: 'hr-system', tenant: audience, actsFor: null })
    t.equal((await ask(app, token)).statusCode, 200, 'and again')
    const elsewhere = await service(t, { developmentSecret: null, findProvider: async () => null })
    await refused(t, elsewhere, token, 'issuer_unknown', 'a token of an unlisted issuer')
  })
}

t.test('every algorithm on the list verifies, and nothing else does', async (t) => {
  for (const algorithm of ['RS256', 'PS256', 'ES256', 'EdDSA'] as const) {
    const pair = await keyPair(algorithm, 'one')
    const server = await keyServer(t, [pair.jwk])
    const findProvider: FindProvider = async (_issuer, asked) =>
      asked === audience ? { jwksUri: server.jwksUri } : null
    const app = await service(t, { findProvider })
    const claims = { iss: server.issuer, aud: audience, sub: 'ann', exp: soon() }
    t.equal((await ask(app, await pair.sign(claims))).statusCode, 200, algorithm)
    t.equal(
      (await ask(app, await pair.sign({ ...claims, aud: ['urn:other', audience] }))).statusCode,
      200,
      'one of its audiences',
    )
    await refused(t, app, await pair.sign({ ...claims, aud: 'urn:other' }), 'issuer_unknown', 'another audience')
    await refused(t, app, await pair.sign({ ...claims, exp: soon() - 70 }), 'token_expired', 'an expired one')
    await refused(t, app, await pair.sign({ ...claims, nbf: soon() }), 'token_invalid', 'one that is not valid yet')
    await refused(t, app, await pair.sign({ ...claims, exp: undefined }), 'claim_missing', 'one without exp')
    await refused(t, app, await pair.sign({ ...claims, exp: '9999999999' }), 'token_invalid', 'exp as text')
    await refused(t, app, await pair.sign(claims, { kid: 'two' }), 'key_unknown', 'an unknown key id')
    const other = await keyPair(algorithm, 'one')
    await refused(t, app, await other.sign(claims), 'token_invalid', 'another key under a known id')
  }
})

t.test('the development secret, and a public key used as a secret, speak for no issuer that has keys', async (t) => {
  const pair = await keyPair('RS256', 'one')
  const server = await keyServer(t, [pair.jwk])
  const app = await service(t, { findProvider: async () => ({ jwksUri: server.jwksUri }) })
  const claims = { issuer: server.issuer, audience, subject: 'ann', expiresInSeconds: 60 }
  await refused(t, app, signDevelopmentToken(secret, claims), 'issuer_unknown', 'signed with the development secret')
  const { createPublicKey } = await import('node:crypto')
  const pem = String(createPublicKey({ key: pair.jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' }))
  await refused(t, app, signDevelopmentToken(pem, claims), 'token_invalid', 'signed with the public key as a secret')
  const withoutSecret = await service(t, {
    developmentSecret: null,
    findProvider: async () => ({ jwksUri: server.jwksUri }),
  })
  await refused(
    t,
    withoutSecret,
    signDevelopmentToken(pem, claims),
    'key_unknown',
    'the same without a development secret',
  )
})

t.test('nothing is fetched for an issuer that is not registered', async (t) => {
  const pair = await keyPair('ES256', 'one')
  const server = await keyServer(t, [pair.jwk])
  const app = await service(t, { findProvider: async () => null })
  await refused(
    t,
    app,
    await pair.sign({ iss: server.issuer, aud: audience, sub: 'ann', exp: soon() }),
    'issuer_unknown',
    'it',
  )
  t.equal(server.state.calls, 0)
})

t.test('an unreachable key server is 503 with Retry-After, not a refusal of the token', async (t) => {
  const pair = await keyPair('ES256', 'one')
  const server = await keyServer(t, [pair.jwk])
  server.state.failing = true
  const app = await service(t, { findProvider: async () => ({ jwksUri: server.jwksUri }) })
  const response = await ask(app, await pair.sign({ iss: server.issuer, aud: audience, sub: 'ann', exp: soon() }))
  t.equal(response.statusCode, 503)
  t.equal(response.headers['retry-after'], '5')
  t.equal(response.json().type, 'urn:boonday:problem:unavailable')
})

t.test('a registered client acts for a person it may act for, and for nobody else', async (t) => {
  const app = await service(t)
  const token = development('hr-system')
  t.equal((await ask(app, token, { 'boonday-on-behalf-of': 'ann' })).json().actsFor, 'ann')
  t.equal((await ask(app, token, { 'boonday-on-behalf-of': 'somebody-elses' })).statusCode, 403)
  t.equal((await ask(app, token, { 'boonday-on-behalf-of': '' })).statusCode, 400)
  t.equal((await ask(app, development('stranger'), { 'boonday-on-behalf-of': 'ann' })).statusCode, 401)
})

t.test('a host’s own session becomes the caller, and a bearer token then counts for nothing', async (t) => {
  const resolve: ResolveActor = (request) => {
    const session = request.headers['x-session']
    if (session === 'claims') return { issuer: 'urn:host', audience: 'urn:hr', subject: 'ben' }
    return session === 'actor' ? actorOf({ issuer: '', audience: 'ready-made', subject: 'cat' }, null) : null
  }
  const app = await service(t, { actor: resolve })
  t.equal((await ask(app, undefined, { 'x-session': 'claims' })).json().principal, 'ben')
  t.equal((await ask(app, undefined, { 'x-session': 'actor' })).json().tenant, 'ready-made')
  t.equal((await ask(app, development('ann'))).statusCode, 401)
})
