// The one way by which integrations reach outside: in bounded time, size and number of tries, and with faults that say who
// failed, where, and what to do. Never called inside a unit of work: a slow vendor must not hold anybody's locks.
import { setTimeout as wait } from 'node:timers/promises'
import { type Instant, realNow } from '../kernel/index.ts'

/** How a vendor failed: `unreachable` and `busy` may pass by themselves, the others need somebody. */
type VendorFailure = 'unreachable' | 'busy' | 'refused' | 'moved' | 'too_large' | 'unreadable'

/** A vendor did not do its part. The message is a sentence for an operator; it names vendor and address and holds no secret. */
export class VendorFault extends Error {
  readonly failure: VendorFailure
  readonly vendor: string
  readonly address: string

  constructor(failure: VendorFailure, from: Pick<VendorRequest, 'vendor' | 'address'>, more: FaultDetail) {
    const address = shownAddress(from.address)
    super(`${from.vendor} ${more.what}, at ${address}: ${more.remedy}`, { cause: more.cause })
    this.name = 'VendorFault'
    this.failure = failure
    this.vendor = from.vendor
    this.address = address
  }
}

interface FaultDetail {
  /** What happened, after the vendor's name: `did not answer within 10 s`. */
  readonly what: string
  readonly remedy: string
  readonly cause?: unknown
}

/** What is asked of a vendor: one JSON document. */
export interface VendorRequest {
  /** The vendor's name for people. */
  readonly vendor: string
  readonly address: string
  /** The mark of the version that is known already. */
  readonly knownTag?: string | null
}

/** What a vendor answered. */
export interface VendorAnswer {
  readonly json: unknown
  readonly tag: string | null
  readonly address: string
  /** Real time. */
  readonly readAt: Instant
}

/** Reads one document; null where the vendor says that the known version is still the latest. Throws a `VendorFault`. */
export type Reach = (request: VendorRequest) => Promise<VendorAnswer | null>

/** Bounds of one reading. */
export interface Terms {
  /** Milliseconds for one try, from the first byte sent to the last one read. */
  readonly tryMillis: number
  readonly triesAtMost: number
  /** Milliseconds before the second try; doubled each time, and half of it left to chance, so that callers do not march in step. */
  readonly backOffMillis: number
  /** Longest wait that a vendor's Retry-After may ask of us; asked for more, the reading ends with a fault. */
  readonly retryAfterMillisAtMost: number
  /** Size of a document after decompression. */
  readonly bytesAtMost: number
  pause(millis: number): Promise<unknown>
}

const usual: Terms = {
  tryMillis: 10_000,
  triesAtMost: 4,
  backOffMillis: 500,
  retryAfterMillisAtMost: 30_000,
  bytesAtMost: 10 * 1024 * 1024,
  pause: wait,
}

/** A way to reach vendors, within the usual bounds unless other ones are given. */
export const reachOutside = (other: Partial<Terms> = {}): Reach => {
  const terms = { ...usual, ...other }
  return async (request) => {
    for (let tries = 1; ; tries += 1) {
      const outcome = await tryOnce(request, terms)
      if (!('fault' in outcome)) return outcome.answer
      const millis = pauseAfter(tries, outcome, terms)
      if (millis === null) throw outcome.fault
      await terms.pause(millis)
    }
  }
}

interface Failed {
  readonly fault: VendorFault
  /** What the vendor asked us to wait; null where it said nothing. */
  readonly retryAfterMillis: number | null
}
type Outcome = { readonly answer: VendorAnswer | null } | Failed

/** Milliseconds until the next try; null where there is to be none. */
const pauseAfter = (tries: number, { fault, retryAfterMillis }: Failed, terms: Terms): number | null => {
  if (tries >= terms.triesAtMost || !['unreachable', 'busy'].includes(fault.failure)) return null
  const backOff = terms.backOffMillis * 2 ** (tries - 1) * (0.5 + Math.random() / 2)
  if (retryAfterMillis === null) return backOff
  return retryAfterMillis > terms.retryAfterMillisAtMost ? null : Math.max(retryAfterMillis, backOff)
}

