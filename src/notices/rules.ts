// A verdict rule by rule, as a list. A rule that read cause, group or checks tells a manager its outcome only. Pure.
import { type Locale, say } from '../kernel/index.ts'
import { type Html, html } from './html.ts'
import { pageTexts } from './page-texts.ts'

/** One rule of a verdict for one reader; `sentence` is null where the reader may see the outcome only. */
export interface RuleLine {
  readonly outcome: 'passed' | 'failed' | 'not_applicable'
  /** What a failure does: a failed rule that only asks is still to be decided. */
  readonly effect: 'refuse' | 'ask' | 'warn'
  readonly sentence: string | null
}

/** The rules that applied, in the order of the policy; the others are folded away by leaving them out. */
export const ruleList = (locale: Locale, rules: readonly RuleLine[]): Html =>
  html`<ul class="rules">${rules.map((rule) => {
    const [mark, key] = wordFor(rule)
    return html`<li><span class="${mark}">${say(pageTexts, locale, key)}</span> – ${rule.sentence ?? say(pageTexts, locale, 'ruleHidden')}</li>`
  })}</ul>`

const wordFor = (rule: RuleLine): readonly [string, 'rulePassed' | 'ruleFailed' | 'ruleOpen' | 'ruleNotApplicable'] => {
  if (rule.outcome === 'passed') return ['passed', 'rulePassed']
  if (rule.outcome === 'not_applicable') return ['open', 'ruleNotApplicable']
  return rule.effect === 'refuse' ? ['failed', 'ruleFailed'] : ['open', 'ruleOpen']
}
