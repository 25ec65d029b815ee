// What happens to a booking, from the wish to the attended day, through the API on both databases.
import t from 'tap'
import { makeWorker } from '../../src/database/index.ts'
import { waitingListConsumer } from '../../src/placements/index.ts'
import { type Caller, send } from '../support/app.ts'
import { onEachDatabase, type TestDatabase } from '../support/databases.ts'
import { breaches } from '../support/invariants.ts'
import { buildWorld, policyText, type World } from '../support/world.ts'

const post = (world: World, caller: Caller, url: string, body: unknown = {}, key?: string) =>
  send(world.app, caller, { method: 'POST', url, body, ...(key === undefined ? {} : { key }) })
const get = (world: World, caller: Caller, url: string) => send(world.app, caller, { url })
const book = (world: World, index: number, session = 0, more: object = {}) =>
  post(world, world.employee(index), '/v1/bookings', { sessionId: world.sessionIds[session], ...more })
const move = (world: World, caller: Caller, id: string, command: string, body: unknown = {}) =>
  post(world, caller, `/v1/bookings/${id}/${command}`, body)

/** What a person's ledger sums to, and what a session has taken. */
const held = async (database: TestDatabase, personId: string | undefined): Promise<number> => {
  const rows = await database.kysely
    .selectFrom('leaveEntry')
    .innerJoin('potAccount', 'potAccount.id', 'leaveEntry.accountId')
    .select('leaveEntry.minutes')
    .where('potAccount.personId', '=', personId ?? '')
    .execute()
  return rows.reduce((sum, row) => sum + row.minutes, 0)
}
const seatsTaken = async (database: TestDatabase, sessionId: string | undefined): Promise<number> =>
  (
    await database.kysely
      .selectFrom('session')
      .select('seatsTaken')
      .where('id', '=', sessionId ?? '')
      .executeTakeFirstOrThrow()
  ).seatsTaken
const heads = async (database: TestDatabase): Promise<number> =>
  (await database.kysely.selectFrom('bodyWeek').select('heads').execute()).reduce((sum, row) => sum + row.heads, 0)
const codes = (response: { json(): { reasons?: { code: string }[] } }) =>
  (response.json().reasons ?? []).map((reason) => reason.code)

