// Bodies on both databases: set up, notice and areas, terms, a week's capacity under rivals, links with accepted terms,
// representatives, and that nobody sees or changes what is another's.
import t from 'tap'
import { findBody, linkedBodyIds, linkOf, releaseCapacity, takeCapacity } from '../../src/brokerage/index.ts'
import { newId } from '../../src/kernel/index.ts'
import { onEachDatabase } from '../support/databases.ts'
import {
  addBody,
  addEmployer,
  bodyFacts,
  brokerActor,
  employerActor,
  linkUp,
  now,
  openDesk,
  today,
  usualTerms,
} from './builders.ts'

const codesOf = (answer: { json(): { reasons?: { code: string; pointer?: string }[] } }) =>
  (answer.json().reasons ?? []).map(({ code, pointer }) => [code, pointer])

await onEachDatabase(t, 'a body is a tenant with its people, areas and first terms', async (t, database) => {
  const { bodyId, memberIds, termsId } = await addBody(database)
  const body = await findBody(database.reader, bodyId)
  const { areas: _areas, members: _members, terms: _terms, clockShiftMillis: _shift, ...facts } = bodyFacts()
  t.same(body, { ...facts, id: bodyId, version: 1 })
  const tenant = await database.kysely.selectFrom('tenant').selectAll().where('id', '=', bodyId).executeTakeFirst()
  t.same(tenant, { id: bodyId, kind: 'body', clockShiftMillis: 0, createdAt: now })
  t.equal(memberIds.length, 1)
  t.type(termsId, 'string')
  await t.rejects(addBody(database, { zone: 'Mars/Olympus' }), /zone/)
  await t.rejects(addBody(database, { noticeRules: [{ heads: 3, days: 1 }] }), /notice rules/)
  t.equal(
    (await database.kysely.selectFrom('body').select('id').execute()).length,
    1,
    'a body that is refused leaves nothing',
  )
  t.equal(await findBody(database.reader, newId()), null)
})

await onEachDatabase(
  t,
  'a week never holds more people than its capacity, however many ask at once',
  async (t, database) => {
    const { bodyId } = await addBody(database, { weekCapacity: 7 })
    const body = { id: bodyId, weekCapacity: 7 }
    const ask = (heads: number) => database.transact((unit) => takeCapacity(unit, { body, weekOn: today, heads }))
    const answers = await Promise.all(Array.from({ length: 24 }, () => ask(1)))
    t.equal(answers.filter(Boolean).length, 7)
    const headsIn = async () =>
      (await database.kysely.selectFrom('bodyWeek').select('heads').where('bodyId', '=', bodyId).executeTakeFirst())
        ?.heads
    t.equal(await headsIn(), 7)
    await database.transact((unit) => releaseCapacity(unit, { bodyId, weekOn: today, heads: 3 }))
    const teams = await Promise.all([ask(2), ask(2), ask(2)])
    t.equal(teams.filter(Boolean).length, 1, 'a team goes in whole or not at all')
    t.equal(await headsIn(), 6)
    await t.rejects(
      database.transact((unit) => releaseCapacity(unit, { bodyId, weekOn: today, heads: 7 })),
      /bug/,
      'more than is held cannot be given back',
    )
    t.equal(await headsIn(), 6)
    t.equal(
      await database.transact((unit) => takeCapacity(unit, { body, weekOn: '2026-06-08', heads: 7 })),
      true,
      'weeks are apart',
    )
    const open = { id: bodyId, weekCapacity: null }
    t.equal(
      await database.transact((unit) => takeCapacity(unit, { body: open, weekOn: '2026-06-15', heads: 5000 })),
      true,
    )
  },
)

