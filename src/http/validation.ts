// Holds requests to their schemas. Content is taken as it is: nothing is coerced, nothing is dropped, all mistakes are named.
// Query strings and addresses are text by nature, so theirs is read as the type that the schema asks for.
import { Ajv, type AnySchema, type Options } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'
import type { Locale } from '../kernel/index.ts'
import { say } from '../kernel/index.ts'
import { type Mistake, mistakesIn, type Part, reasonFor } from './mistakes.ts'
import { Fault } from './problem.ts'
import { texts } from './texts.ts'

const parts: Readonly<Record<string, Part>> = {
  body: 'body',
  querystring: 'query',
  params: 'address',
  headers: 'headers',
}

/** A request that does not fit its schema. Its reasons can be said again in the caller's language. */
export class InvalidRequest extends Fault {
  readonly part: Part
  readonly mistakes: readonly Mistake[]

  constructor(part: Part, mistakes: readonly Mistake[]) {
    const said = sentences(part, mistakes, 'en-GB')
    super('invalid-request', said.detail, { extensions: { reasons: said.reasons } })
    this.part = part
    this.mistakes = mistakes
  }

  /** Detail and reasons in a locale. */
  in(locale: Locale) {
    return sentences(this.part, this.mistakes, locale)
  }
}

const sentences = (part: Part, mistakes: readonly Mistake[], locale: Locale) => ({
  detail: say(texts, locale, 'request_invalid', { part: say(texts, locale, `part_${part}`), count: mistakes.length }),
  reasons: mistakes.map((mistake) => reasonFor(mistake, part, locale)),
})

const shared: Options = {
  allErrors: true,
  verbose: true,
  strict: true,
  // `required` in one branch of a choice, tuples and nullable unions are what TypeBox writes.
  strictRequired: false,
  strictTuples: false,
  strictTypes: false,
  allowUnionTypes: true,
  keywords: ['example'],
}

/** Gives an instance its own validator; a host's stays as it is. */
export const schemaValidation = (app: FastifyInstance): void => {
  const exact = new Ajv({ ...shared, coerceTypes: false, useDefaults: false, removeAdditional: false })
  const reading = new Ajv({ ...shared, coerceTypes: 'array', useDefaults: true, removeAdditional: false })
  for (const ajv of [exact, reading]) addFormats.default(ajv)
  app.setValidatorCompiler(({ schema, httpPart, method, url }) => {
    const part = parts[httpPart ?? 'body'] ?? 'body'
    if (part === 'body' || part === 'query') refuseOpenObjects(schema, `${part} of ${method} ${url}`)
    const validate = (part === 'body' ? exact : reading).compile(schema as AnySchema)
    return (data: unknown) => {
      if (validate(data)) return { value: data }
      return { error: new InvalidRequest(part, mistakesIn(validate.errors ?? [])) }
    }
  })
}

/** A schema that lets unknown fields through would lose what a caller misspells, so it does not start. */
const refuseOpenObjects = (schema: unknown, where: string): void => {
  if (typeof schema !== 'object' || schema === null) return
  const node = schema as Record<string, unknown>
  const closed = ['additionalProperties', 'unevaluatedProperties', 'patternProperties'].some((key) => key in node)
  if (node['type'] === 'object' && !closed) {
    throw new Error(`bug: the ${where} takes unknown fields: give its Type.Object { additionalProperties: false }`)
  }
  const { properties, items, anyOf, oneOf } = node
  for (const [name, child] of Object.entries(properties ?? {})) refuseOpenObjects(child, `${where}, field ${name},`)
  for (const child of [items, anyOf, oneOf].flat()) refuseOpenObjects(child, where)
}