await onEachDatabase(
  t,
  'a booking holds seat and minutes at once, is approved, confirmed, attended, and then leave is taken',
  async (t, database) => {
    const world = await buildWorld(t, database)
    const asked = await book(world, 0)
    t.equal(asked.statusCode, 201, asked.body)
    const booking = asked.json()
    t.match(booking, {
      state: 'awaiting_approval',
      leaveMinutes: 180,
      approverPersonId: world.managerId,
      holdUntilAt: '2026-05-09T08:00:00.000Z',
    })
    t.match(booking.verdict, {
      outcome: 'ask',
      takings: [{ pot: 'general', on: '2026-05-19', minutes: 180 }],
      approvals: [{ from: 'manager', withinDays: 5 }],
    })
    t.same(booking.verdict.findings.map((one: { outcome: string }) => one.outcome).includes('failed'), false)
    t.equal(await held(database, world.personIds[0]), -180)
    t.equal(await seatsTaken(database, world.sessionIds[0]), 1)

    const approved = await move(world, world.callers.manager, booking.id, 'approve')
    t.match([approved.statusCode, approved.json().state], [200, 'awaiting_confirmation'], approved.body)
    t.equal(approved.json().groupId, undefined, 'a manager is not told the host')
    const confirmed = await move(world, world.callers.broker, booking.id, 'confirm')
    t.match([confirmed.statusCode, confirmed.json().state], [200, 'confirmed'], confirmed.body)
    t.equal(confirmed.json().leaveMinutes, undefined, 'a body is not told leave')

    const early = await move(world, world.callers.broker, booking.id, 'attendance', { minutes: 180 })
    t.match([early.statusCode, codes(early)], [409, ['not_begun']])
    world.clock.now = '2026-05-19T12:00:00.000Z'
    const long = await move(world, world.callers.broker, booking.id, 'attendance', { minutes: 181 })
    t.match([long.statusCode, codes(long)], [409, ['attendance_too_long']])
    const attended = await move(world, world.callers.broker, booking.id, 'attendance', { minutes: 180 })
    t.match([attended.statusCode, attended.json().state], [200, 'attended'], attended.body)

    const entries = await database.kysely
      .selectFrom('leaveEntry')
      .select(['kind', 'minutes', 'effectiveOn'])
      .orderBy('createdAt')
      .orderBy('id')
      .execute()
    t.same(entries.map((one) => [one.kind, one.minutes, one.effectiveOn]).sort(), [
      ['release', 180, '2026-05-19'],
      ['reserve', -180, '2026-05-19'],
      ['take', -180, '2026-05-19'],
    ])
    const events = await database.kysely
      .selectFrom('outboxEvent')
      .select('type')
      .where('subjectId', '=', booking.id)
      .orderBy('id')
      .execute()
    t.same(
      events.map((one) => one.type),
      ['booking.requested', 'booking.approved', 'booking.confirmed', 'attendance.confirmed'],
    )
    const audit = await database.kysely
      .selectFrom('auditEntry')
      .select(['action', 'actor'])
      .where('subjectId', '=', booking.id)
      .orderBy('id')
      .execute()
    t.same(
      audit.map((one) => one.action),
      ['booking.requested', 'booking.approved', 'booking.confirmed', 'attendance.confirmed'],
    )
    t.equal(audit[1]?.actor, `person:${world.managerId}`)
  },
)

await onEachDatabase(
  t,
  'attendance can be corrected: the ledger holds what was really attended, and both words are compared',
  async (t, database) => {
    const world = await buildWorld(t, database)
    const { id } = (await book(world, 0)).json()
    await move(world, world.callers.manager, id, 'approve')
    await move(world, world.callers.broker, id, 'confirm')
    world.clock.now = '2026-05-19T12:00:00.000Z'
    const steps: [Caller, number, string, string, number][] = [
      [world.employee(0), 120, 'partly_attended', 'claimed', -120],
      [world.callers.broker, 60, 'partly_attended', 'disputed', -60],
      [world.employee(0), 60, 'partly_attended', 'two_sided', -60],
      [world.callers.broker, 180, 'attended', 'disputed', -180],
      [world.callers.broker, 0, 'missed', 'disputed', 0],
    ]
    for (const [caller, minutes, state, evidence, sum] of steps) {
      const recorded = await move(world, caller, id, 'attendance', { minutes })
      t.match([recorded.statusCode, recorded.json().state], [200, state], recorded.body)
      const last = await database.kysely
        .selectFrom('attendance')
        .selectAll()
        .where('bookingId', '=', id)
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow()
      t.match([last.evidence, last.minutes], [evidence, minutes])
      t.equal(await held(database, world.personIds[0]), sum, `${minutes} minutes`)
    }
  },
)

