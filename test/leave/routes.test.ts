import t from 'tap'
import { bankHolidaysOf } from '../../src/leave/index.ts'
import { type Caller, send } from '../support/app.ts'
import { onEachDatabase } from '../support/databases.ts'
import { buildWorld, policyText, type World } from '../support/world.ts'

const carrying =
  '  - { id: general, title: Volunteering days, amount: 3 days, window: calendar-year, pro-rata: fte, rounding: { to: up, step: day }, unused: { carry: 150 minutes, lapses-after: 3 months } }'

const get = async (world: World, caller: Caller, url: string) => {
  const response = await send(world.app, caller, { url })
  return { status: response.statusCode, body: response.json() }
}
const post = async (world: World, caller: Caller, call: { url: string; body: unknown; key?: string }) => {
  const response = await send(world.app, caller, { method: 'POST', ...call })
  return { status: response.statusCode, body: response.json() }
}

await onEachDatabase(t, 'who sees what is left', async (t, database) => {
  const world = await buildWorld(t, database)
  const own = await get(world, world.employee(0), '/v1/me/balances')
  t.equal(own.status, 200)
  t.equal(own.body.on, '2026-05-04', 'today, where no day is given')
  t.same(own.body.balances, [
    {
      pot: 'general',
      title: 'Volunteering days',
      postId: null,
      windowFromOn: '2026-01-01',
      windowUntilOn: '2026-12-31',
      entitledMinutes: 1350,
      carriedMinutes: 0,
      expiredMinutes: 0,
      takenMinutes: 0,
      reservedMinutes: 0,
      adjustedMinutes: 0,
      availableMinutes: 1350,
      lapsesOn: '2026-12-31',
      lapsingMinutes: 1350,
    },
  ])
  const url = `/v1/people/${world.personIds[0]}/balances`
  t.same((await get(world, world.callers.hr, url)).body, own.body, 'HR sees the same')
  t.same((await get(world, world.callers.auditor, `${url}?on=2026-05-04`)).body, own.body, 'and an auditor')
  for (const role of ['manager', 'csr', 'payroll', 'broker'] as const) {
    t.equal((await get(world, world.callers[role], url)).status, 403, `never the ${role}`)
  }
  t.equal((await get(world, world.employee(1), url)).status, 403, 'nor a colleague')
  t.equal((await get(world, world.callers.hr, `${url}?on=2026-02-30`)).status, 400, 'an impossible day')
  t.equal((await get(world, world.callers.hr, `${url}?day=2026-02-01`)).status, 400, 'an unknown field')
  t.same((await get(world, world.callers.hr, `${url}?on=2025-12-31`)).body.balances, [], 'before any policy')
  t.equal((await get(world, world.callers.hr, '/v1/people/01900000-0000-7000-8000-000000000000/balances')).status, 404)
  const other = await buildWorld(t, database, { name: 'other' })
  t.equal((await get(other, other.callers.hr, url)).status, 404, "another employer's person is not there")
  t.equal((await get(other, other.callers.hr, url.replace('balances', 'leave-entries'))).status, 404)
})

