// Makes the Actor of a request: from a bearer token, or from the host's own session when Boonday is mounted in one. A token
// counts for the (issuer, audience) it names only when that pair is registered, and nothing is fetched before that is known.
import fastifyJwt, { type JWT } from '@fastify/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Actor, Claims, FindActor } from './actor.ts'
import { Fault } from './problem.ts'
import { KeyServerUnreachable, signingKeys } from './signing-keys.ts'

/** A registered identity provider; `jwksUri` is null for the development secret. */
export interface Provider {
  readonly jwksUri: string | null
}

/** Looks up the provider registered for an issuer and an audience; null where the pair is not registered. */
export type FindProvider = (issuer: string, audience: string) => Promise<Provider | null>

/** How a host turns its own session into our caller: a whole Actor, claims that are looked up here, or null for nobody. */
export type ResolveActor = (request: FastifyRequest) => Actor | Claims | null | Promise<Actor | Claims | null>

/** What authentication needs. With `actor` the host's session is asked and bearer tokens count for nothing. */
export interface Authentication {
  readonly findActor: FindActor
  readonly findProvider: FindProvider
  readonly config: { readonly developmentSecret: string | null }
  readonly actor?: ResolveActor
}

/** The header by which a registered client names the person it acts for. */
const onBehalfOfHeader = 'boonday-on-behalf-of'
/** Both clocks may be this far apart, in milliseconds. */
const clockTolerance = 5_000
/** Milliseconds a registered pair is remembered. `findActor` asks the database about it again on every request. */
const providerMemoryMillis = 30_000
const verification = { clockTolerance, requiredClaims: ['exp', 'iss', 'aud', 'sub'], cache: 5_000, cacheTTL: 300_000 }

const TokenClaims = Type.Object({
  iss: Type.String({ minLength: 1, maxLength: 500 }),
  sub: Type.String({ minLength: 1, maxLength: 255 }),
  aud: Type.Union([Type.String({ maxLength: 500 }), Type.Array(Type.String({ maxLength: 500 }), { maxItems: 20 })]),
  roles: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50 })),
})
type TokenClaims = Static<typeof TokenClaims>

/**
 * Gives every operation that names roles its `request.boondayActor`, or answers 401 before anything of the request is read.
 * Pages and feeds that carry their own secret name no roles and are left alone.
 */
export const tokenAuthentication = async (app: FastifyInstance, options: Authentication): Promise<void> => {
  app.decorateRequest('boondayActor', null)
  const resolve = options.actor ?? (await bearerTokens(app, options))
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config?.allow === undefined) return
    const resolved = await resolve(request)
    if (resolved === null) throw unauthenticated('token_missing', 'send a bearer token that is valid here')
    request.boondayActor =
      'principalId' in resolved ? resolved : await actorFor(options.findActor, resolved, onBehalfOf(request))
  })
}

const onBehalfOf = (request: FastifyRequest): string | null => {
  const header = request.headers[onBehalfOfHeader]
  if (header === undefined) return null
  if (typeof header === 'string' && header.length > 0 && header.length <= 200) return header
  throw new Fault('invalid-request', 'Boonday-On-Behalf-Of names one person, in 1 to 200 characters')
}

const actorFor = async (findActor: FindActor, claims: Claims, actsFor: string | null): Promise<Actor> => {
  const actor = await findActor(claims, actsFor)
  if (actor !== null) return actor
  if (actsFor !== null && (await findActor(claims, null)) !== null) {
    throw new Fault(
      'forbidden',
      'you may not act for this person: only a registered client may, and only within its employer',
    )
  }
  throw unauthenticated('subject_unknown', 'the token is genuine, but nobody is registered here under its subject')
}

