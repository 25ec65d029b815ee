// Compiles a policy document: text in, a policy out, or every mistake in it with its place. Pure; nothing is half-compiled.
import { isCivilDay } from '../kernel/index.ts'
import { compileCaps, compilePoints, compilePots } from './compile-pots.ts'
import { compileRules } from './compile-rules.ts'
import type { CompiledApproval, CompiledPolicy } from './compiled.ts'
import { type PolicyDocument, PolicySchema } from './document.ts'
import { countOf } from './quantity.ts'
import { inPageOrder, type Mistake, readSource, type Source } from './source.ts'
import { checkStructure } from './structure.ts'
import { Workshop } from './workshop.ts'

const structureOf = checkStructure(PolicySchema)

/** Compiles a policy document, or says everything that is wrong with it. `file` is only named in the mistakes. */
export const compilePolicy = (
  text: string,
  file: string,
): { readonly policy: CompiledPolicy } | { readonly mistakes: readonly Mistake[] } => {
  const source = readSource(text, file)
  if (source.value === null && source.mistakes.length > 0) return { mistakes: inPageOrder(source.mistakes) }
  const shop = new Workshop(source, structureOf(source))
  const policy = assemble(shop, documentFrom(source))
  return source.mistakes.length > 0 ? { mistakes: inPageOrder(source.mistakes) } : { policy }
}

const entriesOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value.map((entry) => (typeof entry === 'object' && entry !== null ? entry : {})) : []

/** The document with every list in place, so that each sound part can be judged although another part is not. */
const documentFrom = (source: Source): PolicyDocument => {
  const value = (typeof source.value === 'object' && source.value !== null ? source.value : {}) as Record<
    string,
    unknown
  >
  const lists = ['readings', 'pots', 'caps', 'rules', 'approvals', 'points']
  return {
    ...value,
    ...Object.fromEntries(lists.map((list) => [list, entriesOf(value[list])])),
  } as unknown as PolicyDocument
}

const assemble = (shop: Workshop, document: PolicyDocument): CompiledPolicy => {
  if (shop.sound(['from']) && document.from !== undefined && !isCivilDay(document.from)) {
    shop.source.at(['from'], `"${document.from}" is not a day of the calendar`)
  }
  const { pots, fits } = compilePots(shop, document.pots)
  const caps = compileCaps(shop, document.caps ?? [], document.pots)
  return {
    name: document.policy,
    title: document.title,
    source: document.source ?? null,
    fromOn: document.from,
    readings: document.readings ?? [],
    pots,
    caps,
    points: compilePoints(shop, document.points ?? []),
    managerSees: document['manager-sees'] ?? 'area',
    rules: compileRules(shop, document.rules ?? [], caps),
    approvals: compileApprovals(shop, document.approvals ?? []),
    shelf: { pots, fits, caps },
  }
}

const compileApprovals = (shop: Workshop, documents: NonNullable<PolicyDocument['approvals']>): CompiledApproval[] =>
  documents.map((document, index) => {
    const path = ['approvals', index]
    const when = shop.condition([...path, 'when'], document.when)
    const withinDays = shop.sound([...path, 'within']) && document.within !== undefined ? countOf(document.within) : 0
    return { needed: { from: document.who, withinDays }, when }
  })
