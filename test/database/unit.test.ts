// Guarantees of the unit of work, on both engines: all or nothing, rerun when rivals collide, locks that hold.
import t from 'tap'
import { openDatabase } from '../../src/database/index.ts'
import { newId } from '../../src/kernel/index.ts'
import { freshUrl, onEachDatabase, type TestDatabase } from '../support/databases.ts'
import { childProcess } from '../support/processes.ts'

const addTenant = (database: TestDatabase, id: string) =>
  database.kysely
    .insertInto('tenant')
    .values({ id, kind: 'employer', clockShiftMillis: 0, createdAt: '2026-01-01T00:00:00.000Z' })
    .execute()

const addBody = async (database: TestDatabase, id: string): Promise<void> => {
  await database.kysely
    .insertInto('body')
    .values({
      id,
      name: 'Body',
      kind: 'cvs',
      nation: 'england-and-wales',
      zone: 'Europe/London',
      locale: 'en-GB',
      email: 'a@example.org',
      noticeRules: '[]',
      weekCapacity: null,
      answerDays: 5,
      version: 0,
    })
    .execute()
}

await onEachDatabase(t, 'a unit that throws leaves nothing behind', async (t, database) => {
  await t.rejects(
    database.transact(async (unit) => {
      await unit.db
        .insertInto('tenant')
        .values({ id: 'a', kind: 'body', clockShiftMillis: 0, createdAt: 'x' })
        .execute()
      await unit.enqueue({ type: 'thing.happened', tenantId: 'a', subjectId: 'a', data: {}, occurredAt: 'x' })
      throw new Error('on purpose')
    }),
    /on purpose/,
  )
  t.same(await database.kysely.selectFrom('tenant').selectAll().execute(), [])
  t.same(await database.kysely.selectFrom('outboxEvent').selectAll().execute(), [])
})

await onEachDatabase(
  t,
  'an attempt that is undone leaves what the unit wrote before and after it',
  async (t, database) => {
    await database.transact(async (unit) => {
      const add = (id: string) =>
        unit.db.insertInto('tenant').values({ id, kind: 'body', clockShiftMillis: 0, createdAt: 'x' }).execute()
      await add('before')
      t.equal(await unit.attempt(async () => (await add('undone')).length === 0), false)
      await t.rejects(
        unit.attempt(async () => {
          await add('thrown')
          throw new Error('on purpose')
        }),
      )
      t.equal(await unit.attempt(async () => (await add('kept')).length > 0), true)
      await add('after')
    })
    const ids = await database.kysely.selectFrom('tenant').select('id').orderBy('id').execute()
    t.same(
      ids.map((row) => row.id),
      ['after', 'before', 'kept'],
    )
  },
)

await onEachDatabase(
  t,
  'a locked row is read after its rivals: forty increments by forty units make forty',
  async (t, database) => {
    await addTenant(database, 'a')
    await addBody(database, 'b')
    await Promise.all(
      Array.from({ length: 40 }, () =>
        database.transact(async (unit) => {
          const locked = await unit.lock('body', 'b')
          const { answerDays, version } = await unit.db
            .selectFrom('body')
            .select(['answerDays', 'version'])
            .where('id', '=', 'b')
            .executeTakeFirstOrThrow()
          t.equal(locked, version, 'the lock tells the version that it made')
          await unit.db
            .updateTable('body')
            .set({ answerDays: answerDays + 1 })
            .where('id', '=', 'b')
            .execute()
        }),
      ),
    )
    const body = await database.kysely.selectFrom('body').selectAll().executeTakeFirstOrThrow()
    t.equal(body.answerDays, 45)
    t.equal(body.version, 40)
    t.equal(await database.transact((unit) => unit.lock('body', 'nobody')), null)
  },
)

await onEachDatabase(t, 'units that lock two rows in opposite order both end, once each', async (t, database) => {
  for (const id of ['a', 'b']) await addBody(database, id)
  let runs = 0
  const both = (first: string, second: string) =>
    database.transact(async (unit) => {
      runs += 1
      await unit.lock('body', first)
      await unit.db.selectFrom('body').selectAll().execute()
      await unit.lock('body', second)
    })
  await Promise.all(Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? both('a', 'b') : both('b', 'a'))))
  const versions = await database.kysely.selectFrom('body').select('version').execute()
  t.same(
    versions.map((row) => row.version),
    [12, 12],
  )
  t.ok(runs >= 12)
})

await onEachDatabase(
  t,
  'a unique violation is told apart from other mistakes, and the unit can go on',
  async (t, database) => {
    const { isUniqueViolation } = await import('../../src/database/index.ts')
    await addTenant(database, 'a')
    await database.transact(async (unit) => {
      const again = unit.db
        .insertInto('tenant')
        .values({ id: 'a', kind: 'body', clockShiftMillis: 0, createdAt: 'x' })
        .execute()
      t.equal(await again.catch(isUniqueViolation), true)
      const broken = unit.db
        .insertInto('post')
        .values({ id: newId(), personId: 'nobody' } as never)
        .execute()
      t.equal(await broken.catch(isUniqueViolation), false)
      await unit.db
        .insertInto('tenant')
        .values({ id: 'b', kind: 'body', clockShiftMillis: 0, createdAt: 'x' })
        .execute()
    })
    t.equal((await database.kysely.selectFrom('tenant').select('id').execute()).length, 2)
  },
)

t.test(
  'a second process is refused a SQLite file while the first has it, and gets it after the first was killed',
  async (t) => {
    const url = await freshUrl(t, 'sqlite')
    const holder = childProcess(t, 'test/support/hold-database.ts', [url])
    await holder.line('open')
    await t.rejects(openDatabase(url), /another process is using .*test\.db: stop it first/)
    await holder.kill()
    const database = await openDatabase(url)
    await database.close()
  },
)

t.test('a URL of another kind is refused with the two that work', async (t) => {
  await t.rejects(openDatabase('postgres://x'), /sqlite:.*mysql:/)
})