await onEachDatabase(
  t,
  'a body changes its rules only from the version it read, and a mistake is named',
  async (t, database) => {
    const { bodyId } = await addBody(database)
    const desk = await openDesk(t, database)
    const broker = brokerActor(bodyId)
    const read = await desk.send(broker, 'GET', '/v1/body')
    const etag = String(read.headers.etag)
    t.equal(read.statusCode, 200)
    t.same(read.json().areas, bodyFacts().areas)
    t.has(read.json().terms, usualTerms)
    t.equal(read.json().nextTerms, null)
    const unchanged = await desk.send(broker, 'GET', '/v1/body', { headers: { 'if-none-match': etag } })
    t.same([unchanged.statusCode, unchanged.body], [304, ''])

    const change = (body: object, headers: Record<string, string> = { 'if-match': etag }) =>
      desk.send(broker, 'PATCH', '/v1/body', { body, headers })
    t.equal((await change({ answerDays: 9 }, {})).statusCode, 428)
    t.equal((await change({ answerDays: 9 }, { 'if-match': '"v77"' })).statusCode, 412)
    t.equal((await change({ answerDays: 9 }, { 'if-match': 'nonsense' })).statusCode, 412)
    const wrong: [object, string, string][] = [
      [{ noticeRules: [{ heads: 2, days: 5 }] }, 'notice_rules_start', '/noticeRules'],
      [
        {
          noticeRules: [
            { heads: 1, days: 5 },
            { heads: 1, days: 6 },
          ],
        },
        'notice_rules_order',
        '/noticeRules',
      ],
      [{ areas: [{ scheme: 'gss', code: 'TN23' }] }, 'area_form', '/areas/0'],
      [
        {
          areas: [
            { scheme: 'postcode_district', code: 'TN23' },
            { scheme: 'postcode_district', code: 'TN23' },
          ],
        },
        'area_twice',
        '/areas/1',
      ],
    ]
    for (const [body, code, pointer] of wrong) {
      const answer = await change(body)
      t.same([answer.statusCode, codesOf(answer)], [400, [[code, pointer]]], code)
    }
    for (const body of [
      { zone: 'Europe/Paris' },
      { weekCapacity: '7' },
      { weekCapacity: -1 },
      { email: 'no' },
      { name: ' ' },
    ]) {
      t.equal((await change(body)).statusCode, 400, JSON.stringify(body))
    }
    const areas = [{ scheme: 'gss', code: 'W06000015' }]
    const changed = await change({ weekCapacity: 12, areas, noticeRules: [{ heads: 1, days: 2 }] })
    t.equal(changed.statusCode, 200)
    t.has(changed.json(), { weekCapacity: 12, areas, noticeRules: [{ heads: 1, days: 2 }], answerDays: 5 })
    t.not(changed.headers.etag, etag)
    t.equal((await change({ answerDays: 9 })).statusCode, 412, 'the version that was read before is no longer current')
    t.equal((await change({ answerDays: 9 }, { 'if-match': '*' })).json().answerDays, 9)
    const notes = await database.kysely
      .selectFrom('auditEntry')
      .selectAll()
      .where('action', '=', 'body.change')
      .execute()
    t.same(
      notes.map((note) => [note.tenantId, note.subjectId, note.actor]),
      Array(2).fill([bodyId, bodyId, `member:${broker.principalId}`]),
    )
  },
)

await onEachDatabase(
  t,
  'employers find bodies by area, page by page, and see what concerns them',
  async (t, database) => {
    const { employerId } = await addEmployer(database, 'Borsetshire Works')
    const first = await addBody(database)
    const second = await addBody(database, {
      name: 'Felpersham CVS',
      areas: [{ scheme: 'gss', code: 'E07000106' }],
      weekCapacity: 3,
    })
    const desk = await openDesk(t, database)
    const hr = employerActor(employerId, 'hr')
    const page = (await desk.send(hr, 'GET', '/v1/bodies?limit=1')).json()
    const rest = (await desk.send(hr, 'GET', `/v1/bodies?limit=1&cursor=${page.next}`)).json()
    t.same(
      [...page.items, ...rest.items].map((body: { id: string }) => body.id),
      [first.bodyId, second.bodyId].sort(),
    )
    t.equal(rest.next, null)
    const found = (await desk.send(hr, 'GET', '/v1/bodies?area=TN23')).json()
    t.same(
      found.items.map((body: { id: string }) => body.id),
      [first.bodyId],
    )
    t.same((await desk.send(hr, 'GET', '/v1/bodies?area=E09000001')).json(), { items: [], next: null })
    t.notOk('weekCapacity' in page.items[0] || 'version' in page.items[0], 'how full a body is, is its own affair')
    t.equal((await desk.send(hr, 'GET', '/v1/bodies?cursor=%40%40')).statusCode, 400)
  },
)

