// Shapes of placements, bookings and verdicts on the wire. Optional fields are those that not every role sees.
import { Type } from 'typebox'
import { CivilDaySchema, Id, InstantSchema, LocalTimeSchema, Nullable, ReasonSchema } from '../http/index.ts'
import { bookingStates } from './states.ts'

const strict = { additionalProperties: false }
const Uri = Type.String({ minLength: 1, maxLength: 200 })
const Zone = Type.String({ minLength: 1, maxLength: 60, description: 'IANA zone, Europe/London' })

/** A need's or placement's content as a broker writes it. */
export const PlacementBody = Type.Object(
  {
    groupId: Id,
    needId: Type.Optional(Nullable(Id)),
    title: Type.String({ minLength: 1, maxLength: 200 }),
    description: Type.String({ maxLength: 20_000 }),
    causes: Type.Array(Uri, { maxItems: 20, description: 'Cause terms of the volunteering ontology' }),
    skills: Type.Array(Uri, { maxItems: 30, description: 'Skills asked for; empty when anybody fits' }),
    tags: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }), { maxItems: 20 })),
    remote: Type.Optional(Type.Boolean()),
    areaCode: Type.Optional(Nullable(Type.String({ maxLength: 20 }))),
    address: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
    latitude: Type.Optional(Nullable(Type.Number({ minimum: -90, maximum: 90 }))),
    longitude: Type.Optional(Nullable(Type.Number({ minimum: -180, maximum: 180 }))),
    waitingList: Type.Optional(Type.Boolean()),
  },
  strict,
)

const { groupId: _group, needId: _need, ...editable } = PlacementBody.properties
/** What may be edited of a placement afterwards. */
export const PlacementChange = Type.Partial(
  Type.Object({ ...editable, state: Type.Union([Type.Literal('open'), Type.Literal('closed')]) }),
  strict,
)

/** When a session takes place and for how many. */
export const SessionBody = Type.Object(
  {
    onDay: CivilDaySchema,
    startsLocal: LocalTimeSchema,
    endsOnDay: Type.Optional(CivilDaySchema),
    endsLocal: LocalTimeSchema,
    zone: Type.Optional(Zone),
    seats: Type.Integer({ minimum: 1, maximum: 10_000 }),
    seatsElsewhere: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  },
  strict,
)

/** A change to a session. */
export const SessionChange = Type.Object(
  {
    seats: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    seatsElsewhere: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 10_000, description: 'Seats filled without Boonday' }),
    ),
    cancelled: Type.Optional(Type.Literal(true, { description: 'Calls the session off and every booking on it' })),
  },
  strict,
)

/** A session; its body also sees all seats and those taken elsewhere. */
export const SessionSchema = Type.Object({
  id: Id,
  placementId: Id,
  onDay: CivilDaySchema,
  startsLocal: LocalTimeSchema,
  endsOnDay: CivilDaySchema,
  endsLocal: LocalTimeSchema,
  zone: Zone,
  startsAt: InstantSchema,
  endsAt: InstantSchema,
  seats: Type.Optional(Type.Integer()),
  seatsElsewhere: Type.Optional(Type.Integer()),
  seatsFree: Type.Integer(),
  state: Type.String(),
  version: Type.Integer(),
})

/** A placement; with its sessions to come where one is asked for by id. */
export const PlacementSchema = Type.Object({
  id: Id,
  bodyId: Id,
  groupId: Id,
  needId: Type.Optional(Nullable(Id)),
  title: Type.String(),
  description: Type.String(),
  causes: Type.Array(Type.String()),
  skills: Type.Array(Type.String()),
  tags: Type.Array(Type.String()),
  remote: Type.Boolean(),
  areaCode: Nullable(Type.String()),
  address: Nullable(Type.String()),
  latitude: Nullable(Type.Number()),
  longitude: Nullable(Type.Number()),
  waitingList: Type.Boolean(),
  state: Type.String(),
  version: Type.Integer(),
  sessions: Type.Optional(Type.Array(SessionSchema)),
})

/** What making a placement answers. */
export const PlacementCreated = Type.Object({
  id: Id,
  bodyId: Id,
  groupId: Id,
  needId: Nullable(Id),
  state: Type.String(),
  version: Type.Integer(),
})

const postIds = Type.Optional(
  Type.Array(Id, {
    minItems: 1,
    maxItems: 20,
    description: 'Posts it releases; every post of that day where left out',
  }),
)

