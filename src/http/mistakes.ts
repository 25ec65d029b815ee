// What a schema validator found wrong, as mistakes that a person can act on: one per cause, with a pointer, in any locale.
// Pure.
import type { ErrorObject } from 'ajv'
import { type Locale, nearestName, type Reason, say } from '../kernel/index.ts'
import { texts } from './texts.ts'

/** The part of a request that was checked. */
export type Part = 'body' | 'query' | 'address' | 'headers'

type Key = keyof (typeof texts)['en-GB']
type Figures = Readonly<Record<string, string | number>>

/** One thing that is wrong: the sentence's key, where it is, and the figures of the sentence. */
export interface Mistake {
  readonly key: Key
  readonly pointer: string
  readonly figures: Figures
  /** Names of JSON types that would do or that was given; said in the reader's language. */
  readonly types?: { readonly expected: readonly string[]; readonly given: string }
}

/** The mistakes behind a validator's errors, at most 50, in the order of the errors. */
export const mistakesIn = (errors: readonly ErrorObject[]): Mistake[] => {
  const seen = new Map(
    causes(errors)
      .map((error) => mistakeOf(error))
      .map((one) => [JSON.stringify(one), one]),
  )
  return [...seen.values()].slice(0, 50)
}

/** A mistake as a reason, said in a locale. */
export const reasonFor = (mistake: Mistake, part: Part, locale: Locale): Reason => {
  const tell = (key: Key, figures: Figures = {}) => say(texts, locale, key, figures)
  const name = tell(`part_${part}`)
  const where = mistake.pointer === '' ? tell('whole', { part: name }) : `“${mistake.pointer}”`
  const typed = (type: string) => (`type_${type}` in texts[locale] ? tell(`type_${type}` as Key) : type)
  const types = mistake.types && {
    expected: mistake.types.expected.map(typed).reduce((left, right) => tell('or', { left, right })),
    given: typed(mistake.types.given),
  }
  const format = mistake.figures['format']
  const formats: Record<string, Key> = { date: 'format_date', 'date-time': 'format_instant' }
  const expected =
    format === undefined ? mistake.figures['expected'] : tell(formats[format] ?? 'format_other', { format })
  const figures = { ...mistake.figures, where, ...(expected === undefined ? {} : { expected }), ...types }
  return { code: mistake.key, message: tell(mistake.key, figures), pointer: mistake.pointer, figures: { part } }
}

/** Errors without those that only follow from another one: an unfit branch of a choice says nothing by itself. */
const causes = (errors: readonly ErrorObject[]): ErrorObject[] => {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
  const outermost = choices.filter((one) => !choices.some((other) => other !== one && isBelow(one, other)))
  const kept = errors.filter((error) => !choices.includes(error) && !choices.some((choice) => isBelow(error, choice)))
  return [...kept, ...outermost.flatMap((choice) => causesOfChoice(choice, errors))]
}

const isBelow = (error: ErrorObject, choice: ErrorObject): boolean =>
  error.schemaPath.startsWith(`${choice.schemaPath}/`) && error.instancePath.startsWith(choice.instancePath)

/** The branch that was meant: the one whose type and whose constant fields fit; else what all branches disagree on. */
const causesOfChoice = (choice: ErrorObject, errors: readonly ErrorObject[]): ErrorObject[] => {
  const branches = new Map<string, ErrorObject[]>()
  for (const error of errors.filter((one) => isBelow(one, choice))) {
    const branch = error.schemaPath.slice(choice.schemaPath.length + 1).split('/')[0] ?? ''
    branches.set(branch, [...(branches.get(branch) ?? []), error])
  }
  const typed = [...branches.values()].filter((branch) => !branch.some((error) => isAt(error, choice, 'type')))
  const meant = typed.filter((branch) => !branch.some((error) => isConstantOf(error, choice)))
  const nearest = meant.length === 1 ? meant[0] : nearestBranch(meant, choice)
  if (nearest !== undefined) return causes(nearest)
  if (typed.length === 0) return [{ ...choice, keyword: 'type', params: { type: expectedTypes(branches, choice) } }]
  if (meant.length > 0) return [choice]
  const constants = typed.flat().filter((error) => isConstantOf(error, choice))
  const at = constants[0]?.instancePath
  if (at === undefined || constants.some((error) => error.instancePath !== at)) return [choice]
  const allowedValues = constants.flatMap(({ keyword, params }) =>
    keyword === 'const' ? [params['allowedValue']] : params['allowedValues'],
  )
  return [{ ...choice, instancePath: at, keyword: 'enum', params: { allowedValues } }]
}

