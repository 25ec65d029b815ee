// Says what a finding means, in the reader's language. Pure; a finding of an older policy is explained with that policy.
import { type Figures, fill, isCivilDay, type Locale, locales, readableMinutes, say } from '../kernel/index.ts'
import { builtIns } from './built-ins.ts'
import type { CompiledPolicy } from './compiled.ts'
import type { CompiledRule, Sentences } from './rule.ts'
import { type FindingText, findingTexts } from './texts.ts'
import type { Finding } from './verdict-types.ts'

/** One sentence for a finding. Where it failed, the document's own sentence wins over the built-in one. */
export const explainFinding = (policy: CompiledPolicy, finding: Finding, locale: Locale): string => {
  const rule = policy.rules.find((one) => one.id === finding.rule)
  const figures = { ...readable(finding.figures, locale), rule: rule?.title ?? finding.rule }
  const own = finding.outcome === 'failed' && rule !== undefined ? sentenceIn(rule.say, locale) : null
  if (own !== null) return fill(own, figures)
  const word = wordOf(rule)
  const named = word === null ? figures : { ...figures, word: findingTexts[locale][word] }
  return say(findingTexts, locale, textOf(finding, rule), named)
}

const sentenceIn = (sentences: Sentences | null, locale: Locale): string | null => {
  if (sentences === null || typeof sentences === 'string') return sentences
  return sentences[locale] ?? locales.map((one) => sentences[one]).find((one) => one !== undefined) ?? null
}

const isText = (key: string): key is FindingText => Object.hasOwn(findingTexts['en-GB'], key)

const textOf = (finding: Finding, rule: CompiledRule | undefined): FindingText => {
  const key = rule?.textKey ?? 'condition'
  if (finding.outcome === 'not_applicable') return notApplicableText(finding, rule)
  const ending = finding.outcome === 'passed' ? 'ok' : 'no'
  const other = builtIns.get(rule?.use ?? '')?.otherCodes ?? ['condition_not_computable']
  const byCode = `${finding.code}_${ending}`
  if (other.includes(finding.code) && isText(byCode)) return byCode
  const byKey = `${key}_${ending}`
  return isText(byKey) ? byKey : `condition_${ending}`
}

const notApplicableText = (finding: Finding, rule: CompiledRule | undefined): FindingText => {
  if (finding.figures['applies'] === false) return 'rule_na'
  if (rule?.use === 'balance' || rule?.use === 'increments') return 'own_time_na'
  return rule?.use === 'body-notice' || rule?.use === 'body-is' ? 'body_na' : 'rule_na'
}

/** The word for what a rule over posts compares: `contract-is` speaks of the contract. */
const wordOf = (rule: CompiledRule | undefined): FindingText | null => {
  const word = rule?.use?.replace(/-is$/, '').replaceAll('-', '_') ?? ''
  return (rule?.textKey === 'in' || rule?.textKey === 'not_in') && isText(word) ? word : null
}

/** Figures as people read them: minutes as `7 h 30 min`, days of the calendar in words, nothing as a word. */
const readable = (figures: Figures, locale: Locale): Record<string, string | number | boolean> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, readableFigure(name, value, locale)]))

const readableFigure = (
  name: string,
  value: Figures[string] | undefined,
  locale: Locale,
): string | number | boolean => {
  if (value === null || value === undefined || value === '') return findingTexts[locale].nothing
  if (typeof value === 'number' && /(Minutes|_minutes)$/.test(name)) return readableMinutes(value)
  if (typeof value === 'string' && isCivilDay(value)) return readableDay(value, locale)
  return value
}

/** Made once: making a format costs a hundred times as much as using it, and every answer with a verdict uses it. */
const longDays: Readonly<Record<Locale, Intl.DateTimeFormat>> = {
  'en-GB': new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }),
  'cy-GB': new Intl.DateTimeFormat('cy-GB', { dateStyle: 'long', timeZone: 'UTC' }),
}

const readableDay = (on: string, locale: Locale): string => longDays[locale].format(new Date(`${on}T00:00:00Z`))
