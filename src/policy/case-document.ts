// The schema of a file of cases: questions to a policy and the verdicts expected, in a short form with defaults. Published as
// policies/cases.schema.json.
import { type Static, Type } from 'typebox'
import { quantityPatterns } from './quantity.ts'

const closed = { additionalProperties: false } as const
const day = (what: string) => Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: `${what}, as 2026-04-01` })
const duration = (what: string) =>
  Type.String({ pattern: quantityPatterns.duration, description: `${what}, as "7 hours 30 minutes"` })
const code = (what: string) => Type.String({ minLength: 1, maxLength: 100, description: what })
const codes = (what: string) => Type.Array(code(what), { description: what })
const choice = <const Values extends readonly string[]>(values: Values, description: string) =>
  Type.Unsafe<Values[number]>(Type.String({ enum: [...values], description }))
const maybe = Type.Optional

const PersonSchema = Type.Object(
  {
    started: maybe(day('First day of service; 2015-01-01 unless said')),
    ended: maybe(day('Last day of service')),
    zone: maybe(code('Zone; Europe/London unless said')),
    nation: maybe(choice(['england-and-wales', 'scotland', 'northern-ireland'], 'Nation for bank holidays')),
  },
  closed,
)

const PostSchema = Type.Object(
  {
    id: maybe(code('Name of the post in this case; post-1 and so on unless said')),
    contract: maybe(code('Kind of contract; permanent unless said')),
    'pay-basis': maybe(choice(['salaried', 'hourly'], 'salaried unless said')),
    grade: maybe(code('Grade')),
    department: maybe(code('Department')),
    'legal-entity': maybe(code('Legal entity')),
    site: maybe(code('Site')),
    fte: maybe(
      Type.Number({ minimum: 0, maximum: 1, multipleOf: 0.001, description: 'Share of full time; 1 unless said' }),
    ),
    'full-time-week': maybe(duration('Full-time week; 37 hours unless said')),
    starts: maybe(day('First day; the first day of service unless said')),
    ends: maybe(day('Last day')),
  },
  closed,
)

const ActivitySchema = Type.Object(
  {
    kind: maybe(choice(['placement', 'own_activity'], 'placement unless said')),
    causes: maybe(codes('Causes')),
    skills: maybe(codes('Skills')),
    tags: maybe(codes('Tags')),
    remote: maybe(Type.Boolean()),
    area: maybe(code('Local authority')),
    body: maybe(code('Body; one body for a placement unless said')),
    group: maybe(code('Group')),
    'org-ids': maybe(codes('Register ids of the host; one of GB-CHC unless said')),
    vouched: maybe(Type.Boolean({ description: 'false unless said' })),
    'body-notice': maybe(Type.Integer({ minimum: 0, description: 'Days of notice the body asks for; 0 unless said' })),
  },
  closed,
)

const PotSchema = Type.Union(
  [
    duration('What is free'),
    Type.Object(
      {
        available: duration('What is free'),
        entitled: maybe(duration('What was granted; what is free unless said')),
        used: maybe(duration('What was used before, for caps; nothing unless said')),
        next: maybe(duration('What is free in later windows; the same unless said')),
      },
      closed,
    ),
  ],
  { description: 'What is free, or a map with available, entitled, used and next' },
)

const PieceSchema = Type.Object(
  {
    on: day('Day'),
    post: maybe(code('Post; the first unless said')),
    minutes: duration('Scheduled time it takes'),
    day: maybe(duration('Scheduled time of the whole day; the same unless said')),
  },
  closed,
)

const ExpectSchema = Type.Object(
  {
    outcome: maybe(choice(['allow', 'ask', 'refuse'], 'The outcome')),
    failed: maybe(
      Type.Array(Type.String(), { description: 'The codes of all findings that failed; none unless said' }),
    ),
    takes: maybe(Type.Record(Type.String(), duration('Minutes'), { description: 'What is taken, by pot' })),
    approvals: maybe(Type.Array(choice(['manager', 'hr'], 'Who'), { description: 'Who has to agree, in order' })),
    earliest: maybe(
      Type.String({ pattern: '^(\\d{4}-\\d{2}-\\d{2}|none)$', description: 'The earliest day, or none' }),
    ),
    entitled: maybe(
      Type.Record(Type.String(), duration('Minutes'), { description: 'What is granted for the window, by pot' }),
    ),
  },
  { ...closed, minProperties: 1 },
)

const facts = {
  asked: maybe(day('Day of asking, at noon')),
  on: maybe(day('Day of the activity')),
  start: maybe(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'Start; 09:00 unless said' })),
  length: maybe(duration('From start to end; 7 hours unless said')),
  leave: maybe(
    Type.String({
      pattern: `^none$|${quantityPatterns.duration}`,
      description: 'Scheduled time it takes, or none; the length unless said',
    }),
  ),
  day: maybe(duration('Scheduled time of the whole day; what it takes unless said')),
  pieces: maybe(Type.Array(PieceSchema, { description: 'Instead of leave and day: several days or posts' })),
  person: maybe(PersonSchema),
  posts: maybe(Type.Array(PostSchema, { minItems: 1 })),
  activity: maybe(ActivitySchema),
  pots: maybe(Type.Record(Type.String(), PotSchema, { description: 'What the pots hold; plenty unless said' })),
  clashes: maybe(
    Type.Array(choice(['booking', 'busy', 'leaver'], 'Kind'), { description: 'What else is in the diary then' }),
  ),
}

/** A file of cases. */
export const CasesSchema = Type.Object(
  {
    defaults: maybe(Type.Object(facts, { ...closed, description: 'Facts of every case that does not say otherwise' })),
    cases: Type.Array(
      Type.Object(
        { case: Type.String({ minLength: 1, description: 'What it shows' }), ...facts, expect: ExpectSchema },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  { ...closed, title: 'Boonday policy cases', $schema: 'https://json-schema.org/draft/2020-12/schema' },
)

export type CasesDocument = Static<typeof CasesSchema>
/** One case: a situation in words and what the policy has to answer. */
export type CaseDocument = CasesDocument['cases'][number]
/** What is given in a case, without its name and its expected answer. */
export type CaseFacts = Omit<CaseDocument, 'case' | 'expect'>

/** The published JSON Schema of cases, as text. */
export const casesSchemaText = (): string => `${JSON.stringify(CasesSchema, null, 2)}\n`
