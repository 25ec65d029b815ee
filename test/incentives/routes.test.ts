// Points and feeds over HTTP: who may ask, what they are told, and that pages and positions neither repeat nor skip.
import t from 'tap'
import { makeWorker } from '../../src/database/index.ts'
import type { Actor, Role } from '../../src/http/index.ts'
import { consumers, incentivesRoutes, pointsByBooking } from '../../src/incentives/index.ts'
import {
  actorAt,
  addAttendance,
  addBody,
  addBooking,
  addEmployer,
  addPerson,
  appWith,
  now,
} from '../support/attendances.ts'
import { onEachDatabase, type TestDatabase } from '../support/databases.ts'

const runWorker = async (database: TestDatabase): Promise<void> => {
  const worker = makeWorker({
    database,
    consumers,
    upkeep: [],
    onError: (error) => {
      throw error
    },
  })
  while ((await worker.runOnce()) > 0);
  await worker.stop()
}

/** An employer where two people attended, one of them with a correction; everything heard by the worker. */
const scene = async (database: TestDatabase) => {
  const employer = await addEmployer(database.reader)
  const body = await addBody(database.reader)
  const people = [await addPerson(database.reader, employer.id), await addPerson(database.reader, employer.id)]
  const attend = async (personId: string, minutes: readonly number[]) => {
    const bookingId = await addBooking(database.reader, { employer, personId, body })
    for (const each of minutes) {
      const attendanceId = await addAttendance(database.reader, bookingId, { minutes: each })
      await database.transact((unit) =>
        unit.enqueue({
          type: 'attendance.confirmed',
          tenantId: employer.id,
          bodyId: body.id,
          subjectId: bookingId,
          data: {
            bookingId,
            personId,
            sessionId: null,
            bodyId: body.id,
            state: 'attended',
            previousState: 'confirmed',
            leaveMinutes: 420,
            attendanceId,
            minutes: each,
            paidMinutes: each,
            evidence: 'host_confirmed',
            outcome: 'attended',
          },
          occurredAt: now,
        }),
      )
      await runWorker(database)
    }
    return bookingId
  }
  const [first = '', second = ''] = people
  const bookingIds = [await attend(first, [420]), await attend(second, [420, 60])]
  return { employer, body, first, second, bookingIds }
}