/** One try. What the vendor did wrong comes back as a failure; anything thrown is a bug of ours. */
const tryOnce = async (request: VendorRequest, terms: Terms): Promise<Outcome> => {
  const address = new URL(request.address)
  const tag = request.knownTag ?? null
  try {
    const response = await fetch(address, {
      signal: AbortSignal.timeout(terms.tryMillis),
      // A redirect could carry us, and one day a secret, to an address that nobody here has agreed to.
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        'user-agent': 'boonday',
        ...(tag === null ? {} : { 'if-none-match': tag }),
      },
    })
    return await outcomeOf(response, request, terms)
  } catch (cause) {
    return { fault: cause instanceof VendorFault ? cause : unreachable(request, terms, cause), retryAfterMillis: null }
  }
}

const outcomeOf = async (response: Response, request: VendorRequest, terms: Terms): Promise<Outcome> => {
  const { status, headers } = response
  const known = request.knownTag ?? null
  if (status === 200) {
    const json = jsonOf(await bytesOf(response, request, terms), response, request)
    return { answer: { json, tag: headers.get('etag'), address: shownAddress(request.address), readAt: realNow() } }
  }
  await response.body?.cancel()
  if (status === 304 && known !== null) return { answer: null }
  const retryAfterMillis = retryAfter(headers.get('retry-after'))
  return { fault: faultOfStatus(response, request, retryAfterMillis), retryAfterMillis }
}

/** Reads the body up to the limit; a document that says or turns out to be larger is not read to its end. */
const bytesOf = async (response: Response, request: VendorRequest, { bytesAtMost }: Terms): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop by throwing cancels the stream, and with it the connection.
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > bytesAtMost) {
      throw new VendorFault('too_large', request, {
        what: `sent more than the ${bytesAtMost} bytes that are read`,
        remedy: 'nothing of it was taken; open the address and see what is there',
      })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const jsonOf = (bytes: Uint8Array, { headers }: Response, request: VendorRequest): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    const kind = headers.get('content-type')?.split(';')[0]?.trim()
    throw new VendorFault('unreadable', request, {
      what: `did not answer with JSON${kind === undefined ? '' : ` (it calls it ${kind})`}`,
      remedy: 'nothing of it was taken; open the address and see what is there, a proxy may have answered instead',
      cause,
    })
  }
}

const faultOfStatus = (response: Response, request: VendorRequest, retryAfterMillis: number | null): VendorFault => {
  const { status, headers } = response
  const what = `answered ${status}`
  if (status === 429 || status >= 500) {
    const later = retryAfterMillis === null ? 'later' : `in ${Math.ceil(retryAfterMillis / 1000)} s, as it asks`
    return new VendorFault('busy', request, { what, remedy: `it cannot serve this now; try again ${later}` })
  }
  if (status >= 300 && status < 400) {
    const to = headers.get('location')
    const place =
      to !== null && URL.canParse(to, request.address) ? ` to ${shownAddress(new URL(to, request.address))}` : ''
    const remedy = `redirects are not followed; if it has really moved${place}, a newer version of this program will know`
    return new VendorFault('moved', request, { what, remedy })
  }
  return new VendorFault('refused', request, {
    what,
    remedy: 'repeating it will not help; see what the vendor has changed',
  })
}

const unreachable = (request: VendorRequest, { tryMillis }: Terms, cause: unknown): VendorFault => {
  const { host } = new URL(request.address)
  if (cause instanceof DOMException && cause.name === 'TimeoutError') {
    const what = `did not answer within ${tryMillis / 1000} s`
    return new VendorFault('unreachable', request, { what, remedy: 'try again later', cause })
  }
  const { code } = ((cause instanceof Error ? cause.cause : undefined) as { code?: unknown }) ?? {}
  const what = `cannot be reached${typeof code === 'string' ? ` (${code})` : ''}`
  return new VendorFault('unreachable', request, { what, remedy: `check that this machine may reach ${host}`, cause })
}

/** Milliseconds of a Retry-After header, in seconds or as a date (RFC 9110, 10.2.3); null where it says nothing usable. */
const retryAfter = (header: string | null): number | null => {
  if (header === null) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const untilMillis = Date.parse(header) - Date.now()
  return Number.isNaN(untilMillis) ? null : Math.max(0, untilMillis)
}

/** An address as it may be shown: user, password, query and fragment may hold secrets. */
const shownAddress = (address: string | URL): string => {
  const { origin, pathname } = new URL(address)
  return `${origin}${pathname}`
}