await onEachDatabase(
  t,
  'a refusal holds nothing, is kept with its verdict, and says the earliest day and every reason',
  async (t, database) => {
    const world = await buildWorld(t, database)
    world.clock.now = '2026-05-18T08:00:00.000Z'
    const refused = await book(world, 0)
    t.equal(refused.statusCode, 422, refused.body)
    const problem = refused.json()
    t.equal(refused.headers['content-type'], 'application/problem+json; charset=utf-8')
    t.same(codes(refused).sort(), ['body_notice_too_short', 'notice_too_short'])
    t.equal(problem.earliestOn, '2026-05-21')
    t.equal(await held(database, world.personIds[0]), 0)
    t.equal(await seatsTaken(database, world.sessionIds[0]), 0)
    t.equal((await database.kysely.selectFrom('booking').selectAll().execute()).length, 0)

    const own = await get(world, world.employee(0), `/v1/verdicts/${problem.verdictId}`)
    t.match([own.statusCode, own.json().outcome], [200, 'refuse'], own.body)
    t.ok(own.json().findings.every((one: { message?: string }) => typeof one.message === 'string'))
    const manager = await get(world, world.callers.manager, `/v1/verdicts/${problem.verdictId}`)
    t.equal(manager.statusCode, 200)
    t.ok(
      manager
        .json()
        .findings.every(
          (one: { figures?: unknown; message?: string }) => one.figures === undefined && one.message === undefined,
        ),
    )
    t.equal((await get(world, world.employee(1), `/v1/verdicts/${problem.verdictId}`)).statusCode, 404)
    t.equal((await get(world, world.callers.broker, `/v1/verdicts/${problem.verdictId}`)).statusCode, 403)
  },
)

await onEachDatabase(t, 'a dry run answers the same verdict as a booking and keeps nothing', async (t, database) => {
  const world = await buildWorld(t, database)
  const dry = await post(world, world.employee(0), '/v1/verdicts', { sessionId: world.sessionIds[0] })
  t.equal(dry.statusCode, 200, dry.body)
  for (const table of ['verdict', 'potAccount', 'leaveEntry', 'booking'] as const) {
    t.equal((await database.kysely.selectFrom(table).selectAll().execute()).length, 0, table)
  }
  const booked = (await book(world, 0)).json()
  t.same(booked.verdict, dry.json())
})

await onEachDatabase(
  t,
  'the last seat goes to one person; the next is refused and holds nothing',
  async (t, database) => {
    const world = await buildWorld(t, database, { seats: 1 })
    t.equal((await book(world, 0)).statusCode, 201)
    const second = await book(world, 1)
    t.match([second.statusCode, codes(second)], [422, ['session_full']], second.body)
    t.equal(await held(database, world.personIds[1]), 0)
    t.equal((await get(world, world.employee(1), `/v1/verdicts/${second.json().verdictId}`)).statusCode, 200)
    t.equal(await seatsTaken(database, world.sessionIds[0]), 1)
    const patched = await send(world.app, world.callers.broker, {
      method: 'PATCH',
      url: `/v1/sessions/${world.sessionIds[1]}`,
      body: { seatsElsewhere: 1 },
      headers: { 'if-match': '"v1"' },
    })
    t.match([patched.statusCode, patched.json().seatsFree], [200, 0], patched.body)
    t.match(codes(await book(world, 1, 1)), ['session_full'], 'seats taken elsewhere count')
  },
)

await onEachDatabase(
  t,
  'a balance short by one minute refuses, and one that fits to the minute does not',
  async (t, database) => {
    const pots = (minutes: number) =>
      `  - { id: general, title: Volunteering hours, amount: ${minutes} minutes, window: calendar-year }`
    const world = await buildWorld(t, database, { policy: policyText({ pots: pots(359) }) })
    t.equal((await book(world, 0, 0)).statusCode, 201)
    const short = await book(world, 0, 1)
    t.match([short.statusCode, codes(short)], [422, ['balance_insufficient']], short.body)
    t.match(short.json().reasons[0].figures, { neededMinutes: 180, availableMinutes: 179, shortMinutes: 1 })
    const other = policyText({ pots: pots(360) }).replace('from: 2026-01-01', 'from: 2026-05-01')
    const published = await send(world.app, world.callers.hr, {
      method: 'POST',
      url: '/v1/policies',
      body: other,
      headers: { 'content-type': 'text/yaml' },
    })
    t.equal(published.statusCode, 201, published.body)
    t.equal((await book(world, 0, 1)).statusCode, 201)
    t.equal(await held(database, world.personIds[0]), -360)
  },
)

