// Operations of administrators: who has which role, and which login is whose. They answer ids, never personal data.
import type { FastifyInstance } from 'fastify'
import { command, cutFor, type Surroundings } from '../http/index.ts'
import { authorOf, instantFrom } from './caller.ts'
import { GrantCreated, GrantEnded, GrantInput, GrantParams, IdentityCreated, IdentityInput } from './schemas.ts'
import { endGrant, grantRole, linkPerson } from './tenants.ts'

const tag = 'Administration'

/** Role grants, and the link between a sign-in and a person. */
export const accessRoutes = (app: FastifyInstance, around: Surroundings): void => {
  command(app, around, {
    method: 'POST',
    url: '/v1/role-grants',
    operationId: 'grantRole',
    summary: 'Grants a role to a person or a client from one instant until another; an auditor needs an end',
    tag,
    allow: ['admin'],
    body: GrantInput,
    response: { 201: GrantCreated },
    handle: async (unit, call) => {
      const { actor, body } = call
      const { principalId, role, fromAt, untilAt } = body
      const grant = {
        tenantId: actor.tenantId,
        principalId,
        role,
        untilAt: untilAt == null ? null : instantFrom(untilAt, '/untilAt'),
        ...(fromAt === undefined ? {} : { fromAt: instantFrom(fromAt, '/fromAt') }),
      }
      const id = await grantRole(unit, grant, authorOf(call))
      return { status: 201, body: cutFor('roleGrant', ['admin'], { id }) }
    },
  })
  command(app, around, {
    method: 'POST',
    url: '/v1/role-grants/:grantId/end',
    operationId: 'endRoleGrant',
    summary: 'Ends a granted role now',
    tag,
    allow: ['admin'],
    params: GrantParams,
    response: { 200: GrantEnded },
    problems: [404],
    handle: async (unit, call) => {
      const grant = { tenantId: call.actor.tenantId, grantId: call.params.grantId }
      const ended = await endGrant(unit, grant, authorOf(call))
      return { status: 200, body: cutFor('roleGrant', ['admin'], ended) }
    },
  })
  command(app, around, {
    method: 'POST',
    url: '/v1/identities',
    operationId: 'linkIdentity',
    summary: 'Links the subject of a registered provider’s tokens to the person with an HR id',
    tag,
    allow: ['admin'],
    body: IdentityInput,
    response: { 201: IdentityCreated },
    handle: async (unit, call) => {
      const link = { tenantId: call.actor.tenantId, ...call.body }
      const linked = await linkPerson(unit, link, authorOf(call))
      return { status: 201, body: cutFor('identity', ['admin'], linked) }
    },
  })
}
