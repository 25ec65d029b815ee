// What impact answers, for validation of requests and for the documentation. Every field of an answer that the role x field
// table may cut away is optional.
import { Type } from 'typebox'
import { CivilDaySchema, Id, Nullable } from '../http/index.ts'

const Count = Type.Integer({ minimum: 0 })
const MinutesSchema = Type.Integer({ minimum: 0, description: 'Whole minutes' })
const AmountMinor = Type.Integer({ minimum: 0, description: 'In minor units of the currency' })
const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' })

/** A period, both days included. */
export const PeriodQuery = Type.Object({ from: CivilDaySchema, until: CivilDaySchema }, { additionalProperties: false })

const FigureSchema = Type.Object(
  {
    value: Nullable(Type.Integer()),
    suppressed: Type.Boolean(),
    reason: Type.Optional(
      Type.String({ description: 'too_few_people, one_person_dominates or protects_another; only when suppressed' }),
    ),
  },
  { description: 'A figure, or null with the reason why it may not be shown; suppressed never means 0' },
)

const CellSchema = Type.Object({
  key: Type.String(),
  label: Type.Optional(Nullable(Type.String())),
  people: Type.Optional(FigureSchema),
  bookings: Type.Optional(FigureSchema),
  minutes: Type.Optional(FigureSchema),
  paidMinutes: Type.Optional(FigureSchema),
  ownMinutes: Type.Optional(FigureSchema),
})

const valueFields = {
  fromOn: CivilDaySchema,
  amountMinor: Type.Integer({
    minimum: 0,
    maximum: 10_000_000,
    description: 'An hour in minor units; 0 ends the series of this currency',
  }),
  currency: Currency,
}
const sourceFields = {
  method: Type.String({
    minLength: 1,
    maxLength: 120,
    description: 'How the value was found: replacement cost, average pay, …',
  }),
  source: Type.String({ minLength: 1, maxLength: 300, description: 'Where it was read, with its year' }),
}

/** What is entered as an hourly value. */
export const NewHourlyValue = Type.Object({ ...valueFields, ...sourceFields }, { additionalProperties: false })
/** What entering one answers. */
export const HourlyValueAdded = Type.Object({ id: Id, ...valueFields })
/** An hourly value as it is listed. */
export const HourlyValueSchema = Type.Object({ id: Id, ...valueFields, ...sourceFields })

const ValuationSchema = Type.Object({
  currency: Currency,
  amountMinor: AmountMinor,
  paidAmountMinor: AmountMinor,
  valuedMinutes: MinutesSchema,
  unvaluedMinutes: MinutesSchema,
  values: Type.Array(Type.Object({ id: Id, ...valueFields, ...sourceFields, minutes: MinutesSchema })),
})

const Table = (about: string) => Type.Optional(Type.Array(CellSchema, { description: about }))

/** The summary of a period. */
export const SummarySchema = Type.Object({
  fromOn: CivilDaySchema,
  untilOn: CivilDaySchema,
  people: Count,
  headcount: Type.Optional(Nullable(Count)),
  participationPerMille: Type.Optional(Nullable(Count)),
  bookings: Count,
  minutes: MinutesSchema,
  paidMinutes: Type.Optional(MinutesSchema),
  ownMinutes: Type.Optional(MinutesSchema),
  skilledMinutes: MinutesSchema,
  generalMinutes: MinutesSchema,
  averageMinutesPerPerson: Nullable(MinutesSchema),
  groups: Count,
  bodies: Type.Optional(Count),
  areas: Count,
  causes: Count,
  needsMet: Count,
  needsUnmet: Count,
  disputedBookings: Count,
  disputedMinutes: MinutesSchema,
  fewPeopleIn: Type.Array(Type.String(), {
    description: 'Headline figures with fewer than 5 people behind them: total, paid, own, skilled, general, disputed',
  }),
  valuations: Type.Optional(
    Type.Array(ValuationSchema, { description: 'What the hours are worth, one per currency; these are never added' }),
  ),
  byMonth: Table('Every month of the period'),
  byEvidence: Table('claimed, host_confirmed or two_sided'),
  byGroup: Table('Hosts; those that share a register id are one'),
  byBody: Table('Infrastructure bodies'),
  byEmployer: Table('Employers; for a body only'),
  byArea: Table('Local authority codes'),
  byCause: Table('The first cause named'),
  suppressedCells: Count,
})
