// Guarantees of the outbox: gap-free positions however many sequencers run, every event to every consumer, exactly once where
// the consumer works in the database, at least once with a constant id where it reaches outside.
import t from 'tap'
import { type Consumer, type Database, makeWorker, readFeed, type StoredEvent } from '../../src/database/index.ts'
import { onEachDatabase } from '../support/databases.ts'

const happen = (database: Database, tenantId: string, more: { bodyId?: string; type?: string; n?: number } = {}) =>
  database.transact((unit) =>
    unit.enqueue({
      type: more.type ?? 'thing.happened',
      tenantId,
      bodyId: more.bodyId ?? null,
      subjectId: 's',
      data: { n: more.n ?? 0 },
      occurredAt: '2026-01-01T00:00:00.000Z',
    }),
  )

const workerOf = (database: Database, consumers: readonly Consumer[], errors: string[] = []) =>
  makeWorker({
    database,
    consumers,
    upkeep: [],
    onError: (error, where) => errors.push(`${where}: ${(error as Error).message}`),
  })

const drain = async (worker: { runOnce(): Promise<number> }): Promise<void> => {
  while ((await worker.runOnce()) > 0);
}

await onEachDatabase(
  t,
  'two workers and many writers give each feed the positions 1 to n without a gap',
  async (t, database) => {
    const workers = [workerOf(database, []), workerOf(database, [])]
    const writing = Promise.all(
      Array.from({ length: 90 }, (_, n) =>
        happen(database, n % 3 === 0 ? 'employer-b' : 'employer-a', { ...(n % 2 === 0 ? { bodyId: 'body' } : {}), n }),
      ),
    )
    for (let round = 0; round < 5; round += 1) await Promise.all(workers.map((worker) => worker.runOnce()))
    await writing
    for (const worker of workers) {
      await drain(worker)
      await worker.stop()
      await drain(workers[1] as never)
    }
    const positions = async (feed: string) =>
      (await readFeed(database.reader, feed, { after: 0, limit: 500 })).map((item) => item.position)
    t.same(
      await positions('employer-a'),
      Array.from({ length: 60 }, (_, n) => n + 1),
    )
    t.same(
      await positions('employer-b'),
      Array.from({ length: 30 }, (_, n) => n + 1),
    )
    t.same(
      await positions('body'),
      Array.from({ length: 45 }, (_, n) => n + 1),
    )
    const ids = new Set(
      (await readFeed(database.reader, 'body', { after: 0, limit: 500 })).map((item) => item.event.id),
    )
    t.equal(ids.size, 45)
    t.same(
      (await readFeed(database.reader, 'employer-a', { after: 58, limit: 500 })).map((item) => item.position),
      [59, 60],
    )
  },
)

await onEachDatabase(
  t,
  'a consumer in the database handles an event exactly once, even when it failed first',
  async (t, database) => {
    let fail = true
    const errors: string[] = []
    const consumer: Consumer = {
      name: 'counter',
      types: ['thing.happened'],
      handle: async (unit, event) => {
        await unit.db
          .insertInto('tenant')
          .values({ id: event.id, kind: 'body', clockShiftMillis: 0, createdAt: 'x' })
          .execute()
        if (fail) throw new Error('on purpose')
      },
    }
    await happen(database, 'a')
    await happen(database, 'a', { type: 'other.happened' })
    const worker = workerOf(database, [consumer], errors)
    await drain(worker)
    t.same(await database.kysely.selectFrom('tenant').selectAll().execute(), [], 'a failed handler leaves nothing')
    t.match(errors, ['consumer counter: on purpose'])
    const [delivery] = await database.kysely.selectFrom('delivery').selectAll().execute()
    t.match(delivery, { state: 'due', attempts: 1, lastError: 'Error' })
    fail = false
    await database.kysely.updateTable('delivery').set({ dueAt: '2020-01-01T00:00:00.000Z' }).execute()
    await drain(worker)
    await drain(worker)
    t.equal((await database.kysely.selectFrom('tenant').selectAll().execute()).length, 1)
    t.match(await database.kysely.selectFrom('delivery').selectAll().execute(), [{ state: 'done' }])
  },
)

await onEachDatabase(
  t,
  'a delivery to the outside keeps its id across retries and is set aside after the last one',
  async (t, database) => {
    const seen: string[] = []
    const consumer: Consumer = {
      name: 'outside',
      types: ['thing.happened'],
      deliver: async ({ deliveryId }, _event: StoredEvent) => {
        seen.push(deliveryId)
        throw new TypeError('no answer')
      },
    }
    await happen(database, 'a')
    const worker = workerOf(database, [consumer])
    for (let attempt = 0; attempt < 12; attempt += 1) {
      await drain(worker)
      await database.kysely.updateTable('delivery').set({ dueAt: '2020-01-01T00:00:00.000Z' }).execute()
    }
    t.equal(new Set(seen).size, 1)
    t.equal(seen.length, 10)
    t.match(await database.kysely.selectFrom('delivery').selectAll().execute(), [
      { state: 'dead', lastError: 'TypeError' },
    ])
  },
)

await onEachDatabase(
  t,
  'one worker works at a time; another takes over when the first has stopped',
  async (t, database) => {
    const [first, second] = [workerOf(database, []), workerOf(database, [])]
    await first.runOnce()
    await happen(database, 'a')
    t.equal(await second.runOnce(), 0)
    await first.stop()
    t.equal(await second.runOnce(), 1)
  },
)

await onEachDatabase(
  t,
  'what only runs the service goes when its time is over, and nothing else',
  async (t, database) => {
    const { purgeExpired } = await import('../../src/database/index.ts')
    const key = (id: string, expiresAt: string) => ({
      id,
      inputHash: 'x',
      status: 200,
      answer: '{}',
      createdAt: 'x',
      expiresAt,
    })
    await database.kysely
      .insertInto('requestKey')
      .values([key('old', '2026-05-01T00:00:00.000Z'), key('new', '2026-05-03T00:00:00.000Z')])
      .execute()
    await happen(database, 'a')
    const worker = workerOf(database, [{ name: 'nobody', types: ['thing.happened'], handle: async () => undefined }])
    await drain(worker)
    const [made] = await database.kysely.selectFrom('delivery').selectAll().execute()
    t.equal(await database.transact((unit) => purgeExpired(unit, '2026-05-02T00:00:00.000Z')), 1)
    t.same(await database.kysely.selectFrom('requestKey').select('id').execute(), [{ id: 'new' }])
    t.equal((await database.kysely.selectFrom('delivery').selectAll().execute()).length, 1)
    const muchLater = `${Number(made?.doneAt?.slice(0, 4)) + 1}-12-31T00:00:00.000Z`
    t.equal(await database.transact((unit) => purgeExpired(unit, muchLater)), 2)
    t.equal(
      (await database.kysely.selectFrom('outboxEvent').selectAll().execute()).length,
      1,
      'the event stays in its feed',
    )
  },
)
