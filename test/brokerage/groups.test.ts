// Community groups and their needs on both databases: register ids that link and never merge, edits from the version read, and
// needs that employers see once they are vetted and linked.
import t from 'tap'
import { findGroup, findNeed } from '../../src/brokerage/index.ts'
import { newId } from '../../src/kernel/index.ts'
import { onEachDatabase } from '../support/databases.ts'
import { addBody, addEmployer, brokerActor, employerActor, linkUp, now, openDesk } from './builders.ts'

const first = (answer: { json(): { reasons?: { code: string; pointer?: string; message: string }[] } }) =>
  answer.json().reasons?.[0]

await onEachDatabase(
  t,
  'a group is kept with its register ids; a wrong one is named with the form it should have',
  async (t, database) => {
    const { bodyId } = await addBody(database)
    const desk = await openDesk(t, database)
    const broker = brokerActor(bodyId)
    const add = (body: object) => desk.send(broker, 'POST', '/v1/groups', { body })
    const orgIds = ['GB-SC-SC012345', 'GB-CHC-1234567']
    const added = await add({
      name: 'Allotment Friends',
      orgIds,
      website: 'https://allotment.example.org',
      latitude: 51.1,
      longitude: 0.9,
    })
    t.equal(added.statusCode, 201)
    t.same(Object.keys(added.json()), ['groupId'], 'the kept answer holds ids only')
    const { groupId } = added.json()
    t.match(await findGroup(database.reader, groupId), {
      bodyId,
      name: 'Allotment Friends',
      orgIds: [...orgIds].sort(),
      vouched: false,
      latitude: 51.1,
      state: 'active',
      version: 1,
    })
    const wrong: [object, string, string][] = [
      [{ orgIds: ['1234567'] }, 'org_id_form', '/orgIds/0'],
      [{ orgIds: ['GB-SC-SC012346', 'GB-CHC-12'] }, 'org_id_scheme_form', '/orgIds/1'],
      [{ orgIds: ['GB-LAE-BIR', 'GB-LAE-BIR'] }, 'org_id_twice', '/orgIds/1'],
      [{ latitude: 51 }, 'coordinates_half', '/longitude'],
    ]
    for (const [body, code, pointer] of wrong) {
      const answer = await add({ name: 'Another', ...body })
      t.equal(answer.statusCode, 400)
      t.match(first(answer), { code, pointer })
    }
    t.match(first(await add({ name: 'Another', orgIds: ['GB-CHC-12'] })), { message: /GB-CHC-1234567/ })
    for (const body of [
      {},
      { name: '' },
      { name: 'x', website: 'www.example.org' },
      { name: 'x', vouched: 1 },
      { name: 'x', id: 'x' },
    ]) {
      t.equal((await add(body)).statusCode, 400, JSON.stringify(body))
    }
  },
)

await onEachDatabase(
  t,
  'a register id belongs to one group of a body, also under rivals, and groups are never merged',
  async (t, database) => {
    const { bodyId } = await addBody(database)
    const other = await addBody(database, { name: 'Felpersham CVS' })
    const desk = await openDesk(t, database)
    const add = (actor = brokerActor(bodyId)) =>
      desk.send(actor, 'POST', '/v1/groups', { body: { name: newId(), orgIds: ['GB-CHC-1234567'] } })
    const answers = await Promise.all([add(), add(), add(), add()])
    t.same(answers.map((answer) => answer.statusCode).sort(), [201, 409, 409, 409])
    const holder = answers.find((answer) => answer.statusCode === 201)?.json().groupId
    t.match(first(await add()), { code: 'org_id_taken', pointer: '/orgIds/0', message: new RegExp(holder) })
    t.equal((await add(brokerActor(other.bodyId))).statusCode, 201, 'another body keeps a row of its own')
    const groups = await database.kysely.selectFrom('communityGroup').select('id').execute()
    t.equal(groups.length, 2)
  },
)

await onEachDatabase(
  t,
  'a group is changed from the version that was read, withdrawn and brought back',
  async (t, database) => {
    const { bodyId } = await addBody(database)
    const other = await addBody(database)
    const desk = await openDesk(t, database)
    const broker = brokerActor(bodyId)
    const { groupId } = (
      await desk.send(broker, 'POST', '/v1/groups', { body: { name: 'Allotment Friends', orgIds: ['GB-LAE-BIR'] } })
    ).json()
    const url = `/v1/groups/${groupId}`
    const read = await desk.send(broker, 'GET', url)
    const etag = String(read.headers.etag)
    t.equal((await desk.send(broker, 'GET', url, { headers: { 'if-none-match': etag } })).statusCode, 304)
    const change = (body: object, headers: Record<string, string> = { 'if-match': etag }, actor = broker) =>
      desk.send(actor, 'PATCH', url, { body, headers })
    t.equal((await change({ vouched: true }, {})).statusCode, 428)
    t.equal((await change({ vouched: true }, { 'if-match': '"v9"' })).statusCode, 412)
    t.equal((await change({ vouched: true }, { 'if-match': '*' }, brokerActor(other.bodyId))).statusCode, 404)
    t.equal((await desk.send(brokerActor(other.bodyId), 'GET', url)).statusCode, 404)
    const changed = await change({ vouched: true, state: 'withdrawn', orgIds: ['GB-LAE-BIR', 'GB-CHC-1234567'] })
    t.match(changed.json(), {
      vouched: true,
      state: 'withdrawn',
      orgIds: ['GB-CHC-1234567', 'GB-LAE-BIR'],
      name: 'Allotment Friends',
    })
    t.same((await desk.send(broker, 'GET', url)).json(), changed.json())
    t.equal((await change({ vouched: false })).statusCode, 412)
    const current = { 'if-match': String(changed.headers.etag) }
    t.equal((await change({ orgIds: ['GB-CHC-1'] }, current)).statusCode, 400)
    t.equal(
      (await desk.send(broker, 'GET', url)).headers.etag,
      changed.headers.etag,
      'a refused edit leaves the version',
    )
    t.equal((await change({ state: 'active' }, current)).json().state, 'active')
  },
)

