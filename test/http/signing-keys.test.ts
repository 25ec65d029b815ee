import t from 'tap'
import { signingKeys } from '../../src/http/signing-keys.ts'
import { keyPair, keyServer } from './key-server.ts'

const minute = 60_000
const unreachable = { message: /did not answer with keys/, retryAfterSeconds: 5 }
const clock = () => {
  let millis = 1_000_000_000
  return { read: () => millis, pass: (more: number) => (millis += more) }
}

t.test('keys are fetched once for rival requests, and asked for again after ten minutes', async (t) => {
  const pair = await keyPair('ES256', 'one')
  const server = await keyServer(t, [pair.jwk])
  const time = clock()
  const { keyFor } = signingKeys(time.read)
  const ask = () => keyFor(server, { kid: 'one', algorithm: 'ES256' })
  const answers = await Promise.all(Array.from({ length: 20 }, ask))
  t.equal(new Set(answers).size, 1)
  t.match(answers[0], /^-----BEGIN PUBLIC KEY-----/)
  t.equal(server.state.calls, 1)
  time.pass(9 * minute)
  await ask()
  t.equal(server.state.calls, 1)
  server.state.keys = []
  time.pass(2 * minute)
  t.equal(await ask(), null, 'a withdrawn key is forgotten')
  t.equal(server.state.calls, 2)
})

t.test('an unknown key id makes the server be asked at most once a minute, and a new key is then found', async (t) => {
  const [one, two] = await Promise.all([keyPair('ES256', 'one'), keyPair('ES256', 'two')])
  const server = await keyServer(t, [one.jwk])
  const time = clock()
  const { keyFor } = signingKeys(time.read)
  t.ok(await keyFor(server, { kid: 'one', algorithm: 'ES256' }))
  for (let i = 0; i < 50; i += 1) t.equal(await keyFor(server, { kid: `invented-${i}`, algorithm: 'ES256' }), null)
  t.equal(server.state.calls, 1)
  server.state.keys = [one.jwk, two.jwk]
  time.pass(minute)
  t.ok(await keyFor(server, { kid: 'two', algorithm: 'ES256' }), 'the key set was rotated')
  t.equal(server.state.calls, 2)
})

t.test('known keys outlast an outage of their server by an hour; without keys it is unreachable', async (t) => {
  const pair = await keyPair('ES256', 'one')
  const server = await keyServer(t, [pair.jwk])
  const time = clock()
  const { keyFor } = signingKeys(time.read)
  const ask = () => keyFor(server, { kid: 'one', algorithm: 'ES256' })
  server.state.failing = true
  await t.rejects(ask(), unreachable)
  await t.rejects(ask(), unreachable)
  t.equal(server.state.calls, 1, 'a server that is away is left alone for some seconds')
  server.state.failing = false
  time.pass(5_000)
  t.ok(await ask(), 'and is asked again soon after')
  server.state.failing = true
  time.pass(30 * minute)
  t.ok(await ask(), 'employees are not locked out by a short outage')
  time.pass(31 * minute)
  await t.rejects(ask(), unreachable, 'but not for ever')
})

t.test('a server that takes the call and never answers is given up', async (t) => {
  const server = await keyServer(t, [])
  server.state.hanging = true
  const { keyFor } = signingKeys()
  await t.rejects(keyFor(server, { kid: 'one', algorithm: 'ES256' }), unreachable)
})

t.test('keys that must not verify are left out of the set', async (t) => {
  const [good, forEncryption, es] = await Promise.all([
    keyPair('RS256', 'good'),
    keyPair('RS256', 'enc'),
    keyPair('ES256', 'es'),
  ])
  const secret = { kty: 'oct', k: Buffer.from('shared').toString('base64url'), kid: 'oct' }
  const { alg, ...anyAlgorithm } = es.jwk
  t.equal(alg, 'ES256')
  const { generateKeyPairSync } = await import('node:crypto')
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })
  const server = await keyServer(t, [
    secret,
    { kty: 'nonsense', kid: 'nonsense' },
    { ...forEncryption.jwk, use: 'enc' },
    { ...(short as object), kty: 'RSA', kid: 'short' },
    good.jwk,
    anyAlgorithm,
  ])
  const { keyFor } = signingKeys()
  for (const kid of ['oct', 'nonsense', 'enc', 'short']) {
    for (const algorithm of ['HS256', 'RS256'])
      t.equal(await keyFor(server, { kid, algorithm }), null, `${kid} ${algorithm}`)
  }
  t.ok(await keyFor(server, { kid: 'good', algorithm: 'RS256' }))
  t.equal(await keyFor(server, { kid: 'good', algorithm: 'PS256' }), null, 'a key keeps to the algorithm it names')
  t.ok(await keyFor(server, { kid: 'es', algorithm: 'ES256' }), 'a key that names none is known by its type')
  t.ok(await keyFor(server, { kid: undefined, algorithm: 'ES256' }), 'without a key id, where there is no choice')
  t.equal(await keyFor(server, { kid: undefined, algorithm: 'HS256' }), null)
})

t.test('the keys named by an issuer’s metadata count only when it speaks for that issuer', async (t) => {
  const pair = await keyPair('ES256', 'one')
  const server = await keyServer(t, [pair.jwk])
  const jwksUri = `${server.address}/.well-known/openid-configuration`
  const wanted = { kid: 'one', algorithm: 'ES256' }
  server.state.issuer = 'https://issuer.example.org'
  t.ok(await signingKeys().keyFor({ issuer: 'https://issuer.example.org', jwksUri }, wanted))
  await t.rejects(signingKeys().keyFor({ issuer: 'https://other.example.org', jwksUri }, wanted), unreachable)
})
