// What went wrong, as a sentence for whoever typed the command. Says what to do where that is known; never shows a stack, and
// nothing that a driver quotes, because that may be a name.
import { UsageMistake } from './command.ts'

const ofFiles: Readonly<Record<string, string>> = {
  ENOENT: 'there is no file or folder',
  EACCES: 'this program may not use',
  EPERM: 'this program may not use',
  EISDIR: 'a file is needed, and a folder is',
  ENOTDIR: 'a folder is needed, and a file is',
  ENOSPC: 'the disk is full, so nothing more can be written to',
}

const ofServers: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody answers there',
  ENOTFOUND: 'there is no server of that name',
  ETIMEDOUT: 'it does not answer in time',
  EHOSTUNREACH: 'it cannot be reached',
  ER_ACCESS_DENIED_ERROR: 'user and password are not accepted',
  ER_DBACCESS_DENIED_ERROR: 'the user may not use this database',
  ER_BAD_DB_ERROR: 'there is no such database on the server: create it first',
}

interface Coded {
  readonly code?: unknown
  readonly path?: unknown
}

/** A failure as a sentence. */
export const sentenceOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'something went wrong on our side'
  if (error instanceof UsageMistake) return error.message
  const { code, path } = error as Coded
  if (typeof code !== 'string') return error.name === 'TypeError' ? ourFault(error) : error.message
  const server = ofServers[code]
  if (server !== undefined) return `the database cannot be used, ${server}: check DATABASE_URL`
  const file = ofFiles[code]
  if (file !== undefined && typeof path === 'string') return `${file} ${path}`
  if (code === 'EADDRINUSE') return 'the port is taken by another program: set PORT to a free one'
  if (code === 'ERR_SQLITE_ERROR') return `the database cannot be used, ${error.message}: check DATABASE_URL`
  return ourFault(error, code)
}

const ourFault = (error: Error, code?: string): string =>
  `something went wrong on our side (${[error.name, code].filter((word) => word !== undefined).join(' ')})`
