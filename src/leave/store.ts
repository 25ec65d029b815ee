// All the SQL of leave: pot accounts, the ledger, bank holidays. Lines are only ever added; the database refuses the rest.
import { insertIgnoring, type Reader, type Tables, type Unit, upsert } from '../database/index.ts'
import { type CivilDay, type Instant, newId } from '../kernel/index.ts'
import type { Account, LeaveEntry, NewEntry } from './ledger.ts'

/** Who writes lines, and when. */
export interface Writer {
  /** `person:0190…`, as in the audit. */
  readonly actor: string
  readonly now: Instant
}

const accountColumns = ['id', 'personId', 'pot', 'scopeId'] as const

/** Every account of a person, in the order in which accounts are locked. */
export const accountsOf = async (reader: Reader, personId: string): Promise<Account[]> =>
  reader.db.selectFrom('potAccount').select(accountColumns).where('personId', '=', personId).orderBy('id').execute()

/**
 * The wanted accounts of a person, those that did not exist yet made; a rival that makes the same one is not in the way.
 * Sorted by id, which is the order to lock them in; nothing is locked here.
 */
export const openAccounts = async (
  unit: Unit,
  wish: {
    readonly employerId: string
    readonly personId: string
    readonly wanted: readonly Pick<Account, 'pot' | 'scopeId'>[]
  },
): Promise<Account[]> => {
  const { employerId, personId } = wish
  const isWanted = (account: Account) =>
    wish.wanted.some((one) => one.pot === account.pot && one.scopeId === account.scopeId)
  const known = (await accountsOf(unit, personId)).filter(isWanted)
  const missing = wish.wanted.filter(
    (one) => !known.some((account) => one.pot === account.pot && one.scopeId === account.scopeId),
  )
  if (missing.length === 0) return known
  await unit.db
    .insertInto('potAccount')
    .values(missing.map(({ pot, scopeId }) => ({ id: newId(), employerId, personId, pot, scopeId, version: 1 })))
    .modifyEnd(insertIgnoring(unit.dialect, ['personId', 'scopeId', 'pot']))
    .execute()
  return (await accountsOf(unit, personId)).filter(isWanted)
}

/** The lines of some accounts, by effective day and then in the order they were written. */
export const entriesOf = async (reader: Reader, accountIds: readonly string[]): Promise<LeaveEntry[]> =>
  reader.db
    .selectFrom('leaveEntry')
    .selectAll()
    .where('accountId', 'in', accountIds)
    .orderBy('effectiveOn')
    .orderBy('id')
    .execute()

/**
 * Adds lines to the ledger and answers them. A line of which there may be only one (a release of the same reservation, a grant
 * of the same day) fails on the unique key when it is there already, and the unit with it: lock the accounts and read first.
 */
export const appendEntries = async (
  unit: Unit,
  entries: readonly NewEntry[],
  { actor, now }: Writer,
): Promise<LeaveEntry[]> => {
  const lines = entries.map((entry) => {
    const id = newId()
    return { ...entry, id, onceKey: entry.onceKey ?? id, actor, createdAt: now }
  })
  if (lines.length > 0) await unit.db.insertInto('leaveEntry').values(lines).execute()
  return lines
}

/** A line with the pot and post it belongs to, as it is listed. */
export type ListedEntry = LeaveEntry & Pick<Account, 'pot' | 'scopeId'>

/** A person's lines in the order they were written, after a line's id. */
export const listEntries = async (
  reader: Reader,
  { personId, after, limit }: { personId: string; after: string | null; limit: number },
): Promise<ListedEntry[]> => {
  const rows = reader.db
    .selectFrom('leaveEntry')
    .innerJoin('potAccount', 'potAccount.id', 'leaveEntry.accountId')
    .selectAll('leaveEntry')
    .select(['potAccount.pot', 'potAccount.scopeId'])
    .where('potAccount.personId', '=', personId)
    .orderBy('leaveEntry.id')
    .limit(limit)
  return (after === null ? rows : rows.where('leaveEntry.id', '>', after)).execute()
}

/** When the tenant of an employer was made: leave has been kept here since. */
export const tenantMadeAt = async (reader: Reader, employerId: string): Promise<Instant | null> => {
  const row = await reader.db.selectFrom('tenant').select('createdAt').where('id', '=', employerId).executeTakeFirst()
  return row?.createdAt ?? null
}

/** The bank holidays an employer keeps for a nation; none where no nation is known. */
export const bankHolidaysOf = async (
  reader: Reader,
  employerId: string,
  nation: string | null,
): Promise<ReadonlySet<CivilDay>> =>
  nation === null
    ? new Set()
    : new Set((await holidaysListed(reader, employerId, nation)).map((holiday) => holiday.onDay))

/** The bank holidays an employer keeps for a nation, with their titles. */
export const holidaysListed = async (
  reader: Reader,
  employerId: string,
  nation: string,
): Promise<Tables['bankHoliday'][]> =>
  reader.db
    .selectFrom('bankHoliday')
    .selectAll()
    .where('employerId', '=', employerId)
    .where('nation', '=', nation)
    .orderBy('onDay')
    .execute()

/** Adds bank holidays, and gives those that are there already their new title. */
export const keepHolidays = async (unit: Unit, holidays: readonly Tables['bankHoliday'][]): Promise<void> => {
  if (holidays.length === 0) return
  await unit.db
    .insertInto('bankHoliday')
    .values([...holidays])
    .modifyEnd(upsert(unit.dialect, ['employerId', 'nation', 'onDay'], ['title']))
    .execute()
}

/** Takes bank holidays back that the government has moved. */
export const dropHolidays = async (
  unit: Unit,
  of: { employerId: string; nation: string },
  days: readonly CivilDay[],
): Promise<void> => {
  await unit.db
    .deleteFrom('bankHoliday')
    .where('employerId', '=', of.employerId)
    .where('nation', '=', of.nation)
    .where('onDay', 'in', days)
    .execute()
}