await onEachDatabase(
  t,
  'nobody is in two places: a second booking at the same time is refused, also over busy times from HR',
  async (t, database) => {
    const world = await buildWorld(t, database)
    t.equal((await book(world, 0)).statusCode, 201)
    t.match(codes(await book(world, 0)), ['already_booked', 'diary_clash'])
    const own = {
      title: 'Reading',
      hostName: 'Example School',
      onDay: '2026-05-19',
      startsLocal: '12:29',
      endsLocal: '13:00',
      zone: 'Europe/London',
    }
    t.match(codes(await post(world, world.employee(0), '/v1/bookings', { ownActivity: own })), ['diary_clash'])
    const after = await post(world, world.employee(0), '/v1/bookings', {
      ownActivity: { ...own, startsLocal: '12:30' },
    })
    t.equal(after.statusCode, 201, after.body)
  },
)

await onEachDatabase(
  t,
  'dropping out in one tap gives back seat, week and minutes, before and after confirmation',
  async (t, database) => {
    const world = await buildWorld(t, database, { weekCapacity: 5 })
    const pending = (await book(world, 0)).json()
    t.equal(await heads(database), 1)
    t.match(
      (await move(world, world.employee(0), pending.id, 'drop-out', { reason: 'changed_plans' })).json().state,
      'withdrawn',
    )
    const later = (await book(world, 0)).json()
    await move(world, world.callers.manager, later.id, 'approve')
    await move(world, world.callers.broker, later.id, 'confirm')
    t.match((await move(world, world.employee(0), later.id, 'drop-out')).json().state, 'cancelled')
    t.equal(await held(database, world.personIds[0]), 0)
    t.equal(await seatsTaken(database, world.sessionIds[0]), 0)
    t.equal(await heads(database), 0)
    const again = await move(world, world.employee(0), later.id, 'drop-out')
    t.match([again.statusCode, codes(again)], [409, ['booking_state']])
    const entries = await database.kysely.selectFrom('leaveEntry').selectAll().execute()
    t.equal(entries.length, 4, 'nothing was deleted: two reservations and their exact inverses')
  },
)

await onEachDatabase(
  t,
  'a decline by manager or body gives everything back, with its coded reason',
  async (t, database) => {
    const world = await buildWorld(t, database)
    const first = (await book(world, 0)).json()
    t.equal(
      (await move(world, world.callers.manager, first.id, 'decline', { reason: 'because I say so' })).statusCode,
      400,
    )
    t.equal(
      (await move(world, world.callers.broker, first.id, 'decline', { reason: 'no_capacity' })).statusCode,
      409,
      'the body is not asked yet',
    )
    t.match(
      (await move(world, world.callers.manager, first.id, 'decline', { reason: 'service_impact' })).json().state,
      'declined',
    )
    const second = (await book(world, 0)).json()
    await move(world, world.callers.manager, second.id, 'approve')
    t.match(
      (await move(world, world.callers.broker, second.id, 'decline', { reason: 'group_withdrew' })).json().state,
      'declined',
    )
    t.equal(await held(database, world.personIds[0]), 0)
    t.equal(await seatsTaken(database, world.sessionIds[0]), 0)
    const events = await database.kysely
      .selectFrom('outboxEvent')
      .select('data')
      .where('type', '=', 'booking.declined')
      .orderBy('id')
      .execute()
    t.same(
      events.map((one) => JSON.parse(one.data).reason),
      ['service_impact', 'group_withdrew'],
    )
  },
)

