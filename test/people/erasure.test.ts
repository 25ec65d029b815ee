// Access and erasure: every table says how its rows lead to a person, an export holds all of them, and after forgetting nobody
// can tell whose the ledgers are.
import t, { type Test } from 'tap'
import { retention, retentionClasses, type TableName, type Tables } from '../../src/database/index.ts'
import { isRefusal, newId } from '../../src/kernel/index.ts'
import { findActor, findPerson, forgetPerson, personDossier, postsOf } from '../../src/people/index.ts'
import { onEachDatabase, type TestDatabase } from '../support/databases.ts'
import { by, clock, csvOf, faultOf, imported, issuer, now, staff, type Tenant, tenant } from './setup.ts'

const camel = (name: string): string => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
const tables = Object.keys(retention) as TableName[]

t.test('every table of the schema has a retention class, and leads by columns that exist', async (t) => {
  await onEachDatabase(t, 'schema', async (t, database) => {
    const actual = await database.kysely.introspection.getTables()
    const columns = new Map(
      actual.map((table) => [camel(table.name), table.columns.map((column) => camel(column.name))]),
    )
    t.strictSame([...columns.keys()].sort(), [...tables].sort())
    for (const table of tables) {
      const { class: name, leads, onForget } = retention[table]
      t.ok(retentionClasses[name].says, `${table}: ${name}`)
      const named = [
        ...leads.map((lead) => lead.column as string),
        ...(typeof onForget === 'object' ? onForget.blank : []),
      ]
      for (const column of named) t.ok(columns.get(table)?.includes(column), `${table}.${column}`)
      const onward = leads.flatMap(({ to }) => (typeof to === 'object' ? [to] : []))
      for (const { table: next, by: key = 'id' } of onward) t.ok(columns.get(next)?.includes(key), `${next}.${key}`)
    }
  })
})

t.test('no table that names a person is without a way to them', async (t) => {
  for (const table of tables) {
    const way = (seen: readonly TableName[]): boolean => {
      const last = seen.at(-1) ?? table
      return retention[last].leads.every(
        ({ to }) => typeof to !== 'object' || (!seen.includes(to.table) && way([...seen, to.table])),
      )
    }
    t.ok(way([table]), `${table}: the way ends at a person and goes in no circle`)
    if (retention[table].onForget !== 'keep')
      t.not(retention[table].leads.length, 0, `${table}: what is erased is found`)
  }
})

