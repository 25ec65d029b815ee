// The schema of a policy document: the one source of its keys, its spellings and the JSON Schema that editors complete it
// with (published as policies/policy.schema.json). It knows the form only; compile.ts knows what it means.
import { type Static, type TSchema, Type } from 'typebox'
import { locales } from '../kernel/index.ts'
import { builtIns } from './built-ins.ts'
import { quantityPatterns } from './quantity.ts'

const closed = { additionalProperties: false } as const
const oneOf = <const Values extends readonly string[]>(values: Values, description: string) =>
  Type.Unsafe<Values[number]>(Type.String({ enum: [...values], description }))
const spelt = (pattern: string, description: string, examples?: readonly string[]) =>
  Type.String({ pattern, description, ...(examples === undefined ? {} : { examples: [...examples] }) })

const Slug = (what: string) => spelt('^[a-z][a-z0-9-]{0,59}$', `${what}: small letters, digits and hyphens`)
const Line = (what: string) => Type.String({ minLength: 1, maxLength: 300, description: what })
const DayText = (what: string) => spelt('^\\d{4}-\\d{2}-\\d{2}$', `${what}, as 2026-04-01`)
const Duration = (what: string) =>
  spelt(quantityPatterns.duration, `${what}, as "16 hours", "90 minutes" or "7 hours 30 minutes"`)
const Days = (what: string) => spelt(quantityPatterns.days, `${what}, as "5 days"`)
const ConditionText = (what: string) =>
  Type.String({ minLength: 1, maxLength: 2000, description: `${what}: a CEL condition` })

const SaySchema = Type.Union(
  [
    Type.String({ minLength: 1, maxLength: 1000 }),
    Type.Object(
      Object.fromEntries(
        locales.map((locale) => [locale, Type.Optional(Type.String({ minLength: 1, maxLength: 1000 }))]),
      ),
      { ...closed, minProperties: 1 },
    ),
  ],
  { description: 'The sentence for the person when it fails, or one for each locale; figures as {name}' },
)

const PotSchema = Type.Object(
  {
    id: Slug('Name of the account, unique in the policy'),
    title: Line('What people call it'),
    per: Type.Optional(oneOf(['person', 'post'], 'Whose it is; person unless said')),
    amount: spelt(quantityPatterns.amount, 'What a full-time post has for a full window, as "3 days" or "16 hours"'),
    window: spelt(
      '^(calendar-year|anniversary|month|year-from (0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01]))$',
      'One of calendar-year, anniversary, month, or "year-from MM-DD"',
      ['calendar-year', 'anniversary', 'month', 'year-from 09-01'],
    ),
    'pro-rata': Type.Optional(oneOf(['fte', 'none'], 'Whether part-time posts have a share by FTE; none unless said')),
    joiners: Type.Optional(
      oneOf(['by-day', 'by-month', 'full'], 'The share of somebody who joins inside a window; full unless said'),
    ),
    leavers: Type.Optional(
      oneOf(['by-day', 'by-month', 'full'], 'The share of somebody who leaves inside a window; full unless said'),
    ),
    rounding: Type.Optional(
      Type.Object(
        {
          to: oneOf(['up', 'down', 'nearest'], 'Direction'),
          step: spelt(
            `^day$|^half-day$|${quantityPatterns.duration}`,
            'day, half-day, or a duration such as "30 minutes"',
            ['day', 'half-day'],
          ),
        },
        { ...closed, description: 'Rounding of a share, once; up to a whole minute unless said' },
      ),
    ),
    unused: Type.Optional(
      Type.Union(
        [
          oneOf(['lapse', 'carry'], 'What happens to what is left at the end; lapse unless said'),
          Type.Object(
            {
              carry: spelt(`^all$|${quantityPatterns.duration}`, 'all, or at most a duration such as "8 hours"'),
              'lapses-after': Type.Optional(
                spelt(quantityPatterns.months, 'When the carried part lapses, as "3 months"'),
              ),
            },
            closed,
          ),
        ],
        { description: 'lapse, carry, or a map with carry and lapses-after' },
      ),
    ),
    overdraft: Type.Optional(Duration('How far it may be overdrawn; not at all unless said')),
    increments: Type.Optional(
      Type.Union(
        [
          spelt(
            `^(any|half-day|whole-day)$|${quantityPatterns.duration}`,
            'any, half-day, whole-day, or a step such as "30 minutes"',
            ['any', 'half-day', 'whole-day'],
          ),
          Type.Object({ 'at-least': Duration('Smallest piece'), step: Duration('Step') }, closed),
        ],
        { description: 'any, half-day, whole-day, a step such as "30 minutes", or a map with at-least and step' },
      ),
    ),
    for: Type.Optional(ConditionText('Which activities may draw on it; all unless said')),
  },
  { ...closed, description: 'One entitlement. An activity draws on the first pot it fits; the rest goes to the next' },
)

