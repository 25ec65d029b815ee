// Runs the consumers of notices over a test's database, as the worker does, into a folder; and reads what came out.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ParsedMail, simpleParser } from 'mailparser'
import type { Test } from 'tap'
import { makeWorker } from '../../src/database/index.ts'
import { noticesConsumers } from '../../src/notices/index.ts'
import type { TestDatabase } from '../support/databases.ts'

/** Where the links of the tests lead. */
const publicUrl = 'https://boonday.example.org/volunteering'

/** One mail, with what tests look at. */
export interface Letter {
  /** What it is about: the name of its sentences. */
  readonly topic: string
  readonly to: string
  readonly mail: ParsedMail
  readonly raw: string
  /** Paths of the links in its text, from the service's own root. */
  readonly links: readonly string[]
  /** Its calendar part; empty where it has none. */
  readonly calendar: string
}

export interface Letterbox {
  /** Delivers everything that is due and answers the mails of this delivery, in order. */
  collect(): Promise<readonly Letter[]>
  /** The only letter about something among those given. */
  about(letters: readonly Letter[], topic: string): Letter
}

/** A letterbox over a database. An error of a consumer fails the test. */
export const letterbox = async (t: Test, database: TestDatabase): Promise<Letterbox> => {
  const folder = await mkdtemp(join(tmpdir(), 'boonday-letters-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const worker = makeWorker({
    database,
    consumers: noticesConsumers({ publicUrl, mail: { from: 'Boonday <boonday@example.org>', folder } }),
    upkeep: [],
    onError: (error, where) => {
      t.fail(`${where}: ${error instanceof Error ? error.stack : String(error)}`)
    },
  })
  t.teardown(() => worker.stop())
  const known = new Set<string>()
  return {
    collect: async () => {
      while ((await worker.runOnce()) > 0);
      const names = (await readdir(folder)).filter((name) => !known.has(name)).sort()
      for (const name of names) known.add(name)
      return Promise.all(names.map((name) => readLetter(folder, name)))
    },
    about: (letters, topic) => {
      const found = letters.filter((letter) => letter.topic === topic)
      if (found.length === 1 && found[0] !== undefined) return found[0]
      throw new Error(`${found.length} letters ${topic} among: ${letters.map((letter) => letter.topic).join(', ')}`)
    },
  }
}

const readLetter = async (folder: string, name: string): Promise<Letter> => {
  const raw = await readFile(join(folder, name))
  const mail = await simpleParser(raw)
  const to = Array.isArray(mail.to) ? mail.to[0] : mail.to
  const lines = (mail.text ?? '').split('\n').map((line) => line.trim())
  return {
    topic: name.slice(37, -4),
    to: to?.value[0]?.address ?? '',
    mail,
    raw: raw.toString('utf8'),
    links: lines.filter((line) => line.startsWith(`${publicUrl}/`)).map((line) => line.slice(publicUrl.length)),
    calendar:
      mail.attachments
        .find((part) => part.contentType === 'text/calendar' || part.contentType === 'application/ics')
        ?.content.toString('utf8')
        .replaceAll('\r\n ', '') ?? '',
  }
}
