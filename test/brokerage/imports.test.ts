// Imports of feeds on both databases: taken over once, compared the second time, withdrawn and brought back, stopped before a
// broken file empties the list, and never touching what the body keeps by itself.
import t from 'tap'
import { newId } from '../../src/kernel/index.ts'
import { onEachDatabase, type TestDatabase } from '../support/databases.ts'
import { addBody, addEmployer, brokerActor, type Desk, employerActor, linkUp, openDesk } from './builders.ts'

const ldJson = { 'content-type': 'application/ld+json' }

const organisation = (id: string, more: object = {}) => ({
  id,
  type: 'Organisation',
  name: `Group ${id}`,
  description: `About&nbsp;${id}\r\n`,
  website: `https://centre.example.org/provider-profile/${id}`,
  location: [{ address: ' ', latitude: '51.2', longitude: '0.8' }],
  ...more,
})

const activity = (id: string, more: object = {}) => ({
  id,
  type: 'Activity',
  label: `Help ${id}\r\n`,
  description: 'What you&rsquo;ll do\r\rDig',
  organisation: 'g1',
  applyLink: `https://centre.example.org/opportunity/${id}`,
  session: [{ time: [{ begining: '2029-02-14T09:00:00', end: '2040-07-13T00:00:00' }], location: [{ address: '' }] }],
  ...more,
})

const importer =
  (desk: Desk, bodyId: string, what: 'groups' | 'listings') =>
  async (rows: unknown, query = '') =>
    desk.send(brokerActor(bodyId), 'POST', `/v1/${what}/imports?source=feed.example.org${query}`, {
      body: JSON.stringify({ '@context': {}, '@graph': rows }) as never,
      headers: ldJson,
    })

/** Everything an import may write, to see that nothing changed. */
const everything = async ({ kysely }: TestDatabase) => ({
  groups: await kysely.selectFrom('communityGroup').selectAll().orderBy('id').execute(),
  registrations: await kysely.selectFrom('groupRegistration').selectAll().orderBy('orgId').execute(),
  listings: await kysely.selectFrom('listing').selectAll().orderBy('id').execute(),
})

const counts = (answer: { json(): Record<string, unknown> }) => {
  const { rows, added, changed, returned, unchanged, leftOut, withdrawn } = answer.json()
  return { rows, added, changed, returned, unchanged, leftOut, withdrawn }
}
const none = { added: 0, changed: 0, returned: 0, unchanged: 0, leftOut: 0, withdrawn: 0 }

await onEachDatabase(
  t,
  'organisations become groups once: the second import of the same file changes nothing',
  async (t, database) => {
    const { bodyId } = await addBody(database)
    const desk = await openDesk(t, database)
    const send = importer(desk, bodyId, 'groups')
    const rows = [
      organisation('g1'),
      organisation('g2', { cause: ['Kittens'] }),
      'text',
      organisation('g3', { name: undefined }),
      organisation('g1'),
    ]
    const dry = await send(rows, '&dryRun=true')
    t.equal(dry.statusCode, 200)
    t.same(counts(dry), { rows: 5, ...none, added: 2, leftOut: 3 })
    t.same((await everything(database)).groups, [], 'a dry run writes nothing')
    t.ok(dry.json().entries.every((entry: { id: unknown }) => entry.id === null))

    const real = (await send(rows)).json()
    t.same(real.leftOutBy, { not_an_object: 1, name_missing: 1, id_twice: 1 })
    t.same(real.mendedBy, { html_entity: 2, line_end: 2, spaces: 2, blank: 2, number_as_text: 2, unknown_term: 1 })
    t.equal(real.mended, 2)
    const left = real.entries.filter((entry: { reason: unknown }) => entry.reason !== null)
    t.match(left, [
      { index: 2, pointer: '/@graph/2', outcome: 'left_out', sourceId: null, reason: { code: 'not_an_object' } },
      {
        index: 3,
        pointer: '/@graph/3',
        sourceId: 'g3',
        reason: { code: 'name_missing', message: /from-profile-link/ },
      },
      { index: 4, pointer: '/@graph/4', sourceId: 'g1', reason: { code: 'id_twice' } },
    ])
    const kept = await everything(database)
    t.match(kept.groups[0], {
      bodyId,
      name: 'Group g1',
      description: 'About g1',
      address: null,
      latitude: 51.2,
      longitude: 0.8,
    })
    t.same(real.entries[0].id, kept.groups.find((group) => group.sourceId === 'g1')?.id)

    const again = await send(rows, '&snapshot=full')
    t.same(counts(again), { rows: 5, ...none, unchanged: 2, leftOut: 3 })
    t.same(await everything(database), kept)
    const elsewhere = await addBody(database)
    t.equal(
      (await importer(desk, elsewhere.bodyId, 'groups')(rows)).json().added,
      2,
      'another body has rows of its own',
    )
  },
)

