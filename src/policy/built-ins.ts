// The list of built-in rules, in the order in which the documentation shows them. Pure.
import { activityRules } from './activity-rules.ts'
import { personRules } from './person-rules.ts'
import { requestRules } from './request-rules.ts'
import type { BuiltIn } from './rule.ts'

/** Every built-in rule by its name. */
export const builtIns: ReadonlyMap<string, BuiltIn> = new Map(
  [...personRules, ...activityRules, ...requestRules].map((one) => [one.name, one]),
)

/** The rules every policy has, named or not, in the order in which they are asked. */
export const implicitRules: readonly BuiltIn[] = [...builtIns.values()].filter((one) => one.implicit)