await onEachDatabase(t, 'HR adjusts leave with a reason, and never into an overdraft', async (t, database) => {
  const world = await buildWorld(t, database)
  const [personId] = world.personIds
  const url = `/v1/people/${personId}/adjustments`
  const adjustment = { pot: 'general', minutes: 60, effectiveOn: '2026-05-04', reason: 'extra_agreed' }
  const first = await post(world, world.callers.hr, { url, body: adjustment, key: 'adjust-1' })
  t.equal(first.status, 201)
  t.equal(first.body.availableMinutes, 1410)
  t.same(
    await post(world, world.callers.hr, { url, body: adjustment, key: 'adjust-1' }),
    first,
    'a repeated request gets the first answer',
  )
  const short = await post(world, world.callers.hr, {
    url,
    body: { ...adjustment, minutes: -1411, reason: 'correction' },
  })
  t.equal(short.status, 422, 'short by a minute')
  t.match(short.body.reasons, [
    { code: 'balance_insufficient', pointer: '/minutes', figures: { neededMinutes: 1411, availableMinutes: 1410 } },
  ])
  t.equal(
    (await post(world, world.callers.hr, { url, body: { ...adjustment, minutes: -1410, reason: 'correction' } })).body
      .availableMinutes,
    0,
  )
  t.equal((await get(world, world.employee(0), '/v1/me/balances')).body.balances[0].adjustedMinutes, -1350)
  const faults: [unknown, string][] = [
    [{ ...adjustment, minutes: 0 }, 'nothing'],
    [{ ...adjustment, minutes: 1.5 }, 'part of a minute'],
    [{ ...adjustment, minutes: '60' }, 'text'],
    [{ ...adjustment, reason: 'because' }, 'an unknown reason'],
    [{ ...adjustment, effectiveOn: '2026-02-30' }, 'an impossible day'],
    [{ ...adjustment, pot: 'unknown' }, 'an unknown pot'],
    [{ ...adjustment, postId: personId }, 'a post for a pot of the person'],
    [{ ...adjustment, note: 'ill' }, 'free text'],
  ]
  for (const [body, what] of faults) t.equal((await post(world, world.callers.hr, { url, body })).status, 400, what)
  t.equal(
    (await post(world, world.employee(0), { url, body: adjustment })).status,
    403,
    'nobody adjusts their own leave',
  )
  t.equal((await post(world, world.callers.auditor, { url, body: adjustment })).status, 403)
  const before = await post(world, world.callers.hr, { url, body: { ...adjustment, effectiveOn: '2025-12-31' } })
  t.equal(before.status, 400, 'before any policy there is no pot')
  const notes = await database.kysely
    .selectFrom('auditEntry')
    .selectAll()
    .where('action', '=', 'leave.adjust')
    .execute()
  t.equal(notes.length, 2, 'each change is in the audit, a refused one is not')
})

await onEachDatabase(t, 'the ledger is listed page by page, each reader their columns', async (t, database) => {
  const world = await buildWorld(t, database)
  const [personId] = world.personIds
  const body = { pot: 'general', minutes: 1, effectiveOn: '2026-05-04', reason: 'correction' }
  for (let one = 0; one < 5; one += 1)
    await post(world, world.callers.hr, { url: `/v1/people/${personId}/adjustments`, body })
  const seen: string[] = []
  let url = '/v1/me/leave-entries?limit=2'
  for (let pages = 0; url !== '' && pages < 5; pages += 1) {
    const page = await get(world, world.employee(0), url)
    seen.push(...page.body.items.map((item: { id: string }) => item.id))
    url = page.body.next === null ? '' : `/v1/me/leave-entries?limit=2&cursor=${page.body.next}`
  }
  t.equal(new Set(seen).size, 5, 'every line once')
  t.same(seen, seen.toSorted(), 'in the order they were written')
  const columns = async (caller: Caller, where: string) =>
    Object.keys((await get(world, caller, where)).body.items[0]).sort()
  const listed = `/v1/people/${personId}/leave-entries`
  const own = await columns(world.employee(0), '/v1/me/leave-entries')
  t.ok(own.includes('reason') && !own.includes('actor'), 'a person does not see who wrote a line')
  const payroll = await columns(world.callers.payroll, listed)
  t.notOk(payroll.includes('reason') || payroll.includes('actor'), 'payroll sees minutes, not why')
  t.ok((await columns(world.callers.hr, listed)).includes('actor'))
  t.ok((await columns(world.callers.auditor, listed)).includes('actor'))
  t.equal((await get(world, world.callers.manager, listed)).status, 403)
  t.equal((await get(world, world.callers.hr, `${listed}?cursor=nonsense`)).status, 400)
})