await onEachDatabase(
  t,
  'a provisional name is marked, gives way to the real one, and never replaces it',
  async (t, database) => {
    const { bodyId } = await addBody(database)
    const desk = await openDesk(t, database)
    const broker = brokerActor(bodyId)
    const send = importer(desk, bodyId, 'groups')
    const nameless = (id: string, more: object = {}) => organisation(id, { name: undefined, ...more })
    const slugless = nameless('g3', { website: null })
    t.same(counts(await send([nameless('g1'), nameless('g2'), slugless], '&names=from-profile-link')), {
      rows: 3,
      ...none,
      added: 2,
      leftOut: 1,
    })
    const listed = async () => (await desk.send(broker, 'GET', '/v1/groups')).json().items
    const byId = async (sourceId: string) =>
      (await listed()).find((group: { sourceId: string }) => group.sourceId === sourceId)
    t.match(await byId('g1'), { name: 'g1 (provisional name)', nameProvisional: true })
    t.same(
      counts(await send([nameless('g1'), nameless('g2')])),
      { rows: 2, ...none, unchanged: 2 },
      'a group that is kept needs no name in the feed',
    )

    const { id } = await byId('g1')
    await desk.send(broker, 'PATCH', `/v1/groups/${id}`, {
      body: { name: 'Allotment Friends' },
      headers: { 'if-match': '*' },
    })
    await send([nameless('g1', { description: 'New words' })], '&names=from-profile-link')
    t.match(await byId('g1'), { name: 'Allotment Friends', description: 'New words', nameProvisional: false })
    await send([organisation('g2')])
    t.match(await byId('g2'), { name: 'Group g2', nameProvisional: false })
  },
)

await onEachDatabase(
  t,
  'a changed row says which fields changed; what the feed no longer says and what the body added stays',
  async (t, database) => {
    const { bodyId } = await addBody(database)
    const desk = await openDesk(t, database)
    const broker = brokerActor(bodyId)
    const send = importer(desk, bodyId, 'groups')
    const sc = { registrar: 'https://www.oscr.org.uk', registrationNumber: 'SC012345' }
    await send([organisation('g1'), organisation('g2', { charityRegistration: [sc] })])
    const [g1] = (await desk.send(broker, 'GET', '/v1/groups'))
      .json()
      .items.filter((group: { sourceId: string }) => group.sourceId === 'g1')
    const own = { vouched: true, orgIds: ['GB-CHC-1234567'], address: '1 High Street' }
    const etag = String(
      (await desk.send(broker, 'PATCH', `/v1/groups/${g1.id}`, { body: own, headers: { 'if-match': '*' } })).headers
        .etag,
    )

    const next = [
      organisation('g1', { name: 'New Name', website: null, location: [], charityRegistration: [sc] }),
      organisation('g2', { charityRegistration: [sc] }),
    ]
    const report = (await send(next)).json()
    t.match(report, { changed: 1, unchanged: 1 })
    const [entry] = report.entries.filter((one: { outcome: string }) => one.outcome === 'changed')
    t.match(entry, { sourceId: 'g1', id: g1.id, changed: ['name'] })
    t.ok(
      entry.mended.some(
        (mend: { why: string; from: string }) => mend.why === 'register_taken' && mend.from === 'GB-SC-SC012345',
      ),
    )
    const read = await desk.send(broker, 'GET', `/v1/groups/${g1.id}`)
    t.match(read.json(), { name: 'New Name', website: g1.website, latitude: 51.2, ...own })
    t.not(read.headers.etag, etag, 'an edit of the version before is refused')
  },
)

