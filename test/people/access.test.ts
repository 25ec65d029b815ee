// Who is calling: the registered issuer, audience and subject decide, roles hold within their time, and a token only narrows.
import t, { type Test } from 'tap'
import type { Actor } from '../../src/http/index.ts'
import { newId } from '../../src/kernel/index.ts'
import { findActor, findProvider, grantRole, linkIdentity, registerProvider } from '../../src/people/index.ts'
import { endGrant } from '../../src/people/tenants.ts'
import { onEachDatabase, type TestDatabase } from '../support/databases.ts'
import { authorIn, by, csvOf, faultOf, imported, issuer, now, staff, type Tenant, tenant } from './setup.ts'

interface Asked {
  readonly subject: string
  readonly audience?: string
  readonly issuer?: string
  readonly roles?: readonly string[]
  readonly for?: string
  readonly at?: string
}

const ask = (database: TestDatabase, asked: Asked): Promise<Actor | null> => {
  const { subject, audience = 'boonday', roles, at = now } = asked
  const claims = { issuer: asked.issuer ?? issuer, audience, subject, ...(roles === undefined ? {} : { roles }) }
  return findActor(database, { at: () => at })(claims, asked.for ?? null)
}
const rolesFor = async (database: TestDatabase, asked: Asked): Promise<string[] | null> => {
  const actor = await ask(database, asked)
  return actor === null ? null : [...actor.roles].sort()
}

t.test('roles follow from the record, and nobody has one without a reason', async (t) => {
  await onEachDatabase(t, 'roles', async (t, database) => {
    const { employerId, person } = await tenant(database)
    t.strictSame(await rolesFor(database, { subject: 'BOB' }), ['employee'])
    t.strictSame(await rolesFor(database, { subject: 'ANN' }), ['employee', 'manager'], 'manages two people')
    t.strictSame(await rolesFor(database, { subject: 'DEE' }), ['employee', 'hr', 'manager'], 'stands in for one')
    t.strictSame(await rolesFor(database, { subject: 'EVE' }), ['admin', 'employee'])
    t.strictSame(await ask(database, { subject: 'CAI' }), {
      tenantId: employerId,
      tenantKind: 'employer',
      clockShiftMillis: 0,
      kind: 'person',
      principalId: person('CAI'),
      personId: person('CAI'),
      onBehalfOf: null,
      roles: new Set(['employee']),
      locale: 'cy-GB',
    })
    const gone = staff.filter((cells) => cells.employee_id !== 'BOB' && cells.employee_id !== 'CAI')
    await imported(database, { employerId, csv: csvOf(gone), confirmLeavers: true })
    t.strictSame(await rolesFor(database, { subject: 'ANN' }), ['employee'], 'manages nobody who is still there')
    t.equal(await ask(database, { subject: 'BOB' }), null, 'somebody who has left is nobody')
  })
})

t.test('a token narrows what the record gives, and never widens it', async (t) => {
  await onEachDatabase(t, 'narrowing', async (t, database) => {
    await tenant(database)
    t.strictSame(await rolesFor(database, { subject: 'DEE', roles: ['employee'] }), ['employee'])
    t.strictSame(await rolesFor(database, { subject: 'BOB', roles: ['employee', 'hr', 'admin', 'root'] }), ['employee'])
    t.strictSame(await rolesFor(database, { subject: 'DEE', roles: [] }), [])
  })
})

t.test('a granted role holds from its start until its end, and an auditor has an end', async (t) => {
  await onEachDatabase(t, 'time box', async (t, database) => {
    const { employerId, person } = await tenant(database)
    const grant = { tenantId: employerId, principalId: person('BOB') }
    const fromAt = '2027-04-01T00:00:00.000Z'
    const untilAt = '2027-05-01T00:00:00.000Z'
    t.match(
      await faultOf(database.transact((unit) => grantRole(unit, { ...grant, role: 'auditor', untilAt: null }, by))),
      { type: 'invalid-request', extensions: { pointer: '/untilAt' } },
    )
    const id = await database.transact((unit) => grantRole(unit, { ...grant, role: 'auditor', fromAt, untilAt }, by))
    const at = (instant: string) => rolesFor(database, { subject: 'BOB', at: instant })
    t.strictSame(await at('2027-03-31T23:59:59.999Z'), ['employee'])
    t.strictSame(await at(fromAt), ['auditor', 'employee'])
    t.strictSame(await at('2027-04-30T23:59:59.999Z'), ['auditor', 'employee'])
    t.strictSame(await at(untilAt), ['employee'])
    const midway = { ...by, now: '2027-04-10T12:00:00.000Z' }
    await database.transact((unit) => endGrant(unit, { tenantId: employerId, grantId: id }, midway))
    t.strictSame(await at('2027-04-10T12:00:00.000Z'), ['employee'], 'a role that was ended has ended')
    await database.kysely
      .insertInto('roleGrant')
      .values({ id: newId(), ...grant, role: 'auditor', fromAt, untilAt: null })
      .execute()
    t.strictSame(await at('2027-04-20T00:00:00.000Z'), ['employee'], 'an auditor without an end is none')
    t.match(
      await faultOf(
        database.transact((unit) => grantRole(unit, { ...grant, role: 'hr', untilAt: null }, authorIn(person('BOB')))),
      ),
      { type: 'forbidden' },
      'nobody promotes themselves',
    )
  })
})

