// Many people asking a server over HTTP, so many of them at once, over connections that stay open.
import { Agent, request } from 'node:http'

/** One request, ready to be sent. */
export interface Shot {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came of it. */
export interface Volley {
  readonly perSecond: number
  /** Milliseconds of each answer. */
  readonly millis: readonly number[]
  /** Whatever was no 201, as one line each. */
  readonly errors: readonly string[]
}

/** Sends all requests, so many at once. */
export const fire = async (url: string, shots: readonly Shot[], concurrency: number): Promise<Volley> => {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency })
  const millis: number[] = []
  const errors: string[] = []
  let next = 0
  const one = async (): Promise<void> => {
    for (let shot = shots[next++]; shot !== undefined; shot = shots[next++]) {
      const startedAt = performance.now()
      const { status, body } = await post(agent, url, shot)
      millis.push(performance.now() - startedAt)
      if (status !== 201) errors.push(`${status} ${body.slice(0, 300)}`)
    }
  }
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: concurrency }, one))
  const perSecond = (shots.length * 1000) / (performance.now() - startedAt)
  agent.destroy()
  return { perSecond, millis, errors }
}

const post = (agent: Agent, url: string, { headers, body }: Shot): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body)
    const sent = request(
      `${url}/v1/bookings`,
      {
        agent,
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'content-length': length },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: String(Buffer.concat(chunks)) }))
        response.on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
