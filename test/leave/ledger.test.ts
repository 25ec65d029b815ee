import fc from 'fast-check'
import { sql } from 'kysely'
import t from 'tap'
import { isUniqueViolation, type Unit } from '../../src/database/index.ts'
import { newId } from '../../src/kernel/index.ts'
import {
  type Account,
  accountsOf,
  appendEntries,
  balanceOn,
  entriesOf,
  type LeaveFacts,
  openAccounts,
  releases,
  reservations,
  takings,
} from '../../src/leave/index.ts'
import { createEmployer } from '../../src/people/index.ts'
import { onEachDatabase, type TestDatabase } from '../support/databases.ts'
import { line, post, pot } from './builders.ts'

const now = '2026-03-02T09:00:00.000Z'
const by = { actor: 'client:test', now }

/** A person of a new employer, with one account in the pot `volunteering`. */
const openPerson = async (database: TestDatabase): Promise<Account> =>
  database.transact(async (unit) => {
    const words = { name: 'Example Council', zone: 'Europe/London', locale: 'en-GB', currency: 'GBP' }
    const employerId = await createEmployer(unit, { ...words, now })
    const id = newId()
    const facts = { zone: words.zone, nation: null, locale: words.locale, startedOn: '2024-01-01', endedOn: null }
    const person = { id, employerId, hrId: id, name: null, email: null, ...facts, state: 'active' as const, version: 1 }
    await unit.db.insertInto('person').values(person).execute()
    const [account] = await openAccounts(unit, {
      employerId,
      personId: id,
      wanted: [{ pot: 'volunteering', scopeId: id }],
    })
    if (account === undefined) throw new Error('no account was opened')
    return account
  })

const taking = (account: Account, on: string, minutes: number) => ({
  pot: account.pot,
  scopeId: account.scopeId,
  postId: 'post-1',
  on,
  minutes,
})

t.test('a booking reserves, takes and releases by lines that name each other', async (t) => {
  const accounts = [
    { id: 'account-1', personId: 'person-1', pot: 'general', scopeId: 'person-1' },
    { id: 'account-2', personId: 'person-1', pot: 'skilled', scopeId: 'post-2' },
  ]
  const wanted = [
    { pot: 'general', scopeId: 'person-1', postId: 'post-1', on: '2026-05-20', minutes: 60 },
    { pot: 'general', scopeId: 'person-1', postId: 'post-2', on: '2026-05-20', minutes: 30 },
    { pot: 'skilled', scopeId: 'post-2', postId: 'post-2', on: '2026-05-19', minutes: 45 },
    { pot: 'general', scopeId: 'person-1', postId: 'post-1', on: '2026-05-21', minutes: 0 },
  ]
  const reserved = reservations(wanted, accounts, 'booking-1')
  t.same(
    reserved.map(({ accountId, kind, effectiveOn, minutes }) => [accountId, kind, effectiveOn, minutes]),
    [
      ['account-1', 'reserve', '2026-05-20', -90],
      ['account-2', 'reserve', '2026-05-19', -45],
    ],
    'one line per account and day, none for nothing',
  )
  t.throws(
    () => reservations([taking({ ...accounts[0], pot: 'unknown' } as Account, '2026-05-20', 1)], accounts, 'b'),
    /no account is open/,
  )
  t.throws(() => reservations([{ ...wanted[0], minutes: -5 } as (typeof wanted)[0]], accounts, 'b'), /never negative/)
  t.throws(() => reservations([{ ...wanted[0], minutes: 0.5 } as (typeof wanted)[0]], accounts, 'b'), /whole number/)
  const held = line('reserve', '2026-05-20', -90, { bookingId: 'booking-1' })
  const others = line('reserve', '2026-05-20', -30, { bookingId: 'booking-2' })
  const [release] = releases([held, others], 'booking-1')
  t.match(release, {
    kind: 'release',
    minutes: 90,
    effectiveOn: '2026-05-20',
    closesEntryId: held.id,
    onceKey: `close:${held.id}`,
  })
  t.equal(releases([held, others], 'booking-1').length, 1, 'another booking is not touched')
  const closed = [held, others, line('release', '2026-05-20', 90, { bookingId: 'booking-1', closesEntryId: held.id })]
  t.same(releases(closed, 'booking-1'), [], 'what is closed is not closed again')
  const [closing, taken] = takings([held, others], 'booking-1', [
    { accountId: 'account-1', on: '2026-05-20', minutes: 75 },
  ])
  t.match(closing, { kind: 'release', minutes: 90, closesEntryId: held.id })
  t.match(taken, { kind: 'take', minutes: -75, effectiveOn: '2026-05-20', closesEntryId: null })
  t.equal(
    takings([held], 'booking-1', [{ accountId: 'account-1', on: '2026-05-20', minutes: 0 }]).length,
    1,
    'who did not come gets all of it back',
  )
  const before = line('take', '2026-05-20', -75, { bookingId: 'booking-1' })
  t.match(takings([...closed, before], 'booking-1', [{ accountId: 'account-1', on: '2026-05-20', minutes: 60 }]), [
    { kind: 'release', minutes: 75, closesEntryId: before.id },
    { kind: 'take', minutes: -60 },
  ])
})