await onEachDatabase(t, 'a closed leave year stays as it was', async (t, database) => {
  const world = await buildWorld(t, database, { policy: policyText({ pots: carrying }) })
  const [personId] = world.personIds
  const url = `/v1/people/${personId}`
  const adjustment = { pot: 'general', minutes: -1200, effectiveOn: '2026-05-04', reason: 'reduction_agreed' }
  await post(world, world.callers.hr, { url: `${url}/adjustments`, body: adjustment })
  const early = await post(world, world.callers.hr, {
    url: `${url}/leave-year-closings`,
    body: { beforeOn: '2027-01-01' },
  })
  t.equal(early.status, 422, 'not before it has ended')
  t.equal(early.body.reasons[0].code, 'leave_year_open')
  world.clock.now = '2027-01-15T09:00:00.000Z'
  const before = await get(world, world.employee(0), '/v1/me/balances')
  t.match(before.body.balances[0], {
    carriedMinutes: 150,
    availableMinutes: 1500,
    lapsesOn: '2027-03-31',
    lapsingMinutes: 150,
  })
  const close = { url: `${url}/leave-year-closings`, body: { beforeOn: '2027-01-01' } }
  t.same((await post(world, world.callers.hr, close)).body, { entries: 3 }, 'the grant, what expired, what was carried')
  t.same((await post(world, world.callers.hr, close)).body, { entries: 0 }, 'and only once')
  t.same((await get(world, world.employee(0), '/v1/me/balances')).body, before.body, 'the balance is what it was')
  const late = await post(world, world.callers.hr, { url: `${url}/adjustments`, body: { ...adjustment, minutes: 60 } })
  t.equal(late.status, 422)
  t.equal(late.body.reasons[0].code, 'leave_year_closed')
  await database.kysely
    .updateTable('post')
    .set({ fteThousandths: 200 })
    .where('personId', '=', personId ?? '')
    .execute()
  const after = (await get(world, world.employee(0), '/v1/me/balances')).body.balances[0]
  t.match(after, { carriedMinutes: 150, entitledMinutes: 450 }, 'a later correction changes only what is open')
})

await onEachDatabase(
  t,
  'bank holidays are taken in row by row, and repeating it changes nothing',
  async (t, database) => {
    const world = await buildWorld(t, database)
    const event = (date: unknown, title: unknown) => ({ date, title, notes: '', bunting: true })
    const scotland = [
      event('2026-01-01', 'New Year’s Day'),
      event('2026-06-15', 'World Cup'),
      event('2026-11-30', 'St Andrew’s Day'),
    ]
    const list = (events: unknown[]) => ({ scotland: { division: 'scotland', events } })
    const load = (body: unknown) => post(world, world.callers.system, { url: '/v1/bank-holidays/imports', body })
    t.same((await load(list(scotland))).body, { taken: 3, renamed: 0, withdrawn: 0, unchanged: 0, unusable: [] })
    t.same((await load(list(scotland))).body, { taken: 0, renamed: 0, withdrawn: 0, unchanged: 3, unusable: [] })
    const mess = [
      ...scotland.slice(0, 1),
      event('2026-02-30', 'No day'),
      event('2026-08-03', ''),
      event('2026-01-01', 'Again'),
      null,
      event('2026-11-30', 'St Andrew’s Day'),
    ]
    const messy = await load(list(mess))
    t.equal(messy.status, 200, 'bad rows do not lose the good ones')
    t.same(
      messy.body.unusable.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]),
      [
        ['/scotland/events/1', 'date_invalid'],
        ['/scotland/events/2', 'title_invalid'],
        ['/scotland/events/3', 'date_repeated'],
        ['/scotland/events/4', 'date_invalid'],
      ],
    )
    t.equal(messy.body.withdrawn, 0, 'a list with bad rows takes nothing back')
    const moved = [scotland[0], event('2026-06-16', 'World Cup'), event('2026-11-30', 'Saint Andrew’s Day')]
    t.same(
      (await load(list(moved))).body,
      { taken: 1, renamed: 1, withdrawn: 1, unchanged: 1, unusable: [] },
      'a moved day',
    )
    const { employerId } = await database.kysely
      .selectFrom('bankHoliday')
      .select('employerId')
      .executeTakeFirstOrThrow()
    const kept = async (employer: string, nation: string | null) => [
      ...(await bankHolidaysOf(database.reader, employer, nation)),
    ]
    t.same(await kept(employerId, 'scotland'), ['2026-01-01', '2026-06-16', '2026-11-30'])
    t.same(await kept(employerId, null), [], 'no nation, no holidays')
    t.same(await kept('another-employer', 'scotland'), [], 'one employer’s calendar is not another’s')
    t.equal((await load({ wales: { division: 'wales', events: [] } })).status, 400, 'an unknown nation')
    t.equal((await load({})).status, 400)
    t.equal(
      (await post(world, world.callers.hr, { url: '/v1/bank-holidays/imports', body: list(scotland) })).status,
      403,
    )
  },
)