await onEachDatabase(
  t,
  'a counter-offer holds the other seat until the person answers; accepting moves seat and leave together',
  async (t, database) => {
    const world = await buildWorld(t, database, { seats: 1, policy: policyText({ approvals: ' ' }) })
    const [first, other] = world.sessionIds
    const booking = (await book(world, 0)).json()
    t.equal(booking.state, 'awaiting_confirmation')
    const offered = await move(world, world.callers.broker, booking.id, 'offer', { sessionId: other })
    t.match(
      [offered.statusCode, offered.json().state, offered.json().offeredSessionId],
      [200, 'counter_offered', other],
      offered.body,
    )
    t.same([await seatsTaken(database, first), await seatsTaken(database, other)], [1, 1])
    t.match(codes(await book(world, 1, 1)), ['session_full'], 'the offered seat is held')
    const accepted = await move(world, world.employee(0), booking.id, 'accept')
    t.match(
      [accepted.statusCode, accepted.json().state, accepted.json().sessionId],
      [200, 'confirmed', other],
      accepted.body,
    )
    t.same([await seatsTaken(database, first), await seatsTaken(database, other)], [0, 1])
    const open = await database.kysely.selectFrom('leaveEntry').select(['kind', 'effectiveOn', 'minutes']).execute()
    t.equal(
      open.filter((one) => one.effectiveOn === '2026-05-20').reduce((sum, one) => sum + one.minutes, 0),
      -180,
    )
    t.equal(
      open.filter((one) => one.effectiveOn === '2026-05-19').reduce((sum, one) => sum + one.minutes, 0),
      0,
    )

    t.same(await breaches(database), [])
    t.match((await move(world, world.employee(0), booking.id, 'drop-out')).json().state, 'cancelled')
    t.same([await seatsTaken(database, first), await seatsTaken(database, other), await heads(database)], [0, 0, 0])
    const refused = (await book(world, 1)).json()
    await move(world, world.callers.broker, refused.id, 'offer', { sessionId: world.sessionIds[2] })
    t.match((await move(world, world.employee(1), refused.id, 'drop-out')).json().state, 'withdrawn')
    t.same(await Promise.all(world.sessionIds.map((id) => seatsTaken(database, id))), [0, 0, 0])
    t.same(await breaches(database), [])
  },
)

await onEachDatabase(
  t,
  'a hold nobody answered is lapsed by whoever comes next, and by a late answer',
  async (t, database) => {
    const world = await buildWorld(t, database, { seats: 1 })
    const first = (await book(world, 0)).json()
    world.clock.now = '2026-05-09T08:00:00.000Z'
    const second = await book(world, 1)
    t.equal(second.statusCode, 201, second.body)
    t.match((await get(world, world.employee(0), `/v1/bookings/${first.id}`)).json().state, 'lapsed')
    t.equal(await held(database, world.personIds[0]), 0)
    t.equal(await seatsTaken(database, world.sessionIds[0]), 1)
    world.clock.now = '2026-05-15T08:00:00.000Z'
    const late = await move(world, world.callers.manager, second.json().id, 'approve')
    t.match([late.statusCode, codes(late)], [409, ['hold_lapsed']], late.body)
    t.equal(await held(database, world.personIds[1]), 0)
    t.equal(await seatsTaken(database, world.sessionIds[0]), 0)
  },
)

await onEachDatabase(
  t,
  'whoever waits for a seat gets it when one comes free, by the policy of that moment',
  async (t, database) => {
    const world = await buildWorld(t, database, { seats: 1, waitingList: true, employees: 4 })
    const first = (await book(world, 0)).json()
    t.equal((await book(world, 1)).statusCode, 422, 'only those who ask for it wait')
    const waiting = await book(world, 1, 0, { joinWaitingList: true })
    t.match([waiting.statusCode, waiting.json().state], [201, 'waitlisted'], waiting.body)
    const next = (await book(world, 2, 0, { joinWaitingList: true })).json()
    t.equal(await held(database, world.personIds[1]), 0, 'waiting holds nothing')
    await move(world, world.employee(0), first.id, 'drop-out')
    const worker = makeWorker({
      database,
      consumers: [waitingListConsumer],
      upkeep: [],
      onError: (error) => t.fail(String(error)),
    })
    while ((await worker.runOnce()) > 0);
    t.equal(
      (await get(world, world.employee(1), `/v1/bookings/${waiting.json().id}`)).json().state,
      'awaiting_approval',
    )
    t.equal((await get(world, world.employee(2), `/v1/bookings/${next.id}`)).json().state, 'waitlisted')
    t.equal(await held(database, world.personIds[1]), -180)
    t.equal(await seatsTaken(database, world.sessionIds[0]), 1)
  },
)