const CapSchema = Type.Object(
  {
    id: Slug('Name of the limit, unique among the rules'),
    title: Type.Optional(Line('What people call it')),
    pots: Type.Array(Type.String(), {
      minItems: 1,
      maxItems: 20,
      uniqueItems: true,
      description: 'Ids of the pots it limits together',
    }),
    amount: Duration('The sum in one window'),
  },
  { ...closed, description: 'A limit over several pots together' },
)

/** Ties the parameters of every built-in to its name, so that editors complete them and mistakes name them. */
const parametersByName = [...builtIns.values()].map((one) => ({
  if: { required: ['use'], properties: { use: { const: one.name } } },
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
  then: { properties: { with: one.parameters } },
}))

const RuleSchema = Type.Object(
  {
    id: Slug('Name of the rule, unique among the rules'),
    title: Type.Optional(Line('The rule in a few words')),
    use: Type.Optional(oneOf([...builtIns.keys()], 'A built-in rule')),
    with: Type.Optional(Type.Object({}, { description: 'Parameters of the built-in rule' })),
    when: Type.Optional(ConditionText('What has to hold')),
    applies: Type.Optional(ConditionText('When the rule applies at all')),
    otherwise: Type.Optional(oneOf(['refuse', 'ask', 'warn'], 'What it does when it fails; refuse unless said')),
    who: Type.Optional(oneOf(['manager', 'hr'], 'Who is asked when it fails with "ask"; hr unless said')),
    within: Type.Optional(Days('Days they have when it fails with "ask"; 5 days unless said')),
    reason: Type.Optional(
      spelt('^[a-z][a-z0-9]*(_[a-z0-9]+)*$', 'The failing fact in snake_case, as balance_insufficient'),
    ),
    say: Type.Optional(SaySchema),
  },
  {
    ...closed,
    allOf: parametersByName,
    description: 'Either a built-in rule (use, with) or a condition (when, reason, say)',
  },
)

const ApprovalSchema = Type.Object(
  {
    who: oneOf(['manager', 'hr'], 'Who approves'),
    within: Days('Days they have before the request lapses'),
    when: Type.Optional(ConditionText('When it is needed; always unless said')),
  },
  closed,
)

const PointSchema = Type.Object(
  {
    id: Slug('Name of the point rule, unique among them'),
    title: Line('What people call it'),
    'per-hour': Type.Integer({ minimum: 1, maximum: 100_000, description: 'Points for an hour' }),
    counts: oneOf(['paid', 'own', 'all'], 'Hours in scheduled time, in own time, or both'),
    rounding: Type.Optional(
      oneOf(['up', 'down', 'nearest'], 'Rounding of a part hour to whole points; down unless said'),
    ),
  },
  closed,
)

const list = <T extends TSchema>(item: T, description: string) =>
  Type.Optional(Type.Array(item, { maxItems: 200, description }))

/** The whole document. */
export const PolicySchema = Type.Object(
  {
    policy: Slug('Short name of the policy'),
    title: Line('Its title'),
    from: DayText('The day from which it is in force'),
    source: Type.Optional(Line('Where the published text is')),
    readings: list(
      Type.Object({ point: Line('What the published text leaves open'), reading: Line('How it is read here') }, closed),
      'Open points of the published text and how they are read',
    ),
    pots: Type.Array(PotSchema, { maxItems: 50, description: 'Entitlements, in the order in which they give' }),
    caps: list(CapSchema, 'Limits over several pots together'),
    rules: list(RuleSchema, 'What has to be so, beyond the rules that every policy has'),
    approvals: list(ApprovalSchema, 'Who has to agree, in order'),
    points: list(PointSchema, 'Points for attended hours'),
    'manager-sees': Type.Optional(
      oneOf(
        ['area', 'host'],
        'What a manager is told beyond the time: the area, or the host as well; area unless said',
      ),
    ),
  },
  { ...closed, title: 'Boonday policy', $schema: 'https://json-schema.org/draft/2020-12/schema' },
)

export type PolicyDocument = Static<typeof PolicySchema>
/** A pot as HR writes it. */
export type PotDocument = PolicyDocument['pots'][number]
/** A rule as HR writes it. */
export type RuleDocument = NonNullable<PolicyDocument['rules']>[number]

/** The published JSON Schema, as text: what policies/policy.schema.json holds and GET /v1/policy-schema answers. */
export const policySchemaText = (): string => `${JSON.stringify(PolicySchema, null, 2)}\n`