/** A row in every table that can lead to a person, made of what their references allow. Answers the tables filled. */
const fill = async (
  database: TestDatabase,
  { employerId, providerId }: Tenant,
  personId: string,
  approverId: string,
) => {
  const { kysely } = database
  const ids = {
    verdict: newId(),
    activity: newId(),
    booking: newId(),
    account: newId(),
    points: newId(),
    body: newId(),
  }
  const policyVersionId = newId()
  const [post] = await postsOf(database.reader, personId)
  const text = { name: 'x', title: 'Painting a hall', document: '', digest: '', method: '', source: '' }
  const soon = '2027-03-05T09:00:00.000Z'
  const later = '2027-03-05T12:00:00.000Z'
  const insert = <T extends TableName>(table: T, row: Tables[T]) =>
    kysely
      .insertInto(table)
      .values(row as never)
      .execute()
  await insert('policyVersion', {
    id: policyVersionId,
    employerId,
    name: text.name,
    fromOn: '2027-01-01',
    document: '',
    digest: '',
    publishedBy: `person:${personId}`,
    publishedAt: now,
  })
  await insert('verdict', {
    id: ids.verdict,
    employerId,
    personId,
    policyVersionId,
    outcome: 'allow',
    content: '{}',
    createdAt: now,
    keepUntilAt: later,
  })
  await insert('ownActivity', {
    id: ids.activity,
    employerId,
    personId,
    title: text.title,
    hostName: 'Hall Friends',
    hostOrgId: 'GB-CHC-1234567',
    hostEmail: 'hall@example.org',
    causes: '[]',
    startsAt: soon,
    endsAt: later,
    zone: 'Europe/London',
  })
  const booking: Tables['booking'] = {
    id: ids.booking,
    employerId,
    personId,
    sessionId: null,
    ownActivityId: ids.activity,
    placementId: null,
    bodyId: null,
    groupId: null,
    state: 'confirmed',
    startsAt: soon,
    endsAt: later,
    leaveMinutes: 180,
    approvalsGiven: 0,
    approverPersonId: approverId,
    offeredSessionId: null,
    holdUntilAt: null,
    verdictId: ids.verdict,
    policyVersionId,
    invitationSequence: 0,
    version: 1,
    requestedAt: now,
    updatedAt: now,
  }
  await insert('booking', booking)
  await insert('bookingPost', { bookingId: ids.booking, postId: post?.id ?? '', onDay: '2027-03-05', minutes: 180 })
  await insert('attendance', {
    id: newId(),
    bookingId: ids.booking,
    minutes: 180,
    paidMinutes: 180,
    evidence: 'claimed',
    recordedBy: `person:${approverId}`,
    recordedAt: now,
  })
  await insert('potAccount', { id: ids.account, employerId, personId, scopeId: personId, pot: 'days', version: 1 })
  await insert('leaveEntry', {
    id: newId(),
    accountId: ids.account,
    kind: 'reserve',
    minutes: -180,
    effectiveOn: '2027-03-05',
    bookingId: ids.booking,
    closesEntryId: null,
    onceKey: 'k',
    reason: 'booking',
    actor: `person:${approverId}`,
    createdAt: now,
  })
  const transferId = newId()
  await insert('pointsAccount', { id: ids.points, employerId, kind: 'person', ownerId: personId, version: 1 })
  const transfer = { id: transferId, employerId, kind: 'earn' as const, causeKey: 'k', bookingId: ids.booking }
  await insert('pointsTransfer', { ...transfer, policyVersionId, at: now })
  await insert('pointsEntry', { id: newId(), transferId, accountId: ids.points, points: 3 })
  await insert('busyInterval', { id: newId(), personId, source: 'hr', startsAt: soon, endsAt: later })
  const secret = { tokenDigest: newId(), createdAt: now }
  await insert('calendarFeed', { id: newId(), personId, ...secret, revokedAt: null })
  await insert('signedLink', {
    id: newId(),
    ...secret,
    tenantId: employerId,
    purpose: 'see',
    subjectId: ids.booking,
    holderKind: 'person',
    holderId: personId,
    expiresAt: later,
    usedAt: null,
    answer: null,
  })
  const grant = { id: newId(), tenantId: employerId, principalId: personId, role: 'csr', fromAt: now, untilAt: null }
  await insert('roleGrant', grant)
  await insert('body', {
    id: ids.body,
    name: 'Ofcom Volunteers',
    kind: 'cvs',
    nation: 'england-and-wales',
    zone: 'Europe/London',
    locale: 'en-GB',
    email: 'body@example.org',
    noticeRules: '[]',
    weekCapacity: null,
    answerDays: 5,
    version: 1,
  })
  const siteId = post?.siteId ?? ''
  const from = { fromOn: '2027-01-01', untilOn: null }
  await insert('representative', { id: newId(), employerId, bodyId: ids.body, siteId, personId, ...from })
  const linked = { id: newId(), employerId, bodyId: ids.body, state: 'active' as const, termsId: null, version: 1 }
  await insert('employerBody', { ...linked, acceptedBy: `person:${personId}`, acceptedAt: now })
  const event = { id: newId(), tenantId: employerId, bodyId: null, type: 'booking.requested', subjectId: ids.booking }
  await insert('outboxEvent', { ...event, data: '{}', occurredAt: now, createdAt: now, sequenced: 1 })
  await insert('feedEntry', { feedId: employerId, position: 1, eventId: event.id })
  const delivery = { id: newId(), eventId: event.id, consumer: 'points', state: 'done' as const, attempts: 1 }
  await insert('delivery', { ...delivery, dueAt: now, lastError: null, doneAt: now })
  const audit = { id: newId(), tenantId: employerId, actor: `person:${personId}`, onBehalfOf: null, action: 'x' }
  await insert('auditEntry', { ...audit, subject: 'x', subjectId: newId(), detail: '{}', requestId: 'r', at: now })
  return { ...ids, providerId }
}

t.test('an export holds a row of every table that leads to the person, and none about somebody else', async (t) => {
  await onEachDatabase(t, 'dossier', async (t, database) => {
    const home = await tenant(database)
    const [ann, bob] = [home.person('ANN'), home.person('BOB')]
    await fill(database, home, ann, home.person('DEE'))
    const dossier = await personDossier(database.reader, home.employerId, ann)
    const about = tables.filter((table) => retention[table].leads.some((lead) => lead.mention !== true))
    t.strictSame(Object.keys(dossier?.tables ?? {}).sort(), about.sort())
    t.match(dossier?.tables['person'], [{ id: ann, name: 'Person ANN', email: 'ann@example.org' }])
    t.equal(dossier?.tables['post']?.length, 1, 'their own post, not those they manage')
    const managed = [...(await postsOf(database.reader, bob)), ...(await postsOf(database.reader, home.person('CAI')))]
    t.strictSame(dossier?.mentions['post'], managed.map((post) => post.id).sort(), 'those by id only')
    t.notMatch(JSON.stringify(dossier), /tokenDigest|Person BOB/)
    const approver = await personDossier(database.reader, home.employerId, home.person('DEE'))
    t.equal(approver?.tables['booking'], undefined, 'who approves a booking is mentioned in it, no more')
    t.equal(approver?.mentions['booking']?.length, 1)
    const other = await tenant(database, 'other')
    t.equal(await personDossier(database.reader, other.employerId, ann), null, 'nobody of another employer')
  })
})