await onEachDatabase(
  t,
  'a link needs the terms in force, is made active by the body, and new terms end the acceptance on their day',
  async (t, database) => {
    const { bodyId, termsId } = await addBody(database)
    const { employerId } = await addEmployer(database, 'Borsetshire Works')
    const desk = await openDesk(t, database)
    const [hr, broker] = [employerActor(employerId, 'hr'), brokerActor(bodyId)]
    const standing = (at = now) => linkOf(database.reader, { employerId, bodyId }, at)
    const linked = (at = now) => linkedBodyIds(database.reader, employerId, at)
    t.equal(await standing(), null)

    const ask = (body: object) => desk.send(hr, 'POST', '/v1/body-links', { body })
    t.same(codesOf(await ask({ bodyId, termsId: null })), [['terms_not_current', '/termsId']])
    t.same(codesOf(await ask({ bodyId, termsId: newId() })), [['terms_not_current', '/termsId']])
    t.equal((await ask({ bodyId: newId(), termsId: null })).statusCode, 404)
    const asked = await ask({ bodyId, termsId })
    t.equal(asked.statusCode, 201)
    const { linkId, state } = asked.json()
    t.equal(state, 'requested')
    t.same(await linked(), [], 'a link that is only asked for does not open anything')
    const seen = (await desk.send(broker, 'GET', '/v1/body-links')).json().items
    t.match(seen, [
      { id: linkId, employerId, employerName: 'Borsetshire Works', state: 'requested', termsAccepted: true },
    ])
    t.notOk('acceptedBy' in seen[0], 'who accepted is the employer’s affair')

    t.equal((await desk.send(broker, 'POST', `/v1/body-links/${linkId}/activate`)).json().state, 'active')
    t.same(await linked(), [bodyId])
    t.same(await standing(), {
      ...(await standing()),
      state: 'active',
      termsId,
      currentTermsId: termsId,
      termsAccepted: true,
    })

    const announce = (fromOn: string) =>
      desk.send(broker, 'POST', '/v1/terms', { body: { ...usualTerms, fromOn, feeMinor: 4000 } })
    t.same(codesOf(await announce('2026-05-31')), [['terms_from_past', '/fromOn']])
    t.same(codesOf(await announce('2025-01-01')), [['terms_from_past', '/fromOn']])
    const newTerms = (await announce('2026-06-15')).json().termsId
    t.same(codesOf(await announce('2026-06-15')), [['terms_from_taken', '/fromOn']])
    const [own] = (await desk.send(hr, 'GET', '/v1/bodies')).json().items
    t.same(
      [own.terms.id, own.nextTerms.id, own.nextTerms.feeMinor],
      [termsId, newTerms, 4000],
      'the employer reads what is to come',
    )

    const before = '2026-06-14T22:59:59.999Z'
    const after = '2026-06-14T23:00:00.000Z'
    t.same(await linked(before), [bodyId])
    t.same(await linked(after), [], 'from midnight of the body’s zone')
    t.match(await standing(after), { state: 'active', termsAccepted: false, currentTermsId: newTerms })

    const again = await ask({ bodyId, termsId: newTerms })
    t.same([again.statusCode, again.json()], [200, { linkId, state: 'active' }], 'accepted ahead, and still active')
    t.same([await linked(before), await linked(after)], [[bodyId], [bodyId]])
    t.same(
      codesOf(await announce('2026-06-10')),
      [['terms_from_accepted', '/fromOn']],
      'nothing slips in before what was accepted',
    )

    t.equal((await desk.send(hr, 'POST', `/v1/body-links/${linkId}/end`)).json().state, 'ended')
    t.same(await linked(), [])
    t.equal(
      (await desk.send(broker, 'POST', `/v1/body-links/${linkId}/activate`)).statusCode,
      409,
      'an ended link is asked for again',
    )
    t.equal((await ask({ bodyId, termsId })).json().state, 'requested')
  },
)

await onEachDatabase(
  t,
  'a body without terms can be linked without any, and needs them accepted once it has some',
  async (t, database) => {
    const { terms: _none, ...facts } = bodyFacts()
    const { bodyId } = await addBody(database, { ...facts, terms: undefined } as never)
    const { employerId } = await addEmployer(database, 'Borsetshire Works')
    const desk = await openDesk(t, database)
    const ask = (termsId: string | null) =>
      desk.send(employerActor(employerId, 'representative'), 'POST', '/v1/body-links', { body: { bodyId, termsId } })
    t.same(codesOf(await ask(newId())), [['terms_none', '/termsId']])
    const { linkId } = (await ask(null)).json()
    const broker = brokerActor(bodyId)
    await desk.send(broker, 'POST', '/v1/terms', { body: { ...usualTerms, fromOn: today } })
    const refused = await desk.send(broker, 'POST', `/v1/body-links/${linkId}/activate`)
    t.same([refused.statusCode, codesOf(refused)], [409, [['link_terms_missing', undefined]]])
  },
)

