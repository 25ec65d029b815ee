// The public keys of registered issuers, fetched from their key servers and kept for a while. It fetches only addresses that
// it is handed from our own table, never one that a token names.
import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

/** Who signed, as far as its key server needs to know. */
export interface KeyServer {
  readonly issuer: string
  /** A JWK set, or the issuer's `.well-known` metadata document, which names it. */
  readonly jwksUri: string
}

/** Which key a token asks for. */
export interface WantedKey {
  readonly kid: string | undefined
  readonly algorithm: string
}

/** The key server could not be asked, so nothing can be said about the token. */
export class KeyServerUnreachable extends Error {
  readonly retryAfterSeconds: number
  constructor(issuer: string, retryAfterSeconds: number, cause: unknown) {
    super(`the key server of ${issuer} did not answer with keys`, { cause })
    this.retryAfterSeconds = retryAfterSeconds
  }
}

interface PublicKey {
  readonly kid: string | undefined
  readonly algorithms: readonly string[]
  readonly pem: string
}

interface KeySet {
  keys: readonly PublicKey[]
  /** When keys last arrived, and when they were last asked for. Real time. */
  fetchedAt: number
  askedAt: number
  running: Promise<void> | null
  lastFailure: unknown
}

const waitMillis = 3_000
/** Keys are asked for again after this time, so that a withdrawn one is forgotten. */
const freshMillis = 10 * 60_000
/** How long known keys go on counting while their server is away: employees are not locked out by a short outage. */
const staleMillis = 60 * 60_000
/** An unknown key id makes us ask again at most this often: it costs an attacker nothing to invent one. */
const askAgainMillis = 60_000
/** A server that was away is given this long before the next try. */
const awayMillis = 5_000
/** NIST SP 800-131A: shorter RSA keys no longer count. */
const shortestRsaBits = 2048

/**
 * Public keys by issuer. `keyFor` answers the key as PEM, or null where the issuer has no such key, and throws
 * `KeyServerUnreachable` when that cannot be known. Rival requests share one fetch.
 */
export const signingKeys = (clockMillis: () => number = Date.now) => {
  const sets = new Map<string, KeySet>()

  const refresh = (server: KeyServer, set: KeySet): Promise<void> => {
    set.running ??= (async () => {
      set.askedAt = clockMillis()
      try {
        set.keys = await fetchKeys(server)
        set.fetchedAt = clockMillis()
        set.lastFailure = null
      } catch (failure) {
        set.lastFailure = failure
      } finally {
        set.running = null
      }
    })()
    return set.running
  }

  const keyFor = async (server: KeyServer, wanted: WantedKey): Promise<string | null> => {
    const name = `${server.issuer} ${server.jwksUri}`
    const set = sets.get(name) ?? { keys: [], fetchedAt: 0, askedAt: 0, running: null, lastFailure: null }
    sets.set(name, set)
    const known = pick(set.keys, wanted)
    const age = clockMillis() - set.fetchedAt
    if (known !== null && age < freshMillis) return known
    const pause = set.lastFailure === null && known === null ? askAgainMillis : awayMillis
    if (set.running !== null || clockMillis() - set.askedAt >= pause) await refresh(server, set)
    if (set.lastFailure !== null && (known === null || age > staleMillis)) {
      throw new KeyServerUnreachable(server.issuer, awayMillis / 1000, set.lastFailure)
    }
    return pick(set.keys, wanted)
  }

  return { keyFor }
}

/** The one key that fits; a token without a key id is answered only where there is no choice. */
const pick = (keys: readonly PublicKey[], wanted: WantedKey): string | null => {
  const fitting = keys.filter(
    (key) => key.algorithms.includes(wanted.algorithm) && (wanted.kid === undefined || key.kid === wanted.kid),
  )
  return fitting.length === 1 || wanted.kid !== undefined ? (fitting[0]?.pem ?? null) : null
}

const JwkSet = Type.Object({ keys: Type.Array(Type.Object({ kty: Type.String() })) })
const Metadata = Type.Object({ issuer: Type.String(), jwks_uri: Type.String() })

const fetchKeys = async (server: KeyServer): Promise<PublicKey[]> => {
  const signal = AbortSignal.timeout(waitMillis)
  let address = server.jwksUri
  if (new URL(address).pathname.includes('/.well-known/o')) {
    const metadata = await fetchJson(address, Metadata, signal)
    if (metadata.issuer !== server.issuer) throw new Error(`its metadata speaks for ${metadata.issuer}`)
    if (new URL(metadata.jwks_uri).protocol !== new URL(address).protocol)
      throw new Error('its keys are on another protocol')
    address = metadata.jwks_uri
  }
  const { keys } = await fetchJson(address, JwkSet, signal)
  return keys.flatMap(publicKeyOf)
}

const fetchJson = async <Schema extends Type.TSchema>(
  address: string,
  schema: Schema,
  signal: AbortSignal,
): Promise<Static<Schema>> => {
  const response = await fetch(address, { signal, redirect: 'error', headers: { accept: 'application/json' } })
  if (!response.ok) throw new Error(`${address} answered ${response.status}`)
  return Value.Parse(schema, await response.json())
}

/** A key that may verify, with the algorithms it may verify with; anything else in the set is left out. */
const publicKeyOf = (jwk: JsonWebKey): PublicKey[] => {
  const { kid, use, alg } = jwk as { kid?: string; use?: string; alg?: string }
  if (use !== undefined && use !== 'sig') return []
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    const all = algorithmsOf(key.asymmetricKeyType, key.asymmetricKeyDetails ?? {})
    const algorithms = alg === undefined ? all : all.filter((one) => one === alg)
    return algorithms.length === 0
      ? []
      : [{ kid, algorithms, pem: String(key.export({ type: 'spki', format: 'pem' })) }]
  } catch {
    return []
  }
}

const algorithmsOf = (type: string | undefined, details: { modulusLength?: number; namedCurve?: string }): string[] => {
  if (type === 'rsa') return (details.modulusLength ?? 0) < shortestRsaBits ? [] : ['RS256', 'PS256']
  if (type === 'ec') return details.namedCurve === 'prime256v1' ? ['ES256'] : []
  return type === 'ed25519' ? ['EdDSA'] : []
}
