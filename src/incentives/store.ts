// All SQL of the points ledger. Transfers and entries are only ever added; triggers refuse anything else.
import { insertIgnoring, type Reader, type Unit } from '../database/index.ts'
import { assertThat, type Instant, newId, type Points } from '../kernel/index.ts'
import { type KeptTransfer, postingsOf, type TransferDraft } from './points.ts'

/** The two accounts a credit runs between. */
export interface AccountPair {
  readonly issuedId: string
  readonly personAccountId: string
}

/** A transfer as its person sees it. */
export interface TransferRow extends KeptTransfer {
  readonly bookingId: string | null
  readonly policyVersionId: string | null
  readonly at: Instant
}

/** What one person has earned, had taken back, and holds. */
export interface TotalRow {
  readonly personId: string
  readonly name: string | null
  readonly earnedPoints: Points
  readonly reversedPoints: Points
  readonly balancePoints: Points
}

/** Opens the accounts that do not exist yet; a rival that opens them at the same time is no harm. */
export const openAccounts = async (
  unit: Unit,
  owner: { readonly employerId: string; readonly personId: string },
): Promise<AccountPair> => {
  const { employerId, personId } = owner
  const wanted = [
    { id: newId(), employerId, kind: 'issued' as const, ownerId: employerId, version: 0 },
    { id: newId(), employerId, kind: 'person' as const, ownerId: personId, version: 0 },
  ]
  await unit.db
    .insertInto('pointsAccount')
    .values(wanted)
    .modifyEnd(insertIgnoring(unit.dialect, ['employerId', 'kind', 'ownerId']))
    .execute()
  const accounts = await unit.db
    .selectFrom('pointsAccount')
    .select(['id', 'kind'])
    .where('employerId', '=', employerId)
    .where('ownerId', 'in', [employerId, personId])
    .execute()
  const idOf = (kind: string): string => {
    const account = accounts.find((one) => one.kind === kind)
    assertThat(account !== undefined, `the ${kind} points account was opened and is not there`)
    return account.id
  }
  return { issuedId: idOf('issued'), personAccountId: idOf('person') }
}

/** Every transfer of a booking, with what it added to one account, oldest first. */
export const transfersOfBooking = async (
  reader: Reader,
  bookingId: string,
  accountId: string,
): Promise<KeptTransfer[]> =>
  reader.db
    .selectFrom('pointsTransfer')
    .innerJoin('pointsEntry', 'pointsEntry.transferId', 'pointsTransfer.id')
    .select(['pointsTransfer.id', 'pointsTransfer.kind', 'pointsTransfer.causeKey', 'pointsEntry.points'])
    .where('pointsTransfer.bookingId', '=', bookingId)
    .where('pointsEntry.accountId', '=', accountId)
    .orderBy('pointsTransfer.id')
    .execute()

/** Writes one transfer with its two entries and answers its id. */
export const appendTransfer = async (
  unit: Unit,
  draft: TransferDraft,
  facts: {
    readonly accounts: AccountPair
    readonly employerId: string
    readonly bookingId: string
    readonly policyVersionId: string
    readonly at: Instant
  },
): Promise<string> => {
  const id = newId()
  const { accounts, employerId, bookingId, policyVersionId, at } = facts
  const { kind, causeKey } = draft
  await unit.db
    .insertInto('pointsTransfer')
    .values({ id, employerId, kind, causeKey, bookingId, policyVersionId, at })
    .execute()
  const entries = postingsOf(draft).map(({ side, points }) => ({
    id: newId(),
    transferId: id,
    accountId: side === 'issued' ? accounts.issuedId : accounts.personAccountId,
    points,
  }))
  await unit.db.insertInto('pointsEntry').values(entries).execute()
  return id
}

/** The points a person holds; 0 before anything was credited. */
export const balanceOf = async (reader: Reader, personId: string): Promise<Points> => {
  const row = await reader.db
    .selectFrom('pointsEntry')
    .innerJoin('pointsAccount', 'pointsAccount.id', 'pointsEntry.accountId')
    .select(({ fn }) => fn.sum('pointsEntry.points').as('points'))
    .where('pointsAccount.ownerId', '=', personId)
    .where('pointsAccount.kind', '=', 'person')
    .executeTakeFirst()
  return Number(row?.points ?? 0)
}

