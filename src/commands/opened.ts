// A database opened for one command from the settings of the environment, and closed after it; and in whose name a command
// acts in a tenant.
import { type Config, readConfig } from '../config.ts'
import { type Database, openDatabase, type Reader } from '../database/index.ts'
import { type Actor, Fault, type Role } from '../http/index.ts'
import { type Instant, type Locale, newId, systemClock } from '../kernel/index.ts'
import { type Author, findTenant } from '../people/index.ts'
import { requireSchema } from '../server.ts'

/** Runs work on the database of the environment, brought up to date as the service would, and closes it whatever happens. */
export const withDatabase = async <T>(work: (database: Database, config: Config) => Promise<T>): Promise<T> => {
  const config = readConfig()
  const database = await openDatabase(config.databaseUrl, { poolSize: config.databasePoolSize })
  try {
    await requireSchema(database)
    return await work(database, config)
  } finally {
    await database.close()
  }
}

/** A command at work in one tenant. */
export interface Operator {
  readonly tenantId: string
  /** The tenant's own time. */
  readonly now: Instant
  readonly clockShiftMillis: number
  readonly author: Author
}

const words = { employer: 'an employer', body: 'a body' } as const

/** The operator of a command in a tenant. A fault where there is no tenant of this kind with the id. */
export const operatorIn = async (
  reader: Reader,
  tenant: { readonly kind: 'employer' | 'body'; readonly id: string },
  command: string,
): Promise<Operator> => {
  const found = await findTenant(reader, tenant.id)
  if (found?.kind !== tenant.kind) {
    throw new Fault(
      'not-found',
      `"${tenant.id}" is not ${words[tenant.kind]} here: give the id that its creation printed`,
    )
  }
  const { clockShiftMillis } = found
  const now = systemClock.at(found)
  const author = { actor: `command:${command}`, onBehalfOf: null, requestId: newId(), now }
  return { tenantId: tenant.id, now, clockShiftMillis, author }
}

/** An operator as the caller of a use case that asks for one: in the audit it is `client:command-line`. */
export const callerOf = ({ tenantId, clockShiftMillis }: Operator, role: Role, locale: Locale = 'en-GB'): Actor => ({
  tenantId,
  tenantKind: role === 'broker' ? 'body' : 'employer',
  clockShiftMillis,
  kind: 'client',
  principalId: 'command-line',
  personId: null,
  onBehalfOf: null,
  roles: new Set([role]),
  locale,
})