await onEachDatabase(t, 'points and feeds', async (t, database) => {
  const { employer, body, first, second, bookingIds } = await scene(database)
  const other = await addEmployer(database.reader, 'Another Works')
  const { app, as } = await appWith(database, incentivesRoutes)
  t.teardown(() => app.close())
  const get = async (actor: Actor | null, url: string, headers = {}) => {
    as(actor)
    const response = await app.inject({ method: 'GET', url, headers })
    return { status: response.statusCode, body: response.json() }
  }
  const at = (role: Role, tenantId = employer.id) =>
    actorAt(tenantId, [role], { kind: role === 'broker' ? 'body' : 'employer' })

  await t.test('a person sees their balance and what it was given for, in their language', async (t) => {
    const own = await get(actorAt(employer.id, ['employee'], { personId: second }), '/v1/me/points')
    t.equal(own.status, 200)
    t.equal(own.body.balancePoints, 10)
    t.same(
      own.body.items.map(({ kind, points, rule, text }: Record<string, unknown>) => [kind, points, rule, text]),
      [
        ['earn', 10, 'hour-given', '10 points: Points for each hour given'],
        [
          'reverse',
          -70,
          'hour-given',
          '70 points taken back, because the attendance was corrected: Points for each hour given',
        ],
        ['earn', 70, 'hour-given', '70 points: Points for each hour given'],
      ],
    )
    const welsh = await get(actorAt(employer.id, ['employee'], { personId: first, locale: 'cy-GB' }), '/v1/me/points')
    t.equal(welsh.body.items[0].text, '70 pwynt: Points for each hour given')
  })

  await t.test('pages of points neither repeat nor skip', async (t) => {
    const me = actorAt(employer.id, ['employee'], { personId: second })
    const whole = (await get(me, '/v1/me/points')).body.items.map((item: { id: string }) => item.id)
    const paged: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: { id: string }[]; next: string | null } = (
        await get(me, `/v1/me/points?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)
      ).body
      paged.push(...page.items.map((item) => item.id))
      cursor = page.next
    }
    t.same(paged, whole)
    t.equal((await get(me, '/v1/me/points?cursor=nonsense!')).status, 400)
  })

  await t.test('somebody who never earned any has none', async (t) => {
    const personId = await addPerson(database.reader, employer.id)
    t.same((await get(actorAt(employer.id, ['employee'], { personId }), '/v1/me/points')).body, {
      balancePoints: 0,
      items: [],
      next: null,
    })
  })

  await t.test('points of a person need a person', async (t) => {
    const nobody = { ...actorAt(employer.id, ['employee']), personId: null }
    t.equal((await get(nobody, '/v1/me/points')).status, 403)
  })

  await t.test('totals are by person id; only HR reads names, and no other employer reads anything', async (t) => {
    for (const role of ['hr', 'csr', 'auditor'] as const) {
      const { status, body } = await get(at(role), '/v1/points')
      t.equal(status, 200)
      t.same(
        body.items,
        [first, second].sort().map((personId) => ({
          personId,
          ...(role === 'hr' ? { name: 'Alex Example' } : {}),
          earnedPoints: personId === first ? 70 : 80,
          reversedPoints: personId === first ? 0 : -70,
          balancePoints: personId === first ? 70 : 10,
        })),
        role,
      )
    }
    t.same((await get(at('hr', other.id), '/v1/points')).body.items, [])
    const one = (await get(at('csr'), '/v1/points?limit=1')).body
    const two = (await get(at('csr'), `/v1/points?limit=1&cursor=${one.next}`)).body
    t.same([one.items[0].personId, two.items[0].personId, two.next], [...[first, second].sort(), null])
  })

  await t.test('points of a booking are what is left after a correction', async (t) => {
    const points = await pointsByBooking(database.reader, bookingIds)
    t.same(
      bookingIds.map((id) => points.get(id)),
      [70, 10],
    )
    t.equal((await pointsByBooking(database.reader, [])).size, 0)
  })

  await t.test('the feed has every event once, in order and without gaps, however it is read', async (t) => {
    const whole = (await get(at('hr'), '/v1/feed')).body
    t.same(
      whole.items.map((item: { position: number }) => item.position),
      whole.items.map((_: unknown, index: number) => index + 1),
    )
    t.same(
      whole.items.map((item: { type: string }) => item.type),
      [
        'attendance.confirmed',
        'points.earned',
        'attendance.confirmed',
        'points.earned',
        'attendance.confirmed',
        'points.reversed',
        'points.earned',
      ],
    )
    const pieces: unknown[] = []
    for (let after = 0; ; ) {
      const piece = (await get(at('hr'), `/v1/feed?after=${after}&limit=2`)).body
      pieces.push(...piece.items)
      if (piece.next === after) break
      after = piece.next
    }
    t.same(pieces, whole.items)
    t.same((await get(at('hr'), '/v1/feed?after=1000')).body, { items: [], next: 1000 }, 'nothing new yet')
  })

  await t.test('a body reads its own feed, without leave, paid time or points', async (t) => {
    const { body: own } = await get(at('broker', body.id), '/v1/feed')
    t.same([...new Set(own.items.map((item: { type: string }) => item.type))], ['attendance.confirmed'])
    for (const { data } of own.items) {
      t.same(Object.keys(data).sort(), [
        'attendanceId',
        'bodyId',
        'bookingId',
        'evidence',
        'minutes',
        'outcome',
        'personId',
        'previousState',
        'sessionId',
        'state',
      ])
    }
  })

  await t.test('each role sees the fields of its own work', async (t) => {
    const dataFor = async (role: Role): Promise<string[]> =>
      Object.keys((await get(at(role), '/v1/feed')).body.items[0].data)
    t.ok((await dataFor('payroll')).includes('leaveMinutes'))
    t.notOk((await dataFor('payroll')).includes('bodyId'))
    t.notOk((await dataFor('csr')).includes('leaveMinutes'))
    t.ok((await dataFor('csr')).includes('paidMinutes'))
    t.ok((await dataFor('auditor')).includes('leaveMinutes'))
  })

  await t.test('another employer has another feed', async (t) => {
    t.same((await get(at('hr', other.id), '/v1/feed')).body, { items: [], next: 0 })
  })

  await t.test('roles that may not ask are refused, and nobody is asked to sign in', async (t) => {
    const allowed: Record<string, Role[]> = {
      '/v1/me/points': ['employee'],
      '/v1/points': ['hr', 'csr', 'auditor'],
      '/v1/feed': ['hr', 'csr', 'payroll', 'auditor', 'broker'],
    }
    const everyRole: Role[] = [
      'employee',
      'manager',
      'hr',
      'csr',
      'auditor',
      'representative',
      'broker',
      'payroll',
      'admin',
    ]
    for (const [url, may] of Object.entries(allowed)) {
      for (const role of everyRole) {
        t.equal((await get(at(role), url)).status, may.includes(role) ? 200 : 403, `${role} at ${url}`)
      }
      t.equal((await get(null, url)).status, 401, `nobody at ${url}`)
    }
  })

  await t.test('a question that makes no sense is refused with the field', async (t) => {
    for (const [url, field] of [
      ['/v1/feed?after=-1', 'after'],
      ['/v1/feed?after=x', 'after'],
      ['/v1/feed?limit=0', 'limit'],
      ['/v1/feed?before=1', 'before'],
      ['/v1/points?limit=201', 'limit'],
    ] as const) {
      const { status, body } = await get(at('hr'), url)
      t.equal(status, 400, url)
      t.match(JSON.stringify(body), field)
    }
  })
})
