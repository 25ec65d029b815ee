// Guarantees of the migrator: several replicas at once, again, newer schema, and the same tables on both engines.
import { readdir } from 'node:fs/promises'
import { sql } from 'kysely'
import t from 'tap'
import { migrate, openDatabase, schemaState } from '../../src/database/index.ts'
import { engines, freshUrl, onEachDatabase } from '../support/databases.ts'
import { childProcess } from '../support/processes.ts'

const count = (await readdir('migrations')).length

if ((await engines(t)).includes('mysql')) {
  t.test('four replicas that migrate at once apply each migration exactly once', async (t) => {
    const url = await freshUrl(t, 'mysql')
    const replicas = Array.from({ length: 4 }, () => childProcess(t, 'test/support/migrate-once.ts', [url]))
    for (const replica of replicas) await replica.line('ready')
    for (const replica of replicas) replica.child.stdin?.write('go\n')
    const applied = await Promise.all(replicas.map((replica) => replica.line('applied')))
    t.equal(
      applied.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0),
      count,
    )
    for (const replica of replicas) t.equal(await replica.exit(), 0)
  })
}

await onEachDatabase(
  t,
  'migrating again does nothing, and the state says that nothing is missing',
  async (t, database) => {
    t.same(await migrate(database.kysely), [])
    const state = await schemaState(database.kysely)
    t.equal(state.applied.length, count)
    t.same(state.missing, [])
    t.same(state.unknown, [])
  },
)

await onEachDatabase(t, 'a schema newer than the program is refused and left alone', async (t, database) => {
  await sql`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2030-01-01T00:00:00.000Z')`.execute(
    database.kysely,
  )
  await t.rejects(migrate(database.kysely), /newer than this program.*9999-from-the-future/)
  t.same((await schemaState(database.kysely)).unknown, ['9999-from-the-future'])
})

await onEachDatabase(t, 'each migration can be run again after a kill in the middle', async (t, database) => {
  await sql`delete from kysely_migration`.execute(database.kysely)
  t.equal((await migrate(database.kysely)).length, count)
})

t.test('an empty database misses every migration', async (t) => {
  const database = await openDatabase(await freshUrl(t, 'sqlite'))
  t.teardown(() => database.close())
  t.equal((await schemaState(database.reader.db)).missing.length, count)
})
