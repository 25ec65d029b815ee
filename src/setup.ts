// Setting up tenants, which nobody can ask for over HTTP because no caller exists before them: an employer with its first
// system, a body with its people. Used by commands, the demo and tests; everything after it goes through the API.
import { createBody, isAreaCode, type NewBody, noticeRulesFault } from './brokerage/index.ts'
import type { Unit } from './database/index.ts'
import { Fault } from './http/index.ts'
import { type Instant, isZone } from './kernel/index.ts'
import { createEmployer, grantRole, linkIdentity, registerClient, registerProvider } from './people/index.ts'

/** Who vouches for the callers of a tenant. */
interface Vouching {
  readonly issuer: string
  readonly audience: string
  /** Where the issuer's keys are; null for the development secret. */
  readonly jwksUri: string | null
}

/** What an operator says of a new employer. */
export interface EmployerSetup extends Vouching {
  readonly name: string
  readonly zone: string
  readonly locale: string
  readonly currency: string
  /** The `sub` in tokens of the HR system, which gets the grants admin and hr and grants everybody else theirs. */
  readonly administratorSubject: string
  /** Only for a sandbox: how far its clock is ahead of real time. */
  readonly clockShiftMillis?: number
}

/** What an operator says of a new body. */
export interface BodySetup extends Vouching, Omit<NewBody, 'members' | 'clockShiftMillis'> {
  readonly members: readonly { readonly subject: string; readonly name: string; readonly email: string }[]
  readonly clockShiftMillis?: number
}

/** Sets up an employer: the tenant, who vouches for its callers, and its HR system with the grants admin and hr. */
export const setUpEmployer = async (
  unit: Unit,
  setup: EmployerSetup,
  now: Instant,
): Promise<{ employerId: string; providerId: string; clientId: string }> => {
  const { issuer, audience, jwksUri, administratorSubject, ...employer } = setup
  const employerId = await createEmployer(unit, { ...employer, now })
  const providerId = await registerProvider(unit, { tenantId: employerId, issuer, audience, jwksUri })
  const system = { tenantId: employerId, name: `HR system of ${setup.name}`, providerId, subject: administratorSubject }
  const clientId = await registerClient(unit, system)
  const operator = { actor: 'command:employer-create', onBehalfOf: null, requestId: employerId, now }
  for (const role of ['admin', 'hr'] as const) {
    await grantRole(unit, { tenantId: employerId, principalId: clientId, role, untilAt: null }, operator)
  }
  return { employerId, providerId, clientId }
}

/** Sets up a body: the tenant, who vouches for its callers, and its people with their subjects. */
export const setUpBody = async (
  unit: Unit,
  setup: BodySetup,
  now: Instant,
): Promise<{ bodyId: string; providerId: string; memberIds: string[]; termsId: string | null }> => {
  requireUsable(setup)
  const { issuer, audience, jwksUri, members, clockShiftMillis = 0, ...body } = setup
  const people = members.map(({ name, email }) => ({ name, email }))
  const { bodyId, memberIds, termsId } = await createBody(unit, { ...body, members: people, clockShiftMillis }, now)
  const providerId = await registerProvider(unit, { tenantId: bodyId, issuer, audience, jwksUri })
  for (const [index, principalId] of memberIds.entries()) {
    const subject = members[index]?.subject ?? ''
    await linkIdentity(unit, { tenantId: bodyId, providerId, subject, kind: 'member', principalId })
  }
  return { bodyId, providerId, memberIds, termsId }
}

const requireUsable = ({ zone, noticeRules, areas }: BodySetup): void => {
  const mistakes = [
    ...(isZone(zone) ? [] : [`"${zone}" is not a time zone: write one like Europe/London`]),
    ...(noticeRulesFault(noticeRules) === null
      ? []
      : ['the notice rules have to begin at 1 person and rise from one to the next']),
    ...areas
      .filter((area) => !isAreaCode(area))
      .map(
        ({ scheme, code }) =>
          `"${code}" is not an area code of ${scheme}: write E07000105 (gss) or TN23 (postcode_district)`,
      ),
  ]
  if (mistakes.length > 0) throw new Fault('invalid-request', mistakes.join('; '))
}
