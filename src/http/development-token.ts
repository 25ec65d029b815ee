// Tokens signed with the development secret, for the demo, the sandbox and tests. Production refuses to start with that
// secret, so nothing signed here is ever worth anything there.
import { createHmac } from 'node:crypto'

/** What a development token says of its bearer. */
export interface DevelopmentClaims {
  readonly issuer: string
  readonly audience: string
  readonly subject: string
  /** Narrows the roles of the database; all of them when left out. */
  readonly roles?: readonly string[]
  readonly expiresInSeconds: number
}

const segment = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A compact HS256 token (RFC 7515, RFC 7519), valid from now in real time. */
export const signDevelopmentToken = (secret: string, claims: DevelopmentClaims): string => {
  const issuedAt = Math.floor(Date.now() / 1000)
  const payload = {
    iss: claims.issuer,
    aud: claims.audience,
    sub: claims.subject,
    ...(claims.roles === undefined ? {} : { roles: claims.roles }),
    iat: issuedAt,
    exp: issuedAt + claims.expiresInSeconds,
  }
  const signed = `${segment({ alg: 'HS256', typ: 'JWT' })}.${segment(payload)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}
