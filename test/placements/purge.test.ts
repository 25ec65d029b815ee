import t from 'tap'
import { type Instant, newId } from '../../src/kernel/index.ts'
import { purgeVerdicts } from '../../src/placements/index.ts'
import { findVerdict } from '../../src/policy/index.ts'
import { send } from '../support/app.ts'
import { onEachDatabase, type TestDatabase } from '../support/databases.ts'
import { buildWorld } from '../support/world.ts'

/** After the world's own verdicts, whose six years end in May 2032. */
const now: Instant = '2033-01-01T00:00:00.000Z'

/** A copy of a kept verdict, as one that no booking names. */
const withoutBooking = async (database: TestDatabase, verdictId: string, keepUntilAt: Instant): Promise<string> => {
  const row = await database.kysely
    .selectFrom('verdict')
    .selectAll()
    .where('id', '=', verdictId)
    .executeTakeFirstOrThrow()
  const id = newId()
  await database.kysely
    .insertInto('verdict')
    .values({ ...row, id, keepUntilAt })
    .execute()
  return id
}

await onEachDatabase(t, 'verdicts go when their time is over, unless a booking names them', async (t, database) => {
  const world = await buildWorld(t, database)
  const [sessionId = ''] = world.sessionIds
  const booked = await send(world.app, world.employee(0), { method: 'POST', url: '/v1/bookings', body: { sessionId } })
  t.equal(booked.statusCode, 201, booked.body)
  const { verdictId: named } = await database.kysely.selectFrom('booking').select('verdictId').executeTakeFirstOrThrow()
  const past = await withoutBooking(database, named, '2032-12-31T23:59:59.999Z')
  const current = await withoutBooking(database, named, now)
  const purge = () => database.transact((unit) => purgeVerdicts(unit, now))

  t.equal(await purge(), 1, 'of three verdicts one is past and free')
  t.equal(await findVerdict(database.reader, past), null)
  t.ok(await findVerdict(database.reader, named), 'a booking names it, however old it is')
  t.ok(await findVerdict(database.reader, current), 'kept to the last millisecond of its time')
  t.equal(await purge(), 0, 'nothing more goes')
})
