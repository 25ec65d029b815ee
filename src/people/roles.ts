// Which roles somebody has. Granted ones come from the database within their time, the others follow from facts; a token can
// only take away. Pure.
import type { Role } from '../http/index.ts'
import type { Instant } from '../kernel/index.ts'

/** Roles that can be granted; the others follow from posts, representation or membership and can not. */
export const grantableRoles = ['hr', 'csr', 'auditor', 'payroll', 'admin'] as const satisfies readonly Role[]
export type GrantableRole = (typeof grantableRoles)[number]

/** What a body's members may be granted besides `broker`: the others read an employer's records. */
const grantableToBodies: readonly GrantableRole[] = ['admin']

/** A role somebody was given for a time; `untilAt` no longer belongs to it. */
export interface Grant {
  readonly role: string
  readonly fromAt: Instant
  readonly untilAt: Instant | null
}

/** Facts that carry roles. */
export interface Standing {
  readonly tenantKind: 'employer' | 'body'
  /** An active person of the employer, or somebody a client acts for. */
  readonly employee: boolean
  /** Manages or stands in for an active person today. */
  readonly manages: boolean
  readonly represents: boolean
  readonly member: boolean
  readonly grants: readonly Grant[]
}

/** The granted roles in force at an instant. An auditor without an end has no time box and therefore no role. */
const inForce = (standing: Standing, now: Instant): Role[] => {
  const possible: readonly string[] = standing.tenantKind === 'body' ? grantableToBodies : grantableRoles
  return standing.grants
    .filter((grant) => possible.includes(grant.role))
    .filter((grant) => grant.fromAt <= now && (grant.untilAt === null || now < grant.untilAt))
    .filter((grant) => grant.role !== 'auditor' || grant.untilAt !== null)
    .map((grant) => grant.role as GrantableRole)
}

/** The roles somebody has now. `claimed` are those the token names, where it names any: they narrow, never widen. */
export const rolesOf = (
  standing: Standing,
  now: Instant,
  claimed: readonly string[] | undefined,
): ReadonlySet<Role> => {
  const roles = new Set<Role>(inForce(standing, now))
  if (standing.employee) roles.add('employee')
  if (standing.manages) roles.add('manager')
  if (standing.represents) roles.add('representative')
  if (standing.member) roles.add('broker')
  return claimed === undefined ? roles : new Set([...roles].filter((role) => claimed.includes(role)))
}