/** A person's transfers, newest first, older than the one whose id is `before`. */
export const transfersOf = async (
  reader: Reader,
  personId: string,
  page: { readonly before: string | null; readonly limit: number },
): Promise<TransferRow[]> => {
  const { before, limit } = page
  return reader.db
    .selectFrom('pointsTransfer')
    .innerJoin('pointsEntry', 'pointsEntry.transferId', 'pointsTransfer.id')
    .innerJoin('pointsAccount', 'pointsAccount.id', 'pointsEntry.accountId')
    .select([
      'pointsTransfer.id',
      'pointsTransfer.kind',
      'pointsTransfer.causeKey',
      'pointsTransfer.bookingId',
      'pointsTransfer.policyVersionId',
      'pointsTransfer.at',
      'pointsEntry.points',
    ])
    .where('pointsAccount.ownerId', '=', personId)
    .where('pointsAccount.kind', '=', 'person')
    .$if(before !== null, (query) => query.where('pointsTransfer.id', '<', before ?? ''))
    .orderBy('pointsTransfer.id', 'desc')
    .limit(limit)
    .execute()
}

/** The earning transfers behind reversals, by id: what was taken back, and under which rule. */
export const transfersById = async (
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly causeKey: string }>> => {
  const rows = await reader.db.selectFrom('pointsTransfer').select(['id', 'causeKey']).where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** Totals of an employer's people in order of person id, after one. Only people who ever had a credit are listed. */
export const totalsOf = async (
  reader: Reader,
  employerId: string,
  page: { readonly after: string | null; readonly limit: number },
): Promise<TotalRow[]> => {
  const { after, limit } = page
  const rows = await reader.db
    .selectFrom('pointsAccount')
    .innerJoin('pointsEntry', 'pointsEntry.accountId', 'pointsAccount.id')
    .innerJoin('pointsTransfer', 'pointsTransfer.id', 'pointsEntry.transferId')
    .leftJoin('person', 'person.id', 'pointsAccount.ownerId')
    .select(['pointsAccount.ownerId as personId', 'person.name'])
    .select(({ fn, eb }) => [
      fn.sum('pointsEntry.points').as('balance'),
      fn
        .sum(
          eb.case().when('pointsTransfer.kind', '=', 'earn').then(eb.ref('pointsEntry.points')).else(eb.lit(0)).end(),
        )
        .as('earned'),
      fn
        .sum(
          eb
            .case()
            .when('pointsTransfer.kind', '=', 'reverse')
            .then(eb.ref('pointsEntry.points'))
            .else(eb.lit(0))
            .end(),
        )
        .as('reversed'),
    ])
    .where('pointsAccount.employerId', '=', employerId)
    .where('pointsAccount.kind', '=', 'person')
    .$if(after !== null, (query) => query.where('pointsAccount.ownerId', '>', after ?? ''))
    .groupBy(['pointsAccount.ownerId', 'person.name'])
    .orderBy('pointsAccount.ownerId')
    .limit(limit)
    .execute()
  return rows.map(({ personId, name, balance, earned, reversed }) => ({
    personId,
    name,
    earnedPoints: Number(earned),
    reversedPoints: Number(reversed),
    balancePoints: Number(balance),
  }))
}

/** Points that bookings have brought their people, reversals taken off; a booking without any is not in it. */
export const pointsByBooking = async (
  reader: Reader,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, Points>> => {
  const rows = await reader.db
    .selectFrom('pointsTransfer')
    .innerJoin('pointsEntry', 'pointsEntry.transferId', 'pointsTransfer.id')
    .innerJoin('pointsAccount', 'pointsAccount.id', 'pointsEntry.accountId')
    .select('pointsTransfer.bookingId')
    .select(({ fn }) => fn.sum('pointsEntry.points').as('points'))
    .where('pointsTransfer.bookingId', 'in', bookingIds)
    .where('pointsAccount.kind', '=', 'person')
    .groupBy('pointsTransfer.bookingId')
    .execute()
  return new Map(rows.map((row) => [row.bookingId ?? '', Number(row.points)]))
}
