// The points ledger: what is credited, that its lines sum to zero, and that nothing is ever credited twice.
import fc from 'fast-check'
import t from 'tap'
import type { StoredEvent, Unit } from '../../src/database/index.ts'
import { consumers } from '../../src/incentives/index.ts'
import {
  type AttendedTime,
  decideTransfers,
  type KeptTransfer,
  pointsFor,
  postingsOf,
} from '../../src/incentives/points.ts'
import type { PointRule } from '../../src/policy/index.ts'
import { addAttendance, addBody, addBooking, addEmployer, addPerson, now } from '../support/attendances.ts'
import { onEachDatabase, type TestDatabase } from '../support/databases.ts'

const rule = (facts: Partial<PointRule> = {}): PointRule => ({
  id: 'hour-given',
  title: 'Points for each hour given',
  perHour: 10,
  counts: 'all',
  rounding: 'down',
  ...facts,
})
const time = (facts: Partial<AttendedTime> = {}): AttendedTime => ({
  id: 'attendance-1',
  minutes: 90,
  paidMinutes: 50,
  evidence: 'host_confirmed',
  ...facts,
})

t.test('points of attended time', async (t) => {
  const cases: [string, Partial<PointRule>, Partial<AttendedTime>, number][] = [
    ['all minutes', {}, {}, 15],
    ['paid minutes only', { counts: 'paid' }, {}, 8],
    ['own minutes only', { counts: 'own' }, {}, 6],
    ['a part point is rounded down', { perHour: 7 }, {}, 10],
    ['a part point is rounded up', { perHour: 7, rounding: 'up' }, {}, 11],
    ['half a point is rounded up to the nearest', { perHour: 7, rounding: 'nearest' }, {}, 11],
    ['a missed day earns nothing', { rounding: 'up' }, { minutes: 0, paidMinutes: 0 }, 0],
    ['disputed time earns nothing until it is settled', {}, { evidence: 'disputed' }, 0],
    ['a rule of no points earns nothing', { perHour: 0 }, {}, 0],
  ]
  for (const [name, changed, attended, points] of cases) t.equal(pointsFor(rule(changed), time(attended)), points, name)
})

t.test('the lines of a transfer sum to zero, and a reversal is its exact inverse', async (t) => {
  const [issued, person] = postingsOf({ points: 15 })
  t.same(
    [issued, person],
    [
      { side: 'issued', points: -15 },
      { side: 'person', points: 15 },
    ],
  )
  t.same(postingsOf({ points: -15 }), [
    { side: 'issued', points: 15 },
    { side: 'person', points: -15 },
  ])
})

t.test('what the ledger still lacks', async (t) => {
  const rules = [rule(), rule({ id: 'own:time', perHour: 3, counts: 'own' })]
  const keep = (drafts: readonly { kind: 'earn' | 'reverse'; causeKey: string; points: number }[]): KeptTransfer[] =>
    drafts.map((draft, index) => ({ id: `transfer-${draft.causeKey}-${index}`, ...draft }))

  t.test('one credit for each rule that gives points', async (t) => {
    t.same(decideTransfers({ attendance: time(), rules, kept: [] }), [
      { kind: 'earn', causeKey: 'attendance:attendance-1:hour-given', rule: 'hour-given', points: 15 },
      { kind: 'earn', causeKey: 'attendance:attendance-1:own:time', rule: 'own:time', points: 2 },
    ])
  })

  t.test('nothing more once it is written', async (t) => {
    const kept = keep(decideTransfers({ attendance: time(), rules, kept: [] }))
    t.same(decideTransfers({ attendance: time(), rules, kept }), [])
  })

  t.test('a correction takes back every earlier credit once and credits anew', async (t) => {
    const kept = keep(decideTransfers({ attendance: time(), rules, kept: [] }))
    const corrected = time({ id: 'attendance-2', minutes: 60, paidMinutes: 60 })
    const drafts = decideTransfers({ attendance: corrected, rules, kept })
    t.same(
      drafts.map(({ kind, rule, points }) => [kind, rule, points]),
      [
        ['reverse', 'hour-given', -15],
        ['reverse', 'own:time', -2],
        ['earn', 'hour-given', 10],
      ],
    )
    t.same(decideTransfers({ attendance: corrected, rules, kept: [...kept, ...keep(drafts)] }), [])
  })

  t.test('a correction to nothing takes everything back', async (t) => {
    const kept = keep(decideTransfers({ attendance: time(), rules, kept: [] }))
    const missed = time({ id: 'attendance-2', minutes: 0, paidMinutes: 0 })
    t.same(
      decideTransfers({ attendance: missed, rules, kept }).map((draft) => draft.points),
      [-15, -2],
    )
  })
})