await onEachDatabase(
  t,
  'a full week of the body refuses, and a session called off cancels all its bookings',
  async (t, database) => {
    const world = await buildWorld(t, database, { weekCapacity: 2, employees: 3 })
    const bookings = [(await book(world, 0)).json(), (await book(world, 1)).json()]
    const third = await book(world, 2)
    t.match([third.statusCode, codes(third)], [422, ['body_week_full']], third.body)
    t.equal(await held(database, world.personIds[2]), 0)
    const session = await send(world.app, world.callers.broker, {
      method: 'PATCH',
      url: `/v1/sessions/${world.sessionIds[0]}`,
      body: { cancelled: true },
      headers: { 'if-match': '*' },
    })
    t.match([session.statusCode, session.json().state], [200, 'cancelled'], session.body)
    for (const [index, booking] of bookings.entries()) {
      t.equal((await get(world, world.employee(index), `/v1/bookings/${booking.id}`)).json().state, 'declined')
      t.equal(await held(database, world.personIds[index]), 0)
    }
    t.equal(await heads(database), 0)
    t.match(codes(await book(world, 2)), ['session_closed'])
  },
)

await onEachDatabase(
  t,
  'nobody approves their own booking, and nobody outside sees or moves it',
  async (t, database) => {
    const world = await buildWorld(t, database)
    const other = await buildWorld(t, database, { name: 'elsewhere' })
    const { id } = (await book(world, 0)).json()
    t.equal((await move(world, world.employee(0), id, 'approve')).statusCode, 403)
    t.equal((await move(world, world.employee(1), id, 'drop-out')).statusCode, 404)
    t.equal((await move(other, other.callers.manager, id, 'approve')).statusCode, 404)
    t.equal((await move(other, other.callers.broker, id, 'confirm')).statusCode, 404)
    t.equal((await get(other, other.callers.hr, `/v1/bookings/${id}`)).statusCode, 404)
    t.equal(
      (await post(other, other.employee(0), '/v1/bookings', { sessionId: world.sessionIds[0] })).statusCode,
      404,
      'a body that is not theirs',
    )
    const own = (await post(world, world.callers.hr, '/v1/bookings', { sessionId: world.sessionIds[0] })).json()
    t.match([(await move(world, world.callers.hr, own.id, 'approve')).statusCode], [403], 'not even HR')
    t.equal((await move(world, world.callers.manager, own.id, 'approve')).statusCode, 200)
  },
)

await onEachDatabase(t, 'a session called off while people book it ends with nobody on it', async (t, database) => {
  const world = await buildWorld(t, database, { employees: 12, seats: 12 })
  const first = await book(world, 0)
  const calledOff = send(world.app, world.callers.broker, {
    method: 'PATCH',
    url: `/v1/sessions/${world.sessionIds[0]}`,
    body: { cancelled: true },
    headers: { 'if-match': '*' },
  })
  const rivals = Array.from({ length: 11 }, (_, index) => book(world, index + 1))
  const [patched, ...answers] = await Promise.all([calledOff, ...rivals])
  t.equal(first.statusCode, 201)
  t.equal(patched?.statusCode, 200, patched?.body)
  const odd = answers.filter((answer) => ![201, 422].includes(answer.statusCode))
  t.same(
    odd.map((answer) => answer.body),
    [],
  )
  t.equal(await seatsTaken(database, world.sessionIds[0]), 0)
  t.same(await breaches(database), [])
})

