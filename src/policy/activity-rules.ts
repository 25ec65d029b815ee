// Built-in rules about the activity and its host: causes, registers, bodies, groups, places. Pure.
import { Type } from 'typebox'
import { codeListOf, type Listed, listedParameters } from './code-list.ts'
import type { ActivityFacts } from './question.ts'
import { type BuiltIn, builtIn, failed, type Judge, notApplicable, passed } from './rule.ts'

const Codes = (what: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 500, description: what })

const ofActivity = { moves: 'no', effects: ['refuse', 'ask', 'warn'], implicit: false } as const

const causesAllowed = builtIn<{ 'any-of': readonly string[] }>({
  ...ofActivity,
  name: 'causes-allowed',
  about: 'At least one cause of the activity is in the list.',
  parameters: Type.Object({ 'any-of': Codes('Causes that are covered') }, { additionalProperties: false }),
  code: 'cause_not_allowed',
  figures: ['listed'],
  sensitive: true,
  textKey: () => 'causes_allowed',
  compile: (parameters) => {
    const allowed = new Set(parameters['any-of'])
    const figures = { listed: parameters['any-of'].join(', ') }
    return ({ question }) =>
      question.activity.causes.some((cause) => allowed.has(cause)) ? passed(figures) : failed(figures)
  },
})

interface Excluded {
  readonly 'none-of': readonly string[]
}

/** Judges that none of what is read of an activity is in the list. */
const noneOf =
  (read: (activity: ActivityFacts) => readonly string[]) =>
  (parameters: Excluded): Judge => {
    const excluded = new Set(parameters['none-of'])
    const listed = parameters['none-of'].join(', ')
    return ({ question }) => {
      const found = read(question.activity).find((code) => excluded.has(code)) ?? null
      return found === null ? passed({ found, listed }) : failed({ found, listed })
    }
  }

const causesExcluded = builtIn<Excluded>({
  ...ofActivity,
  name: 'causes-excluded',
  about: 'No cause of the activity is in the list.',
  parameters: Type.Object({ 'none-of': Codes('Causes that are not covered') }, { additionalProperties: false }),
  code: 'cause_excluded',
  figures: ['found', 'listed'],
  sensitive: true,
  textKey: () => 'causes_excluded',
  compile: noneOf((activity) => activity.causes),
})

const tagsExcluded = builtIn<Excluded>({
  ...ofActivity,
  name: 'tags-excluded',
  about: 'Nothing in the list is known of the host or declared for the activity.',
  parameters: Type.Object({ 'none-of': Codes('Tags that are not covered') }, { additionalProperties: false }),
  code: 'activity_excluded',
  figures: ['found', 'listed'],
  sensitive: true,
  textKey: () => 'tags_excluded',
  compile: noneOf((activity) => activity.tags),
})

interface Host {
  readonly registers?: readonly string[]
  readonly vouched?: boolean
  readonly tags?: readonly string[]
}

const hostRecognised = builtIn<Host>({
  ...ofActivity,
  name: 'host-is-recognised',
  about:
    'The host is on a register (of those listed, or any), or the body vouches for it, or it carries one of the tags.',
  parameters: Type.Object(
    {
      registers: Type.Optional(Codes('Register prefixes, such as GB-CHC; without this any register will do')),
      vouched: Type.Optional(
        Type.Boolean({ description: 'Whether a body may vouch for an unregistered host; true unless said' }),
      ),
      tags: Type.Optional(Codes('Tags that stand for a register, such as comparable')),
    },
    { additionalProperties: false },
  ),
  code: 'host_not_recognised',
  figures: ['registrations', 'vouched', 'registers'],
  sensitive: true,
  textKey: () => 'host_recognised',
  compile: ({ registers, vouched = true, tags = [] }) => {
    const prefixes = registers?.map((register) => `${register}-`)
    const listed = registers?.join(', ') ?? null
    const standIns = new Set(tags)
    const counts = (orgId: string): boolean => prefixes?.some((prefix) => orgId.startsWith(prefix)) ?? true
    return ({ question: { activity } }) => {
      const registrations = activity.orgIds.filter(counts).length
      const figures = { registrations, vouched: activity.vouched, registers: listed }
      const recognised =
        registrations > 0 || (vouched && activity.vouched) || activity.tags.some((tag) => standIns.has(tag))
      return recognised ? passed(figures) : failed(figures)
    }
  },
})

const bodyIs = builtIn<Listed>({
  ...ofActivity,
  name: 'body-is',
  about:
    'The infrastructure body is in the list, or is not in it. Does not apply to an activity somebody found themselves.',
  parameters: listedParameters('Ids of bodies'),
  code: 'body_not_covered',
  figures: ['listed'],
  sensitive: false,
  textKey: (parameters) => (parameters.in === undefined ? 'body_not_in' : 'body_in'),
  compile: (parameters) => {
    const { values, covers } = codeListOf(parameters)
    const figures = { listed: values.length }
    return ({ question: { activity } }) => {
      if (activity.bodyId === null) return notApplicable
      return covers(activity.bodyId) ? passed(figures) : failed(figures)
    }
  },
})

const groupIs = builtIn<Listed>({
  ...ofActivity,
  name: 'group-is',
  about: 'The community group, by its id or one of its register ids, is in the list, or is not in it.',
  parameters: listedParameters('Ids or register ids of groups'),
  code: 'group_not_covered',
  figures: ['listed'],
  sensitive: true,
  textKey: (parameters) => (parameters.in === undefined ? 'group_not_in' : 'group_in'),
  compile: (parameters) => {
    const { values, covers } = codeListOf(parameters)
    const figures = { listed: values.length }
    return ({ question: { activity } }) => {
      const ids = activity.groupId === null ? activity.orgIds : [activity.groupId, ...activity.orgIds]
      return covers(...ids) ? passed(figures) : failed(figures)
    }
  },
})

const areaIs = builtIn<Listed & { readonly remote?: boolean }>({
  ...ofActivity,
  name: 'area-is',
  about:
    'The local authority of the place is in the list, or is not in it. Remote activities pass unless remote is false.',
  parameters: Type.Object(
    {
      ...listedParameters('Local authority codes').properties,
      remote: Type.Optional(
        Type.Boolean({ description: 'Whether an activity from anywhere is covered; true unless said' }),
      ),
    },
    {
      additionalProperties: false,
      oneOf: [{ required: ['in'] }, { required: ['not-in'] }],
      description: 'Either in or not-in',
    },
  ),
  code: 'area_not_covered',
  figures: ['found', 'listed'],
  sensitive: false,
  textKey: (parameters) => (parameters.in === undefined ? 'area_not_in' : 'area_in'),
  compile: (parameters) => {
    const { values, covers } = codeListOf(parameters)
    const remoteCovered = parameters.remote ?? true
    const listed = values.join(', ')
    return ({ question: { activity } }) => {
      const figures = { found: activity.areaCode, listed }
      if (activity.remote) return remoteCovered ? passed(figures) : failed(figures)
      return covers(activity.areaCode ?? '') ? passed(figures) : failed(figures)
    }
  },
})

/** The built-ins of this file. */
export const activityRules: readonly BuiltIn[] = [
  causesAllowed,
  causesExcluded,
  tagsExcluded,
  hostRecognised,
  bodyIs,
  groupIs,
  areaIs,
]
