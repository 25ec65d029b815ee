// What the operations of leave take and answer, as schemas.
import { Type } from 'typebox'
import { CivilDaySchema, Id, InstantSchema, Nullable, PageOf, PageQuery } from '../http/index.ts'
import { adjustmentReasons } from './adjustment.ts'

const Minutes = (description: string) => Type.Integer({ description })

/** One pot on a day. */
const BalanceSchema = Type.Object({
  pot: Type.String({ description: 'The pot of the policy' }),
  title: Type.String(),
  postId: Nullable(Type.String({ description: 'The post, where the pot is held per post' })),
  windowFromOn: CivilDaySchema,
  windowUntilOn: CivilDaySchema,
  entitledMinutes: Minutes('Granted for the window'),
  carriedMinutes: Minutes('Brought from earlier windows; negative for a debt'),
  expiredMinutes: Minutes('Of the carried part, lapsed by this day'),
  takenMinutes: Minutes('Taken in the whole window'),
  reservedMinutes: Minutes('Held for bookings in the whole window'),
  adjustedMinutes: Minutes('Adjusted by HR in the whole window'),
  availableMinutes: Minutes('May still be booked on this day without leaving any later day short; negative for a debt'),
  lapsesOn: Nullable(
    Type.String({ format: 'date', description: 'The last day on which all of what is left can be used' }),
  ),
  lapsingMinutes: Minutes('How much of what is left is gone after that day'),
})

/** Every pot of a person on a day. */
export const BalancesSchema = Type.Object({
  on: CivilDaySchema,
  balances: Type.Array(BalanceSchema),
})

/** Which day a balance is asked for. */
export const BalanceQuery = Type.Object(
  {
    on: Type.Optional(
      Type.String({ format: 'date', description: "A civil day; the person's today where it is left out" }),
    ),
  },
  { additionalProperties: false },
)

/** Which page of the ledger. */
export const EntryQuery = Type.Object(PageQuery, { additionalProperties: false })

/** A page of the ledger; payroll does not see reasons, and a person not who wrote a line. */
export const EntriesSchema = PageOf(
  Type.Object({
    id: Id,
    accountId: Id,
    pot: Type.String(),
    postId: Nullable(Type.String()),
    kind: Type.String({ description: 'grant, carry, reserve, take, release, expire or adjust' }),
    minutes: Minutes('Signed: what the line adds to what is available'),
    effectiveOn: CivilDaySchema,
    bookingId: Nullable(Type.String()),
    closesEntryId: Nullable(Type.String({ description: 'The line that this one undoes' })),
    reason: Type.Optional(Type.String()),
    actor: Type.Optional(Type.String()),
    createdAt: InstantSchema,
  }),
)

/** No year of leave is longer than a year: 366 days in minutes. */
const adjustmentAtMost = 527_040

/** What HR adds or takes by hand. */
export const AdjustmentInput = Type.Object(
  {
    pot: Type.String({ minLength: 1, maxLength: 60 }),
    postId: Type.Optional(Nullable(Id)),
    minutes: Type.Integer({
      minimum: -adjustmentAtMost,
      maximum: adjustmentAtMost,
      not: { const: 0 },
      description: 'Signed, and not 0',
    }),
    effectiveOn: Type.String({ format: 'date', description: 'The civil day from which it counts' }),
    reason: Type.Union(
      Object.entries(adjustmentReasons).map(([code, description]) =>
        Type.Literal(code as keyof typeof adjustmentReasons, { description }),
      ),
      {
        description: Object.entries(adjustmentReasons)
          .map(([code, text]) => `${code}: ${text}`)
          .join('; '),
      },
    ),
  },
  { additionalProperties: false },
)

/** The line that was written, and what is free now. */
export const AdjustmentSchema = Type.Object({
  entryId: Id,
  accountId: Id,
  availableMinutes: Minutes('May be booked on that day from now on'),
})

/** Which leave years are closed. */
export const ClosingInput = Type.Object(
  {
    beforeOn: Type.String({
      format: 'date',
      description: 'Leave years that ended before this day are closed; not later than today',
    }),
  },
  { additionalProperties: false },
)

/** What closing wrote down. */
export const ClosingSchema = Type.Object({
  entries: Type.Integer({ description: 'Lines written down; 0 when it was done before' }),
})

const Division = Type.Object(
  { division: Type.String({ maxLength: 60 }), events: Type.Array(Type.Unknown(), { maxItems: 5000 }) },
  { additionalProperties: false },
)

/** The shape of gov.uk/bank-holidays.json. Events are checked one by one, so that one bad row does not lose the others. */
export const BankHolidaysInput = Type.Object(
  {
    'england-and-wales': Type.Optional(Division),
    scotland: Type.Optional(Division),
    'northern-ireland': Type.Optional(Division),
  },
  { additionalProperties: false, minProperties: 1 },
)

/** What an import of bank holidays did, with every row that could not be used. */
export const HolidayImportSchema = Type.Object({
  taken: Type.Integer({ description: 'New days' }),
  renamed: Type.Integer({ description: 'Known days with a new title' }),
  withdrawn: Type.Integer({ description: 'Known days inside the span of the list that are no longer on it' }),
  unchanged: Type.Integer(),
  unusable: Type.Array(
    Type.Object({
      pointer: Type.String({ description: 'JSON Pointer to the row' }),
      code: Type.String(),
      message: Type.String(),
    }),
  ),
})
