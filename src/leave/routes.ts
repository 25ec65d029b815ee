// Operations of leave: balances, the ledger, adjustments, closing leave years, bank holidays. No rules here.
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Reader } from '../database/index.ts'
import {
  type Actor,
  type Answer,
  actorReference,
  type Call,
  command,
  cutFor,
  Fault,
  Id,
  problemBody,
  read,
  type Surroundings,
  type Viewer,
} from '../http/index.ts'
import { civilDayAt, type Instant, isRefusal, type Refusal } from '../kernel/index.ts'
import type { PersonRecord } from '../people/index.ts'
import {
  AdjustmentInput,
  AdjustmentSchema,
  BalanceQuery,
  BalancesSchema,
  BankHolidaysInput,
  ClosingInput,
  ClosingSchema,
  EntriesSchema,
  EntryQuery,
  HolidayImportSchema,
} from './schemas.ts'
import {
  adjustLeave,
  balancesOf,
  closeLeaveYears,
  type Doer,
  entriesPage,
  importBankHolidays,
  personWithLeave,
} from './service.ts'
import type { ListedEntry } from './store.ts'

const tag = 'Leave'
const PersonParams = Type.Object({ personId: Id }, { additionalProperties: false })

/** Registers the operations of leave. */
export const leaveRoutes = (app: FastifyInstance, around: Surroundings): void => {
  ownRoutes(app, around)
  personRoutes(app, around)
  changeRoutes(app, around)
  holidayRoutes(app, around)
}

const ownRoutes = (app: FastifyInstance, around: Surroundings): void => {
  read(app, around, {
    method: 'GET',
    url: '/v1/me/balances',
    operationId: 'getMyBalances',
    summary: 'What leave I have left on a day, pot by pot, and when it lapses',
    tag,
    allow: ['employee'],
    query: BalanceQuery,
    response: { 200: BalancesSchema },
    handle: async (reader, { actor, query, now }) =>
      balancesAnswer(reader, { person: await own(reader, actor), viewers: ['self'] }, { on: query.on, now }),
  })
  read(app, around, {
    method: 'GET',
    url: '/v1/me/leave-entries',
    operationId: 'listMyLeaveEntries',
    summary: 'My lines of the leave ledger, in the order they were written',
    tag,
    allow: ['employee'],
    query: EntryQuery,
    response: { 200: EntriesSchema },
    handle: async (reader, { actor, query }) =>
      entriesAnswer(reader, { person: await own(reader, actor), viewers: ['self'] }, query),
  })
}

const personRoutes = (app: FastifyInstance, around: Surroundings): void => {
  read(app, around, {
    method: 'GET',
    url: '/v1/people/:personId/balances',
    operationId: 'getBalances',
    summary: 'What leave a person has left on a day, pot by pot',
    tag,
    allow: ['hr', 'auditor'],
    params: PersonParams,
    query: BalanceQuery,
    response: { 200: BalancesSchema },
    problems: [404],
    handle: async (reader, { actor, params, query, now }) => {
      const person = await personWithLeave(reader, actor.tenantId, params.personId)
      return balancesAnswer(reader, { person, viewers: viewersFor(actor) }, { on: query.on, now })
    },
  })
  read(app, around, {
    method: 'GET',
    url: '/v1/people/:personId/leave-entries',
    operationId: 'listLeaveEntries',
    summary: "A person's lines of the leave ledger, in the order they were written",
    tag,
    allow: ['hr', 'auditor', 'payroll'],
    params: PersonParams,
    query: EntryQuery,
    response: { 200: EntriesSchema },
    problems: [404],
    handle: async (reader, { actor, params, query }) => {
      const person = await personWithLeave(reader, actor.tenantId, params.personId)
      return entriesAnswer(reader, { person, viewers: viewersFor(actor) }, query)
    },
  })
}

