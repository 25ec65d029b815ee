// The parameter that many built-ins share: a list of codes, of which either those in it or those not in it are covered. Pure.
import { Type } from 'typebox'

/** Any code. */
export const plainCode = Type.String({ minLength: 1, maxLength: 100 })

const Codes = (what: string, code: Type.TSchema) =>
  Type.Array(code, { minItems: 1, maxItems: 200, uniqueItems: true, description: what })

/** The parameters as a document gives them: one of the two. */
export interface Listed {
  readonly in?: readonly string[]
  readonly 'not-in'?: readonly string[]
}

/** Either the values that are covered, or those that are not. */
export const listedParameters = (what: string, code: Type.TSchema = plainCode) =>
  Type.Object(
    {
      in: Type.Optional(Codes(`${what} that are covered`, code)),
      'not-in': Type.Optional(Codes(`${what} that are not covered`, code)),
    },
    { additionalProperties: false, minProperties: 1, maxProperties: 1, description: 'Either in or not-in' },
  )

/** The list as a rule reads it. */
export interface CodeList {
  readonly values: readonly string[]
  /** Whether something with these codes is covered: one of them is in the list of what is, or none in that of what is not. */
  covers(...codes: readonly string[]): boolean
}

/** The list of a rule's parameters. */
export const codeListOf = (parameters: Listed): CodeList => {
  const values = parameters.in ?? parameters['not-in'] ?? []
  const wanted = parameters.in !== undefined
  const set = new Set(values)
  return { values, covers: (...codes) => codes.some((code) => set.has(code)) === wanted }
}