await onEachDatabase(
  t,
  'what is gone from a full snapshot is withdrawn, never deleted, and comes back; a body’s own withdrawal stays',
  async (t, database) => {
    const { bodyId } = await addBody(database)
    const desk = await openDesk(t, database)
    const broker = brokerActor(bodyId)
    const send = importer(desk, bodyId, 'groups')
    const rows = ['g1', 'g2', 'g3', 'g4', 'g5'].map((id) => organisation(id))
    await send(rows)
    const own = (await desk.send(broker, 'POST', '/v1/groups', { body: { name: 'Kept by hand' } })).json().groupId
    const states = async () => {
      const groups = await database.kysely
        .selectFrom('communityGroup')
        .select(['id', 'sourceId', 'state'])
        .orderBy('sourceId')
        .execute()
      return groups.filter((group) => group.state === 'withdrawn').map((group) => group.sourceId)
    }
    t.same(counts(await send(rows.slice(0, 4))), { rows: 4, ...none, unchanged: 4 }, 'a part says nothing of the rest')
    t.same(await states(), [])
    const unusable = [...rows.slice(0, 3), organisation('g4', { name: 'x'.repeat(300) })]
    const full = await send(unusable, '&snapshot=full')
    t.same(counts(full), { rows: 4, ...none, unchanged: 3, leftOut: 1, withdrawn: 1 })
    t.same(await states(), ['g5'], 'a row that is there but cannot be used is not gone')

    const g1 = (await desk.send(broker, 'GET', '/v1/groups'))
      .json()
      .items.find((group: { sourceId: string }) => group.sourceId === 'g1')
    await desk.send(broker, 'PATCH', `/v1/groups/${g1.id}`, {
      body: { state: 'withdrawn' },
      headers: { 'if-match': '*' },
    })
    const back = await send(rows, '&snapshot=full')
    t.same(counts(back), { rows: 5, ...none, unchanged: 4, returned: 1 })
    t.same(await states(), ['g1'])
    t.equal((await send([organisation('g1', { name: 'Renamed' })])).json().changed, 1)
    t.same(await states(), ['g1'], 'a change of the feed does not undo it')
    t.same(full.json().withdrawnIds.includes(own), false)
  },
)

await onEachDatabase(
  t,
  'an import stops before it withdraws too much, and then changes nothing at all',
  async (t, database) => {
    const { bodyId } = await addBody(database)
    const desk = await openDesk(t, database)
    const send = importer(desk, bodyId, 'groups')
    await send(['g1', 'g2', 'g3', 'g4', 'g5'].map((id) => organisation(id)))
    const kept = await everything(database)
    const some = [organisation('g1', { name: 'Renamed' }), organisation('g2'), organisation('g3'), organisation('g9')]
    const stopped = await send(some, '&snapshot=full')
    t.equal(stopped.statusCode, 422)
    t.match(stopped.json(), {
      type: 'urn:boonday:problem:import-refused',
      reasons: [{ code: 'import_braked' }],
      report: { withdrawn: 2, withdrawnPercent: 40 },
    })
    t.same(await everything(database), kept)
    t.match((await send(some, '&snapshot=full&dryRun=true')).json(), { braked: true, withdrawn: 2 })
    t.equal((await send([], '&snapshot=full')).statusCode, 422, 'an empty file is no reason to empty the list')
    t.equal((await send(some, '&snapshot=full&withdrawAtMostPercent=39')).statusCode, 422)
    t.same(await everything(database), kept)
    t.same(counts(await send(some, '&snapshot=full&withdrawAtMostPercent=40')), {
      rows: 4,
      ...none,
      added: 1,
      changed: 1,
      unchanged: 2,
      withdrawn: 2,
    })
  },
)

