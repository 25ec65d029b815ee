// What differs between MySQL/MariaDB and SQLite, and nowhere else: which errors mean "try again" or "already there", and
// how an upsert is spelled.
import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from './unit.ts'

interface DriverError {
  errno?: number
  errcode?: number
  code?: string
}

const driverError = (error: unknown): DriverError => (typeof error === 'object' && error !== null ? error : {})

/** A row with this unique key is there already (MySQL 1062; SQLite constraint unique 2067 or primary key 1555). */
export const isUniqueViolation = (error: unknown): boolean => {
  const { errno, errcode } = driverError(error)
  return errno === 1062 || errcode === 2067 || errcode === 1555
}

/** Waited longer for a row than the lock timeout allows (MySQL 1205). */
export const isLockTimeout = (error: unknown): boolean => driverError(error).errno === 1205

/**
 * The unit lost against another one and may be run again from its start: deadlock or a cluster's certification conflict
 * (1213), lock timeout (1205), a changed snapshot (1020), SQLite busy in all its extended forms (5).
 */
export const isRerunnable = (error: unknown): boolean => {
  const { errno, errcode } = driverError(error)
  return errno === 1213 || errno === 1205 || errno === 1020 || (errcode !== undefined && (errcode & 0xff) === 5)
}

/** The database cannot be reached, has no room, or its rows stayed contended through every rerun: the caller may try later. */
export const isUnavailable = (error: unknown): boolean => {
  if (isRerunnable(error)) return true
  const { code, errno } = driverError(error)
  const codes = [
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EPIPE',
    'PROTOCOL_CONNECTION_LOST',
    'POOL_CLOSED',
    'ER_CON_COUNT_ERROR',
  ]
  return (code !== undefined && codes.includes(code)) || errno === 1040 || errno === 1047
}

/**
 * The end of an insert that updates instead when the key is there: `.modifyEnd(upsert(dialect, ['employerId', 'hrId'],
 * ['name']))`. Column names are camelCase.
 */
export const upsert = (dialect: Dialect, key: readonly string[], columns: readonly string[]): RawBuilder<unknown> => {
  if (dialect === 'mysql') {
    return sql`on duplicate key update ${sql.join(columns.map((column) => sql`${sql.ref(column)} = values(${sql.ref(column)})`))}`
  }
  const set = sql.join(columns.map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`))
  return sql`on conflict (${sql.join(key.map((column) => sql.ref(column)))}) do update set ${set}`
}

/**
 * The end of an insert that leaves a row with the same key as it is: `.modifyEnd(insertIgnoring(dialect, ['id']))`. Unlike
 * INSERT IGNORE it still refuses every other mistake.
 */
export const insertIgnoring = (dialect: Dialect, key: readonly [string, ...string[]]): RawBuilder<unknown> =>
  dialect === 'mysql'
    ? sql`on duplicate key update ${sql.ref(key[0])} = ${sql.ref(key[0])}`
    : sql`on conflict (${sql.join(key.map((column) => sql.ref(column)))}) do nothing`
