// The movable clock of a sandbox: an admin, a member of a body or a registered client moves its own tenant's time ahead, to
// try in a minute what takes weeks. Registered only where the settings allow it, which production never does.
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { command, Fault, InstantSchema, type Surroundings } from './http/index.ts'
import { millisOf } from './kernel/index.ts'
import { moveClock } from './people/index.ts'

/** Registers `POST /v1/sandbox/clock`. */
export const sandboxRoutes = (app: FastifyInstance, around: Surroundings): void => {
  command(app, around, {
    method: 'POST',
    url: '/v1/sandbox/clock',
    operationId: 'moveSandboxClock',
    summary: 'Move the own tenant’s clock ahead to an instant (sandbox only)',
    tag: 'sandbox',
    allow: ['admin', 'broker', 'hr'],
    body: Type.Object({ to: InstantSchema }, { additionalProperties: false }),
    response: { 200: Type.Object({ now: InstantSchema }) },
    handle: async (unit, { actor, now, body }) => {
      const to = new Date(body.to).toISOString()
      if (to < now) throw new Fault('conflict', `it is ${now} here already: a sandbox clock only goes ahead`)
      await moveClock(unit, actor.tenantId, actor.clockShiftMillis + millisOf(to) - millisOf(now))
      return { status: 200, body: { now: to } }
    },
  })
}
