// Sends examples: the one place that turns an operation of the document and an example into a request.
import type { LightMyRequestResponse } from 'fastify'
import { newId } from '../../src/kernel/index.ts'
import { type Caller, tokenOf } from '../support/app.ts'
import type { Operation } from '../support/contract.ts'
import type { Example } from './examples.ts'
import { knownRole, type Stage, type StageRole, stageRoles } from './stage.ts'

/** What differs from the example. */
export interface Differently {
  readonly caller?: Caller | null
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  /** Replaces the body; `undefined` as a value sends none. */
  readonly body?: unknown
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly key?: string
}

/** The first role of the stage that may call an operation; a link to somebody's page is for HR to make. */
export const roleFor = (operation: Operation): StageRole => {
  if (operation.operationId === 'createPersonLink') return 'hr'
  const role = stageRoles.find((one) => operation.roles.includes(knownRole(one)))
  if (role === undefined) throw new Error(`nobody on the stage may call ${operation.operationId}`)
  return role
}

/** The address of an operation with its parameters filled in. */
const addressOf = (operation: Operation, example: Pick<Example, 'path' | 'query'>): string => {
  const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = example.path?.[name]
    if (value === undefined) throw new Error(`the example of ${operation.operationId} lacks ${name}`)
    return encodeURIComponent(value)
  })
  const query = new URLSearchParams(example.query ?? {}).toString()
  return query === '' ? path : `${path}?${query}`
}

/** Sends an example, as it is or differently, as somebody in a role. */
export const ask = (
  stage: Stage,
  { operation, example, role }: { operation: Operation; example: Example; role: StageRole },
  differently: Differently = {},
): Promise<LightMyRequestResponse> => {
  const caller =
    differently.caller === undefined
      ? (example.caller ?? stage.callerOf(role, example.person ?? 0))
      : differently.caller
  const body = 'body' in differently ? differently.body : example.body
  const contentType = differently.contentType ?? example.contentType ?? 'application/json'
  const all: Record<string, string | undefined> = {
    ...(caller === null ? {} : { authorization: `Bearer ${tokenOf(caller)}` }),
    ...(caller?.onBehalfOf === undefined ? {} : { 'boonday-on-behalf-of': caller.onBehalfOf }),
    ...(operation.method === 'POST' ? { 'idempotency-key': differently.key ?? newId() } : {}),
    ...(body === undefined ? {} : { 'content-type': contentType }),
    ...example.headers,
    ...differently.headers,
  }
  const headers = Object.fromEntries(
    Object.entries(all).filter((header): header is [string, string] => header[1] !== undefined),
  )
  const url = addressOf(operation, {
    path: { ...example.path, ...differently.path },
    query: { ...example.query, ...differently.query },
  })
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const run = () =>
    stage.world.app.inject({ method: operation.method, url, headers, ...(payload === undefined ? {} : { payload }) })
  return example.at === undefined ? run() : stage.during(example.at, run)
}