/** What somebody would like to book. */
export const WishBody = Type.Union([
  Type.Object(
    {
      sessionId: Id,
      postIds,
      joinWaitingList: Type.Optional(Type.Boolean({ description: 'Wait for a seat where none is free' })),
    },
    { ...strict, title: 'SessionWish' },
  ),
  Type.Object(
    {
      ownActivity: Type.Object(
        {
          title: Type.String({ minLength: 1, maxLength: 200 }),
          hostName: Type.String({ minLength: 1, maxLength: 250 }),
          hostOrgId: Type.Optional(
            Nullable(
              Type.String({
                maxLength: 60,
                pattern: '^[A-Z]{2}(-[A-Z0-9]+)+-[A-Za-z0-9./]+$',
                description: 'Register id, GB-CHC-1234567',
              }),
            ),
          ),
          hostEmail: Type.Optional(Nullable(Type.String({ format: 'email', maxLength: 250 }))),
          causes: Type.Optional(Type.Array(Uri, { maxItems: 20 })),
          tags: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }), { maxItems: 20 })),
          remote: Type.Optional(Type.Boolean()),
          onDay: CivilDaySchema,
          startsLocal: LocalTimeSchema,
          endsOnDay: Type.Optional(CivilDaySchema),
          endsLocal: LocalTimeSchema,
          zone: Zone,
        },
        strict,
      ),
      postIds,
    },
    { ...strict, title: 'OwnActivityWish' },
  ),
])

const Figure = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])

const FindingSchema = Type.Object({
  rule: Type.String(),
  outcome: Type.String({ description: 'passed, failed or not_applicable' }),
  effect: Type.Optional(Type.String({ description: 'What a failure does: refuse, ask or warn' })),
  code: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
  figures: Type.Optional(Type.Record(Type.String(), Figure)),
})

/** A verdict; a manager sees the outcome of each rule, without its figures. */
export const VerdictSchema = Type.Object({
  id: Type.Optional(Id),
  personId: Type.Optional(Id),
  policyVersionId: Type.Optional(Id),
  createdAt: Type.Optional(InstantSchema),
  outcome: Type.String({ description: 'allow, ask or refuse' }),
  leaveMinutes: Type.Optional(Type.Integer()),
  takings: Type.Optional(
    Type.Array(Type.Object({ pot: Type.String(), postId: Id, on: CivilDaySchema, minutes: Type.Integer() })),
  ),
  approvals: Type.Optional(Type.Array(Type.Object({ from: Type.String(), withinDays: Type.Integer() }))),
  earliestOn: Type.Optional(Nullable(CivilDaySchema)),
  findings: Type.Array(FindingSchema),
  reasons: Type.Optional(Type.Array(ReasonSchema)),
})

/** A booking; which fields are there depends on how the reader stands to it. */
export const BookingSchema = Type.Object({
  id: Id,
  personId: Id,
  sessionId: Type.Optional(Nullable(Id)),
  ownActivityId: Type.Optional(Nullable(Id)),
  placementId: Type.Optional(Nullable(Id)),
  bodyId: Type.Optional(Nullable(Id)),
  groupId: Type.Optional(Nullable(Id)),
  state: Type.String({ description: bookingStates.join(', ') }),
  startsAt: InstantSchema,
  endsAt: InstantSchema,
  leaveMinutes: Type.Optional(Type.Integer()),
  approverPersonId: Type.Optional(Nullable(Id)),
  offeredSessionId: Type.Optional(Nullable(Id)),
  holdUntilAt: Type.Optional(Nullable(InstantSchema)),
  verdictId: Type.Optional(Id),
  requestedAt: InstantSchema,
  updatedAt: InstantSchema,
  version: Type.Integer(),
  title: Type.Optional(Nullable(Type.String())),
  hostName: Type.Optional(Nullable(Type.String())),
  areaCode: Type.Optional(Nullable(Type.String())),
  releases: Type.Optional(
    Type.Array(
      Type.Object({ postId: Id, onDay: CivilDaySchema, minutes: Type.Integer({ description: 'Scheduled minutes' }) }),
    ),
  ),
  verdict: Type.Optional(VerdictSchema),
})

/** Coded reasons for declining or calling off; managers refuse with service reasons, never with free text. */
export const declineReasons = [
  'service_impact',
  'cover_unavailable',
  'busy_period',
  'activity_unsuitable',
  'no_capacity',
  'group_withdrew',
  'other_volunteer',
] as const
/** Coded reasons for dropping out or calling off. */
export const cancelReasons = ['changed_plans', 'ill', 'service_need', 'weather', 'group_withdrew', 'other'] as const
