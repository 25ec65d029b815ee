// Holds a document against its JSON Schema and turns every difference into a sentence with its place. Knows no policies.
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import type { TSchema } from 'typebox'
import type { Path, Source } from './source.ts'
import { hint, nearest } from './spelling.ts'

type Schema = Readonly<Record<string, unknown>>

/** Notes every difference between the value of a document and the schema; answers their places, as `/rules/2/when`. */
export const checkStructure = (schema: TSchema): ((source: Source) => readonly string[]) => {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false, validateFormats: false })
  const validate = ajv.compile(schema)
  return (source) => {
    if (validate(source.value)) return []
    const errors = relevant(validate.errors ?? [])
    for (const error of errors) note(source, error)
    return errors.map((error) => error.instancePath)
  }
}

/** `if` and `allOf` only announce errors that stand beside them; of a choice only the branch of the right kind counts. */
const relevant = (errors: readonly ErrorObject[]): ErrorObject[] => {
  let kept = errors.filter((error) => error.keyword !== 'if')
  for (const choice of kept.filter((error) => error.keyword === 'anyOf')) {
    const inside = kept.filter((error) => error.schemaPath.startsWith(`${choice.schemaPath}/`))
    const wrongKind = new Set(
      inside.filter((one) => one.keyword === 'type' && one.instancePath === choice.instancePath).map(branchOf(choice)),
    )
    const right = inside.filter((error) => !wrongKind.has(branchOf(choice)(error)))
    kept = kept.filter((error) => !inside.includes(error) && error !== choice)
    kept.push(...(right.length > 0 ? right : [choice]))
  }
  return kept
}

const branchOf =
  (choice: ErrorObject) =>
  (error: ErrorObject): string =>
    error.schemaPath.slice(choice.schemaPath.length + 1).split('/')[0] ?? ''

const pathOf = (instancePath: string): Path =>
  instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step))

const nameOf = (path: Path): string => {
  const last = path.at(-1)
  if (last === undefined) return 'the document'
  return typeof last === 'string' ? `"${last}"` : `entry ${last + 1} of "${path.at(-2) ?? 'the list'}"`
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

const kinds: Readonly<Record<string, string>> = {
  object: 'a map of keys',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
}

const note = (source: Source, error: ErrorObject): void => {
  const path = pathOf(error.instancePath)
  if (error.keyword === 'additionalProperties') {
    const key = String((error.params as { additionalProperty: string }).additionalProperty)
    const known = Object.keys(((error.parentSchema as Schema)['properties'] as Schema) ?? {})
    source.atKey(path, key, `there is no key "${key}" in ${nameOf(path)}${hint(key, known)}`)
    return
  }
  source.at(path, sentence(error, path))
}

const sentence = (error: ErrorObject, path: Path): string => {
  const name = nameOf(path)
  const params = error.params as Record<string, unknown>
  const schema = (error.parentSchema ?? {}) as Schema
  const about = typeof schema['description'] === 'string' ? ` (${schema['description']})` : ''
  switch (error.keyword) {
    case 'required':
      return `"${String(params['missingProperty'])}" is missing in ${name}`
    case 'enum':
      return `${name} cannot be ${shown(error.data)}${hint(String(error.data), (schema['enum'] as string[]) ?? [])}`
    case 'type':
      return `${name} has to be ${kinds[String(params['type'])] ?? String(params['type'])}, not ${shown(error.data)}${about}`
    case 'pattern':
      return `${name} cannot be ${shown(error.data)}${about}${respelt(String(error.data), schema)}`
    case 'uniqueItems':
      return `${name} names something twice`
    default:
      return `${name} cannot be ${shown(error.data)}: it ${error.message ?? 'is not right'}${about}`
  }
}

const units = ['day', 'days', 'hour', 'hours', 'minute', 'minutes', 'month', 'months']

/** The nearest of the examples, or the same quantity with its unit spelt right. */
const respelt = (wrong: string, schema: Schema): string => {
  const example = nearest(wrong, (schema['examples'] as string[] | undefined) ?? [])
  const [number = '', unit = ''] = wrong.split(/\s+/)
  const quantity = `${number} ${nearest(unit, units) ?? 'days'}`
  const meant = example ?? (new RegExp(String(schema['pattern'])).test(quantity) ? quantity : null)
  return meant === null || meant === wrong ? '' : `; did you mean "${meant}"?`
}