await onEachDatabase(t, 'groups are listed page by page, each once, by state', async (t, database) => {
  const { bodyId } = await addBody(database)
  const desk = await openDesk(t, database)
  const broker = brokerActor(bodyId)
  const ids: string[] = []
  for (const name of ['A', 'B', 'C', 'D', 'E']) {
    ids.push((await desk.send(broker, 'POST', '/v1/groups', { body: { name } })).json().groupId)
  }
  await desk.send(broker, 'PATCH', `/v1/groups/${ids[1]}`, {
    body: { state: 'withdrawn' },
    headers: { 'if-match': '*' },
  })
  const seen: string[] = []
  for (let next: string | null = ''; next !== null; ) {
    const answer = await desk.send(broker, 'GET', `/v1/groups?limit=2${next === '' ? '' : `&cursor=${next}`}`)
    const page: { items: { id: string }[]; next: string | null } = answer.json()
    seen.push(...page.items.map((group) => group.id))
    next = page.next
  }
  t.same(seen, [...ids].sort())
  const active = (await desk.send(broker, 'GET', '/v1/groups?state=active')).json().items
  t.equal(active.length, 4)
})

await onEachDatabase(
  t,
  'a need is seen by linked employers once it is vetted, and goes one way only',
  async (t, database) => {
    const { bodyId, termsId } = await addBody(database)
    const { employerId } = await addEmployer(database, 'Borsetshire Works')
    const stranger = await addEmployer(database, 'Loxley Mills')
    const desk = await openDesk(t, database)
    const broker = brokerActor(bodyId)
    await linkUp(desk, { bodyId, termsId, employerId })
    const { groupId } = (await desk.send(broker, 'POST', '/v1/groups', { body: { name: 'Allotment Friends' } })).json()
    const content = {
      groupId,
      title: 'A ledger that adds up',
      brief: 'Sort two years of receipts.',
      causes: ['Environment'],
      skills: ['BasicRecordKeeping'],
      heads: 2,
    }
    const post = (body: object, actor = broker) => desk.send(actor, 'POST', '/v1/needs', { body })
    const { needId } = (await post(content)).json()
    t.same(await findNeed(database.reader, needId), {
      ...content,
      id: needId,
      bodyId,
      state: 'posted',
      version: 1,
      createdAt: now,
    })
    const foreign = await addBody(database)
    t.equal((await post(content, brokerActor(foreign.bodyId))).statusCode, 404, 'a group of another body')

    const seenBy = async (actor = employerActor(employerId, 'employee')) =>
      (await desk.send(actor, 'GET', '/v1/needs')).json().items
    t.same(await seenBy(), [], 'not before it is vetted')
    const move = (how: string, body?: object, actor = broker) =>
      desk.send(actor, 'POST', `/v1/needs/${needId}/${how}`, body === undefined ? {} : { body })
    t.equal((await move('close', { met: true })).statusCode, 409, 'what was never vetted was not met')
    t.equal((await move('vet', undefined, brokerActor(foreign.bodyId))).statusCode, 404)
    t.same((await move('vet')).json(), { needId, state: 'vetted' })
    const refused = await move('vet')
    t.same([refused.statusCode, first(refused)?.code], [409, 'need_state'])
    t.match(await seenBy(), [
      { id: needId, title: content.title, groupName: 'Allotment Friends', state: 'vetted', heads: 2 },
    ])
    t.same(await seenBy(employerActor(stranger.employerId, 'employee')), [], 'an employer that is not linked sees none')
    t.same(await seenBy(brokerActor(foreign.bodyId)), [])
    t.equal((await seenBy(broker)).length, 1)
    t.same((await move('close', { met: true })).json(), { needId, state: 'met' })
    t.same(await seenBy(), [], 'what is met is needed no more')
    const own = (await desk.send(broker, 'GET', '/v1/needs?state=met')).json().items
    t.equal(own.length, 1)

    await desk.send(broker, 'PATCH', `/v1/groups/${groupId}`, {
      body: { state: 'withdrawn' },
      headers: { 'if-match': '*' },
    })
    const late = await post(content)
    t.same([late.statusCode, first(late)?.code], [409, 'group_withdrawn'])
  },
)

t.test('a refusal is said in the caller’s language', async (t) => {
  await onEachDatabase(t, 'Welsh', async (t, database) => {
    const { bodyId } = await addBody(database)
    const desk = await openDesk(t, database)
    const broker = { ...brokerActor(bodyId), locale: 'cy-GB' as const }
    const answer = await desk.send(broker, 'POST', '/v1/groups', { body: { name: 'Ffrindiau', orgIds: ['nid-rhif'] } })
    t.match(first(answer)?.message, /nid yw nid-rhif yn ddynodwr cofrestr/)
    t.equal(answer.headers['content-language'], 'cy-GB')
  })
})
