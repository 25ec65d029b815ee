// What gov.uk sends as its list of bank holidays, checked on arrival. More members than these are let through: a publisher may
// add. Without one of the three divisions the list is not the one we know.
import { Type } from 'typebox'
import { Value } from 'typebox/value'

const Event = Type.Object({
  title: Type.String({ minLength: 1 }),
  date: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  /** "Substitute day", or empty. */
  notes: Type.Optional(Type.String()),
  bunting: Type.Optional(Type.Boolean()),
})

const division = (name: string) =>
  Type.Object({ division: Type.Literal(name), events: Type.Array(Event, { minItems: 1 }) })

const BankHolidays = Type.Object({
  'england-and-wales': division('england-and-wales'),
  scotland: division('scotland'),
  'northern-ireland': division('northern-ireland'),
})

/** The first thing in which a document differs from the list as gov.uk publishes it; null where it is that list. */
export const mistakeIn = (json: unknown): string | null => {
  const [first] = Value.Errors(BankHolidays, json)
  return first === undefined ? null : `${first.instancePath || 'the document'} ${first.message}`
}
