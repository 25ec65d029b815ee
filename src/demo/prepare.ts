// Before the service runs: an empty folder, a port, and the two tenants, which nobody can ask for over HTTP because no caller
// exists before them.
import { mkdir, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Config, defineConfig } from '../config.ts'
import { migrate, openDatabase } from '../database/index.ts'
import { millisOf, newSecret } from '../kernel/index.ts'
import { setUpBody, setUpEmployer } from '../setup.ts'
import { body, employer, loadedAt } from './town.ts'

/** Where the demonstration keeps its files. */
export interface Places {
  readonly folder: string
  readonly database: string
  readonly mail: string
  readonly people: string
  readonly report: string
  readonly calendar: string
}

/** The files of a folder. */
export const placesIn = (folder: string): Places => ({
  folder,
  database: join(folder, 'boonday.db'),
  mail: join(folder, 'mail'),
  people: join(folder, 'people.csv'),
  report: join(folder, 'impact-report.html'),
  calendar: join(folder, 'calendar.ics'),
})

/** Who vouches for the callers of both tenants. */
export const issuer = 'https://identity.thornmere.example.org'
/** What tells their tokens apart. */
export const audiences = { employer: 'thornmere-council', body: 'thornmere-volunteer-centre' } as const
/** The subjects in the tokens of the HR system and of the body's member. */
export const subjects = { hrSystem: 'hr-system', broker: 'broker' } as const

/** Makes the folder and removes what an earlier run left in it: its database and its mails, nothing else. */
export const emptyFolder = async (places: Places): Promise<void> => {
  await mkdir(places.mail, { recursive: true })
  // Opened first, so that the database of a run that still goes on is not taken away from under it.
  const database = await openDatabase(`sqlite:${places.database}`)
  await database.close()
  const mails = (await readdir(places.mail)).filter((file) => file.endsWith('.eml'))
  const files = ['', '-wal', '-shm', '.lock'].map((ending) => `${places.database}${ending}`)
  for (const file of [...files, ...mails.map((mail) => join(places.mail, mail))]) await rm(file, { force: true })
}

const host = '127.0.0.1'

const isFree = (port: number): Promise<number | null> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(null))
    probe.listen(port, host, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null))
    })
  })

/** The port that was asked for, or a free one where it is taken. */
export const portFor = async (wanted: number): Promise<number> => {
  const port = (await isFree(wanted)) ?? (await isFree(0))
  if (port === null) throw new Error(`no port of ${host} is free: stop a program that listens there`)
  return port
}

/** The settings of the service: a sandbox with its own worker, mails as files, and a secret made for this run only. */
export const settingsFor = (places: Places, port: number): Config & { readonly developmentSecret: string } => {
  const developmentSecret = newSecret()
  const config = defineConfig({
    databaseUrl: `sqlite:${places.database}`,
    host,
    port,
    logLevel: 'error',
    developmentSecret,
    mail: { kind: 'folder', folder: places.mail },
    mailFrom: 'boonday@thornmere.example.org',
    sandbox: true,
    worker: true,
  })
  return { ...config, developmentSecret }
}

/** The ids that setting up the tenants answered. */
export interface Tenants {
  readonly employerId: string
  readonly providerId: string
  readonly bodyId: string
}

/** Sets up the employer and the body, both with their clocks at the Monday on which the export is loaded. */
export const setUpTenants = async (places: Places, member: { name: string; email: string }): Promise<Tenants> => {
  const database = await openDatabase(`sqlite:${places.database}`)
  try {
    await migrate(database.reader.db)
    const clockShiftMillis = millisOf(loadedAt) - Date.now()
    const vouching = { issuer, jwksUri: null, clockShiftMillis }
    return await database.transact(async (unit) => {
      const { employerId, providerId } = await setUpEmployer(
        unit,
        { ...employer, ...vouching, audience: audiences.employer, administratorSubject: subjects.hrSystem },
        loadedAt,
      )
      const members = [{ ...member, subject: subjects.broker }]
      const { bodyId } = await setUpBody(unit, { ...body, ...vouching, audience: audiences.body, members }, loadedAt)
      return { employerId, providerId, bodyId }
    })
  } finally {
    await database.close()
  }
}
