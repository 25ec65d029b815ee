// How integrations reach outside: what passes by itself is tried again within bounds, everything else is told at once, and no
// fault tells a secret. The network is off; one slow server of its own runs on this machine.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import nock from 'nock'
import type { Test } from 'tap'
import { reachOutside, type Terms, VendorFault } from '../../src/connectors/http.ts'
import { offline } from './offline.ts'

const origin = 'https://vendor.example.org'
const request = { vendor: 'Example Vendor', address: `${origin}/list.json` }
const vendorSays = () => nock(origin).get('/list.json')

/** A way to reach outside that does not wait, and what it would have waited. */
const impatient = (terms: Partial<Terms> = {}) => {
  const pauses: number[] = []
  const pause = async (millis: number) => pauses.push(millis)
  return { reach: reachOutside({ ...terms, pause }), pauses }
}

const faultOf = async (t: Test, work: Promise<unknown>): Promise<VendorFault> => {
  try {
    await work
  } catch (error) {
    if (error instanceof VendorFault) return error
    throw error
  }
  t.fail('a fault was expected')
  throw new Error('no fault')
}

offline('a document arrives with its tag, its address and the time', async (t) => {
  nock(origin, { reqheaders: { accept: 'application/json', 'user-agent': 'boonday' }, badheaders: ['if-none-match'] })
    .get('/list.json')
    .query({ key: 'secret' })
    .reply(200, { days: ['2027-01-01'] }, { etag: '"v1"' })
  const answer = await impatient().reach({ ...request, address: `${request.address}?key=secret` })
  t.same(answer?.json, { days: ['2027-01-01'] })
  t.equal(answer?.tag, '"v1"')
  t.equal(answer?.address, request.address, 'the address is told without its query')
  t.match(answer?.readAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
})

offline('what is known already is not sent again', async (t) => {
  nock(origin, { reqheaders: { 'if-none-match': '"v1"' } })
    .get('/list.json')
    .reply(304)
  t.equal(await impatient().reach({ ...request, knownTag: '"v1"' }), null)
  vendorSays().reply(304)
  const fault = await faultOf(t, impatient().reach(request))
  t.equal(fault.failure, 'moved', 'a 304 that nobody asked for is no list')
})

offline('a vendor that is busy is asked again, no sooner than it says', async (t) => {
  vendorSays().reply(429, '', { 'retry-after': '7' })
  vendorSays().reply(503, 'out of order')
  vendorSays().reply(500)
  vendorSays().reply(200, '[]')
  const { reach, pauses } = impatient({ backOffMillis: 100 })
  t.same((await reach(request))?.json, [])
  const [asked = 0, second = 0, third = 0] = pauses
  t.equal(pauses.length, 3)
  t.equal(asked, 7000)
  t.ok(second >= 100 && second <= 200, `the second pause of ${second} is within 100 to 200 ms`)
  t.ok(third >= 200 && third <= 400, `the third pause of ${third} is within 200 to 400 ms`)
})

offline('Retry-After may be a date, and nonsense in it counts for nothing', async (t) => {
  vendorSays().reply(503, '', { 'retry-after': new Date(Date.now() + 20_000).toUTCString() })
  vendorSays().reply(503, '', { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' })
  vendorSays().reply(503, '', { 'retry-after': 'soon' })
  vendorSays().reply(200, '[]')
  const { reach, pauses } = impatient({ backOffMillis: 1 })
  await reach(request)
  const [byDate = 0, ...others] = pauses
  t.ok(byDate > 10_000 && byDate <= 20_000, `${byDate} ms are waited`)
  t.ok(
    others.every((millis) => millis < 5),
    'the others wait the usual time',
  )
})

offline('who asks for an hour is left alone, and the operator is told so', async (t) => {
  vendorSays().reply(429, 'slow down', { 'retry-after': '3600' })
  const { reach, pauses } = impatient()
  const fault = await faultOf(t, reach(request))
  t.equal(fault.failure, 'busy')
  t.equal(
    fault.message,
    'Example Vendor answered 429, at https://vendor.example.org/list.json: it cannot serve this now; try again in 3600 s, as it asks',
  )
  t.same(pauses, [])
})

offline('four tries are enough', async (t) => {
  vendorSays().times(4).reply(502)
  const { reach, pauses } = impatient({ backOffMillis: 1 })
  const fault = await faultOf(t, reach(request))
  t.match(fault.message, /answered 502.*try again later/)
  t.equal(pauses.length, 3)
})

offline('a broken line is tried again, and told with its code', async (t) => {
  vendorSays().replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
  vendorSays().reply(200, '[]')
  t.same((await impatient().reach(request))?.json, [])
  t.match(
    (await faultOf(t, impatient().reach({ ...request, address: 'https://elsewhere.example.org/a?key=secret#secret' })))
      .message,
    /^Example Vendor cannot be reached \(ENETUNREACH\), at https:\/\/elsewhere\.example\.org\/a: check that/,
  )
})

/** A real server on this machine for one test. */
const serve = async (t: Test, answer: RequestListener): Promise<string> => {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  nock.enableNetConnect('127.0.0.1')
  t.teardown(() => {
    nock.disableNetConnect()
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/list.json`
}

offline('a server that never answers is given up on', async (t) => {
  let asked = 0
  const address = await serve(t, () => {
    asked += 1
  })
  const { reach, pauses } = impatient({ tryMillis: 40, triesAtMost: 2 })
  const fault = await faultOf(t, reach({ ...request, address }))
  t.equal(fault.failure, 'unreachable')
  t.equal(fault.message, `Example Vendor did not answer within 0.04 s, at ${address}: try again later`)
  t.equal(asked, 2)
  t.equal(pauses.length, 1)
})

offline('a body that stops half way is given up on as well', async (t) => {
  const address = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"days":')
  })
  const fault = await faultOf(t, impatient({ tryMillis: 40, triesAtMost: 1 }).reach({ ...request, address }))
  t.match(fault.message, /did not answer within 0\.04 s/)
})

offline('what is no JSON is told at once, whatever it calls itself', async (t) => {
  for (const [body, kind, told] of [
    ['<!doctype html><title>Sign in</title>', 'text/html; charset=utf-8', / \(it calls it text\/html\), at /],
    ['{"days":["2027-0', 'application/json', / \(it calls it application\/json\), at /],
    ['', 'application/json', /did not answer with JSON/],
    [Buffer.from([0x22, 0xff, 0xfe, 0x22]), 'application/json', /did not answer with JSON/],
  ] as const) {
    vendorSays().reply(200, body, { 'content-type': kind })
    const { reach, pauses } = impatient()
    const fault = await faultOf(t, reach(request))
    t.equal(fault.failure, 'unreadable')
    t.match(fault.message, told)
    t.same(pauses, [], 'asking again would bring the same')
  }
})

offline('a body is read to its limit and not a byte further', async (t) => {
  const body = JSON.stringify('x'.repeat(98))
  vendorSays().reply(200, body)
  t.same((await impatient({ bytesAtMost: body.length }).reach(request))?.json, 'x'.repeat(98))
  vendorSays().reply(200, body)
  const fault = await faultOf(t, impatient({ bytesAtMost: body.length - 1 }).reach(request))
  t.equal(fault.failure, 'too_large')
  t.match(fault.message, /sent more than the 99 bytes that are read/)
})

offline('a redirect is told, not followed', async (t) => {
  vendorSays().reply(301, '', { location: 'https://user:secret@new.example.org/list.json?token=secret' })
  const fault = await faultOf(t, impatient().reach(request))
  t.equal(fault.failure, 'moved')
  t.match(fault.message, / to https:\/\/new\.example\.org\/list\.json, a newer version/)
  t.notMatch(fault.message, /secret/)
})

offline('what the vendor refuses is not asked twice', async (t) => {
  vendorSays().reply(403, 'no')
  const { reach, pauses } = impatient()
  const fault = await faultOf(t, reach(request))
  t.equal(fault.failure, 'refused')
  t.match(fault.message, /^Example Vendor answered 403, at .*: repeating it will not help/)
  t.same(pauses, [])
})