await onEachDatabase(t, 'two that ask for the same link at once get the same one', async (t, database) => {
  const { bodyId, termsId } = await addBody(database)
  const { employerId } = await addEmployer(database, 'Borsetshire Works')
  const desk = await openDesk(t, database)
  const ask = () => desk.send(employerActor(employerId, 'hr'), 'POST', '/v1/body-links', { body: { bodyId, termsId } })
  const answers = await Promise.all([ask(), ask(), ask(), ask()])
  t.same(answers.map((answer) => answer.statusCode).sort(), [200, 200, 200, 201])
  t.equal(new Set(answers.map((answer) => answer.json().linkId)).size, 1)
})

await onEachDatabase(
  t,
  'HR names who speaks for a site; both sides see it, and it ends on a day',
  async (t, database) => {
    const { bodyId } = await addBody(database)
    const { employerId, siteId, personId } = await addEmployer(database, 'Borsetshire Works')
    const other = await addEmployer(database, 'Loxley Mills')
    const desk = await openDesk(t, database)
    const hr = employerActor(employerId, 'hr')
    const name = (body: object) => desk.send(hr, 'POST', '/v1/representatives', { body })
    const wanted = { personId, siteId, bodyId }
    for (const [field, pointer] of [
      ['personId', '/personId'],
      ['siteId', '/siteId'],
      ['bodyId', '/bodyId'],
    ] as const) {
      const answer = await name({ ...wanted, [field]: field === 'bodyId' ? newId() : other[field] })
      t.same([answer.statusCode, codesOf(answer)[0]?.[1]], [404, pointer], `${field} of somebody else`)
    }
    t.equal((await name({ ...wanted, fromOn: '2026-06-02', untilOn: '2026-06-01' })).statusCode, 400)
    const named = await name(wanted)
    t.equal(named.statusCode, 201)
    const { representativeId } = named.json()
    for (const actor of [hr, brokerActor(bodyId), employerActor(employerId, 'csr')]) {
      const { items } = (await desk.send(actor, 'GET', '/v1/representatives')).json()
      t.match(items, [{ id: representativeId, personId, siteId, name: 'Sam Speaker', fromOn: today, untilOn: null }])
    }
    const end = (untilOn: string) =>
      desk.send(hr, 'POST', `/v1/representatives/${representativeId}/end`, { body: { untilOn } })
    t.equal((await end('2026-05-01')).statusCode, 400)
    t.same((await end('2026-07-31')).json(), { representativeId, untilOn: '2026-07-31' })
    const foreign = await desk.send(
      employerActor(other.employerId, 'hr'),
      'POST',
      `/v1/representatives/${representativeId}/end`,
      { body: {} },
    )
    t.equal(foreign.statusCode, 404)
  },
)

await onEachDatabase(t, 'no employer and no body sees or moves what is another’s', async (t, database) => {
  const ours = await addEmployer(database, 'Borsetshire Works')
  const theirs = await addEmployer(database, 'Loxley Mills')
  const body = await addBody(database)
  const otherBody = await addBody(database, { name: 'Felpersham CVS' })
  const desk = await openDesk(t, database)
  const linkId = await linkUp(desk, { ...body, employerId: ours.employerId })
  await desk.send(employerActor(ours.employerId, 'hr'), 'POST', '/v1/representatives', {
    body: { personId: ours.personId, siteId: ours.siteId, bodyId: body.bodyId },
  })
  for (const actor of [employerActor(theirs.employerId, 'hr'), brokerActor(otherBody.bodyId)]) {
    t.same((await desk.send(actor, 'GET', '/v1/body-links')).json().items, [])
    t.same((await desk.send(actor, 'GET', '/v1/representatives')).json().items, [])
    t.equal((await desk.send(actor, 'POST', `/v1/body-links/${linkId}/end`)).statusCode, 404)
  }
  t.equal((await desk.send(brokerActor(otherBody.bodyId), 'POST', `/v1/body-links/${linkId}/activate`)).statusCode, 404)
  t.match(await linkOf(database.reader, { employerId: ours.employerId, bodyId: body.bodyId }, now), { state: 'active' })
  t.same(await linkedBodyIds(database.reader, theirs.employerId, now), [])
})
