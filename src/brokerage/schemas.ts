// What brokerage takes and answers over the wire: one schema per kind of thing. Rows are cut by the role x field table before
// they are answered, so every field of an answer may be missing. Holds no rule.
import { Type } from 'typebox'
import { CivilDaySchema, Id, InstantSchema, Nullable, ReasonSchema } from '../http/index.ts'

const closed = { additionalProperties: false }

/** A text of one line, not blank. */
const Line = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '\\S', description })
const Email = Type.String({ format: 'email', maxLength: 250, description: 'An email address' })
const WebAddress = Type.String({
  format: 'uri',
  pattern: '^https?://',
  maxLength: 500,
  description: 'A web address, https://…',
})
const Latitude = Type.Number({ minimum: -90, maximum: 90, description: 'Degrees north' })
const Longitude = Type.Number({ minimum: -180, maximum: 180, description: 'Degrees east' })
const Heads = Type.Integer({ minimum: 1, maximum: 10_000, description: 'People' })
const TermList = Type.Array(Line(100, 'A term'), { maxItems: 50, uniqueItems: true })

const NoticeRuleSchema = Type.Object(
  { heads: Heads, days: Type.Integer({ minimum: 0, maximum: 365, description: 'Civil days of notice' }) },
  { ...closed, description: 'From this many people on, so many civil days of notice' },
)

const AreaSchema = Type.Object(
  {
    scheme: Type.Union([Type.Literal('gss'), Type.Literal('postcode_district')]),
    code: Type.String({ minLength: 1, maxLength: 20, description: 'E07000105 or TN23' }),
  },
  closed,
)

const TermsSchema = Type.Partial(
  Type.Object({
    id: Id,
    bodyId: Id,
    fromOn: CivilDaySchema,
    text: Type.String(),
    feeMinor: Type.Integer({ description: 'Fee for one placement in minor units' }),
    currency: Type.String(),
  }),
)

/** A body with its areas and terms. */
export const BodySchema = Type.Partial(
  Type.Object({
    id: Id,
    name: Type.String(),
    kind: Type.String(),
    nation: Type.String(),
    zone: Type.String(),
    locale: Type.String(),
    email: Type.String(),
    noticeRules: Type.Array(NoticeRuleSchema),
    weekCapacity: Nullable(Type.Integer({ description: 'People it can place in a week; null for no limit' })),
    answerDays: Type.Integer({ description: 'Days it has to answer before a hold lapses' }),
    areas: Type.Array(AreaSchema),
    terms: Nullable(TermsSchema),
    nextTerms: Nullable(TermsSchema),
    version: Type.Integer(),
  }),
)

/** What of itself a body may change. */
export const BodyChangeSchema = Type.Partial(
  Type.Object({
    name: Line(200, 'The name of the body'),
    email: Email,
    locale: Type.Union([Type.Literal('en-GB'), Type.Literal('cy-GB')]),
    noticeRules: Type.Array(NoticeRuleSchema, { maxItems: 50, description: 'Ascending by heads, beginning at 1' }),
    weekCapacity: Nullable(
      Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'People in a week; null for no limit' }),
    ),
    answerDays: Type.Integer({ minimum: 1, maximum: 90, description: 'Days to answer' }),
    areas: Type.Array(AreaSchema, { maxItems: 5000, description: 'In place of all areas there were' }),
  }),
  closed,
)

/** New terms of a body. */
export const NewTermsSchema = Type.Object(
  {
    fromOn: CivilDaySchema,
    text: Type.String({ minLength: 1, maxLength: 100_000, pattern: '\\S', description: 'What is agreed' }),
    feeMinor: Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'Fee for one placement in minor units' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217, GBP' }),
  },
  closed,
)

/** A link between an employer and a body. */
export const LinkSchema = Type.Partial(
  Type.Object({
    id: Id,
    employerId: Id,
    employerName: Nullable(Type.String()),
    bodyId: Id,
    bodyName: Type.String(),
    state: Type.String({ description: 'requested, active or ended' }),
    termsId: Nullable(Id),
    currentTermsId: Nullable(Id),
    termsAccepted: Type.Boolean(),
    acceptedBy: Nullable(Type.String()),
    acceptedAt: Nullable(InstantSchema),
    version: Type.Integer(),
  }),
)

/** Somebody who speaks for a site towards a body. */
export const RepresentativeSchema = Type.Partial(
  Type.Object({
    id: Id,
    employerId: Id,
    bodyId: Id,
    siteId: Id,
    personId: Id,
    name: Nullable(Type.String()),
    email: Nullable(Type.String()),
    fromOn: CivilDaySchema,
    untilOn: Nullable(CivilDaySchema),
  }),
)

/** Names a representative. */
export const NewRepresentativeSchema = Type.Object(
  {
    personId: Id,
    siteId: Id,
    bodyId: Id,
    fromOn: Type.Optional(CivilDaySchema),
    untilOn: Type.Optional(Nullable(CivilDaySchema)),
  },
  closed,
)

