// Every role on every operation: who may call it is exactly whom the document names, nobody reads a field that the role x field
// table does not give them, and none of the words on the stage that are somebody's own reaches anybody else.
import type { LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import { fieldTable, type Viewer } from '../../src/http/index.ts'
import type { Caller } from '../support/app.ts'
import { type Contract, type Operation, readContract } from '../support/contract.ts'
import { freshDatabase } from '../support/databases.ts'
import { rowCounts, tablesChanged } from '../support/rows.ts'
import { ask } from './ask.ts'
import { type Example, examples } from './examples.ts'
import { answerKinds, fieldsNotGiven } from './kinds.ts'
import { figure, knownRole, type Stage, type StageRole, secret, setStage, stageRoles } from './stage.ts'

/** A role that an operation lets in is refused all the same: a person makes no link to their own page. */
const refusedWithin: readonly string[] = ['createPersonLink employee']

const exampleOf = async (stage: Stage, operation: Operation, role: StageRole): Promise<Example> => {
  const make = examples[operation.operationId]
  if (make === undefined) throw new Error(`there is no example of ${operation.operationId}`)
  return make(stage, role)
}

/** How a role stands to what the examples are about. People of an employer read placements as themselves. */
const viewersFor = (role: StageRole, { operationId, tags }: Operation): Viewer[] => {
  if (operationId === 'getMe') return ['self']
  const known = knownRole(role)
  if (known === 'employee') return ['self']
  return tags[0] === 'placements' && known !== 'broker' ? ['self'] : [known]
}

/** Who on the stage has which HR id. */
const ownId = (role: StageRole, person: number): string => {
  if (role === 'employee' || role === 'client') return `e${person}`
  return role === 'manager' ? 'boss' : role === 'representative' ? 'rep' : role
}

const self: readonly StageRole[] = ['employee', 'client']

interface Word {
  readonly word: string
  /** Who may read it of others. */
  readonly seenBy: readonly StageRole[]
  /** Where more may read it. */
  readonly except?: (operation: Operation, role: StageRole) => boolean
}

const overseers: readonly StageRole[] = ['hr', 'csr', 'auditor', 'representative']
const namesRepresentatives = ({ operationId }: Operation) => operationId === 'listRepresentatives'
/** Figures stand by themselves: not within an id, an instant or a larger number. */
const alone = (number: number): RegExp => new RegExp(`(?<![\\w.:-])-?${number}(?![\\w.:-])`)

const words: readonly Word[] = [
  { word: secret.name, seenBy: ['hr', 'manager'], except: namesRepresentatives },
  { word: secret.email, seenBy: ['hr'], except: namesRepresentatives },
  { word: secret.grade, seenBy: ['hr'] },
  { word: secret.payNumber, seenBy: ['hr'] },
  { word: secret.department, seenBy: [...self, 'hr', 'manager'], except: ({ operationId }) => operationId === 'getMe' },
  {
    word: secret.host,
    seenBy: [...self, ...overseers, 'broker'],
  },
  { word: secret.ownHost, seenBy: [...self, ...overseers] },
  { word: secret.ownTitle, seenBy: [...self, ...overseers] },
  // Placements on offer are for everybody at the employer to read; who booked which is not.
  {
    word: secret.title,
    seenBy: [...self, ...overseers, 'broker'],
    except: ({ tags }) => tags[0] === 'placements',
  },
  {
    word: secret.cause,
    seenBy: [...self, ...overseers, 'broker'],
    except: ({ tags }) => tags[0] === 'placements',
  },
  { word: secret.otherEmployer, seenBy: ['broker'] },
  { word: secret.otherName, seenBy: [] },
  { word: secret.otherHost, seenBy: [] },
  { word: secret.otherBody, seenBy: [], except: ({ operationId }) => operationId === 'listBodies' },
]

const figures: readonly { readonly number: number; readonly seenBy: readonly StageRole[] }[] = [
  { number: figure.entitled, seenBy: [...self, 'hr', 'auditor'] },
  { number: figure.entitled - figure.leave, seenBy: [...self, 'hr', 'auditor'] },
  { number: figure.leave, seenBy: [...self, 'manager', 'hr', 'csr', 'auditor', 'payroll'] },
]

/** What an answer says to somebody who may not read it. */
const leaks = (
  answer: LightMyRequestResponse,
  { stage, operation, role, person }: { stage: Stage; operation: Operation; role: StageRole; person: number },
): string[] => {
  const raw = `${JSON.stringify(answer.headers)} ${answer.body}`
  const id = ownId(role, person)
  const own = [
    new RegExp(`${secret.name} ${id}\\b`, 'g'),
    new RegExp(`${secret.email}\\.${id}@example\\.org`, 'g'),
    new RegExp(`${secret.grade}-${id}\\b`, 'g'),
    new RegExp(`${secret.payNumber}-${id}\\b`, 'g'),
  ]
  const others = own.reduce((text, one) => text.replace(one, ''), raw)
  const foreign = [stage.other.employerId, ...stage.other.personIds].filter(() => role !== 'broker')
  const neverOurs = [stage.other.bodyId, stage.other.placementId, stage.other.groupId].filter(
    () => operation.operationId !== 'listBodies',
  )
  return [
    ...words
      .filter((one) => !one.seenBy.includes(role) && one.except?.(operation, role) !== true)
      .filter((one) => others.includes(one.word))
      .map((one) => one.word),
    ...figures.filter((one) => !one.seenBy.includes(role) && alone(one.number).test(raw)).map((one) => `${one.number}`),
    ...[...foreign, ...neverOurs].filter((one) => raw.includes(one)).map((one) => `the other tenants’ ${one}`),
  ]
}

/** Somebody with a role at the other employer or the other body. */
const strangerOf = ({ other }: Stage, role: StageRole): Caller => {
  if (role === 'client') return { ...other.callers.system, onBehalfOf: other.personIds[1] ?? '' }
  const who = role === 'employee' ? other.employee(1) : role === 'admin' ? other.callers.system : other.callers[role]
  return { ...who, roles: [role] }
}

const fieldsOf = (answer: LightMyRequestResponse, operation: Operation, role: StageRole): string[] => {
  const kinds = answerKinds[operation.operationId]
  if (kinds === undefined) return ['its answer has no kinds']
  if (kinds[''] === 'text') return []
  return fieldsNotGiven(kinds, answer.json(), viewersFor(role, operation))
}

const keptForGood = [
  'requestKey',
  'auditEntry',
  'outboxEvent',
  'delivery',
  'verdict',
  'leaveEntry',
  'pointsTransfer',
  'pointsEntry',
] as const

/** Names and free text in tables that must outlive them. */
const wordsKept = async ({ database }: Stage): Promise<string[]> => {
  const { cause: _code, ...names } = secret
  const found: string[] = []
  for (const table of keptForGood) {
    const rows = JSON.stringify(await database.kysely.selectFrom(table).selectAll().execute())
    found.push(
      ...Object.values(names)
        .filter((word) => rows.includes(word))
        .map((word) => `${word} in ${table}`),
    )
  }
  return found
}

/** What was read by those who may, to see that there was something to hide from the others. */
const readSoFar: string[] = []

interface Scene {
  readonly stage: Stage
  readonly contract: Contract
}

/** A role that may: the operation is done, and the answer shows no more than the table gives. */
const mayCall = async (
  t: Test,
  { stage, contract }: Scene,
  { operation, role }: { operation: Operation; role: StageRole },
) => {
  const name = `${operation.operationId} as ${role}`
  const example = await exampleOf(stage, operation, role)
  const person = example.person ?? 0
  const answer = await ask(stage, { operation, example, role })
  const refused = refusedWithin.includes(`${operation.operationId} ${role}`)
  t.equal(answer.statusCode < 300, !refused, `${name} gets ${answer.statusCode}: ${answer.body.slice(0, 300)}`)
  t.equal(contract.faultInAnswer(operation, answer), null, name)
  t.strictSame(leaks(answer, { stage, operation, role, person }), [], `${name} reads nothing of others`)
  if (answer.statusCode < 300) t.strictSame(fieldsOf(answer, operation, role), [], `${name} reads its fields`)
  readSoFar.push(answer.body)
  if (example.path === undefined || (operation.operationId === 'getPlacement' && role !== 'broker')) return
  // The same, asked for by somebody of the same role elsewhere: to them it is not there. Both employers are linked with the
  // body, so its placements are on offer to both.
  const strangers = [strangerOf(stage, role)]
  if (role === 'employee' || role === 'manager') strangers.push(stage.colleague(role))
  const again = await exampleOf(stage, operation, role)
  const before = await rowCounts(stage.database)
  for (const caller of strangers) {
    const elsewhere = await ask(stage, { operation, example: again, role }, { caller })
    t.ok([403, 404].includes(elsewhere.statusCode), `${name} elsewhere gets ${elsewhere.statusCode}: ${elsewhere.body}`)
  }
  t.strictSame(tablesChanged(before, await rowCounts(stage.database)), [], `${name} elsewhere writes nothing`)
}

t.test('each role may call exactly what the document says, and reads exactly what the table gives', async (t) => {
  const stage = await setStage(t as Test, await freshDatabase(t as Test, 'sqlite'), { employees: 300 })
  const contract = await readContract(stage.world.app)
  const scene = { stage, contract }
  t.strictSame(
    Object.keys(answerKinds).sort(),
    contract.operations.map((one) => one.operationId).sort(),
    'every operation says of which kinds its answer is',
  )
  for (const operation of contract.operations) {
    const { operationId } = operation
    const may = stageRoles.filter((role) => operation.roles.includes(knownRole(role)))
    for (const role of may) await mayCall(t as Test, scene, { operation, role })
    const example = await exampleOf(stage, operation, may[0] ?? 'hr')
    const before = await rowCounts(stage.database)
    for (const role of stageRoles.filter((one) => !may.includes(one))) {
      const caller = stage.callerOf(role, example.person ?? 0)
      const answer = await ask(stage, { operation, example, role }, { caller })
      t.equal(answer.statusCode, 403, `${operationId} is not for ${role}`)
      t.equal(contract.faultInAnswer(operation, answer), null, `${operationId} as ${role}`)
      t.strictSame(leaks(answer, { stage, operation, role, person: example.person ?? 0 }), [], operationId)
    }
    const nobody = await ask(stage, { operation, example, role: 'hr' }, { caller: null })
    t.equal(nobody.statusCode, 401, `${operationId} is for nobody without a token`)
    t.strictSame(
      tablesChanged(before, await rowCounts(stage.database)),
      [],
      `${operationId}: who may not writes nothing`,
    )
  }
  const toHide = [
    ...words.filter((one) => one.seenBy.length > 0).map((one) => one.word),
    ...figures.map((one) => String(one.number)),
  ]
  const unread = toHide.filter((word) => !readSoFar.some((body) => body.includes(word)))
  t.strictSame(unread, [], 'each of the words was there to be read by somebody')
  t.strictSame(
    await wordsKept(stage),
    [],
    'ledgers, verdicts, outbox, audit and answers keep ids, amounts and codes only',
  )
})

t.test('every kind of the table is the kind of some answer, or of a mail, a page or a file', async (t) => {
  const answered = Object.values(answerKinds).flatMap((kinds) => Object.values(kinds).flat())
  const elsewhere = ['finding', 'sensitiveFinding', 'impactRow', 'bookingNotice', 'bookingNoticeHost']
  const known = new Set([...answered, ...elsewhere])
  t.strictSame(
    Object.keys(fieldTable).filter((kind) => !known.has(kind)),
    [],
  )
})

t.test('the rows behind a summary have the columns that the table gives', async (t) => {
  const stage = await setStage(t as Test, await freshDatabase(t as Test, 'sqlite'))
  const contract = await readContract(stage.world.app)
  const operation = contract.operation('exportImpactRows')
  for (const role of ['csr', 'auditor'] as const) {
    const answer = await ask(stage, { operation, example: await exampleOf(stage, operation, role), role })
    const [heading = '', first = ''] = answer.body.replace('\uFEFF', '').split('\r\n')
    const given = Object.entries(fieldTable['impactRow'] ?? {}).filter(([, roles]) => roles.split(' ').includes(role))
    t.strictSame(heading.split(',').sort(), given.map(([column]) => column).sort(), role)
    t.match(first, secret.host, `${role} reads a row`)
  }
})

t.test('a manager is shown the host where the policy opens it, and then no more than the host', async (t) => {
  const open = await setStage(t as Test, await freshDatabase(t as Test, 'sqlite'), { managerSees: 'host' })
  const shut = await setStage(t as Test, await freshDatabase(t as Test, 'sqlite'))
  for (const [stage, sees] of [
    [open, true],
    [shut, false],
  ] as const) {
    const { id, verdictId } = await stage.booking('confirming')
    const manager = stage.callerOf('manager', 0)
    const contract = await readContract(stage.world.app)
    const read = (operationId: string, path: Record<string, string>) =>
      ask(stage, { operation: contract.operation(operationId), example: { path, caller: manager }, role: 'manager' })
    const booking = await read('getBooking', { bookingId: id })
    t.equal(booking.json().hostName, sees ? secret.host : undefined)
    t.equal(booking.json().groupId, sees ? stage.world.groupId : undefined)
    t.equal(booking.json().bodyId, undefined)
    t.notMatch(booking.body, secret.cause)
    const verdict = await read('getVerdict', { verdictId })
    t.equal(verdict.statusCode, 200, verdict.body)
    const findings: { rule: string }[] = verdict.json().findings
    t.strictSame(
      findings.find((one) => one.rule === 'sectarian'),
      { rule: 'sectarian', outcome: 'passed' },
      'of a rule that reads causes only the outcome',
    )
    t.notMatch(verdict.body, /figures|message|available/)
  }
})
