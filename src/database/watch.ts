// What an operator watches: how far the outbox is behind, and whether any replica's worker is at it. Only reads.
import { millisOf } from '../kernel/index.ts'
import type { Reader } from './unit.ts'

/** The outbox as it stands. */
export interface OutboxState {
  /** Events without a position and deliveries that are due. */
  readonly waiting: number
  /** Deliveries that were given up and wait for somebody to look. */
  readonly dead: number
  /** Seconds that the oldest waiting event or delivery has waited; 0 when nothing waits. */
  readonly lagSeconds: number
  /** Whether a worker, of this replica or another, holds its lease. */
  readonly workerAlive: boolean
}

/** The state of the outbox at a moment of real time, in milliseconds. */
export const outboxState = async ({ db }: Reader, nowMillis: number): Promise<OutboxState> => {
  const events = await db
    .selectFrom('outboxEvent')
    .select((count) => [count.fn.countAll<number>().as('waiting'), count.fn.min('createdAt').as('oldestAt')])
    .where('sequenced', '=', 0)
    .executeTakeFirstOrThrow()
  const deliveries = await db
    .selectFrom('delivery')
    .select((count) => ['state', count.fn.countAll<number>().as('waiting'), count.fn.min('dueAt').as('oldestAt')])
    .where('state', '!=', 'done')
    .groupBy('state')
    .execute()
  const due = deliveries.find(({ state }) => state === 'due')
  const lease = await db.selectFrom('lease').select('untilAt').where('name', '=', 'worker').executeTakeFirst()
  const oldest = [events.oldestAt, due?.oldestAt].flatMap((at) => (at == null ? [] : [millisOf(at)]))
  return {
    waiting: Number(events.waiting) + Number(due?.waiting ?? 0),
    dead: Number(deliveries.find(({ state }) => state === 'dead')?.waiting ?? 0),
    lagSeconds: Math.max(0, nowMillis - Math.min(nowMillis, ...oldest)) / 1000,
    workerAlive: lease !== undefined && millisOf(lease.untilAt) >= nowMillis,
  }
}
