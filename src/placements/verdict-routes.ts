// Operations on verdicts: what the policy would answer, and what it answered. Changes nothing.
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { type Actor, Fault, Id, read, type Surroundings, type Viewer } from '../http/index.ts'
import { findPolicyVersion, findVerdict, type KeptVerdict } from '../policy/index.ts'
import { verdictView } from './answers.ts'
import { VerdictSchema, WishBody } from './schemas.ts'
import { judgeWish } from './verdicts.ts'
import { managedPeople, verdictFor } from './views.ts'

const tag = 'bookings'

/** Registers the operations on verdicts. */
export const verdictRoutes = (app: FastifyInstance, around: Surroundings): void => {
  read(app, around, {
    method: 'POST',
    url: '/v1/verdicts',
    operationId: 'judgeWish',
    summary: 'What the policy would answer to a booking, without making it',
    tag,
    allow: ['employee'],
    body: WishBody,
    response: { 200: VerdictSchema },
    problems: [404, 409],
    handle: async (reader, { actor, now, body }) => {
      const { facts, verdict, reasons } = await judgeWish(reader, { actor, wish: body, now })
      const against = reasons.length === 0 ? {} : { reasons }
      return { status: 200, body: { ...verdictView(facts.policy, verdict, actor.locale), ...against } }
    },
  })
  read(app, around, {
    method: 'GET',
    url: '/v1/verdicts/:verdictId',
    operationId: 'getVerdict',
    summary: 'A kept verdict, as far as the caller may see it',
    tag,
    allow: ['employee', 'manager', 'hr', 'auditor'],
    params: Type.Object({ verdictId: Id }),
    response: { 200: VerdictSchema },
    problems: [404],
    handle: async (reader, { actor, now, params }) => {
      const kept = await findVerdict(reader, params.verdictId)
      const viewers = kept === null ? [] : verdictViewers(actor, kept, await managedPeople(reader, actor, now))
      const version = kept === null ? null : await findPolicyVersion(reader, kept.policyVersionId)
      if (kept === null || version === null || viewers.length === 0)
        throw new Fault('not-found', 'there is no verdict with this id here')
      return { status: 200, body: verdictFor(kept, { policy: version.policy, viewers, locale: actor.locale }) }
    },
  })
}

/** How a caller stands to a kept verdict; empty where they must not know of it. */
const verdictViewers = (actor: Actor, kept: KeptVerdict, managed: readonly string[]): Viewer[] => {
  if (kept.employerId !== actor.tenantId) return []
  const viewers: Viewer[] = (['hr', 'auditor'] as const).filter((role) => actor.roles.has(role))
  if (actor.personId === kept.personId) viewers.push('self')
  if (managed.includes(kept.personId)) viewers.push('manager')
  return viewers
}