await onEachDatabase(
  t,
  'an offer of a session that is then called off ends, and gives both seats back',
  async (t, database) => {
    const world = await buildWorld(t, database, { policy: policyText({ approvals: ' ' }) })
    const booking = (await book(world, 0)).json()
    await move(world, world.callers.broker, booking.id, 'offer', { sessionId: world.sessionIds[1] })
    await send(world.app, world.callers.broker, {
      method: 'PATCH',
      url: `/v1/sessions/${world.sessionIds[1]}`,
      body: { cancelled: true },
      headers: { 'if-match': '*' },
    })
    t.equal((await get(world, world.employee(0), `/v1/bookings/${booking.id}`)).json().state, 'declined')
    t.same(await breaches(database), [])
  },
)

await onEachDatabase(
  t,
  'an own activity takes the same verdict, hold and approval, and no seat',
  async (t, database) => {
    const world = await buildWorld(t, database)
    const activity = {
      title: 'Board meeting',
      hostName: 'Example Hospice',
      hostOrgId: 'GB-CHC-1234567',
      onDay: '2026-05-19',
      startsLocal: '16:00',
      endsLocal: '19:00',
      zone: 'Europe/London',
    }
    const own = await post(world, world.employee(0), '/v1/bookings', { ownActivity: activity })
    t.match([own.statusCode, own.json().state, own.json().leaveMinutes], [201, 'awaiting_approval', 60], own.body)
    const approved = await move(world, world.callers.manager, own.json().id, 'approve')
    t.match(approved.json().state, 'confirmed')
    const shown = (await get(world, world.callers.manager, `/v1/bookings/${own.json().id}`)).json()
    t.same([shown.title, shown.hostName], [undefined, undefined], 'a manager sees time, not host')
    t.equal((await get(world, world.employee(0), `/v1/bookings/${own.json().id}`)).json().hostName, 'Example Hospice')
    for (const [change, pointer] of [
      [{ onDay: '2026-03-29', startsLocal: '01:30' }, '/ownActivity/startsLocal'],
      [{ onDay: '2026-10-25', startsLocal: '01:30', endsLocal: '05:00' }, '/ownActivity/startsLocal'],
      [{ endsLocal: '15:00' }, '/ownActivity/endsLocal'],
      [{ zone: 'Europe/Ashford' }, '/ownActivity/startsLocal'],
    ] as const) {
      const wrong = await post(world, world.employee(0), '/v1/bookings', { ownActivity: { ...activity, ...change } })
      t.match([wrong.statusCode, wrong.json().reasons?.[0]?.pointer], [400, pointer], wrong.body)
    }
    const evening = await post(world, world.employee(0), '/v1/bookings', {
      ownActivity: { ...activity, onDay: '2026-05-26', startsLocal: '18:00' },
    })
    t.match([evening.json().state, evening.json().leaveMinutes], ['confirmed', 0], 'own time needs nobody')
    const told = await database.kysely
      .selectFrom('outboxEvent')
      .select('type')
      .where('subjectId', '=', evening.json().id)
      .orderBy('id')
      .execute()
    t.same(
      told.map((one) => one.type),
      ['booking.requested', 'booking.confirmed'],
    )
    const impossible = await post(world, world.employee(0), '/v1/bookings', {
      ownActivity: { ...activity, onDay: '2026-02-30' },
    })
    t.equal(impossible.statusCode, 400, impossible.body)
  },
)

