// Schemas shared by all operations: ids, civil days, instants, problems.
import { Type } from 'typebox'

/** An id made in the service. */
export const Id = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
  description: 'UUIDv7',
})
/** A day of somebody’s calendar, without a zone. */
export const CivilDaySchema = Type.String({ format: 'date', description: 'A civil day, YYYY-MM-DD' })
/** A moment that is the same everywhere; what the service writes has milliseconds and ends in `Z`. */
export const InstantSchema = Type.String({ format: 'date-time', description: 'An instant in UTC' })
/** What the clock on the wall shows, read in the zone of the thing it belongs to. */
export const LocalTimeSchema = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
  description: 'Wall-clock time, HH:MM',
})
/** A field that is always there and may be null. */
export const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** One reason of a problem. */
export const ReasonSchema = Type.Object({
  code: Type.String({ description: 'The failing fact; stable' }),
  message: Type.String({ description: 'A sentence for the person' }),
  pointer: Type.Optional(Type.String({ description: 'JSON Pointer to the field' })),
  figures: Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
  ),
})

/** RFC 9457. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String()),
    reasons: Type.Optional(Type.Array(ReasonSchema)),
  },
  { additionalProperties: true, description: 'RFC 9457 problem details' },
)

const LinkHeader = {
  type: 'string',
  description: 'RFC 8288: the page after this one, as rel="next"; absent at the end',
}

/** A page of a list. */
export const PageOf = <T extends Type.TSchema>(item: T) =>
  Type.Object(
    {
      items: Type.Array(item),
      next: Nullable(Type.String({ description: 'Cursor of the next page; null at the end' })),
    },
    { headers: { Link: LinkHeader } },
  )
