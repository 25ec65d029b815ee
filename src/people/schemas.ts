// What goes over the wire about people. Answers are cut by the role x field table, so every field of theirs may be missing.
import { Type } from 'typebox'
import { CivilDaySchema, Id, InstantSchema, Nullable, roles } from '../http/index.ts'
import { nations } from '../kernel/index.ts'
import { skillLengthAtMost, skillsAtMost } from './import-cells.ts'
import { payBases } from './import-columns.ts'
import { WorkPatternSchema } from './pattern.ts'
import { grantableRoles } from './roles.ts'

const words = <Word extends string>(all: readonly Word[]) => Type.Union(all.map((word) => Type.Literal(word)))
const text = Nullable(Type.String())
const HrId = Type.String({ minLength: 1, maxLength: 80, description: 'The employer’s own id of the employment' })
const Count = Type.Integer({ minimum: 0 })
const closed = { additionalProperties: false } as const

const PostSchema = Type.Partial(
  Type.Object({
    id: Id,
    hrPostId: Type.String(),
    siteId: Nullable(Id),
    siteCode: text,
    startsOn: CivilDaySchema,
    endsOn: Nullable(CivilDaySchema),
    department: text,
    grade: text,
    legalEntity: text,
    managerPersonId: Nullable(Id),
    standInPersonId: Nullable(Id),
    payNumber: text,
    payBasis: words(payBases),
    contract: Type.String(),
    fteThousandths: Type.Integer({ minimum: 0, maximum: 1000 }),
    fullTimeWeekMinutes: Type.Integer(),
    pattern: WorkPatternSchema,
  }),
)

/** A person with their posts; each caller sees the fields that their roles open. */
export const PersonSchema = Type.Partial(
  Type.Object({
    id: Id,
    hrId: Type.String(),
    name: text,
    email: text,
    zone: Type.String({ description: 'IANA time zone' }),
    nation: Nullable(words(nations)),
    locale: Type.String(),
    startedOn: CivilDaySchema,
    endedOn: Nullable(CivilDaySchema),
    state: words(['active', 'left', 'forgotten']),
    posts: Type.Array(PostSchema),
  }),
)

/** Who the service takes the caller for. */
export const CallerSchema = Type.Object({
  kind: words(['person', 'member', 'client']),
  tenantId: Id,
  tenantKind: words(['employer', 'body']),
  principalId: Id,
  personId: Nullable(Id),
  onBehalfOf: Nullable(Id),
  roles: Type.Array(words(roles)),
  locale: Type.String(),
  person: Nullable(PersonSchema),
})

const Skill = Type.String({
  format: 'uri',
  pattern: '^https?://[^\\s<>"]+$',
  maxLength: skillLengthAtMost,
  description: 'Address of a skill in a vocabulary such as ESCO',
})
/** All skills of a person at once; what is left out is dropped. */
export const SkillsInput = Type.Object(
  { skills: Type.Array(Skill, { maxItems: skillsAtMost, uniqueItems: true }) },
  closed,
)
/** The skills that a person keeps. */
export const SkillsSchema = Type.Object({ skills: Type.Array(Type.String()) })

/** A place of work. */
export const SiteSchema = Type.Partial(
  Type.Object({
    id: Id,
    code: Type.String(),
    name: Type.String(),
    zone: Type.String(),
    nation: text,
    postcode: text,
    latitude: Nullable(Type.Number()),
    longitude: Nullable(Type.Number()),
  }),
)

/** Address of one person. */
export const PersonParams = Type.Object({ personId: Id })
/** Address of one role grant. */
export const GrantParams = Type.Object({ grantId: Id })

/** A role for a person or a client; without instants it begins at once and does not end. */
export const GrantInput = Type.Object(
  {
    principalId: Id,
    role: words(grantableRoles),
    fromAt: Type.Optional(InstantSchema),
    untilAt: Type.Optional(Nullable(InstantSchema)),
  },
  closed,
)
/** The id by which a grant can be ended. */
export const GrantCreated = Type.Object({ id: Id })
/** The instant from which a grant no longer counts. */
export const GrantEnded = Type.Object({ id: Id, untilAt: InstantSchema })

/** A sign-in at a registered provider and the person it belongs to. */
export const IdentityInput = Type.Object(
  { providerId: Id, subject: Type.String({ minLength: 1, maxLength: 200 }), hrId: HrId },
  closed,
)
/** The link that was made, and the person behind the HR id. */
export const IdentityCreated = Type.Object({ id: Id, personId: Id })

/** What a people import did, or with `dryRun` would do. */
export const ImportReportSchema = Type.Object({
  created: Count,
  updated: Count,
  unchanged: Count,
  left: Count,
  forgotten: Count,
  posts: Count,
  dryRun: Type.Boolean(),
})

const Busy = Type.Object({ startsAt: InstantSchema, endsAt: InstantSchema }, closed)
const BusyOf = { busy: Type.Array(Busy, { maxItems: 1000 }) }
/** When people are busy between two instants; replaces all that the same source said of them there. */
export const BusyInput = Type.Object(
  {
    source: Type.String({
      minLength: 1,
      maxLength: 40,
      pattern: '^[\\w.:-]+$',
      description: 'The system it comes from',
    }),
    startsAt: InstantSchema,
    endsAt: InstantSchema,
    people: Type.Array(
      Type.Union([Type.Object({ personId: Id, ...BusyOf }, closed), Type.Object({ hrId: HrId, ...BusyOf }, closed)]),
      { minItems: 1, maxItems: 500 },
    ),
  },
  closed,
)
/** What was kept of it. */
export const BusyReportSchema = Type.Object({ people: Count, intervals: Count })

const Row = Type.Record(Type.String(), Type.Unknown())
/** All that is held of one person: rows by table, and where else their id stands. */
export const DossierSchema = Type.Object({
  personId: Id,
  tables: Type.Record(Type.String(), Type.Array(Row)),
  mentions: Type.Record(Type.String(), Type.Array(Type.String())),
})
/** That a person is forgotten, and how many rows were erased for it. */
export const ForgottenSchema = Type.Object({ personId: Id, erasedRows: Count })
