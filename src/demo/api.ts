// Calls to the running service over HTTP, as anybody would make them: with a token, JSON, and an Idempotency-Key on a POST.
// What is answered with a problem becomes an error that says every reason.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { signDevelopmentToken } from '../http/index.ts'

/** Somebody who calls: the subject of their tokens, and the audience of their tenant. */
export interface Caller {
  readonly subject: string
  readonly audience: string
}

/** The service as the demonstration reaches it. */
export interface Service {
  readonly address: string
  readonly issuer: string
  readonly developmentSecret: string
}

/** What one caller can do. */
export interface Api {
  get<Answer>(path: string): Promise<Answer>
  text(path: string): Promise<string>
  post<Answer>(path: string, body?: unknown, contentType?: string): Promise<Answer>
}

/** Seconds for which the tokens of the demonstration are valid: a day of trying things out. */
const tokenSeconds = 86_400

/** A ready token of a caller. */
export const tokenFor = ({ issuer, developmentSecret }: Service, { subject, audience }: Caller): string =>
  signDevelopmentToken(developmentSecret, { issuer, audience, subject, expiresInSeconds: tokenSeconds })

/** Too many requests, and a service that is busy: both say when to come back. */
const busyStatuses: readonly number[] = [429, 503]
const triesAtMost = 10

/** The API as one caller uses it. What a busy service turns away is sent again, with the same key, when it says so. */
export const apiOf = (service: Service, caller: Caller): Api => {
  const authorization = `Bearer ${tokenFor(service, caller)}`
  const call = async (method: 'GET' | 'POST', path: string, sent: RequestInit = {}): Promise<Response> => {
    for (let tries = 1; ; tries += 1) {
      const response = await fetch(`${service.address}${path}`, {
        ...sent,
        method,
        headers: { authorization, 'accept-language': 'en-GB', ...sent.headers },
      })
      if (response.ok) return response
      const waitSeconds = Number(response.headers.get('retry-after') ?? 1)
      if (!busyStatuses.includes(response.status) || tries === triesAtMost) {
        throw new Error(`${method} ${path} answered ${response.status}: ${await problemOf(response)}`)
      }
      await response.body?.cancel()
      await pause(waitSeconds * 1000)
    }
  }
  return {
    get: async <Answer>(path: string) => (await (await call('GET', path)).json()) as Answer,
    text: async (path) => (await call('GET', path)).text(),
    post: async <Answer>(path: string, body?: unknown, contentType = 'application/json') => {
      const content = contentType === 'application/json' ? JSON.stringify(body) : String(body)
      const headers = {
        'idempotency-key': randomUUID(),
        ...(body === undefined ? {} : { 'content-type': contentType }),
      }
      const response = await call('POST', path, { headers, ...(body === undefined ? {} : { body: content }) })
      return (await response.json()) as Answer
    },
  }
}

const problemOf = async (response: Response): Promise<string> => {
  const text = await response.text()
  try {
    const { detail, reasons = [] } = JSON.parse(text) as { detail?: string; reasons?: { message: string }[] }
    const sentences = [detail ?? '', ...reasons.map(({ message }) => message)]
    // A detail often is its reasons, joined: nothing is said twice.
    return sentences.filter((one, at) => at === 0 || !sentences[0]?.includes(one)).join(' ')
  } catch {
    return text.slice(0, 200)
  }
}

/** Waits until something has happened that a worker does after the answer: mails, points. Fails after so many seconds. */
export const until = async <Result>(what: string, look: () => Promise<Result | null>): Promise<Result> => {
  const giveUpMillis = Date.now() + waitSeconds * 1000
  for (;;) {
    const found = await look()
    if (found !== null) return found
    if (Date.now() > giveUpMillis) throw new Error(`${what} did not come within ${waitSeconds} seconds`)
    await pause(lookEveryMillis)
  }
}

/** The worker looks twice a second; a machine under load may be this slow. */
const waitSeconds = 60
const lookEveryMillis = 100
