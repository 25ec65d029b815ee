// What happened, on its way out. Events are written with the change that made them; one leased sequencer gives each feed its
// gap-free positions after commit, and one delivery row per interested consumer.
import type { Kysely } from 'kysely'
import { type Instant, newId, realNow } from '../kernel/index.ts'
import type { Tables } from './rows.ts'
import type { Database, DomainEvent, Reader, Unit } from './unit.ts'

/** An event as it was stored. */
export interface StoredEvent extends DomainEvent {
  readonly id: string
  readonly bodyId: string | null
  readonly data: Readonly<Record<string, unknown>>
}

/** What a consumer that reaches outside is given. */
export interface DeliveryContext {
  readonly database: Database
  readonly reader: Reader
  /** The same across retries of this event to this consumer: whoever receives it can tell a repetition. */
  readonly deliveryId: string
}

/**
 * A feature that hears events. `handle` runs in one unit of work with the mark that it is done: exactly once. `deliver` reaches
 * outside the service: at least once, with the delivery's id, after which it is marked as done.
 */
export type Consumer = {
  readonly name: string
  readonly types: readonly string[]
} & (
  | { handle(unit: Unit, event: StoredEvent): Promise<void> }
  | { deliver(context: DeliveryContext, event: StoredEvent): Promise<void> }
)

/** An event with its position in one feed. */
export interface FeedItem {
  readonly position: number
  readonly event: StoredEvent
}

/** Events given positions in one go: a bound, so that the sequencer's transaction stays short. */
const batchSize = 200

/**
 * Gives positions to events that are committed and have none yet, and makes their deliveries due. Run by the holder of the
 * sequencer's lease only. Answers how many events it took.
 */
export const sequenceEvents = async (unit: Unit, consumers: readonly Consumer[]): Promise<number> => {
  const events = await unit.db
    .selectFrom('outboxEvent')
    .select(['id', 'tenantId', 'bodyId', 'type'])
    .where('sequenced', '=', 0)
    .orderBy('id')
    .limit(batchSize)
    .execute()
  if (events.length === 0) return 0
  const ids = events.map((event) => event.id)
  const marked = await unit.db
    .updateTable('outboxEvent')
    .set({ sequenced: 1 })
    .where('id', 'in', ids)
    .where('sequenced', '=', 0)
    .executeTakeFirst()
  // A former holder whose lease ran out may have been faster: then nothing of this batch is ours.
  if (Number(marked.numUpdatedRows) !== ids.length) throw new Error('another sequencer took these events')
  const feeds = new Map<string, string[]>()
  for (const event of events) {
    for (const feedId of new Set([event.tenantId, event.bodyId])) {
      if (feedId !== null) feeds.set(feedId, [...(feeds.get(feedId) ?? []), event.id])
    }
  }
  for (const [feedId, eventIds] of [...feeds].sort()) await appendToFeed(unit.db, feedId, eventIds)
  await makeDue(unit.db, events, consumers)
  return events.length
}

const appendToFeed = async (db: Kysely<Tables>, feedId: string, eventIds: readonly string[]): Promise<void> => {
  const moved = await db
    .updateTable('feed')
    .set((set) => ({ head: set('head', '+', eventIds.length) }))
    .where('id', '=', feedId)
    .executeTakeFirst()
  if (moved.numUpdatedRows === 0n) await db.insertInto('feed').values({ id: feedId, head: eventIds.length }).execute()
  const { head } = await db.selectFrom('feed').select('head').where('id', '=', feedId).executeTakeFirstOrThrow()
  const first = head - eventIds.length + 1
  await db
    .insertInto('feedEntry')
    .values(eventIds.map((eventId, index) => ({ feedId, position: first + index, eventId })))
    .execute()
}

const makeDue = async (
  db: Kysely<Tables>,
  events: readonly { id: string; type: string }[],
  consumers: readonly Consumer[],
): Promise<void> => {
  const dueAt = realNow()
  const deliveries = events.flatMap((event) =>
    consumers
      .filter((consumer) => consumer.types.includes(event.type))
      .map((consumer) => ({
        id: newId(),
        eventId: event.id,
        consumer: consumer.name,
        state: 'due' as const,
        attempts: 0,
        dueAt,
        lastError: null,
        doneAt: null,
      })),
  )
  if (deliveries.length > 0) await db.insertInto('delivery').values(deliveries).execute()
}

/** A delivery that may be tried now. */
export interface DueDelivery {
  readonly id: string
  readonly consumer: string
  readonly attempts: number
  readonly event: StoredEvent
}

/** Deliveries due by real time, oldest first. */
export const dueDeliveries = async (reader: Reader, limit: number): Promise<readonly DueDelivery[]> => {
  const rows = await reader.db
    .selectFrom('delivery')
    .innerJoin('outboxEvent', 'outboxEvent.id', 'delivery.eventId')
    .selectAll('outboxEvent')
    .select(['delivery.id as deliveryId', 'delivery.consumer', 'delivery.attempts'])
    .where('delivery.state', '=', 'due')
    .where('delivery.dueAt', '<=', realNow())
    .orderBy('delivery.dueAt')
    .orderBy('delivery.id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ id: row.deliveryId, consumer: row.consumer, attempts: row.attempts, event: stored(row) }))
}

/** Marks a delivery as done; false when somebody else already has. */
export const markDone = async (unit: Unit, deliveryId: string): Promise<boolean> => {
  const done = await unit.db
    .updateTable('delivery')
    .set({ state: 'done', doneAt: realNow(), lastError: null })
    .where('id', '=', deliveryId)
    .where('state', '=', 'due')
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Puts a delivery off until an instant, or sets it aside as dead. The error is kept as its kind only: no personal data. */
export const markFailed = async (
  reader: Reader,
  delivery: DueDelivery,
  failure: { readonly next: { readonly dueAt: Instant } | { readonly dead: true }; readonly errorKind: string },
): Promise<void> => {
  const { next, errorKind } = failure
  await reader.db
    .updateTable('delivery')
    .set({
      attempts: delivery.attempts + 1,
      lastError: errorKind.slice(0, 200),
      ...('dead' in next ? { state: 'dead' as const } : { dueAt: next.dueAt }),
    })
    .where('id', '=', delivery.id)
    .where('state', '=', 'due')
    .execute()
}

/** A stretch of a feed after a position, in order and without gaps. */
export const readFeed = async (
  reader: Reader,
  feedId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly FeedItem[]> => {
  const rows = await reader.db
    .selectFrom('feedEntry')
    .innerJoin('outboxEvent', 'outboxEvent.id', 'feedEntry.eventId')
    .selectAll('outboxEvent')
    .select('feedEntry.position')
    .where('feedEntry.feedId', '=', feedId)
    .where('feedEntry.position', '>', after)
    .orderBy('feedEntry.position')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ position: row.position, event: stored(row) }))
}

const stored = (row: Tables['outboxEvent']): StoredEvent => ({
  id: row.id,
  type: row.type,
  tenantId: row.tenantId,
  bodyId: row.bodyId,
  subjectId: row.subjectId,
  data: JSON.parse(row.data),
  occurredAt: row.occurredAt,
})