/** Own names throughout, so that a host's own jwt plugin, and a second Boonday in one host, are not disturbed. */
const bearerTokens = async (app: FastifyInstance, { config, findProvider }: Authentication): Promise<ResolveActor> => {
  const keys = signingKeys()
  const registered = remembered(findProvider)
  if (!Object.hasOwn(app, 'jwt')) app.decorate('jwt', Object.create(null))
  app.decorateRequest('boondayToken', null)
  await app.register(fastifyJwt, {
    namespace: 'boonday',
    decoratorName: 'boondayToken',
    decode: { complete: true },
    secret: async (_request: FastifyRequest, token: unknown) => publicKeyFor(token, registered, keys.keyFor),
    verify: { ...verification, algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'] },
  })
  const { boonday, development } = await withDevelopmentSecret(app, config.developmentSecret)

  return async (request) => {
    const { authorization } = request.headers
    if (authorization === undefined) return null
    const token = /^Bearer +([^\s]+)$/i.exec(authorization)?.[1]
    if (token === undefined)
      throw unauthenticated('token_malformed', 'write the header as: Authorization: Bearer <token>')
    try {
      if (development === null || algorithmOf(boonday, token) !== 'HS256') {
        return claimsOf(await request.boondayJwtVerify<TokenClaims>(), registered)
      }
      return await claimsOf(development.verify<TokenClaims>(token), registered, true)
    } catch (error) {
      throw asFault(error)
    }
  }
}

const withDevelopmentSecret = async (
  app: FastifyInstance,
  secret: string | null,
): Promise<{ boonday: JWT; development: JWT | null }> => {
  if (secret !== null) {
    await app.register(fastifyJwt, {
      namespace: 'boondayDevelopment',
      decoratorName: 'boondayToken',
      secret,
      verify: { ...verification, algorithms: ['HS256'] },
    })
  }
  const spaces = app.jwt as unknown as { boonday: JWT; boondayDevelopment?: JWT }
  return { boonday: spaces.boonday, development: spaces.boondayDevelopment ?? null }
}

const algorithmOf = (jwt: JWT, token: string): string | undefined =>
  jwt.decode<{ header: { alg?: string } }>(token)?.header.alg

type Registered = (claims: TokenClaims) => Promise<{ audience: string; provider: Provider } | null>

/** The registered pair of a token, by its issuer and the first of its audiences that is registered with it. */
const remembered = (findProvider: FindProvider): Registered => {
  const known = new Map<string, { provider: Provider; untilMillis: number }>()
  const find = async (issuer: string, audience: string): Promise<Provider | null> => {
    const name = JSON.stringify([issuer, audience])
    const memory = known.get(name)
    if (memory !== undefined && memory.untilMillis > Date.now()) return memory.provider
    const provider = await findProvider(issuer, audience)
    if (provider === null) known.delete(name)
    else known.set(name, { provider, untilMillis: Date.now() + providerMemoryMillis })
    return provider
  }
  return async ({ iss, aud }) => {
    for (const audience of Array.isArray(aud) ? aud : [aud]) {
      const provider = await find(iss, audience)
      if (provider !== null) return { audience, provider }
    }
    return null
  }
}

/** The key that a token has to be signed with. The issuer is looked up among ours before anything leaves this machine. */
const publicKeyFor = async (
  token: unknown,
  registered: Registered,
  keyFor: ReturnType<typeof signingKeys>['keyFor'],
): Promise<string> => {
  const { header, payload } = token as { header: { kid?: unknown; alg?: unknown }; payload: unknown }
  const claims = checked(payload)
  const found = await registered(claims)
  if (found === null) throw issuerUnknown()
  const { jwksUri } = found.provider
  const kid = typeof header.kid === 'string' ? header.kid : undefined
  const key = jwksUri && (await keyFor({ issuer: claims.iss, jwksUri }, { kid, algorithm: String(header.alg) }))
  if (!key) throw unauthenticated('key_unknown', 'the token is not signed with a key of its issuer')
  return key
}

/** Claims of a verified token. The development secret speaks only for issuers that have no keys of their own. */
const claimsOf = async (payload: unknown, registered: Registered, development = false): Promise<Claims> => {
  const claims = checked(payload)
  const found = await registered(claims)
  if (found === null || (development && found.provider.jwksUri !== null)) throw issuerUnknown()
  const { iss: issuer, sub: subject, roles } = claims
  return { issuer, audience: found.audience, subject, ...(roles === undefined ? {} : { roles }) }
}

const checked = (payload: unknown): TokenClaims => {
  if (Value.Check(TokenClaims, payload)) return payload
  throw unauthenticated('claim_missing', 'the token needs the claims iss, aud, sub and exp, each of its usual type')
}

const issuerUnknown = (): Fault =>
  unauthenticated('issuer_unknown', 'the issuer of the token is not registered here together with its audience')

const unauthenticated = (code: string, message: string): Fault => {
  const error = code === 'token_missing' ? '' : `, error="invalid_token", error_description="${message}"`
  return new Fault('unauthenticated', message, {
    extensions: { reasons: [{ code, message }] },
    headers: { 'www-authenticate': `Bearer realm="boonday"${error}` },
  })
}

/** What the libraries say of a bad token, as our 401; what they cannot know stays what it was. */
const asFault = (error: unknown): unknown => {
  if (error instanceof KeyServerUnreachable) {
    const sentence = 'the key server of the token cannot be reached, so the token cannot be checked: try again'
    const headers = { 'retry-after': String(error.retryAfterSeconds) }
    return Object.assign(new Fault('unavailable', sentence, { headers }), { cause: error })
  }
  if (error instanceof Fault || !(error instanceof Error)) return error
  const { code } = error as Error & { code?: string }
  if (!/^(FAST_JWT|FST_JWT)_/.test(code ?? '')) return error
  if (/EXPIRED/.test(code ?? '')) return unauthenticated('token_expired', 'the token has expired: get a new one')
  if (/claim is required/.test(error.message)) {
    return unauthenticated('claim_missing', 'the token needs the claims iss, aud, sub and exp, each of its usual type')
  }
  return unauthenticated('token_invalid', 'the token is not one that a registered issuer signed for this service')
}

declare module 'fastify' {
  interface FastifyRequest {
    boondayToken: unknown
    boondayJwtVerify<Payload>(): Promise<Payload>
  }
}
