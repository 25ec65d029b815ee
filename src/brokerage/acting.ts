// Who acts in a use case of brokerage, when and through which request; and the faults that name what was wrong. Opens nothing.

import type { Unit } from '../database/index.ts'
import { type Actor, actorReference, type Call, Fault, type ProblemType, type Viewer } from '../http/index.ts'
import type { Figures, Instant } from '../kernel/index.ts'
import { type BrokerageText, sayBrokerage } from './texts.ts'

/** The caller of a use case, the tenant's time, and the request it came with. */
export interface Acting {
  readonly actor: Actor
  readonly now: Instant
  readonly requestId: string
}

/** The caller of an operation. */
export const actingIn = ({ actor, now, request }: Call<unknown, unknown, unknown>): Acting => ({
  actor,
  now,
  requestId: request.id,
})

/** The body a broker acts for; a broker's token always belongs to a body. */
export const bodyIdOf = (actor: Actor): string => {
  if (actor.tenantKind !== 'body') throw new Fault('forbidden', 'this needs a member of an infrastructure body')
  return actor.tenantId
}

/** The employer somebody acts in. */
export const employerIdOf = (actor: Actor): string => {
  if (actor.tenantKind !== 'employer') throw new Fault('forbidden', 'this needs somebody of an employer')
  return actor.tenantId
}

/** How a caller sees rows of brokerage: by every role, and as `self` where they read as an employee. */
export const viewersOf = (actor: Actor): Viewer[] =>
  [...actor.roles].map((role) => (role === 'employee' ? 'self' : role))

/** A fault with a sentence in the caller's language, and the field it is about. */
export const faultFor = (
  { actor }: Pick<Acting, 'actor'>,
  type: ProblemType,
  what: { readonly key: BrokerageText; readonly figures?: Figures; readonly pointer?: string },
): Fault => {
  const message = sayBrokerage(actor.locale, what.key, what.figures)
  const reason = {
    code: what.key,
    message,
    ...(what.pointer === undefined ? {} : { pointer: what.pointer }),
    ...(what.figures === undefined ? {} : { figures: what.figures }),
  }
  return new Fault(type, message, { extensions: { reasons: [reason] }, locale: actor.locale })
}

/** Writes who did what to what in the audit of the caller's tenant. */
export const noteFor = async (
  unit: Unit,
  by: Acting,
  what: { readonly action: string; readonly subject: string; readonly subjectId: string; readonly detail?: Figures },
): Promise<void> => {
  await unit.note({
    tenantId: by.actor.tenantId,
    actor: actorReference(by.actor),
    onBehalfOf: by.actor.onBehalfOf,
    requestId: by.requestId,
    at: by.now,
    ...what,
  })
}