await onEachDatabase(t, 'the ledger can only grow', async (t, database) => {
  const account = await openPerson(database)
  const [entry] = await database.transact((unit) =>
    appendEntries(unit, reservations([taking(account, '2026-05-20', 120)], [account], newId()), by),
  )
  t.ok(entry)
  if (entry === undefined) return
  const db = database.kysely
  await t.rejects(db.updateTable('leaveEntry').set({ minutes: -1 }).execute(), /append-only/, 'no line is changed')
  await t.rejects(db.deleteFrom('leaveEntry').execute(), /append-only/, 'no line is removed')
  const replaced = { ...entry, minutes: -1 }
  await t.rejects(db.replaceInto('leaveEntry').values(replaced).execute(), /append-only/, 'nor replaced')
  if (database.dialect === 'mysql') {
    await t.rejects(
      db.insertInto('leaveEntry').values(replaced).onDuplicateKeyUpdate({ minutes: -1 }).execute(),
      /append-only/,
    )
  } else {
    const upsert = db
      .insertInto('leaveEntry')
      .values(replaced)
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ minutes: -1 }))
    await t.rejects(upsert.execute(), /append-only/)
    await t.rejects(sql`update or replace leave_entry set minutes = -1`.execute(db), /append-only/)
  }
  t.same(
    (await entriesOf(database.reader, [account.id])).map(({ id, minutes }) => ({ id, minutes })),
    [{ id: entry.id, minutes: -120 }],
  )
})

await onEachDatabase(
  t,
  'a reservation is closed once, however often and by whomever it is tried',
  async (t, database) => {
    const account = await openPerson(database)
    const bookingId = newId()
    const stale = await database.transact((unit) =>
      appendEntries(unit, reservations([taking(account, '2026-05-20', 120)], [account], bookingId), by),
    )
    const close = async (unit: Unit) => appendEntries(unit, releases(stale, bookingId), by)
    const answers = await Promise.allSettled([
      database.transact(close),
      database.transact(close),
      database.transact(close),
    ])
    t.equal(answers.filter((answer) => answer.status === 'fulfilled').length, 1, 'one of three rivals closes it')
    t.ok(
      answers.every((answer) => answer.status === 'fulfilled' || isUniqueViolation(answer.reason)),
      'the others meet the unique key',
    )
    const lines = await entriesOf(database.reader, [account.id])
    t.same(lines.map((one) => one.kind).sort(), ['release', 'reserve'])
    t.equal(
      lines.reduce((sum, one) => sum + one.minutes, 0),
      0,
      'and nothing is given back twice',
    )
    const grant = {
      accountId: account.id,
      kind: 'grant',
      minutes: 900,
      effectiveOn: '2026-01-01',
      bookingId: null,
    } as const
    const twice = [1, 2].map(() => ({
      ...grant,
      closesEntryId: null,
      onceKey: 'grant:2026-01-01',
      reason: 'leave_year_closed',
    }))
    await t.rejects(
      database.transact((unit) => appendEntries(unit, twice, by)),
      'one grant per account and day',
    )
  },
)

await onEachDatabase(t, 'an account exists once, however many open it at the same time', async (t, database) => {
  const account = await openPerson(database)
  const { employerId } = await database.kysely.selectFrom('person').select('employerId').executeTakeFirstOrThrow()
  const { personId } = account
  const wanted = [
    { pot: 'volunteering', scopeId: personId },
    { pot: 'skilled', scopeId: 'post-1' },
    { pot: 'skilled', scopeId: 'post-2' },
  ]
  const open = () => database.transact((unit) => openAccounts(unit, { employerId, personId, wanted }))
  const [first, ...others] = await Promise.all([open(), open(), open(), open()])
  for (const other of others) t.same(other, first)
  t.equal(first?.length, 3)
  t.same(
    first?.map((one) => one.id),
    first?.map((one) => one.id).toSorted(),
    'in the order in which they are locked',
  )
  t.same(await accountsOf(database.reader, personId), first)
})

