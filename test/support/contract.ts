// The service's own OpenAPI document, as tests hold the service to it: its operations, and validators of requests and answers
// made from the schemas that the document itself gives.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'

/** One operation as the document describes it. */
export interface Operation {
  readonly operationId: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `/v1/people/{personId}` */
  readonly path: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly security: readonly unknown[]
  /** Who may call it. */
  readonly roles: readonly string[]
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: unknown }[]
  /** Media types of the content it takes; none where it takes none. */
  readonly contentTypes: readonly string[]
  readonly statuses: readonly number[]
}

export interface Contract {
  readonly document: object
  readonly operations: readonly Operation[]
  operation(operationId: string): Operation
  /** What is wrong with an answer; null where the document allows it. */
  faultInAnswer(operation: Operation, answer: Answered): string | null
  /** What is wrong with content that is to be sent; null where the document allows it. */
  faultInContent(operation: Operation, contentType: string, content: unknown): string | null
}

/** The parts of a response that are held against the document. */
export interface Answered {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

interface Described {
  readonly operationId: string
  readonly summary: string
  readonly tags: string[]
  readonly security: unknown[]
  readonly 'x-roles': string[]
  readonly parameters?: { name: string; in: string; schema: unknown }[]
  readonly requestBody?: { content: Record<string, unknown> }
  readonly responses: Record<string, { content?: Record<string, unknown> }>
}

interface Document {
  readonly paths: Record<string, Record<string, Described>>
}

const segment = (text: string): string => encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'))

/** Reads the document that an app serves. */
export const readContract = async (app: FastifyInstance): Promise<Contract> => {
  const document = (await app.inject('/openapi.json')).json() as Document
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(document, 'openapi', undefined, false)
  const described = new Map<string, { operation: Operation; at: readonly string[]; entry: Described }>()
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, entry] of Object.entries(item)) {
      described.set(entry.operationId, {
        operation: operationOf(path, method, entry),
        at: ['paths', path, method],
        entry,
      })
    }
  }
  const found = (operationId: string) => {
    const one = described.get(operationId)
    if (one === undefined) throw new Error(`the document has no operation ${operationId}`)
    return one
  }
  const compiled = new Map<string, ValidateFunction>()
  const faultIn = (pointer: readonly string[], value: unknown): string | null => {
    const ref = `openapi#/${pointer.map(segment).join('/')}`
    const validate = compiled.get(ref) ?? ajv.compile({ $ref: ref })
    compiled.set(ref, validate)
    return validate(value) ? null : ajv.errorsText(validate.errors)
  }
  return {
    document,
    operations: [...described.values()].map((one) => one.operation),
    operation: (operationId) => found(operationId).operation,
    faultInContent: ({ operationId }, contentType, content) => {
      const { at, entry } = found(operationId)
      if (entry.requestBody?.content[contentType] === undefined) return `no content as ${contentType} is documented`
      return faultIn([...at, 'requestBody', 'content', contentType, 'schema'], content)
    },
    faultInAnswer: ({ operationId }, answer) => {
      const { at, entry } = found(operationId)
      const response = entry.responses[answer.statusCode]
      if (response === undefined) return `${answer.statusCode} is not documented: ${answer.body.slice(0, 300)}`
      const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? ''
      if (response.content === undefined) return answer.body === '' ? null : `${answer.statusCode} should be empty`
      if (response.content[type] === undefined) return `${answer.statusCode} as "${type}" is not documented`
      const value = type.endsWith('json') ? JSON.parse(answer.body) : answer.body
      return faultIn([...at, 'responses', String(answer.statusCode), 'content', type, 'schema'], value)
    },
  }
}

const operationOf = (path: string, method: string, entry: Described): Operation => ({
  operationId: entry.operationId,
  method: method.toUpperCase() as Operation['method'],
  path,
  summary: entry.summary,
  tags: entry.tags,
  security: entry.security,
  roles: entry['x-roles'],
  parameters: entry.parameters ?? [],
  contentTypes: Object.keys(entry.requestBody?.content ?? {}),
  statuses: Object.keys(entry.responses).map(Number),
})