const [incentives] = consumers
const hear = (unit: Unit, event: StoredEvent): Promise<void> => {
  if (incentives === undefined || !('handle' in incentives)) throw new Error('incentives hear nothing')
  return incentives.handle(unit, event)
}

const attendanceConfirmed = (employerId: string, bookingId: string): StoredEvent => ({
  id: '01900000-0000-7000-8000-0000000000aa',
  type: 'attendance.confirmed',
  tenantId: employerId,
  bodyId: null,
  subjectId: bookingId,
  data: { bookingId },
  occurredAt: now,
})

const ledgerOf = async (database: TestDatabase) => {
  const { db } = database.reader
  const entries = await db
    .selectFrom('pointsEntry')
    .innerJoin('pointsAccount', 'pointsAccount.id', 'pointsEntry.accountId')
    .innerJoin('pointsTransfer', 'pointsTransfer.id', 'pointsEntry.transferId')
    .select(['pointsEntry.transferId', 'pointsEntry.points', 'pointsAccount.kind as account', 'pointsAccount.ownerId'])
    .select(['pointsTransfer.kind', 'pointsTransfer.causeKey', 'pointsTransfer.bookingId'])
    .orderBy('pointsTransfer.id')
    .execute()
  return entries
}

const sumOf = (entries: readonly { points: number }[]): number => entries.reduce((sum, entry) => sum + entry.points, 0)

await onEachDatabase(t, 'an attended booking', async (t, database) => {
  const employer = await addEmployer(database.reader)
  const body = await addBody(database.reader)
  const person = () => addPerson(database.reader, employer.id)
  const booked = async (personId: string) => addBooking(database.reader, { employer, personId, body })
  const handle = (bookingId: string) =>
    database.transact((unit) => hear(unit, attendanceConfirmed(employer.id, bookingId)))
  const pointsOf = async (personId: string) =>
    sumOf((await ledgerOf(database)).filter((entry) => entry.ownerId === personId))

  await t.test('is credited under the policy of the booking, against what the employer has issued', async (t) => {
    const personId = await person()
    const bookingId = await booked(personId)
    await addAttendance(database.reader, bookingId, { minutes: 420, paidMinutes: 300 })
    await handle(bookingId)
    const entries = (await ledgerOf(database)).filter((entry) => entry.bookingId === bookingId)
    t.same(entries.map(({ account, points, kind }) => `${kind} ${account} ${points}`).sort(), [
      'earn issued -6',
      'earn issued -70',
      'earn person 6',
      'earn person 70',
    ])
    t.ok(entries.every((entry) => entry.account === 'person' || entry.ownerId === employer.id))
    const told = await database.reader.db
      .selectFrom('outboxEvent')
      .select(['type', 'tenantId', 'bodyId', 'data'])
      .where('type', '=', 'points.earned')
      .orderBy('id')
      .execute()
    t.same(
      told.map(({ data, ...event }) => ({ ...event, ...JSON.parse(data) })).map(({ transferId, ...event }) => event),
      [
        {
          type: 'points.earned',
          tenantId: employer.id,
          bodyId: null,
          bookingId,
          personId,
          rule: 'hour-given',
          points: 70,
        },
        {
          type: 'points.earned',
          tenantId: employer.id,
          bodyId: null,
          bookingId,
          personId,
          rule: 'own-time',
          points: 6,
        },
      ],
      'the employer hears of it, the body does not',
    )
  })

  await t.test('is credited once, however often and at the same time the event is handled', async (t) => {
    const personId = await person()
    const bookingId = await booked(personId)
    await addAttendance(database.reader, bookingId)
    await Promise.all([handle(bookingId), handle(bookingId), handle(bookingId)])
    await handle(bookingId)
    t.equal(await pointsOf(personId), 70)
  })

  await t.test('that was corrected leaves the points of the correction, each step in the ledger', async (t) => {
    const personId = await person()
    const bookingId = await booked(personId)
    await addAttendance(database.reader, bookingId)
    await handle(bookingId)
    await addAttendance(database.reader, bookingId, { minutes: 240 })
    await handle(bookingId)
    await handle(bookingId)
    t.equal(await pointsOf(personId), 40)
    const own = (await ledgerOf(database)).filter((entry) => entry.ownerId === personId)
    t.same(
      own.map((entry) => [entry.kind, entry.points]),
      [
        ['earn', 70],
        ['reverse', -70],
        ['earn', 40],
      ],
    )
  })

  await t.test('is credited for the correction only, when the first event comes late', async (t) => {
    const personId = await person()
    const bookingId = await booked(personId)
    await addAttendance(database.reader, bookingId)
    await addAttendance(database.reader, bookingId, { minutes: 60 })
    await handle(bookingId)
    await handle(bookingId)
    t.equal(await pointsOf(personId), 10)
    t.equal((await ledgerOf(database)).filter((entry) => entry.ownerId === personId).length, 1)
  })

  await t.test('that was missed brings nothing and leaves no transfer', async (t) => {
    const personId = await person()
    const bookingId = await booked(personId)
    await addAttendance(database.reader, bookingId, { minutes: 0 })
    await handle(bookingId)
    t.equal((await ledgerOf(database)).filter((entry) => entry.bookingId === bookingId).length, 0)
  })

  await t.test('that is gone, or has no attendance yet, is passed over', async (t) => {
    const before = (await ledgerOf(database)).length
    await handle('01900000-0000-7000-8000-00000000dead')
    await handle(await booked(await person()))
    t.equal((await ledgerOf(database)).length, before)
  })

  await t.test('leaves lines that nothing can change or remove', async (t) => {
    const { db } = database.reader
    const refused = { message: /append-only/ }
    await t.rejects(db.updateTable('pointsEntry').set({ points: 1000 }).execute(), refused)
    await t.rejects(db.deleteFrom('pointsEntry').execute(), refused)
    await t.rejects(db.updateTable('pointsTransfer').set({ kind: 'expire' }).execute(), refused)
    await t.rejects(db.deleteFrom('pointsTransfer').execute(), refused)
  })
})