const groupContent = {
  name: Line(250, 'The name of the group'),
  description: Type.String({ maxLength: 20_000 }),
  website: Nullable(WebAddress),
  email: Nullable(Email),
  address: Nullable(Line(500, 'An address in one line')),
  latitude: Nullable(Latitude),
  longitude: Nullable(Longitude),
  orgIds: Type.Array(Type.String({ maxLength: 60, description: 'Register id, GB-CHC-1234567' }), { maxItems: 20 }),
  causes: TermList,
  vouched: Type.Boolean({ description: 'The body vouches for a group that no register lists' }),
}

const GroupState = Type.Union([Type.Literal('active'), Type.Literal('withdrawn')])

/** A new group: everything but its name may be left out. */
export const NewGroupSchema = Type.Object(
  {
    ...Type.Partial(Type.Object({ ...groupContent })).properties,
    name: groupContent.name,
  },
  closed,
)

/** What of a group may be changed. */
export const GroupChangeSchema = Type.Partial(Type.Object({ ...groupContent, state: GroupState }), closed)

/** A community group. */
export const GroupSchema = Type.Partial(
  Type.Object({
    id: Id,
    bodyId: Id,
    name: Type.String(),
    nameProvisional: Type.Boolean({ description: 'The name was taken from a profile link and waits for the real one' }),
    description: Type.String(),
    website: Nullable(Type.String()),
    email: Nullable(Type.String()),
    address: Nullable(Type.String()),
    latitude: Nullable(Type.Number()),
    longitude: Nullable(Type.Number()),
    orgIds: Type.Array(Type.String()),
    causes: Type.Array(Type.String()),
    vouched: Type.Boolean(),
    source: Type.String(),
    sourceId: Type.String(),
    state: Type.String(),
    version: Type.Integer(),
  }),
)

/** A new need. */
export const NewNeedSchema = Type.Object(
  {
    groupId: Id,
    title: Line(200, 'What is needed, in a line'),
    brief: Type.String({
      minLength: 1,
      maxLength: 20_000,
      pattern: '\\S',
      description: 'What is to be done, for whom, with which result',
    }),
    causes: TermList,
    skills: TermList,
    heads: Heads,
  },
  closed,
)

/** What a group asks for. */
export const NeedSchema = Type.Partial(
  Type.Object({
    id: Id,
    bodyId: Id,
    groupId: Id,
    groupName: Type.String(),
    title: Type.String(),
    brief: Type.String(),
    causes: Type.Array(Type.String()),
    skills: Type.Array(Type.String()),
    heads: Type.Integer(),
    state: Type.String({ description: 'posted, vetted, met or closed' }),
    version: Type.Integer(),
    createdAt: InstantSchema,
  }),
)

const SaidTimeSchema = Type.Object({
  begins: Nullable(Type.String({ description: 'As the feed says it' })),
  ends: Nullable(Type.String({ description: 'As the feed says it' })),
  slot: Nullable(Type.String({ description: 'A part of the week, MondayMorning' })),
  address: Nullable(Type.String()),
})

/** An activity of another platform, and why it cannot be booked. */
export const ListingSchema = Type.Partial(
  Type.Object({
    id: Id,
    bodyId: Id,
    groupId: Nullable(Id),
    source: Type.String(),
    sourceId: Type.String(),
    title: Type.String(),
    description: Type.String(),
    url: Nullable(Type.String()),
    address: Nullable(Type.String()),
    latitude: Nullable(Type.Number()),
    longitude: Nullable(Type.Number()),
    remote: Type.Boolean(),
    times: Type.Array(SaidTimeSchema),
    causes: Type.Array(Type.String()),
    skills: Type.Array(Type.String()),
    state: Type.String({ description: 'listed or withdrawn' }),
    unbookable: Type.Array(ReasonSchema),
  }),
)

const MendSchema = Type.Object({
  what: Type.String({ description: 'The field' }),
  why: Type.String({ description: 'What was wrong; stable' }),
  from: Nullable(Type.String({ description: 'What was there, where it is short' })),
  to: Nullable(Type.String({ description: 'What was made of it; null where it was dropped' })),
})

const Count = Type.Integer({ minimum: 0 })
const Counts = Type.Record(Type.String(), Count)

/** The account of an import. */
export const ImportReportSchema = Type.Object({
  source: Type.String(),
  snapshot: Type.String(),
  dryRun: Type.Boolean(),
  withdrawAtMostPercent: Type.Integer(),
  rows: Count,
  added: Count,
  changed: Count,
  returned: Count,
  unchanged: Count,
  leftOut: Count,
  mended: Count,
  withdrawn: Count,
  withdrawnPercent: Count,
  braked: Type.Boolean(),
  mendedBy: Counts,
  leftOutBy: Counts,
  unbookableBy: Counts,
  withdrawnIds: Type.Array(Id),
  entries: Type.Array(
    Type.Object({
      index: Type.Integer({ description: 'The row, counted from 0' }),
      pointer: Type.String({ description: 'JSON Pointer to the row in the document' }),
      sourceId: Nullable(Type.String()),
      outcome: Type.String({ description: 'added, changed, returned, unchanged or left_out' }),
      id: Nullable(Id),
      changed: Type.Array(Type.String()),
      mended: Type.Array(MendSchema),
      unbookable: Type.Array(Type.String()),
      reason: Nullable(ReasonSchema),
    }),
  ),
  entriesNotShown: Count,
})
