// A verdict rule by rule, as a list, already cut to its reader. Pure.
import { type Locale, say } from '../kernel/index.ts'
import { type Html, html } from './html.ts'
import { pageTexts } from './page-texts.ts'

/** One rule of a verdict for one reader: what they may not see is not there. */
export interface RuleLine {
  /** The rule's id in the policy. */
  readonly rule: string
  readonly outcome: 'passed' | 'failed' | 'not_applicable'
  /** What a failure does: a failed rule that only asks is still to be decided. */
  readonly effect?: 'refuse' | 'ask' | 'warn'
  /** The sentence with its figures; a manager does not see it, because figures hold balances. */
  readonly message?: string
}

/** The rules in the order of the policy: each with its sentence, or with its name alone. */
export const ruleList = (locale: Locale, rules: readonly RuleLine[]): Html =>
  html`<ul class="rules">${rules.map((rule) => {
    const [mark, key] = wordFor(rule)
    return html`<li><span class="${mark}">${say(pageTexts, locale, key)}</span> – ${rule.message ?? nameOf(rule.rule)}</li>`
  })}</ul>`

const nameOf = (rule: string): string => rule.replace(/[-_]+/g, ' ')

const wordFor = (rule: RuleLine): readonly [string, 'rulePassed' | 'ruleFailed' | 'ruleOpen' | 'ruleNotApplicable'] => {
  if (rule.outcome === 'passed') return ['passed', 'rulePassed']
  if (rule.outcome === 'not_applicable') return ['open', 'ruleNotApplicable']
  return rule.effect === 'ask' || rule.effect === 'warn' ? ['open', 'ruleOpen'] : ['failed', 'ruleFailed']
}