await onEachDatabase(
  t,
  'the ledger under any run of attendances, corrections and repeated events',
  async (t, database) => {
    const evidence = fc.constantFrom('claimed' as const, 'host_confirmed' as const, 'disputed' as const)
    const minutes = fc.integer({ min: 0, max: 480 })
    const record = fc.record({
      do: fc.constant('record' as const),
      booking: fc.nat({ max: 3 }),
      minutes,
      paid: fc.nat({ max: 480 }),
      evidence,
    })
    const hearing = fc.record({ do: fc.constant('hear' as const), booking: fc.nat({ max: 3 }) })
    const run = fc.array(fc.oneof(record, hearing), { minLength: 1, maxLength: 14 })

    await fc.assert(
      fc.asyncProperty(run, async (commands) => {
        const employer = await addEmployer(database.reader)
        const body = await addBody(database.reader)
        const people = [await addPerson(database.reader, employer.id), await addPerson(database.reader, employer.id)]
        const bookings: { id: string; personId: string }[] = []
        for (let index = 0; index < 4; index += 1) {
          const personId = people[index % 2] ?? ''
          bookings.push({ id: await addBooking(database.reader, { employer, personId, body }), personId })
        }
        // The model: what the last heard attendance of each booking is worth.
        const last = new Map<string, number>()
        const heard = new Map<string, number>()
        for (const command of commands) {
          const booking = bookings[command.booking]
          if (booking === undefined) throw new Error('the run names a booking that is not there')
          if (command.do === 'hear') {
            await database.transact((unit) => hear(unit, attendanceConfirmed(employer.id, booking.id)))
            heard.set(booking.id, last.get(booking.id) ?? 0)
            continue
          }
          const paidMinutes = Math.min(command.paid, command.minutes)
          await addAttendance(database.reader, booking.id, {
            minutes: command.minutes,
            paidMinutes,
            evidence: command.evidence,
          })
          const own = command.minutes - paidMinutes
          const worth = Math.floor((command.minutes * 10) / 60) + Math.floor((own * 3) / 60)
          last.set(booking.id, command.evidence === 'disputed' ? 0 : worth)
        }
        const ids = new Set(bookings.map((booking) => booking.id))
        const entries = (await ledgerOf(database)).filter((entry) => ids.has(entry.bookingId ?? ''))
        if (sumOf(entries) !== 0) throw new Error('the ledger does not sum to zero')
        for (const transferId of new Set(entries.map((entry) => entry.transferId))) {
          const lines = entries.filter((entry) => entry.transferId === transferId)
          if (lines.length !== 2 || sumOf(lines) !== 0) throw new Error('a transfer does not sum to zero')
        }
        for (const { id } of bookings) {
          const points = sumOf(entries.filter((entry) => entry.bookingId === id && entry.account === 'person'))
          if (points !== (heard.get(id) ?? 0)) throw new Error(`${points} points instead of ${heard.get(id) ?? 0}`)
        }
      }),
      { seed: 2026, numRuns: Math.min(Number(process.env['BOONDAY_PROPERTY_RUNS'] ?? 12), 60) },
    )
    t.pass('every run ended with the points of the model')
  },
)