await onEachDatabase(
  t,
  'activities become listings that say why they cannot be booked, tied to their group once it is known',
  async (t, database) => {
    const { bodyId, termsId } = await addBody(database)
    const { employerId } = await addEmployer(database, 'Borsetshire Works')
    const stranger = await addEmployer(database, 'Loxley Mills')
    const desk = await openDesk(t, database)
    const send = importer(desk, bodyId, 'listings')
    const rows = [activity('a1'), activity('a2', { organisation: 'nobody' }), activity('a3', { label: ' ' })]
    const report = (await send(rows)).json()
    t.match(report, {
      added: 2,
      leftOut: 1,
      leftOutBy: { title_missing: 1 },
      unbookableBy: { longer_than_a_day: 2, zone_unknown: 2, seats_unknown: 2 },
    })
    t.ok(
      report.entries[0].mended.some(
        (mend: { why: string; from: string }) => mend.why === 'group_unknown' && mend.from === 'g1',
      ),
    )
    const kept = await everything(database)
    t.same(counts(await send(rows, '&snapshot=full')), { rows: 3, ...none, unchanged: 2, leftOut: 1 })
    t.same(await everything(database), kept)
    t.equal((await database.kysely.selectFrom('session').select('id').execute()).length, 0, 'nothing became bookable')

    await importer(desk, bodyId, 'groups')([organisation('g1')])
    const tied = (await send(rows)).json()
    t.match(tied, { changed: 1, unchanged: 1 })
    t.same(tied.entries[0].changed, ['groupId'])

    const seenBy = async (actor = employerActor(employerId, 'employee')) =>
      (await desk.send(actor, 'GET', '/v1/listings')).json().items
    t.same(await seenBy(), [], 'not before the employer is linked')
    await linkUp(desk, { bodyId, termsId, employerId })
    const [listing] = await seenBy()
    t.match(listing, {
      title: 'Help a1',
      description: 'What you’ll do\n\nDig',
      url: 'https://centre.example.org/opportunity/a1',
      times: [{ begins: '2029-02-14T09:00:00', ends: '2040-07-13T00:00:00' }],
      remote: false,
    })
    t.same(
      listing.unbookable.map((reason: { code: string }) => reason.code),
      ['zone_unknown', 'longer_than_a_day', 'seats_unknown', 'skills_unconfirmed'],
    )
    t.notOk('sourceId' in listing, 'where a body has it from is its own affair')
    t.same(await seenBy(employerActor(stranger.employerId, 'employee')), [])
    t.equal((await send(rows.slice(0, 1), '&snapshot=full&withdrawAtMostPercent=50')).json().withdrawn, 1)
    t.equal((await seenBy()).length, 1, 'employers see what is listed')
    t.equal((await seenBy(brokerActor(bodyId))).length, 2, 'the body sees what is withdrawn too')
  },
)

const term = (name: string) => `https://ns.volunteeringdata.io/${name}`

await onEachDatabase(
  t,
  'causes and skills that the ontology knows are kept by their addresses, compared, and shown',
  async (t, database) => {
    const { bodyId } = await addBody(database)
    const desk = await openDesk(t, database)
    const items = async (what: string) => (await desk.send(brokerActor(bodyId), 'GET', `/v1/${what}`)).json().items

    const groups = importer(desk, bodyId, 'groups')
    const serving = (cause?: unknown) => [organisation('g1', cause === undefined ? {} : { cause })]
    t.equal((await groups(serving(['volunteering:Health', 'Kittens']))).json().added, 1)
    t.same((await items('groups'))[0].causes, [term('Health')])
    t.same((await groups(serving(['volunteering:Health', 'Kittens']))).json().unchanged, 1)
    const changed = (await groups(serving(['Health', 'Heritage']))).json()
    t.same(changed.entries[0].changed, ['causes'])
    t.same((await items('groups'))[0].causes, [term('Health'), term('Heritage')])
    await groups(serving())
    t.same((await items('groups'))[0].causes, [term('Health'), term('Heritage')], 'what is not said any more stays')

    const listings = importer(desk, bodyId, 'listings')
    const asking = (skill: unknown) => [activity('a1', { cause: 'Heritage', role: [{ skill }] })]
    t.equal((await listings(asking(['Driving', 'Juggling']))).json().added, 1)
    t.match((await items('listings'))[0], { causes: [term('Heritage')], skills: [term('Driving')] })
    const other = (await listings(asking(['Driving', 'RadioUse']))).json()
    t.same(other.entries[0].changed, ['skills'])
    await listings([activity('a1')])
    t.match((await items('listings'))[0], { causes: [], skills: [] }, 'a listing says what its feed says')
  },
)

