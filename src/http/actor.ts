// Who is calling. An Actor is made once per request, from a verified token, the host's session or a signed link; everything
// after that asks the Actor, never the token.
import type { ClockHolder, Locale } from '../kernel/index.ts'

/** The roles of the service; `manager` is derived from posts, `client` is a registered system acting for people. */
export const roles = [
  'employee',
  'manager',
  'hr',
  'csr',
  'auditor',
  'representative',
  'broker',
  'payroll',
  'admin',
] as const
export type Role = (typeof roles)[number]

/** The caller of one request: the tenant they belong to, how they are known there, and what they may do. */
export interface Actor extends ClockHolder {
  readonly tenantId: string
  readonly tenantKind: 'employer' | 'body'
  readonly kind: 'person' | 'member' | 'client'
  /** person.id, body_member.id or client.id */
  readonly principalId: string
  /** The person acted for: the caller, or whom a registered client acts on behalf of; null for a body's member. */
  readonly personId: string | null
  /** Set when a registered client acts for a person; goes into every audit entry. */
  readonly onBehalfOf: string | null
  readonly roles: ReadonlySet<Role>
  readonly locale: Locale
}

/** The caller as audit entries and ledgers name them: `person:0190…`. Never a name. */
export const actorReference = (actor: Pick<Actor, 'kind' | 'principalId'>): string =>
  `${actor.kind}:${actor.principalId}`

/** What a verified token says of its bearer. */
export interface Claims {
  readonly issuer: string
  readonly audience: string
  readonly subject: string
  /** Where the token names roles, only those of the database that it names remain. */
  readonly roles?: readonly string[]
}

/** Looks up the Actor behind verified claims; null where issuer, audience and subject are not registered together. */
export type FindActor = (claims: Claims, onBehalfOf: string | null) => Promise<Actor | null>
