// Any one value of any request replaced by a wrong, odd or extreme one: the answer is one that the document knows, never a fault
// of ours, and what is refused says why.
import t, { type Test } from 'tap'
import { newId } from '../../src/kernel/index.ts'
import { type Operation, readContract } from '../support/contract.ts'
import { engines, freshDatabase } from '../support/databases.ts'
import { ask, type Differently, roleFor } from './ask.ts'
import { type Example, examples } from './examples.ts'
import { type Stage, setStage } from './stage.ts'

type Path = readonly (string | number)[]

const long = 'x'.repeat(30_000)
/** Two UTF-16 units, four bytes, one character each. */
const otters = (count: number): string => '\u{1F9A6}'.repeat(count)

/** Stands for leaving the field out. */
const absent = Symbol('absent')

const wrongValues: readonly unknown[] = [
  absent,
  ...[null, true, -1, 0.5, 1e21, 2 ** 53, '', ' ', 'x\u0000y', '\uD800', long, otters(60), otters(200), otters(250)],
  ...[
    [],
    {},
    [[]],
    [null],
    { a: 1 },
    '2026-02-30',
    '9999-12-31',
    '0001-01-01',
    '-000001-01-01',
    '2026-05-19T24:00:00Z',
  ],
  ...['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '2026-05-19T09:00:00+23:59', '24:00', 'Europe/Nowhere'],
  ...[newId(), newId().toUpperCase(), 'https://example.org/', '__proto__'],
]

const wrongWords: readonly string[] = [
  ...[
    '',
    ' ',
    '-1',
    '0',
    '1.5',
    '1e3',
    '99999999999999999999',
    'null',
    'true',
    'x\u0000y',
    long.slice(0, 5000),
    otters(40),
  ],
  ...['2026-02-30', '0001-01-01', '9999-12-31', Buffer.from('x').toString('base64url'), newId(), '[]', 'NaN'],
]

/** Every place in a value, the value itself first. */
const placesIn = (value: unknown, at: Path = []): Path[] => {
  if (typeof value !== 'object' || value === null) return [at]
  return [at, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...at, key]))]
}

/** A copy of a value with something else in one place. */
const replaced = (value: unknown, [key, ...rest]: Path, wrong: unknown): unknown => {
  if (key === undefined) return wrong === absent ? undefined : wrong
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...(value as object) }
  if (rest.length === 0 && wrong === absent) delete copy[key]
  else copy[key] = replaced(copy[key], rest, wrong)
  return copy
}

const ownActivity: Example['body'] = {
  ownActivity: {
    ...{
      title: 'Kites',
      hostName: 'Shed',
      hostOrgId: 'GB-CHC-1234567',
      hostEmail: 'shed@example.org',
      tags: ['kites'],
    },
    ...{ causes: ['https://example.org/cause'], remote: false, onDay: '2026-06-03', startsLocal: '10:00' },
    ...{ endsOnDay: '2026-06-03', endsLocal: '11:00', zone: 'Europe/London' },
  },
}

/** Whole content where the example shows only a part of what may be sent. */
const fuller: Readonly<Record<string, (stage: Stage) => unknown>> = {
  requestBooking: () => ownActivity,
  judgeWish: () => ownActivity,
  putMySkills: () => ({ skills: ['https://example.org/skill'] }),
  changeOwnBody: () => ({
    ...{ name: 'Centre', email: 'centre@example.org', locale: 'en-GB', noticeRules: [{ heads: 1, days: 3 }] },
    ...{ weekCapacity: 100_000, answerDays: 5, areas: [{ scheme: 'gss', code: 'E07000105' }] },
  }),
  addGroup: (stage) => ({
    ...{ name: 'Ringers', description: 'Ring.', website: 'https://example.org/', email: 'bells@example.org' },
    ...{ address: 'The tower', latitude: 51, longitude: 1, orgIds: [`GB-CHC-${1_300_000 + stage.count()}`] },
    vouched: true,
  }),
  createPlacement: ({ world }) => ({
    ...{ groupId: world.groupId, needId: world.needId, title: 'Sorting', description: 'Sort.', tags: ['sorting'] },
    ...{ causes: ['https://example.org/cause'], skills: ['https://example.org/skill'], remote: false },
    ...{ areaCode: 'E07000105', address: 'The hall', latitude: 51, longitude: 1, waitingList: false },
  }),
  changePlacement: () => ({
    title: 'Sorting',
    description: 'Sort.',
    tags: ['sorting'],
    waitingList: false,
    state: 'open',
  }),
  addSession: () => ({
    ...{ onDay: '2026-07-01', startsLocal: '18:00', endsOnDay: '2026-07-01', endsLocal: '20:00' },
    ...{ zone: 'Europe/London', seats: 3, seatsElsewhere: 0 },
  }),
  changeSession: () => ({ seats: 9, seatsElsewhere: 1 }),
  grantRole: ({ personId, fresh }) => ({
    ...{ principalId: personId(fresh()), role: 'csr', fromAt: '2026-05-04T08:00:00Z', untilAt: '2027-05-04T08:00:00Z' },
  }),
}

const mutationsOf = (operation: Operation, content: unknown, example: Example): [string, Differently][] => {
  const queries = operation.parameters.filter((parameter) => parameter.in === 'query')
  const paths = Object.keys(example.path ?? {})
  return [
    ...(typeof content !== 'object'
      ? []
      : placesIn(content).flatMap((place) =>
          wrongValues.map((wrong): [string, Differently] => [
            `/${place.join('/')} = ${wrong === absent ? 'nothing' : JSON.stringify(wrong)?.slice(0, 60)}`,
            { body: replaced(content, place, wrong) },
          ]),
        )),
    ...queries.flatMap(({ name }) =>
      wrongWords.map((word): [string, Differently] => [`?${name}=${word.slice(0, 40)}`, { query: { [name]: word } }]),
    ),
    ...paths.flatMap((name) =>
      ['', ' ', '..', '%', 'x\u0000y', long.slice(0, 100), newId().toUpperCase()].map((word): [string, Differently] => [
        `{${name}} = ${word.slice(0, 40)}`,
        { path: { [name]: word } },
      ]),
    ),
  ]
}

for (const engine of await engines(t)) {
  t.test(`no single wrong value gets an answer that is not documented (${engine})`, async (t) => {
    const stage = await setStage(t as Test, await freshDatabase(t as Test, engine), { employees: 300 })
    const contract = await readContract(stage.world.app)
    let asked = 0
    for (const operation of contract.operations) {
      const { operationId } = operation
      const role = roleFor(operation)
      const example = await examples[operationId]?.(stage, role)
      if (example === undefined) throw new Error(`there is no example of ${operationId}`)
      const content = fuller[operationId]?.(stage) ?? example.body
      const faults: string[] = []
      for (const [what, differently] of mutationsOf(operation, content, example)) {
        const answer = await ask(stage, { operation, example, role }, differently)
        asked += 1
        // An address that leads elsewhere is answered as whatever is there, or as nothing.
        if (answer.statusCode === 404 && differently.path !== undefined) continue
        const fault = answer.statusCode >= 500 ? answer.body : contract.faultInAnswer(operation, answer)
        if (fault !== null) faults.push(`${what}: ${answer.statusCode} ${fault}`)
      }
      t.strictSame(faults, [], operationId)
    }
    t.ok(asked > 3000, `${asked} requests were sent`)
  })
}
