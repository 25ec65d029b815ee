// Who may call what in brokerage: every operation with every role.
import t from 'tap'
import { type Role, roles } from '../../src/http/index.ts'
import { newId } from '../../src/kernel/index.ts'
import { freshDatabase } from '../support/databases.ts'
import { addBody, addEmployer, brokerActor, employerActor, openDesk } from './builders.ts'

const readers = ['employee', 'manager', 'hr', 'csr', 'representative', 'broker'] as const
const allowed: Readonly<Record<string, readonly Role[]>> = {
  'GET /v1/body': ['broker'],
  'PATCH /v1/body': ['broker'],
  'GET /v1/bodies': ['hr', 'csr', 'representative'],
  'POST /v1/terms': ['broker'],
  'POST /v1/body-links': ['hr', 'representative'],
  'GET /v1/body-links': ['hr', 'representative', 'broker'],
  'POST /v1/body-links/{id}/activate': ['broker'],
  'POST /v1/body-links/{id}/end': ['hr', 'broker'],
  'POST /v1/representatives': ['hr'],
  'GET /v1/representatives': ['hr', 'csr', 'representative', 'broker'],
  'POST /v1/representatives/{id}/end': ['hr'],
  'POST /v1/groups': ['broker'],
  'GET /v1/groups': ['broker'],
  'GET /v1/groups/{id}': ['broker'],
  'PATCH /v1/groups/{id}': ['broker'],
  'POST /v1/needs': ['broker'],
  'GET /v1/needs': readers,
  'POST /v1/needs/{id}/vet': ['broker'],
  'POST /v1/needs/{id}/close': ['broker'],
  'POST /v1/groups/imports': ['broker'],
  'POST /v1/listings/imports': ['broker'],
  'GET /v1/listings': readers,
}

/** Content that passes each schema, so that a refusal can only be one of role. */
const contents: Readonly<Record<string, unknown>> = {
  'PATCH /v1/body': { answerDays: 4 },
  'POST /v1/terms': { fromOn: '2027-01-01', text: 'x', feeMinor: 0, currency: 'GBP' },
  'POST /v1/body-links': { bodyId: newId(), termsId: null },
  'POST /v1/representatives': { personId: newId(), siteId: newId(), bodyId: newId() },
  'POST /v1/representatives/{id}/end': {},
  'POST /v1/groups': { name: 'Allotment Friends' },
  'PATCH /v1/groups/{id}': { vouched: true },
  'POST /v1/needs': { groupId: newId(), title: 'x', brief: 'x', causes: [], skills: [], heads: 1 },
  'POST /v1/needs/{id}/close': { met: true },
  'POST /v1/groups/imports': { graph: [] },
  'POST /v1/listings/imports': { graph: [] },
}

t.test('each operation of brokerage answers its roles and no other, and nobody without a token', async (t) => {
  const database = await freshDatabase(t, 'sqlite')
  const { bodyId } = await addBody(database)
  const { employerId } = await addEmployer(database, 'Borsetshire Works')
  const desk = await openDesk(t, database)
  for (const [operation, may] of Object.entries(allowed)) {
    const [method = '', path = ''] = operation.split(' ')
    const url = `${path.replace('{id}', newId())}${path.endsWith('/imports') ? '?source=feed.example.org' : ''}`
    const call = (actor: Parameters<typeof desk.send>[0]) => {
      const body = contents[operation]
      const headers = method === 'PATCH' ? { 'if-match': '*' } : {}
      return desk.send(actor, method as 'GET', url, { headers, ...(body === undefined ? {} : { body }) })
    }
    t.equal((await call(null)).statusCode, 401, `${operation}: nobody`)
    for (const role of roles) {
      const actor =
        role === 'broker' ? brokerActor(bodyId) : { ...employerActor(employerId, role), roles: new Set([role]) }
      const { statusCode } = await call(actor)
      t.equal(statusCode === 403, !may.includes(role), `${operation}: ${role} gets ${statusCode}`)
      t.ok(statusCode < 500, `${operation}: ${role} is answered`)
    }
  }
})

t.test('a role held at the wrong kind of tenant opens nothing', async (t) => {
  const database = await freshDatabase(t, 'sqlite')
  const { bodyId } = await addBody(database)
  const { employerId } = await addEmployer(database, 'Borsetshire Works')
  const desk = await openDesk(t, database)
  const brokerAtEmployer = { ...employerActor(employerId, 'employee'), roles: new Set<Role>(['broker']) }
  const hrAtBody = { ...brokerActor(bodyId), roles: new Set<Role>(['hr']) }
  t.equal((await desk.send(brokerAtEmployer, 'GET', '/v1/body')).statusCode, 403)
  t.equal((await desk.send(brokerAtEmployer, 'GET', '/v1/groups')).statusCode, 403)
  const body = contents['POST /v1/body-links']
  t.equal((await desk.send(hrAtBody, 'POST', '/v1/body-links', { body })).statusCode, 403)
})