const forget = (database: TestDatabase, home: Tenant, personId: string) =>
  database.transact((unit) => forgetPerson(unit, { employerId: home.employerId, personId, locale: 'en-GB' }, by))

/** Everything in the database as text, to look for what must not be there. */
const everything = async (database: TestDatabase): Promise<string> => {
  const rows = await Promise.all(tables.map((table) => database.kysely.selectFrom(table).selectAll().execute()))
  return JSON.stringify(rows)
}

const stay: readonly TableName[] = ['leaveEntry', 'pointsEntry', 'booking', 'verdict', 'attendance', 'auditEntry']

const sizes = async (t: Test, database: TestDatabase): Promise<Record<string, number>> => {
  const found: Record<string, number> = {}
  for (const table of stay) found[table] = (await database.kysely.selectFrom(table).selectAll().execute()).length
  t.ok(Object.values(found).every((size) => size > 0))
  return found
}

t.test('forgetting takes the name and leaves the figures', async (t) => {
  await onEachDatabase(t, 'forget', async (t, database) => {
    const home = await tenant(database)
    const ann = home.person('ANN')
    const { booking } = await fill(database, home, ann, home.person('DEE'))
    t.match(await forget(database, home, ann), {
      refused: true,
      reasons: [{ code: 'bookings_open', figures: { bookingId: booking } }],
    })
    t.match(await everything(database), /Person ANN/, 'a refusal erases nothing')
    await database.kysely.updateTable('booking').set({ state: 'cancelled' }).where('id', '=', booking).execute()
    const before = await sizes(t, database)
    t.match(await forget(database, home, ann), { personId: ann })
    const left = await everything(database)
    for (const gone of [
      'Person ANN',
      'ann@example.org',
      'PAY-ANN',
      'Painting a hall',
      'Hall Friends',
      'hall@example.org',
    ]) {
      t.notOk(left.includes(gone), `"${gone}" is nowhere`)
    }
    t.notMatch(left, /"hrId":"ANN"|"subject":"ANN"/)
    t.match(await sizes(t, database), { ...before, auditEntry: (before['auditEntry'] ?? 0) + 1 })
    t.match(await findPerson(database.reader, home.employerId, ann), { state: 'forgotten', endedOn: '2027-03-01' })
    t.equal((await postsOf(database.reader, home.person('BOB')))[0]?.managerPersonId, null, 'approves for nobody')
    t.equal(await findActor(database, clock)({ issuer, audience: 'boonday', subject: 'ANN' }, null), null)
    const dossier = await personDossier(database.reader, home.employerId, ann)
    t.match(dossier?.tables['leaveEntry'], [{ minutes: -180 }], 'what stays is still found by its surrogate id')
    t.match(await forget(database, home, ann), { reasons: [{ code: 'already_forgotten' }] })
    const { hrId } = await database.kysely
      .selectFrom('person')
      .select('hrId')
      .where('id', '=', ann)
      .executeTakeFirstOrThrow()
    t.match(hrId, /^forgotten:[0-9a-f]{48}$/)
  })
})

t.test('a later export does not bring a forgotten person back', async (t) => {
  await onEachDatabase(t, 'export after forgetting', async (t, database) => {
    const home = await tenant(database)
    t.notOk(isRefusal(await forget(database, home, home.person('ANN'))))
    const report = await imported(database, { employerId: home.employerId, csv: csvOf(staff) })
    t.match(report, { created: 0, left: 0, forgotten: 1 })
    t.notMatch(await everything(database), /Person ANN/)
    const again = await imported(database, { employerId: home.employerId, csv: csvOf(staff) })
    t.match(again, { created: 0, updated: 0, unchanged: 4, left: 0, forgotten: 1 })
    const other = await tenant(database, 'other')
    t.match(await faultOf(forget(database, other, home.person('BOB'))), { type: 'not-found' })
  })
})