const changeRoutes = (app: FastifyInstance, around: Surroundings): void => {
  command(app, around, {
    method: 'POST',
    url: '/v1/people/:personId/adjustments',
    operationId: 'adjustLeave',
    summary: 'Adds or takes leave by hand, with a reason; never more than the policy lets the pot be overdrawn',
    tag,
    allow: ['hr'],
    params: PersonParams,
    body: AdjustmentInput,
    response: { 201: AdjustmentSchema },
    problems: [404],
    handle: async (unit, call) => {
      const { personId } = call.params
      const done = await adjustLeave(unit, doerOf(call), { ...call.body, personId, postId: call.body.postId ?? null })
      return isRefusal(done) ? refused(done) : { status: 201, body: cutFor('leaveAdjustment', ['hr'], done) }
    },
  })
  command(app, around, {
    method: 'POST',
    url: '/v1/people/:personId/leave-year-closings',
    operationId: 'closeLeaveYears',
    summary: 'Writes down what was granted, expired and carried in the leave years that ended before a day',
    tag,
    allow: ['hr'],
    params: PersonParams,
    body: ClosingInput,
    response: { 200: ClosingSchema },
    problems: [404],
    handle: async (unit, call) => {
      const { personId } = call.params
      const done = await closeLeaveYears(unit, doerOf(call), { personId, beforeOn: call.body.beforeOn })
      return isRefusal(done) ? refused(done) : { status: 200, body: cutFor('leaveClosing', ['hr'], done) }
    },
  })
}

const holidayRoutes = (app: FastifyInstance, around: Surroundings): void =>
  command(app, around, {
    method: 'POST',
    url: '/v1/bank-holidays/imports',
    operationId: 'importBankHolidays',
    summary: "Takes in the government's list of bank holidays (gov.uk/bank-holidays.json), row by row",
    tag,
    allow: ['admin'],
    body: BankHolidaysInput,
    response: { 200: HolidayImportSchema },
    handle: async (unit, { actor, body }) => ({
      status: 200,
      body: cutFor(
        'bankHolidayImport',
        ['admin'],
        await importBankHolidays(unit, actor.tenantId, { json: body, locale: actor.locale }),
      ),
    }),
  })

/** Whose leave is looked at, and how the caller stands to them. */
interface Look {
  readonly person: PersonRecord
  readonly viewers: readonly Viewer[]
}

const own = async (reader: Reader, actor: Actor): Promise<PersonRecord> => {
  if (actor.personId === null) throw new Fault('not-found', 'you are no employee here: say on whose behalf you ask')
  return personWithLeave(reader, actor.tenantId, actor.personId)
}

const viewersFor = ({ roles }: Actor): Viewer[] =>
  (['hr', 'auditor', 'payroll'] as const).filter((role) => roles.has(role))

const balancesAnswer = async (
  reader: Reader,
  { person, viewers }: Look,
  at: { readonly on: string | undefined; readonly now: Instant },
): Promise<Answer> => {
  const on = at.on ?? civilDayAt(at.now, person.zone)
  const balances = await balancesOf(reader, person, on)
  return { status: 200, body: { on, balances: balances.map((balance) => cutFor('balance', viewers, balance)) } }
}

const entriesAnswer = async (
  reader: Reader,
  { person, viewers }: Look,
  { limit = 50, cursor }: { readonly limit?: number; readonly cursor?: string },
): Promise<Answer> => {
  const { items, next } = await entriesPage(reader, person.id, { limit, cursor })
  const listed = ({ scopeId, ...entry }: ListedEntry) => ({ ...entry, postId: scopeId === person.id ? null : scopeId })
  return { status: 200, body: { items: items.map((entry) => cutFor('leaveEntry', viewers, listed(entry))), next } }
}

const doerOf = ({ actor, now, request }: Call<unknown, unknown, unknown>): Doer => ({
  tenantId: actor.tenantId,
  actor: actorReference(actor),
  onBehalfOf: actor.onBehalfOf,
  locale: actor.locale,
  requestId: request.id,
  now,
})

const refused = ({ reasons }: Refusal): Answer => ({
  status: 422,
  body: problemBody('refused', reasons[0]?.message, { reasons }),
})
