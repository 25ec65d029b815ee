// Compiles the rules of a document, and those every policy has, to closures; notes what the schema alone cannot know. Pure.
import { builtIns, implicitRules } from './built-ins.ts'
import type { Condition } from './cel.ts'
import type { RuleDocument } from './document.ts'
import { mostOf } from './facts.ts'
import type { PotCap } from './pot.ts'
import { countOf } from './quantity.ts'
import { judgeCap } from './request-rules.ts'
import { type BuiltIn, type CompiledRule, failed, type Judge, passed } from './rule.ts'
import type { Path } from './source.ts'
import { hint } from './spelling.ts'
import type { ApprovalNeeded, Finding } from './verdict-types.ts'
import type { Workshop } from './workshop.ts'

/** Days an approver has where a rule does not say: a working week. */
const withinDaysUnlessSaid = 5
const noApproval: ApprovalNeeded = { from: 'hr', withinDays: withinDaysUnlessSaid }

/** The rules every policy has, the caps, then the rules of the document. */
export const compileRules = (
  shop: Workshop,
  documents: readonly RuleDocument[],
  caps: readonly PotCap[],
): CompiledRule[] => {
  checkIds(shop, documents, caps)
  const named = new Set(documents.map((document) => document.use))
  const implicit = implicitRules.filter((one) => !named.has(one.name as never)).map(implicitRule)
  const fromDocument = documents.map((document, index) => compileRule(shop, ['rules', index], document))
  return [...implicit, ...caps.map(capRule), ...fromDocument.filter((one) => one !== null)]
}

const checkIds = (shop: Workshop, documents: readonly RuleDocument[], caps: readonly PotCap[]): void => {
  shop.unique('rules', documents)
  shop.unique('caps', caps)
  const capIds = new Set(caps.map((cap) => cap.id))
  const reserved = new Map(implicitRules.map((one) => [one.name, one]))
  const usedTwice = new Set<string>()
  documents.forEach(({ id, use }, index) => {
    const path = ['rules', index, 'id']
    if (capIds.has(id)) shop.source.at(path, `the id "${id}" is taken by a cap`)
    if (reserved.has(id) && use !== id) shop.source.at(path, `the id "${id}" is kept for the rule "use: ${id}"`)
    if (use === undefined || !reserved.has(use)) return
    if (usedTwice.has(use)) shop.source.at(['rules', index, 'use'], `"${use}" is there twice: every policy has it once`)
    usedTwice.add(use)
  })
  caps.forEach(({ id }, index) => {
    if (reserved.has(id))
      shop.source.at(['caps', index, 'id'], `the id "${id}" is kept for a rule that every policy has`)
  })
}

const implicitRule = (rule: BuiltIn): CompiledRule => {
  const judge = rule.compile({})
  const form = { id: rule.name, effect: rule.effects[0], code: rule.code, sensitive: rule.sensitive }
  return {
    ...form,
    title: null,
    use: rule.name,
    textKey: rule.textKey({}),
    say: null,
    moves: rule.moves,
    approval: noApproval,
    check: checkOf(form, judge, null),
    notBefore: rule.notBefore?.({}) ?? null,
  }
}

const capRule = (cap: PotCap, index: number): CompiledRule => {
  const form = { id: cap.id, effect: 'refuse', code: 'cap_reached', sensitive: false } as const
  return {
    ...form,
    title: null,
    use: null,
    textKey: 'cap',
    say: null,
    moves: 'day',
    approval: noApproval,
    check: checkOf(form, judgeCap(cap, index), null),
    notBefore: null,
  }
}

/** One rule on the bench. */
interface Draft {
  readonly shop: Workshop
  readonly path: Path
  readonly document: RuleDocument
  readonly applies: Condition | null
}

const compileRule = (shop: Workshop, path: Path, document: RuleDocument): CompiledRule | null => {
  const applies = shop.condition([...path, 'applies'], document.applies)
  const when = shop.condition([...path, 'when'], document.when)
  if (!shop.sound(path)) return null
  if ((document.use === undefined) === (document.when === undefined)) {
    shop.source.at(
      path,
      `the rule "${document.id}" needs either "use" with a built-in rule, or "when" with a condition`,
    )
    return null
  }
  checkAsking(shop, path, document)
  const draft = { shop, path, document, applies }
  const rule = builtIns.get(document.use ?? '')
  if (rule !== undefined) return builtInRule(draft, rule)
  return when === null ? null : conditionRule(draft, when)
}

const checkAsking = (shop: Workshop, path: Path, document: RuleDocument): void => {
  for (const key of ['who', 'within'] as const) {
    if (document[key] !== undefined && document.otherwise !== 'ask') {
      shop.source.atKey(path, key, `"${key}" is for a rule with "otherwise: ask"`)
    }
  }
}

const approvalOf = (document: RuleDocument): ApprovalNeeded => ({
  from: document.who ?? 'hr',
  withinDays: document.within === undefined ? withinDaysUnlessSaid : countOf(document.within),
})

