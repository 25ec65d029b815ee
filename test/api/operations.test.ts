// Every operation of the document with every status it documents: a request that gets this status, and the answer held against
// the document's own schema. A status that nobody can provoke must not be documented, and none occurs that is not.
import { Validator } from '@seriousme/openapi-schema-validator'
import type { LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import { newId } from '../../src/kernel/index.ts'
import { type Contract, type Operation, readContract } from '../support/contract.ts'
import { engines, freshDatabase } from '../support/databases.ts'
import { ask, type Differently, roleFor } from './ask.ts'
import { type Example, examples } from './examples.ts'
import { type Stage, type StageRole, setStage } from './stage.ts'

/** An operation on a stage, with whoever may call it. */
interface Case {
  readonly contract: Contract
  readonly stage: Stage
  readonly operation: Operation
  readonly role: StageRole
}

/** One way to get a status: answers every response that has to have it. */
type Scenario = (one: Case) => Promise<LightMyRequestResponse[]>

const exampleOf = async ({ stage, operation, role }: Omit<Case, 'contract'>): Promise<Example> => {
  const make = examples[operation.operationId]
  if (make === undefined) throw new Error(`there is no example of ${operation.operationId}`)
  return make(stage, role)
}

/** A good request but for something. */
const but =
  (differently: Differently | ((example: Example) => Differently)): Scenario =>
  async (one) => {
    const example = await exampleOf(one)
    return [
      await ask(one.stage, { ...one, example }, typeof differently === 'function' ? differently(example) : differently),
    ]
  }

const good: Scenario = async (one) => [await ask(one.stage, { ...one, example: await exampleOf(one) })]

const changes = (operation: Operation): boolean => operation.method !== 'GET'
/** Whether repeating a request with its key gives the first answer; judging a wish changes nothing and has no key. */
const keeps = (operation: Operation): boolean =>
  operation.method === 'POST' && operation.parameters.some((one) => one.name === 'idempotency-key')

const stranger = (path: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.keys(path).map((name) => [name, newId()]))

/** What is wrong with a request whatever the operation: each of these is refused before anything is done. */
const invalid: Scenario = async (one) => {
  const { contract, stage, operation } = one
  const example = await exampleOf(one)
  const wrong: Differently[] = [{ query: { nonsense: '1' } }]
  if (typeof example.body === 'object') {
    const bodies = [{ ...example.body, nonsense: true }, [], null]
    // What an operation documents as any JSON is judged by the operation itself.
    const refused = bodies.filter((body) => contract.faultInContent(operation, 'application/json', body) !== null)
    wrong.push(...refused.map((body) => ({ body })))
  }
  if (operation.contentTypes.length === 0 && changes(operation)) wrong.push({ body: { nonsense: true } })
  if (example.path !== undefined) {
    wrong.push({ path: Object.fromEntries(Object.keys(example.path).map((name) => [name, '17'])) })
  }
  if (keeps(operation)) wrong.push({ key: '' }, { key: 'x'.repeat(256) })
  const answers: LightMyRequestResponse[] = []
  for (const differently of wrong) answers.push(await ask(stage, { ...one, example }, differently))
  return answers
}

/** A row of the request's key without an answer is a first request that still runs. */
const stillRunning: Scenario = async (one) => {
  const { stage } = one
  const example = await exampleOf(one)
  const key = newId()
  const rows = () => stage.database.kysely.selectFrom('requestKey').select('id').execute()
  const before = new Set((await rows()).map((row) => row.id))
  await ask(stage, { ...one, example }, { key })
  const [row] = (await rows()).filter(({ id }) => !before.has(id))
  await stage.database.kysely
    .updateTable('requestKey')
    .set({ status: null, answer: null })
    .where('id', '=', row?.id ?? '')
    .execute()
  const second = await ask(stage, { ...one, example }, { key })
  await stage.database.kysely
    .deleteFrom('requestKey')
    .where('id', '=', row?.id ?? '')
    .execute()
  return [second]
}

/** The same key for another request. */
const keyReused: Scenario = async (one) => {
  const example = await exampleOf(one)
  const key = newId()
  await ask(one.stage, { ...one, example }, { key })
  const other = example.otherBody === undefined ? { path: stranger(example.path) } : { body: example.otherBody }
  return [await ask(one.stage, { ...one, example }, { ...other, key })]
}

const edits = (operation: Operation): boolean => operation.method === 'PUT' || operation.method === 'PATCH'

/** How a status is got from any operation that has it; empty where it takes more than the example to get it. */
const anyOperation = (operation: Operation, status: number): Scenario[] => {
  if (status < 300) return [good]
  switch (status) {
    case 304:
      return [but({ headers: { 'if-none-match': '*' } })]
    case 400:
      return [invalid]
    case 401:
      return [but({ caller: null }), but({ headers: { authorization: 'Bearer nonsense' } })]
    case 403:
      return [
        async (one) => {
          const example = await exampleOf(one)
          const usual = example.caller ?? one.stage.callerOf(one.role, example.person ?? 0)
          return [await ask(one.stage, { ...one, example }, { caller: { ...usual, roles: [] } })]
        },
      ]
    case 404:
      return /\{\w+\}/.test(operation.path) ? [but((example) => ({ path: stranger(example.path) }))] : []
    case 409:
      return keeps(operation) ? [stillRunning] : []
    case 412:
      return [but({ headers: { 'if-match': '"v999"' } }), but({ headers: { 'if-match': 'yesterday' } })]
    case 413:
      return [but({ body: 'x', headers: { 'content-length': '40000000' } })]
    case 415:
      return [
        but({ body: 'x', contentType: 'application/x-unheard-of' }),
        but({ body: 'a=b', contentType: 'application/x-www-form-urlencoded' }),
      ]
    case 422:
      return keeps(operation) ? [keyReused] : []
    case 428:
      return edits(operation) ? [but({ headers: { 'if-match': undefined } })] : []
    default:
      return []
  }
}

const body = (content: unknown): Scenario => but({ body: content })
const merged = (more: object): Scenario => but((example) => ({ body: { ...(example.body as object), ...more } }))

/** The same thing asked for twice, each time with a key of its own. */
const twice: Scenario = async (one) => {
  const example = await exampleOf(one)
  await ask(one.stage, { ...one, example })
  return [await ask(one.stage, { ...one, example })]
}

/** The example at another time. */
const at =
  (now: string): Scenario =>
  async (one) => {
    const example = await exampleOf(one)
    return [await one.stage.during(now, () => ask(one.stage, { ...one, example }))]
  }

const beforeAnyPolicy = at('2025-12-01T09:00:00.000Z')
const wish = (activity: object): Scenario =>
  body({
    ownActivity: {
      ...{ title: 'Kites', hostName: 'Shed', onDay: '2026-06-03', startsLocal: '10:00', endsLocal: '11:00' },
      zone: 'Europe/London',
      ...activity,
    },
  })

/** Statuses that take more than the example, or that have a reason of their own besides the usual one. */
const ownScenarios: Readonly<Record<string, Readonly<Record<number, Scenario[]>>>> = {
  getPlacement: {
    304: [async (one) => but({ headers: { 'if-none-match': '*' } })({ ...one, role: 'broker' })],
  },
  requestBodyLink: {
    200: [twice],
    404: [merged({ bodyId: newId() })],
    409: [merged({ termsId: newId() }), merged({ termsId: null })],
  },
  nameRepresentative: {
    404: [merged({ personId: newId() }), merged({ siteId: newId() }), merged({ bodyId: newId() })],
    400: [merged({ fromOn: '2026-06-02', untilOn: '2026-06-01' })],
  },
  postNeed: { 404: [merged({ groupId: newId() })] },
  requestBooking: {
    404: [body({ sessionId: newId() })],
    409: [beforeAnyPolicy],
    422: [twice, wish({ onDay: '2026-05-05' })],
    400: [
      wish({ onDay: '2026-02-30' }),
      wish({ startsLocal: '12:00' }),
      wish({ onDay: '2026-03-29', startsLocal: '01:30' }),
      wish({ zone: 'Europe/Nowhere' }),
      merged({ postIds: [newId()] }),
    ],
  },
  judgeWish: { 404: [body({ sessionId: newId() })], 409: [beforeAnyPolicy], 400: [wish({ endsLocal: '25:00' })] },
  getToday: { 409: [beforeAnyPolicy] },
  changeGroup: {
    409: [
      async (one) => {
        const orgIds = [`GB-CHC-${1_100_000 + one.stage.count()}`]
        await one.stage.must(one.stage.callerOf('broker', 0), '/v1/groups', { name: 'First', orgIds })
        return body({ orgIds })(one)
      },
    ],
    400: [body({ orgIds: ['17'] }), body({ latitude: 51 })],
  },
  changeSession: { 409: [body({ seats: 1, seatsElsewhere: 2 })] },
  changeOwnBody: {
    400: [body({ noticeRules: [{ heads: 2, days: 3 }] }), body({ areas: [{ scheme: 'gss', code: '?' }] })],
  },
  addGroup: {
    409: [
      async (one) => {
        const orgIds = [`GB-CHC-${1_200_000 + one.stage.count()}`]
        await one.stage.must(one.stage.callerOf('broker', 0), '/v1/groups', { name: 'First', orgIds })
        return merged({ orgIds })(one)
      },
    ],
  },
  announceTerms: { 409: [twice], 400: [merged({ fromOn: '2020-01-01' })] },
  vetNeed: { 409: [twice] },
  closeNeed: { 409: [twice, merged({ met: true })] },
  activateBodyLink: {
    409: [
      async (one) => {
        const example = await exampleOf(one)
        await one.stage.must(one.stage.callerOf('hr', 0), `/v1/body-links/${example.path?.['linkId']}/end`)
        return [await ask(one.stage, { ...one, example })]
      },
    ],
  },
  endRepresentation: { 400: [body({ untilOn: '2020-01-01' })] },
  importGroups: { 422: [body({ '@graph': 17 })], 400: [but({ query: { source: 'body' } })] },
  importListings: { 422: [body({ '@graph': 17 })] },
  createPlacement: { 400: [merged({ groupId: newId() }), merged({ needId: newId() })] },
  addSession: {
    400: [
      merged({ endsLocal: '17:00' }),
      merged({ onDay: '2026-10-25', startsLocal: '01:30' }),
      merged({ seatsElsewhere: 4 }),
      merged({ zone: 'Nowhere' }),
    ],
  },
  linkIdentity: { 409: [twice], 400: [merged({ hrId: 'nobody' }), merged({ providerId: newId() })] },
  grantRole: {
    400: [merged({ role: 'auditor' }), merged({ principalId: newId() }), merged({ untilAt: '2020-01-01T00:00:00Z' })],
  },
  replaceBusy: { 422: [merged({ people: [{ hrId: 'nobody', busy: [] }] })], 400: [merged({ startsAt: 'soon' })] },
  importPeople: { 422: [body('employee_id\n'), body('')], 400: [but({ query: { dryRun: 'perhaps' } })] },
  publishPolicy: { 422: [body('policy: x\n'), body('[')], 400: [body('')] },
  forgetPerson: {
    409: [
      async (one) => {
        const { person } = await one.stage.booking('approving')
        return but({ path: { personId: one.stage.personId(person) } })(one)
      },
      twice,
    ],
  },
  adjustLeave: {
    400: [merged({ pot: 'none' }), merged({ minutes: 0 }), merged({ postId: newId() })],
    422: [merged({ minutes: -2000 })],
  },
  closeLeaveYears: { 422: [body({ beforeOn: '2030-01-01' })] },
  addHourlyValue: { 409: [twice] },
  moveSandboxClock: { 409: [body({ to: '2020-01-01T00:00:00Z' })] },
  approveBooking: { 409: [twice] },
  confirmBooking: { 409: [twice] },
  declineBooking: { 409: [twice] },
  offerOtherSession: { 409: [twice, body({ sessionId: newId() })] },
  acceptOffer: { 409: [twice] },
  dropOut: { 409: [twice] },
  cancelBooking: { 409: [twice] },
  recordAttendance: { 409: [body({ minutes: 10_000 })] },
  getImpactSummary: {
    400: [but({ query: { from: '2026-12-31', until: '2026-01-01' } }), but({ query: { from: '2026-02-30' } })],
  },
  listPeople: {
    400: [but({ query: { limit: '0' } }), but({ query: { cursor: '?' } }), but({ query: { state: 'gone' } })],
  },
  readFeed: { 400: [but({ query: { after: '-1' } }), but({ query: { limit: '1.5' } })] },
  getMyBalances: { 400: [but({ query: { on: '2026-02-30' } })] },
}

const scenariosFor = (operation: Operation, status: number): Scenario[] => {
  const own = ownScenarios[operation.operationId]?.[status] ?? []
  // A success of its own stands in for the usual one; a refusal of its own comes on top.
  const usual = status < 400 && own.length > 0 ? [] : anyOperation(operation, status)
  return [...usual, ...own]
}

const holdsTo = (
  t: Test,
  contract: Contract,
  { operation, answer, status }: { operation: Operation; answer: LightMyRequestResponse; status: number },
): void => {
  const name = `${operation.operationId} ${status}`
  if (!t.equal(answer.statusCode, status, `${name}: ${answer.body.slice(0, 400)}`)) return
  t.equal(contract.faultInAnswer(operation, answer), null, `${name}: the answer is as documented`)
  if (status < 400) return
  const problem = answer.json()
  t.equal(problem.status, status, `${name}: the problem says its own status`)
  t.match(problem.type, /^urn:boonday:problem:[a-z-]+$/, name)
  t.ok(typeof problem.detail === 'string' && problem.detail.length > 10, `${name}: says what to do`)
}

t.test(
  'the document validates, and every operation says what it is, who may call it and what it answers',
  async (t) => {
    const stage = await setStage(t as Test, await freshDatabase(t as Test, 'sqlite'))
    const contract = await readContract(stage.world.app)
    const { valid, errors } = await new Validator().validate(contract.document as Record<string, unknown>)
    t.ok(valid, JSON.stringify(errors))
    t.ok(contract.operations.length > 70)
    for (const operation of contract.operations) {
      const { operationId } = operation
      t.match(operationId, /^[a-z][A-Za-z]+$/)
      t.match(operation.summary, /^\S.{10,}/, operationId)
      t.equal(operation.tags.length, 1, operationId)
      t.strictSame(operation.security, [{ bearer: [] }], operationId)
      t.ok(operation.roles.length > 0, `${operationId} says who may call it`)
      t.ok(
        operation.statuses.some((status) => status < 300),
        `${operationId} can succeed`,
      )
      t.ok(operation.path.startsWith('/v1/'), operationId)
    }
    const ids = contract.operations.map((one) => one.operationId)
    t.equal(new Set(ids).size, ids.length, 'no operation has the name of another')
    const undocumented = Object.keys({ ...examples, ...ownScenarios }).filter((id) => !ids.includes(id))
    t.strictSame(undocumented, [], 'examples and scenarios are of operations that are documented')
    const surplus = Object.entries(ownScenarios).flatMap(([id, statuses]) =>
      Object.keys(statuses)
        .filter((status) => !contract.operation(id).statuses.includes(Number(status)))
        .map((status) => `${id} ${status}`),
    )
    t.strictSame(surplus, [], 'scenarios are of statuses that are documented')
    const missing = contract.operations.flatMap((operation) => [
      ...(examples[operation.operationId] === undefined ? [`${operation.operationId}: no example`] : []),
      ...operation.statuses
        .filter((status) => scenariosFor(operation, status).length === 0)
        .map((status) => `${operation.operationId} ${status}: no scenario`),
    ])
    t.strictSame(missing, [], 'every status of every operation has a scenario')
  },
)

for (const engine of await engines(t)) {
  t.test(`each operation answers each status it documents, as it documents it (${engine})`, async (t) => {
    const payloads: unknown[] = []
    const stage = await setStage(t as Test, await freshDatabase(t as Test, engine), {
      employees: 400,
      onPayload: (payload) => payloads.push(payload),
    })
    const contract = await readContract(stage.world.app)
    for (const operation of contract.operations) {
      const role = roleFor(operation)
      for (const status of operation.statuses) {
        for (const scenario of scenariosFor(operation, status)) {
          for (const answer of await scenario({ contract, stage, operation, role })) {
            holdsTo(t as Test, contract, { operation, answer, status })
          }
        }
      }
    }
  })
}

t.test(
  'a good request is one that the document allows; its answer is written as it was given, and again for the same key',
  async (t) => {
    let heard: unknown
    const stage = await setStage(t as Test, await freshDatabase(t as Test, 'sqlite'), {
      employees: 150,
      onPayload: (payload) => {
        heard = payload
      },
    })
    const contract = await readContract(stage.world.app)
    for (const operation of contract.operations) {
      const role = roleFor(operation)
      const one = { stage, operation, role }
      const example = await exampleOf(one)
      const contentType = example.contentType ?? 'application/json'
      if (example.body !== undefined) {
        t.equal(
          contract.faultInContent(operation, contentType, example.body),
          null,
          `${operation.operationId}: its content`,
        )
      }
      for (const name of Object.keys(example.query ?? {})) {
        t.ok(
          operation.parameters.some((parameter) => parameter.in === 'query' && parameter.name === name),
          `${operation.operationId}: ${name}`,
        )
      }
      heard = undefined
      const key = newId()
      const answer = await ask(stage, { ...one, example }, { key })
      t.ok(answer.statusCode < 300, `${operation.operationId}: ${answer.body.slice(0, 300)}`)
      // A secret address is shown once, and put in after everything else has looked at the answer.
      const plain = (value: object) => ({
        ...JSON.parse(JSON.stringify(value)),
        ...('url' in value ? { url: '' } : {}),
      })
      if (typeof heard === 'object' && heard !== null) {
        t.strictSame(plain(answer.json()), plain(heard), `${operation.operationId}: nothing is dropped or turned`)
      }
      if (!keeps(operation)) continue
      const again = await ask(stage, { ...one, example }, { key })
      t.equal(again.statusCode, answer.statusCode, `${operation.operationId}: the first answer again`)
      t.strictSame(plain(again.json()), plain(answer.json()), `${operation.operationId}: the first answer again`)
      t.equal(again.headers['idempotency-replayed'], 'true', operation.operationId)
    }
  },
)