// The model: what is free on a day is the grant of its year, with all adjustments and without all open bookings up to any day
// from then on, at the least.
type Booking = { on: string; minutes: number }
const facts: LeaveFacts = { startedOn: '2024-01-01', endedOn: null, posts: [post({ startsOn: '2024-01-01' })] }
const definition = pot({ amount: { unit: 'minutes', minutes: 900 }, rounding: { to: 'up', step: 1 } })
const modelled = (bookings: Iterable<Booking>, adjustments: readonly Booking[], on: string): number => {
  const all = [...adjustments, ...[...bookings].map((one) => ({ on: one.on, minutes: -one.minutes }))]
  const ofYear = all.filter((one) => one.on.slice(0, 4) === on.slice(0, 4))
  const days = [on, ...ofYear.map((one) => one.on).filter((day) => day > on)]
  return Math.min(
    ...days.map((day) => ofYear.filter((one) => one.on <= day).reduce((sum, one) => sum + one.minutes, 900)),
  )
}

const command = fc.oneof(
  fc.record({
    kind: fc.constant('reserve' as const),
    days: fc.integer({ min: 0, max: 300 }),
    minutes: fc.integer({ min: 1, max: 500 }),
  }),
  fc.record({ kind: fc.constant('release' as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant('take' as const), which: fc.nat(20), percent: fc.integer({ min: 0, max: 100 }) }),
  fc.record({
    kind: fc.constant('adjust' as const),
    days: fc.integer({ min: 0, max: 300 }),
    minutes: fc.integer({ min: -300, max: 300 }),
  }),
  fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 200 }) }),
)
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never
const dayText = (day: number) => new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString().slice(0, 10)

/** Runs commands on the real ledger and on the model side by side; answers the first difference. */
const compare = async (database: TestDatabase, commands: readonly Command[]): Promise<string | null> => {
  const account = await openPerson(database)
  const bookings = new Map<string, Booking>()
  const adjustments: Booking[] = []
  let today = 0
  const act = (one: Command) => async (unit: Unit) => {
    await unit.lock('potAccount', account.id)
    const entries = await entriesOf(unit, [account.id])
    const id = [...bookings.keys()][('which' in one ? one.which : 0) % Math.max(1, bookings.size)] ?? ''
    const booking = bookings.get(id)
    const on = dayText(today + ('days' in one ? one.days : 0))
    const free = balanceOn(entries, facts, definition, account.scopeId, on).availableMinutes
    if (one.kind === 'reserve' && one.minutes <= free) {
      const bookingId = newId()
      await appendEntries(unit, reservations([taking(account, on, one.minutes)], [account], bookingId), by)
      bookings.set(bookingId, { on, minutes: one.minutes })
    } else if (one.kind === 'release' && booking !== undefined) {
      await appendEntries(unit, releases(entries, id), by)
      bookings.delete(id)
    } else if (one.kind === 'take' && booking !== undefined) {
      const minutes = Math.floor((booking.minutes * one.percent) / 100)
      await appendEntries(unit, takings(entries, id, [{ accountId: account.id, on: booking.on, minutes }]), by)
      bookings.set(id, { on: booking.on, minutes })
    } else if (one.kind === 'adjust' && -one.minutes <= free) {
      const adjust = {
        accountId: account.id,
        kind: 'adjust',
        minutes: one.minutes,
        effectiveOn: on,
        reason: 'correction',
      } as const
      await appendEntries(unit, [{ ...adjust, bookingId: null, closesEntryId: null, onceKey: null }], by)
      adjustments.push({ on, minutes: one.minutes })
    } else if (one.kind === 'wait') today += one.days
  }
  for (const one of commands) {
    await database.transact(act(one))
    const entries = await entriesOf(database.reader, [account.id])
    for (const on of [dayText(today), dayText(today + 100), dayText(0)]) {
      const found = balanceOn(entries, facts, definition, account.scopeId, on).availableMinutes
      const expected = modelled(bookings.values(), adjustments, on)
      if (found !== expected) return `${on}: ${found} instead of ${expected} after ${JSON.stringify(one)}`
      if (found < 0) return `${on}: overdrawn by ${-found} after ${JSON.stringify(one)}`
    }
  }
  return null
}

await onEachDatabase(
  t,
  'any run of commands leaves the balance of the model, and never less than nothing',
  async (t, database) => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 25 }), async (commands) => {
        const difference = await compare(database, commands)
        if (difference !== null) throw new Error(difference)
      }),
      { seed: 42, numRuns: Math.min(Number(process.env['BOONDAY_PROPERTY_RUNS'] ?? 15), 2000) },
    )
    t.pass('no difference')
  },
)