/** Notes every figure that a sentence shows and the rule does not have. */
const checkSay = ({ shop, path, document }: Draft, known: readonly string[]): void => {
  const sentences = typeof document.say === 'string' ? { '': document.say } : (document.say ?? {})
  for (const [locale, text] of Object.entries(sentences)) {
    for (const found of String(text).matchAll(/\{(\w+)\}/g)) {
      const name = found[1] ?? ''
      if (known.includes(name)) continue
      const place = locale === '' ? [...path, 'say'] : [...path, 'say', locale]
      shop.source.within({ path: place, offset: found.index }, `there is no figure {${name}} here${hint(name, known)}`)
    }
  }
}

/** What a built-in rule asks of its document beyond the form. False where it cannot be compiled without it. */
const checkBuiltIn = ({ shop, path, document }: Draft, rule: BuiltIn, effect: CompiledRule['effect']): boolean => {
  if (!rule.effects.includes(effect)) {
    shop.source.at([...path, 'otherwise'], `"${rule.name}" always has to ${rule.effects.join(' or ')}`)
  }
  if (rule.implicit && rule.effects.length === 1 && document.applies !== undefined) {
    shop.source.atKey(path, 'applies', `"${rule.name}" always applies: a document cannot switch it off`)
  }
  const needsWith = 'required' in rule.parameters || 'minProperties' in rule.parameters || 'oneOf' in rule.parameters
  if (document.with !== undefined || !needsWith) return true
  const known = Object.keys((rule.parameters as { properties?: object }).properties ?? {})
  shop.source.at(path, `"${rule.name}" needs "with": ${known.join(', ')}`)
  return false
}

const builtInRule = (draft: Draft, rule: BuiltIn): CompiledRule | null => {
  const { document, applies } = draft
  const effect = document.otherwise ?? rule.effects[0]
  if (!checkBuiltIn(draft, rule, effect)) return null
  checkSay(draft, rule.figures)
  const parameters = (document.with ?? {}) as Record<string, unknown>
  const form = formOf(document, { effect, code: rule.code, sensitive: rule.sensitive || (applies?.sensitive ?? false) })
  return {
    ...form,
    ...wordingOf(document),
    use: rule.name,
    textKey: rule.textKey(parameters),
    moves: mostOf([rule.moves, applies?.moves ?? 'no']),
    check: checkOf(form, rule.compile(parameters), applies),
    notBefore: applies === null ? (rule.notBefore?.(parameters) ?? null) : null,
  }
}

const conditionRule = (draft: Draft, when: Condition): CompiledRule => {
  const { shop, path, document, applies } = draft
  if (document.with !== undefined) shop.source.atKey(path, 'with', '"with" is for a built-in rule')
  if (document.reason === undefined)
    shop.source.at(path, `the rule "${document.id}" needs a "reason", as weekend_not_covered`)
  if (document.say === undefined)
    shop.source.at(path, `the rule "${document.id}" needs "say", the sentence for the person`)
  checkSay(draft, when.figureNames)
  const form = formOf(document, {
    effect: document.otherwise ?? 'refuse',
    code: 'condition_not_met',
    sensitive: when.sensitive || (applies?.sensitive ?? false),
  })
  return {
    ...form,
    ...wordingOf(document),
    use: null,
    textKey: 'condition',
    moves: mostOf([when.moves, applies?.moves ?? 'no']),
    check: checkOf(form, judgeCondition(when), applies),
    notBefore: null,
  }
}

const judgeCondition =
  (when: Condition): Judge =>
  ({ facts }) => {
    const holds = when.holds(facts)
    const figures = when.figures(facts)
    if (holds === null) return failed(figures, 'condition_not_computable')
    return holds ? passed(figures) : failed(figures)
  }

const formOf = (document: RuleDocument, form: Omit<Form, 'id'>): Form => ({
  id: document.id,
  effect: form.effect,
  code: document.reason ?? form.code,
  sensitive: form.sensitive,
})

const wordingOf = (document: RuleDocument): Pick<CompiledRule, 'title' | 'say' | 'approval'> => ({
  title: document.title ?? null,
  say: (document.say as CompiledRule['say']) ?? null,
  approval: approvalOf(document),
})

type Form = Pick<CompiledRule, 'id' | 'effect' | 'code' | 'sensitive'>

/** The closure that asks a rule. A condition on when it applies that cannot be computed leaves it in force. */
const checkOf = (
  { id, effect, code, sensitive }: Form,
  judge: Judge,
  applies: Condition | null,
): CompiledRule['check'] => {
  const finding = (inquiry: Parameters<Judge>[0]): Finding => {
    const judgement = judge(inquiry)
    return {
      rule: id,
      outcome: judgement.outcome,
      effect,
      code: judgement.code ?? code,
      figures: judgement.figures,
      sensitive,
    }
  }
  if (applies === null) return finding
  const without: Finding = Object.freeze({
    rule: id,
    outcome: 'not_applicable',
    effect,
    code,
    figures: Object.freeze({ applies: false }),
    sensitive,
  })
  return (inquiry) => (applies.holds(inquiry.facts) === false ? without : finding(inquiry))
}