t.test('what managing means changes with the day', async (t) => {
  await onEachDatabase(t, 'manager', async (t, database) => {
    const dated = staff.map((cells) =>
      cells.employee_id === 'BOB' || cells.employee_id === 'CAI' ? { ...cells, post_end: '2027-03-31' } : cells,
    )
    await tenant(database, 'boonday', dated)
    const on = (day: string) => rolesFor(database, { subject: 'ANN', at: `${day}T12:00:00.000Z` })
    t.strictSame(await on('2027-03-31'), ['employee', 'manager'], 'on the last day of the posts they manage')
    t.strictSame(await on('2027-04-01'), ['employee'], 'and no more on the day after')
    const leaving = staff.map((cells) => (cells.employee_id === 'EVE' ? { ...cells, end_date: '2027-03-31' } : cells))
    await tenant(database, 'other', leaving)
    const eve = (day: string) => ask(database, { subject: 'EVE', audience: 'other', at: `${day}T12:00:00.000Z` })
    t.ok(await eve('2027-03-31'), 'the last day of employment counts')
    t.equal(await eve('2027-04-01'), null, 'the day after does not, though no import has said so')
  })
})

const strangersAreRefused = async (
  t: Test,
  database: TestDatabase,
  { home, other }: { home: Tenant; other: Tenant },
): Promise<void> => {
  const foreign = { tenantId: other.employerId, providerId: other.providerId, kind: 'person' as const }
  t.match(
    await faultOf(
      database.transact((unit) => linkIdentity(unit, { ...foreign, subject: 'SPY', principalId: home.person('ANN') })),
    ),
    { type: 'invalid-request' },
    'a person is linked at their own employer only',
  )
  t.match(
    await faultOf(
      database.transact((unit) => linkIdentity(unit, { ...foreign, subject: 'ANN', principalId: other.person('BOB') })),
    ),
    { type: 'conflict' },
    'a subject stands for one person',
  )
}

t.test('a caller belongs to the tenant of issuer and audience, and to no other', async (t) => {
  await onEachDatabase(t, 'tenants', async (t, database) => {
    const home = await tenant(database)
    const other = await tenant(database, 'other')
    const at = async (audience: string) => (await ask(database, { subject: 'ANN', audience }))?.tenantId
    t.strictSame([await at('boonday'), await at('other')], [home.employerId, other.employerId])
    t.equal(await ask(database, { subject: 'ANN', issuer: 'https://evil.example.org' }), null)
    t.equal(await ask(database, { subject: 'ANN', audience: 'else' }), null)
    for (const subject of ['ANN ', 'ann', 'ZED', '']) t.equal(await ask(database, { subject }), null, `"${subject}"`)
    await strangersAreRefused(t, database, { home, other })
    t.match(
      await faultOf(
        database.transact((unit) =>
          registerProvider(unit, { tenantId: other.employerId, issuer, audience: 'boonday', jwksUri: null }),
        ),
      ),
      { type: 'conflict' },
      'an issuer and audience belong to one tenant',
    )
    t.strictSame(await findProvider(database)(issuer, 'boonday'), { jwksUri: null })
    t.equal(await findProvider(database)(issuer, 'boonday '), null)
    // Even a row that links across tenants gives nothing.
    const { person } = other
    await database.kysely
      .insertInto('identity')
      .values({ id: newId(), providerId: home.providerId, subject: 'SPY', kind: 'person', principalId: person('ANN') })
      .execute()
    t.equal(await ask(database, { subject: 'SPY' }), null)
  })
})

t.test(
  'a registered system acts for a person as their employee, and in its own name with its own grants',
  async (t) => {
    await onEachDatabase(t, 'on behalf of', async (t, database) => {
      const { employerId, clientId, person } = await tenant(database)
      const other = await tenant(database, 'other')
      const subject = 'hr-suite'
      t.strictSame(await rolesFor(database, { subject }), [], 'registered, and granted nothing')
      await database.transact((unit) =>
        grantRole(unit, { tenantId: employerId, principalId: clientId, role: 'hr', untilAt: null }, by),
      )
      t.match(await ask(database, { subject }), {
        kind: 'client',
        personId: null,
        onBehalfOf: null,
        roles: new Set(['hr']),
      })
      const forAnn = { kind: 'client', principalId: clientId, personId: person('ANN'), onBehalfOf: person('ANN') }
      t.match(await ask(database, { subject, for: person('ANN') }), forAnn, 'by id')
      t.match(await ask(database, { subject, for: 'ANN' }), forAnn, 'by HR id')
      t.strictSame(await rolesFor(database, { subject, for: 'ANN' }), ['employee', 'manager'], 'not what it is granted')
      t.strictSame(
        await rolesFor(database, { subject, for: 'DEE' }),
        ['employee', 'manager'],
        'not what they are granted',
      )
      t.equal((await ask(database, { subject, for: 'CAI' }))?.locale, 'cy-GB')
      for (const stranger of ['ZED', 'ANN ', other.person('ANN'), newId()]) {
        t.equal(await ask(database, { subject, for: stranger }), null, `nobody called "${stranger}" here`)
      }
      t.equal(await ask(database, { subject: 'DEE', for: 'ANN' }), null, 'a person acts for nobody')
    })
  },
)
