// Summaries, exports and hourly values over HTTP, against real rows: the employer and the body see the same hour, each what
// is theirs.
import t from 'tap'
import type { Actor, Role } from '../../src/http/index.ts'
import { impactRoutes } from '../../src/impact/index.ts'
import {
  actorAt,
  addAttendance,
  addBody,
  addBooking,
  addEmployer,
  addNeed,
  addPerson,
  addPlacement,
  appWith,
} from '../support/attendances.ts'
import { onEachDatabase } from '../support/databases.ts'

const year = 'from=2026-01-01&until=2026-12-31'
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

await onEachDatabase(t, 'impact', async (t, database) => {
  const { reader } = database
  const employer = await addEmployer(reader)
  const rival = await addEmployer(reader, 'Rival Works')
  const body = await addBody(reader, { linkedTo: employer.id, causes: ['food', 'youth'] })
  const needId = await addNeed(reader, body)
  const openNeedId = await addNeed(reader, body, { state: 'posted' })
  await addNeed(reader, body, { state: 'closed' })
  await addNeed(reader, body, { createdAt: '2027-01-01T00:00:00.000Z' })
  const skilled = {
    ...body,
    ...(await addPlacement(reader, body.id, { groupName: 'Example Youth Club', needId, orgIds: ['GB-CHC-7'] })),
  }
  const elsewhere = await addBody(reader, { name: 'Far Centre' })

  const people: string[] = []
  for (let index = 0; index < 6; index += 1) {
    const personId = await addPerson(reader, employer.id)
    people.push(personId)
    await addAttendance(reader, await addBooking(reader, { employer, personId, body, on: '2026-03-10' }), {
      minutes: 420,
      paidMinutes: 300,
    })
  }
  const [first = '', second = '', third = ''] = people
  await addPerson(reader, employer.id, { startedOn: '2019-01-01', endedOn: '2025-12-31', state: 'left' })
  await addPerson(reader, employer.id, { startedOn: '2019-01-01', endedOn: '2026-01-01', state: 'left' })
  await addPerson(reader, employer.id, { startedOn: '2027-01-01' })
  await addPerson(reader, employer.id, { state: 'left' })
  await addPerson(reader, employer.id, { state: 'forgotten' })

  const corrected = await addBooking(reader, { employer, personId: first, body: skilled, on: '2026-04-02' })
  await addAttendance(reader, corrected, { minutes: 420 })
  await addAttendance(reader, corrected, { minutes: 60, evidence: 'two_sided' })
  const own = await addBooking(reader, { employer, personId: second, on: '2026-05-04', hostOrgId: 'GB-CHC-7' })
  await addAttendance(reader, own, { minutes: 90, paidMinutes: 0, evidence: 'claimed' })
  const disputed = await addBooking(reader, { employer, personId: third, body, on: '2026-05-05' })
  await addAttendance(reader, disputed, { minutes: 33, evidence: 'disputed' })
  const missed = await addBooking(reader, { employer, personId: third, body, on: '2026-05-06' })
  await addAttendance(reader, missed, { minutes: 0 })
  await addBooking(reader, { employer, personId: third, body, on: '2026-05-07' })
  const before = await addBooking(reader, { employer, personId: third, body, on: '2025-12-31' })
  await addAttendance(reader, before)
  const theirs = await addPerson(reader, rival.id)
  await addAttendance(reader, await addBooking(reader, { employer: rival, personId: theirs, body, on: '2026-03-11' }), {
    minutes: 240,
  })
  await addAttendance(
    reader,
    await addBooking(reader, { employer: rival, personId: theirs, body: elsewhere, on: '2026-03-12' }),
  )

  const { app, as } = await appWith(database, impactRoutes)
  t.teardown(() => app.close())
  const ask = (actor: Actor | null, url: string, headers: Record<string, string> = {}) => {
    as(actor)
    return app.inject({ method: 'GET', url, headers })
  }
  const at = (role: Role, tenantId?: string) =>
    actorAt(tenantId ?? (role === 'broker' ? body.id : employer.id), [role], {
      kind: role === 'broker' ? 'body' : 'employer',
    })
  const summaryOf = async (actor: Actor, period = year) => (await ask(actor, `/v1/impact/summary?${period}`)).json()

  await t.test("an employer's summary counts its own people wherever they were, each hour once", async (t) => {
    const summary = await summaryOf(at('csr'))
    const expected = {
      people: 6,
      headcount: 8,
      participationPerMille: 750,
      bookings: 8,
      minutes: 6 * 420 + 60 + 90,
      paidMinutes: 6 * 300 + 60,
      ownMinutes: 6 * 120 + 90,
      skilledMinutes: 60,
      generalMinutes: 6 * 420 + 90,
      averageMinutesPerPerson: 445,
      groups: 2,
      bodies: 1,
      areas: 1,
      causes: 2,
      needsMet: 1,
      needsUnmet: 1,
      disputedBookings: 1,
      disputedMinutes: 33,
      fewPeopleIn: ['skilled', 'disputed'],
    }
    for (const [figure, value] of Object.entries(expected)) t.same(summary[figure], value, figure)
    t.equal(summary.byEmployer, undefined, 'no employer reads a table of employers')
    t.notMatch(JSON.stringify(summary), /Rival|Far Centre/)
    const march = summary.byMonth.find((cell: { key: string }) => cell.key === '2026-03')
    t.same(
      march.people,
      { value: null, suppressed: true, reason: 'protects_another' },
      'or April and May could be subtracted',
    )
    const june = summary.byMonth.find((cell: { key: string }) => cell.key === '2026-06')
    t.same(june.people, { value: 0, suppressed: false })
    const april = summary.byMonth.find((cell: { key: string }) => cell.key === '2026-04')
    t.same(april.minutes, { value: null, suppressed: true, reason: 'too_few_people' })
  })

  await t.test("a body's summary counts its own hours of every employer, from the same rows", async (t) => {
    const summary = await summaryOf(at('broker'))
    t.equal(summary.minutes, 6 * 420 + 60 + 240)
    t.equal(summary.people, 7)
    t.same(
      summary.byEmployer.map((cell: { label: string }) => cell.label),
      ['Example Works', 'Rival Works'],
    )
    t.ok(summary.byGroup.length > 0)
    for (const hidden of [
      'headcount',
      'participationPerMille',
      'paidMinutes',
      'ownMinutes',
      'valuations',
      'byBody',
      'bodies',
    ]) {
      t.notOk(hidden in summary, `a body does not read ${hidden}`)
    }
    t.notMatch(JSON.stringify(summary), /paidMinutes|ownMinutes/)
    t.same([summary.needsMet, summary.needsUnmet], [1, 1])
    t.equal((await summaryOf(at('broker', elsewhere.id))).minutes, 420)
  })

  await t.test(
    'a need that time was given to is unmet no longer, and again unmet when that is corrected to nothing',
    async (t) => {
      const placed = { ...body, ...(await addPlacement(reader, body.id, { needId: openNeedId })) }
      const bookingId = await addBooking(reader, { employer, personId: third, body: placed, on: '2026-11-01' })
      await addAttendance(reader, bookingId, { minutes: 30 })
      t.equal((await summaryOf(at('csr'))).needsUnmet, 0)
      await addAttendance(reader, bookingId, { minutes: 0 })
      t.equal((await summaryOf(at('csr'))).needsUnmet, 1)
    },
  )

  await t.test('an hourly value is entered with its method and source, and never edited', async (t) => {
    const post = (actor: Actor, key: string, payload: object) => {
      as(actor)
      return app.inject({ method: 'POST', url: '/v1/hourly-values', headers: { 'idempotency-key': key }, payload })
    }
    const value = {
      fromOn: '2026-01-01',
      amountMinor: 2000,
      currency: 'GBP',
      method: 'replacement cost',
      source: 'example tables',
    }
    t.same((await summaryOf(at('csr'))).valuations, [], 'no value is shown before one is entered')
    const added = await post(at('csr'), 'value-1', value)
    t.equal(added.statusCode, 201)
    t.same(Object.keys(added.json()), ['id', 'fromOn', 'amountMinor', 'currency'])
    t.same((await post(at('csr'), 'value-1', value)).json(), added.json(), 'a repeated request gets the first answer')
    t.equal((await post(at('hr'), 'value-2', { ...value, amountMinor: 1 })).statusCode, 409)
    t.equal((await post(at('hr'), 'value-3', { ...value, fromOn: '2026-04-01', amountMinor: 2100 })).statusCode, 201)
    for (const wrong of [
      { ...value, amountMinor: -1 },
      { ...value, amountMinor: 20.5 },
      { ...value, amountMinor: '2000' },
      { ...value, currency: 'pounds' },
      { ...value, fromOn: '2026-02-30' },
      { ...value, source: '' },
      { ...value, note: 'x' },
    ]) {
      t.equal((await post(at('csr'), 'value-4', wrong)).statusCode, 400, JSON.stringify(wrong))
    }
    t.equal((await post(at('auditor'), 'value-5', value)).statusCode, 403)
    const listed = (await ask(at('hr'), '/v1/hourly-values?limit=1')).json()
    t.same(listed.items, [{ id: added.json().id, ...value }])
    const rest = (await ask(at('hr'), `/v1/hourly-values?limit=1&cursor=${listed.next}`)).json()
    t.same([rest.items[0].amountMinor, rest.next], [2100, null])
    t.same((await ask(at('hr', rival.id), '/v1/hourly-values')).json().items, [], 'another employer has its own')
    const notes = await reader.db.selectFrom('auditEntry').select(['action', 'tenantId']).execute()
    t.same(notes, Array(2).fill({ action: 'hourly_value.add', tenantId: employer.id }))

    const { valuations } = await summaryOf(at('auditor'))
    t.equal(valuations.length, 1)
    t.equal(valuations[0].amountMinor, (6 * 420 * 2000 + (60 + 90) * 2100) / 60)
    t.equal(valuations[0].paidAmountMinor, (6 * 300 * 2000 + 60 * 2100) / 60)
    t.same(
      valuations[0].values.map((used: { method: string; source: string; minutes: number }) => [
        used.method,
        used.source,
        used.minutes,
      ]),
      [
        ['replacement cost', 'example tables', 2520],
        ['replacement cost', 'example tables', 150],
      ],
    )
  })

  await t.test('the rows behind a summary add up to it, and name nobody', async (t) => {
    const response = await ask(at('auditor'), `/v1/impact/rows.csv?${year}`)
    t.equal(response.statusCode, 200)
    t.match(response.headers['content-type'], /^text\/csv; charset=utf-8/)
    t.match(response.headers['content-disposition'], 'impact-rows-2026-01-01-2026-12-31.csv')
    const [heading = '', ...lines] = response.body.slice(1).trimEnd().split('\r\n')
    const columns = heading.split(',')
    const rows = lines.map((line) => {
      const fields = line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)?.map((field) => field.replace(/,$/, '')) ?? []
      return Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? '']))
    })
    const summary = await summaryOf(at('auditor'))
    const counted = rows.filter((row) => row['counted'] === 'yes')
    t.equal(
      counted.reduce((sum, row) => sum + Number(row['hours']) * 60, 0),
      summary.minutes,
    )
    t.equal(new Set(counted.map((row) => row['employee_ref'])).size, summary.people)
    t.equal(rows.filter((row) => row['counted'] === 'no: disputed').length, 1)
    t.equal(rows.filter((row) => row['counted'] === 'no: not attended').length, 2)
    for (const secret of [...people, 'Alex', 'Rival', theirs]) t.notOk(response.body.includes(secret), secret)
    t.notMatch(response.body, before, 'nor is the day before the period in it')
  })

  await t.test('the report comes in the language asked for, and may run nothing', async (t) => {
    const english = await ask(at('csr'), `/v1/impact/report.html?${year}`, { 'accept-language': '*' })
    t.equal(english.statusCode, 200)
    t.match(english.headers, {
      'content-type': 'text/html; charset=utf-8',
      'content-language': 'en-GB',
      vary: 'accept-language',
    })
    t.match(english.headers['content-security-policy'], "default-src 'none'")
    t.match(english.body, 'Volunteering: Example Works')
    const welsh = await ask(at('broker'), `/v1/impact/report.html?${year}`, { 'accept-language': 'cy' })
    t.match(welsh.body, 'Gwirfoddoli: Example Volunteer Centre')
    t.notMatch(welsh.body, /â thâl/, 'a body is not told which time was paid for')
  })

  await t.test('the summary as CSV has the figures of the summary', async (t) => {
    const response = await ask(at('broker'), `/v1/impact/summary.csv?${year}`)
    t.match(response.headers['content-type'], /^text\/csv/)
    t.ok(response.body.includes(`total,,,hours,${((6 * 420 + 60 + 240) / 60).toFixed(2)},hours,no,\r\n`))
    t.notMatch(response.body, /paid_hours|value_of/)
    t.match((await ask(at('hr'), `/v1/impact/summary.csv?${year}`)).body, /paid_hours/)
  })

  await t.test('roles that may not ask are refused', async (t) => {
    const allowed: Record<string, Role[]> = {
      [`/v1/impact/summary?${year}`]: ['csr', 'hr', 'auditor', 'broker'],
      [`/v1/impact/summary.csv?${year}`]: ['csr', 'hr', 'auditor', 'broker'],
      [`/v1/impact/rows.csv?${year}`]: ['csr', 'auditor'],
      [`/v1/impact/report.html?${year}`]: ['csr', 'hr', 'auditor', 'broker'],
      '/v1/hourly-values': ['csr', 'hr'],
    }
    for (const [url, may] of Object.entries(allowed)) {
      for (const role of everyRole) {
        t.equal((await ask(at(role), url)).statusCode, may.includes(role) ? 200 : 403, `${role} at ${url}`)
      }
      t.equal((await ask(null, url)).statusCode, 401, `nobody at ${url}`)
    }
  })

  await t.test('a period that is none is refused with the field', async (t) => {
    for (const [period, field] of [
      ['from=2026-01-01', 'until'],
      ['from=2026-02-30&until=2026-03-01', 'from'],
      ['from=2026-03-02&until=2026-03-01', 'until'],
      ['from=2016-01-01&until=2026-01-01', 'until'],
      [`${year}&of=everybody`, 'of'],
    ] as const) {
      const response = await ask(at('csr'), `/v1/impact/summary?${period}`)
      t.equal(response.statusCode, 400, period)
      t.match(response.body, field)
    }
    t.equal((await ask(at('csr'), '/v1/impact/summary?from=2016-01-02&until=2026-01-01')).statusCode, 200)
    t.equal((await ask(at('csr'), '/v1/impact/summary?from=2026-03-10&until=2026-03-10')).json().bookings, 6)
  })

  await t.test('an activity belongs to the day of its own place, whatever the clock says in UTC', async (t) => {
    const late = await addEmployer(reader, 'Late Works')
    const personId = await addPerson(reader, late.id)
    const time = { startsAt: '2026-06-30T23:30:00.000Z', endsAt: '2026-07-01T03:00:00.000Z' }
    await addAttendance(reader, await addBooking(reader, { employer: late, personId, time }), { minutes: 60 })
    t.equal((await summaryOf(at('csr', late.id), 'from=2026-06-30&until=2026-06-30')).minutes, 0)
    t.equal((await summaryOf(at('csr', late.id), 'from=2026-07-01&until=2026-07-01')).minutes, 60)
  })

  await t.test('more bookings than are read at a time are all counted, once', async (t) => {
    const large = await addEmployer(reader, 'Large Works')
    await database.transact(async (unit) => {
      const personId = await addPerson(unit, large.id)
      for (let index = 0; index < 501; index += 1) {
        await addAttendance(unit, await addBooking(unit, { employer: large, personId }), { minutes: 1, paidMinutes: 0 })
      }
    })
    const summary = await summaryOf(at('csr', large.id))
    t.same([summary.minutes, summary.bookings, summary.people], [501, 501, 1])
    const rows = (await ask(at('csr', large.id), `/v1/impact/rows.csv?${year}`)).body.trimEnd().split('\r\n').slice(1)
    t.equal(new Set(rows.map((row) => row.split(',')[0])).size, 501)
  })
})