await onEachDatabase(
  t,
  'a repeated request gets the first answer; the same key with other content does not',
  async (t, database) => {
    const world = await buildWorld(t, database)
    const wish = { sessionId: world.sessionIds[0] }
    const first = await post(world, world.employee(0), '/v1/bookings', wish, 'key-1')
    const again = await post(world, world.employee(0), '/v1/bookings', wish, '"key-1"')
    t.equal(again.statusCode, 201)
    t.same(again.json(), first.json(), 'quoted and bare are one key')
    t.equal(again.headers['idempotency-replayed'], 'true')
    const different = await post(world, world.employee(0), '/v1/bookings', { sessionId: world.sessionIds[1] }, 'key-1')
    t.match([different.statusCode, different.json().type], [422, 'urn:boonday:problem:idempotency-key-reused'])
    t.equal(
      (await post(world, world.employee(1), '/v1/bookings', wish, 'key-1')).statusCode,
      201,
      'another person’s key is another key',
    )
    const refused = await post(world, world.employee(0), '/v1/bookings', wish, 'key-2')
    t.equal(refused.statusCode, 422)
    t.same(
      (await post(world, world.employee(0), '/v1/bookings', wish, 'key-2')).json(),
      refused.json(),
      'refusals are answers too',
    )
    const bare = await world.app.inject({
      method: 'POST',
      url: '/v1/bookings',
      payload: wish,
      headers: { authorization: 'Bearer none' },
    })
    t.equal(bare.statusCode, 401)
    const twins = await Promise.all(
      Array.from({ length: 8 }, () =>
        post(world, world.employee(0), '/v1/bookings', { sessionId: world.sessionIds[1] }, 'twin'),
      ),
    )
    t.same([...new Set(twins.map((twin) => twin.statusCode))], [201])
    t.equal(new Set(twins.map((twin) => twin.json().id)).size, 1)
    t.equal(
      (
        await database.kysely
          .selectFrom('booking')
          .selectAll()
          .where('personId', '=', world.personIds[0] ?? '')
          .execute()
      ).length,
      2,
    )
  },
)

await onEachDatabase(
  t,
  'today tells in one call what is left, when it lapses, what comes next and what would fit',
  async (t, database) => {
    const world = await buildWorld(t, database)
    const before = (await get(world, world.employee(0), '/v1/me/today')).json()
    t.match(before, { on: '2026-05-04', minutesLeft: 1350, lapsesOn: '2026-12-31', nextBooking: null })
    t.same(
      before.suggestions.map((one: { sessionId: string }) => one.sessionId),
      world.sessionIds,
    )
    t.match(before.suggestions[0], {
      title: 'Spreadsheet help',
      leaveMinutes: 180,
      needsApproval: true,
      sharedSkills: ['https://ns.volunteeringdata.io/BasicITSkills'],
      kilometres: 1,
    })
    const booking = (await book(world, 0)).json()
    const after = (await get(world, world.employee(0), '/v1/me/today')).json()
    t.match(after, { minutesLeft: 1170, nextBooking: { id: booking.id } })
    t.same(
      after.suggestions.map((one: { sessionId: string }) => one.sessionId),
      world.sessionIds.slice(1),
      'what clashes is not suggested',
    )
  },
)

await onEachDatabase(t, 'lists show each caller their own part, page by page', async (t, database) => {
  const world = await buildWorld(t, database, { employees: 3 })
  for (const index of [0, 1, 2]) await book(world, index)
  const list = async (caller: Caller, query = '') => (await get(world, caller, `/v1/bookings${query}`)).json()
  t.equal((await list(world.employee(0))).items.length, 1)
  t.equal((await list(world.callers.manager, '?scope=team')).items.length, 3)
  t.equal((await list(world.callers.hr, '?scope=employer&state=awaiting_approval')).items.length, 3)
  t.equal((await list(world.callers.broker)).items.length, 3)
  t.equal((await get(world, world.employee(0), '/v1/bookings?scope=employer')).statusCode, 403)
  const seen: string[] = []
  for (let cursor = ''; ; ) {
    const page = await list(world.callers.hr, `?scope=employer&limit=2${cursor}`)
    seen.push(...page.items.map((one: { id: string }) => one.id))
    if (page.next === null) break
    cursor = `&cursor=${page.next}`
  }
  t.equal(new Set(seen).size, 3)
  t.equal((await get(world, world.callers.hr, '/v1/bookings?scope=employer&cursor=nonsense!')).statusCode, 400)
})