await onEachDatabase(
  t,
  'a register id is found among many, and belongs to the first group of a body that says it',
  async (t, database) => {
    const { bodyId } = await addBody(database)
    const desk = await openDesk(t, database)
    const charities = (prefix: string) =>
      Array.from({ length: 450 }, (_, index) =>
        organisation(`${prefix}${index}`, {
          charityRegistration: { registrar: 'GB-CHC', registrationNumber: String(1_000_000 + index) },
        }),
      )
    const first = (await importer(desk, bodyId, 'groups')(charities('a'))).json()
    t.same([first.added, first.mendedBy.register_taken], [450, undefined])
    const second = (await importer(desk, bodyId, 'groups')(charities('b'))).json()
    t.same([second.added, second.mendedBy.register_taken], [450, 450], 'every one of them is held already')
    t.equal((await everything(database)).registrations.length, 450)
    const elsewhere = await addBody(database)
    const other = (await importer(desk, elsewhere.bodyId, 'groups')(charities('a'))).json()
    t.equal(other.mendedBy.register_taken, undefined, 'another body has rows of its own')
  },
)

await onEachDatabase(
  t,
  'a document that cannot be read is refused as a whole, with what to do',
  async (t, database) => {
    const { bodyId } = await addBody(database)
    const desk = await openDesk(t, database)
    const broker = brokerActor(bodyId)
    const post = (body: unknown, headers: Record<string, string> = ldJson, query = '?source=feed.example.org') =>
      desk.send(broker, 'POST', `/v1/groups/imports${query}`, { body: body as never, headers })
    const cut = JSON.stringify({ '@graph': [organisation('g1')] }).slice(0, -9)
    t.equal((await post(cut)).statusCode, 400, 'a file that was cut off')
    t.equal((await post('')).statusCode, 400, 'an empty file')
    t.match((await post('{"organisations":[]}')).json(), {
      status: 422,
      reasons: [{ code: 'document_form', message: /@graph/ }],
    })
    t.equal((await post('[]', ldJson, '')).statusCode, 400, 'no source')
    t.equal((await post('[]', ldJson, '?source=Feed%20A')).statusCode, 400, 'a source of another form')
    t.match((await post('[]', ldJson, '?source=body')).json(), { status: 400, reasons: [{ code: 'source_own' }] })
    t.equal((await post('[]', ldJson, '?source=feed&snapshot=some')).statusCode, 400)
    t.equal((await post('[]', { 'content-type': 'application/xml' })).statusCode, 415)
    t.equal((await post([organisation('g1')], { 'content-type': 'application/json' })).json().added, 1)
    t.equal((await everything(database)).groups.length, 1)
  },
)

await onEachDatabase(
  t,
  'two imports of one file at once take each row over once, and a repeated request gets the first answer',
  async (t, database) => {
    const { bodyId } = await addBody(database)
    const desk = await openDesk(t, database)
    const rows = Array.from({ length: 450 }, (_, position) =>
      organisation(`g${position}`, {
        charityRegistration: { registrar: 'GB-CHC', registrationNumber: String(1_000_000 + position) },
      }),
    )
    const send = importer(desk, bodyId, 'groups')
    const answers = await Promise.all([send(rows), send(rows)])
    t.same(answers.map((answer) => answer.json().added).sort(), [0, 450])
    const kept = await everything(database)
    t.same([kept.groups.length, kept.registrations.length], [450, 450])
    const broker = brokerActor(bodyId)
    const headers = { ...ldJson, 'idempotency-key': newId() }
    const twice = () =>
      desk.send(broker, 'POST', '/v1/groups/imports?source=other.example.org', {
        body: JSON.stringify(rows.slice(0, 3)) as never,
        headers,
      })
    t.same([(await twice()).json().added, (await twice()).json().added], [3, 3])
    const after = await everything(database)
    t.same(
      [after.groups.length, after.registrations.length],
      [453, 450],
      'the register ids stay with the groups that had them',
    )
    const { answer } = await database.kysely
      .selectFrom('requestKey')
      .select('answer')
      .where('answer', 'like', '%other.example.org%')
      .executeTakeFirstOrThrow()
    t.notMatch(answer, /Group g|About|centre\.example/, 'the kept answer holds no name and no text')
  },
)
