// Fresh, migrated databases for tests: SQLite always, MySQL/MariaDB where a server answers. Each test file gets its own, and
// what ran is written down for the closing statement of `npm test`.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { createConnection } from 'mysql2/promise'
import type { Test } from 'tap'
import { type Database, migrate, openDatabase, type Tables } from '../../src/database/index.ts'
import { newId } from '../../src/kernel/index.ts'

export type TestDatabase = Database & { readonly kysely: Kysely<Tables>; readonly url: string }

const serverUrl = process.env['TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306'

const serverAnswers = async (): Promise<boolean> => {
  try {
    const connection = await createConnection({ uri: serverUrl, connectTimeout: 2000 })
    await connection.end()
    return true
  } catch (error) {
    if (process.env['REQUIRE_MYSQL'] === '1') {
      throw new Error(`REQUIRE_MYSQL=1, and no MySQL server answers at the configured address`, { cause: error })
    }
    return false
  }
}

const writeDown = async (engine: string): Promise<void> => {
  const folder = join(import.meta.dirname, '../../.tap/engines')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, engine), '')
}

const statement = async (sql: string): Promise<void> => {
  const connection = await createConnection({ uri: serverUrl })
  await connection.query(sql)
  await connection.end()
}

/** The URL of a new, empty database of an engine, removed when the test ends. */
export const freshUrl = async (t: Test, engine: 'sqlite' | 'mysql'): Promise<string> => {
  await writeDown(engine)
  if (engine === 'sqlite') {
    const folder = await mkdtemp(join(tmpdir(), 'boonday-'))
    t.teardown(() => rm(folder, { recursive: true, force: true }))
    return `sqlite:${join(folder, 'test.db')}`
  }
  const name = `boonday_${newId().replaceAll('-', '')}`
  await statement(`create database ${name} character set utf8mb4 collate utf8mb4_bin`)
  t.teardown(() => statement(`drop database ${name}`))
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

/** A new, migrated database of an engine; closed and removed when the test ends. */
export const freshDatabase = async (t: Test, engine: 'sqlite' | 'mysql'): Promise<TestDatabase> => {
  const url = await freshUrl(t, engine)
  const database = await openDatabase(url)
  t.teardown(() => database.close())
  await migrate(database.reader.db)
  return { ...database, kysely: database.reader.db, url }
}

/** The engines that tests can run on here. Without a MySQL server the test says so instead of passing silently. */
export const engines = async (t: Test): Promise<readonly ('sqlite' | 'mysql')[]> => {
  if (await serverAnswers()) return ['sqlite', 'mysql']
  t.comment('no MySQL server answers: running on SQLite only')
  return ['sqlite']
}

/** Runs one test on a fresh database of each engine. */
export const onEachDatabase = async (
  t: Test,
  name: string,
  run: (t: Test, database: TestDatabase) => Promise<void>,
): Promise<void> => {
  for (const engine of await engines(t)) {
    await t.test(`${name} (${engine})`, async (t) => run(t as Test, await freshDatabase(t as Test, engine)))
  }
}
