// Identity providers for tests: a real OpenID provider in this process, and a bare key server that counts its callers and
// says what it is told to.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import Provider from 'oidc-provider'
import type { Test } from 'tap'

/** An HTTP server on a free port of this machine, closed when the test ends. */
const listening = async (t: Test, answer: (request: IncomingMessage, response: ServerResponse) => void) => {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  t.teardown(close)
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

type Algorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA'

/** A key pair of an issuer, and tokens signed with it. */
export const keyPair = async (algorithm: Algorithm, kid: string) => {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' }
  const sign = (claims: Record<string, unknown>, header: Record<string, unknown> = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid, ...header }).sign(privateKey)
  return { jwk, sign, privateKey }
}

/** A key server whose set can be changed, and which can be told to fail. */
export const keyServer = async (t: Test, keys: JWK[]) => {
  const state = { keys, calls: 0, failing: false, hanging: false, issuer: '' }
  const { address, close } = await listening(t, (request, response) => {
    state.calls += 1
    if (state.hanging) return
    const metadata = request.url === '/.well-known/openid-configuration'
    response.statusCode = state.failing ? 500 : 200
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify(metadata ? { issuer: state.issuer, jwks_uri: `${address}/keys` } : { keys: state.keys }),
    )
  })
  return { state, address, close, issuer: address, jwksUri: `${address}/keys` }
}

/** A real OpenID provider that gives client credentials a JWT for the audience `urn:boonday:test`. */
export const openIdProvider = async (t: Test, algorithm: 'RS256' | 'ES256') => {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const jwk = { ...(await exportJWK(privateKey)), kid: `key-${algorithm}`, use: 'sig', alg: algorithm }
  const handler: { current: ((request: IncomingMessage, response: ServerResponse) => void) | null } = { current: null }
  const { address: issuer } = await listening(t, (request, response) => handler.current?.(request, response))
  const audience = 'urn:boonday:test'
  const provider = new Provider(issuer, {
    jwks: { keys: [jwk as never] },
    clients: [
      {
        client_id: 'hr-system',
        client_secret: 'kept-in-the-test',
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        token_endpoint_auth_method: 'client_secret_basic',
        id_token_signed_response_alg: algorithm,
        scope: 'bookings',
      },
    ],
    scopes: ['bookings'],
    clientAuthMethods: ['client_secret_basic'],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'bookings',
          audience,
          accessTokenTTL: 300,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: algorithm } },
        }),
      },
    },
  })
  handler.current = provider.callback()
  const token = async (): Promise<string> => {
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('hr-system:kept-in-the-test')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'bookings', resource: audience }),
    })
    const { access_token } = (await response.json()) as { access_token: string }
    return access_token
  }
  return { issuer, audience, token, metadata: `${issuer}/.well-known/openid-configuration`, subject: 'hr-system' }
}