/** Of several objects the one whose own fields are there; else the one that has a field of nearly the name given. */
const nearestBranch = (branches: readonly ErrorObject[][], choice: ErrorObject): ErrorObject[] | undefined => {
  const whole = branches.filter((branch) => !branch.some((error) => isAt(error, choice, 'required')))
  if (whole.length > 0) return whole.length === 1 ? whole[0] : undefined
  const misspelt = branches.filter((branch) =>
    branch.some((error) => isAt(error, choice, 'additionalProperties') && mistakeOf(error).key === 'field_misspelt'),
  )
  return misspelt.length === 1 ? misspelt[0] : undefined
}

const isAt = (error: ErrorObject, choice: ErrorObject, keyword: string): boolean =>
  error.keyword === keyword && error.instancePath === choice.instancePath

/** A constant (or enumeration) at the place of the choice, or in a field directly below it. */
const isConstantOf = (error: ErrorObject, choice: ErrorObject): boolean =>
  (error.keyword === 'const' || error.keyword === 'enum') &&
  !error.instancePath.slice(choice.instancePath.length + 1).includes('/')

const expectedTypes = (branches: ReadonlyMap<string, readonly ErrorObject[]>, choice: ErrorObject): string[] => {
  const all = [...branches.values()].flat().filter((error) => isAt(error, choice, 'type'))
  return [...new Set(all.flatMap(({ params }) => params['type'] as string | string[]))]
}

const typeOf = (data: unknown): string =>
  data === null ? 'null' : Array.isArray(data) ? 'array' : typeof data === 'number' ? 'number' : typeof data

const limitKeys: Readonly<Record<string, Key>> = {
  minLength: 'too_short',
  maxLength: 'too_long',
  minimum: 'too_small',
  maximum: 'too_large',
  exclusiveMinimum: 'too_small',
  exclusiveMaximum: 'too_large',
  minItems: 'too_few',
  maxItems: 'too_many',
  minProperties: 'too_few',
  maxProperties: 'too_many',
}

const mistakeOf = (error: ErrorObject): Mistake => {
  const { keyword, params, instancePath: pointer } = error
  const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {})
  const below = (field: string) => `${pointer}/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
  const limit = limitKeys[keyword]
  if (limit !== undefined) return { key: limit, pointer, figures: { limit: params['limit'] } }
  switch (keyword) {
    case 'required': {
      const field: string = params['missingProperty']
      return { key: 'field_missing', pointer: below(field), figures: { field } }
    }
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const field: string = params['additionalProperty'] ?? params['unevaluatedProperty']
      const nearest = nearestName(field, known)
      const figures = { field: field.slice(0, 100), ...(nearest === null ? {} : { nearest }) }
      return { key: nearest === null ? 'field_unknown' : 'field_misspelt', pointer: below(field), figures }
    }
    case 'type':
      return {
        key: 'type_wrong',
        pointer,
        figures: {},
        types: { expected: [params['type']].flat(), given: typeOf(error.data) },
      }
    case 'const':
      return { key: 'value_not_allowed', pointer, figures: { expected: String(params['allowedValue']) } }
    case 'enum':
      return {
        key: 'value_not_allowed',
        pointer,
        figures: { expected: [...new Set(params['allowedValues'])].join(', ') },
      }
    case 'format':
      return { key: 'format_wrong', pointer, figures: { format: params['format'] } }
    case 'pattern':
      return {
        key: 'pattern_wrong',
        pointer,
        figures: { expected: String(error.parentSchema?.['description'] ?? params['pattern']) },
      }
    case 'multipleOf':
      return { key: 'step_wrong', pointer, figures: { limit: params['multipleOf'] } }
    case 'uniqueItems':
      return { key: 'not_unique', pointer, figures: {} }
    case 'anyOf':
    case 'oneOf':
      return { key: 'form_unknown', pointer, figures: {} }
    default:
      return { key: 'value_wrong', pointer, figures: { expected: error.message ?? keyword } }
  }
}
