// Use cases of leave: balances, the ledger of a person, adjustments by HR, closing leave years, bank holidays.
import type { Reader, Unit } from '../database/index.ts'
import { Fault, keyOfCursor, type Page, pageOf } from '../http/index.ts'
import {
  type CivilDay,
  civilDayAt,
  groupedBy,
  type Locale,
  type Minutes,
  type Refusal,
  refuse,
  say,
} from '../kernel/index.ts'
import { findPerson, type PersonRecord, type Post, postsOf } from '../people/index.ts'
import { type PotDefinition, policyInForce } from '../policy/index.ts'
import type { Adjustment } from './adjustment.ts'
import { type Balance, openBook } from './balance.ts'
import { compareHolidays, readBankHolidays, type UnusableRow } from './bank-holidays.ts'
import { closingEntries } from './closing.ts'
import { type LeaveFacts, windowOf } from './entitlement.ts'
import { onceKeyOf } from './ledger.ts'
import type { AccountBook } from './pages.ts'
import {
  accountsOf,
  appendEntries,
  dropHolidays,
  entriesOf,
  holidaysListed,
  keepHolidays,
  type ListedEntry,
  listEntries,
  openAccounts,
  tenantMadeAt,
  type Writer,
} from './store.ts'
import { texts } from './texts.ts'

/** What leave is computed from, for one person. The posts are read, unless the caller has just read all of them. */
export const leaveFactsOf = async (
  reader: Reader,
  person: PersonRecord,
  posts?: readonly Post[],
): Promise<LeaveFacts> => {
  const madeAt = await tenantMadeAt(reader, person.employerId)
  return {
    startedOn: person.startedOn,
    endedOn: person.endedOn,
    posts: posts ?? (await postsOf(reader, person.id)),
    ...(madeAt === null ? {} : { keptFromOn: civilDayAt(madeAt, person.zone) }),
  }
}

/** A balance with the pot, and the post where the pot is held per post. */
export type PotBalance = Balance &
  Pick<PotDefinition, 'title'> & { readonly pot: string; readonly postId: string | null }

/** Every balance of a person on a day, under the policy in force on it; none where there is none. */
export const balancesOf = async (reader: Reader, person: PersonRecord, on: CivilDay): Promise<PotBalance[]> => {
  const pots = await potsOn(reader, person.employerId, on)
  const facts = await leaveFactsOf(reader, person)
  const accounts = await accountsOf(reader, person.id)
  const lines = groupedBy(
    await entriesOf(
      reader,
      accounts.map(({ id }) => id),
    ),
    (entry) => entry.accountId,
  )
  return pots.flatMap((pot) =>
    (pot.per === 'person' ? [person.id] : postsWithin(pot, facts, on)).map((scopeId) => {
      const account = accounts.find((one) => one.pot === pot.id && one.scopeId === scopeId)
      const entries = (account && lines.get(account.id)) ?? []
      const postId = pot.per === 'post' ? scopeId : null
      return { pot: pot.id, title: pot.title, postId, ...openBook({ entries, facts, pot, scopeId })(on) }
    }),
  )
}

const potsOn = async (reader: Reader, employerId: string, on: CivilDay): Promise<readonly PotDefinition[]> =>
  (await policyInForce(reader, employerId, on))?.policy.pots ?? []

/** The posts that are held at some time in a pot's window. */
const postsWithin = (pot: PotDefinition, facts: LeaveFacts, on: CivilDay): readonly string[] => {
  const window = windowOf(pot, facts, on)
  return facts.posts
    .filter((post) => post.startsOn <= window.untilOn && (post.endsOn === null || window.fromOn <= post.endsOn))
    .map((post) => post.id)
}

/** A person of this employer whose leave may be looked at; 404 for anybody else. */
export const personWithLeave = async (reader: Reader, employerId: string, personId: string): Promise<PersonRecord> => {
  const person = await findPerson(reader, employerId, personId)
  if (person === null || person.state === 'forgotten')
    throw new Fault('not-found', 'there is no person with this id here')
  return person
}

/** A person's lines of the ledger, in the order they were written. */
export const entriesPage = async (
  reader: Reader,
  personId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
): Promise<Page<ListedEntry>> => {
  const rows = await listEntries(reader, { personId, after: keyOfCursor(cursor), limit: limit + 1 })
  return pageOf(rows, limit, (row) => row.id)
}

/** Who does something, for which tenant, and how it is kept. */
export interface Doer extends Writer {
  readonly tenantId: string
  readonly onBehalfOf: string | null
  readonly requestId: string
  readonly locale: Locale
}

/**
 * Adds or takes minutes by hand. Refused where it would overdraw the pot by more than its policy allows, on its day or any
 * later one, and in a leave year that is closed.
 */
export const adjustLeave = async (
  unit: Unit,
  doer: Doer,
  adjustment: Adjustment,
): Promise<Refusal | { readonly entryId: string; readonly accountId: string; readonly availableMinutes: Minutes }> => {
  const { personId, pot, minutes, effectiveOn, reason } = adjustment
  const person = await personWithLeave(unit, doer.tenantId, personId)
  await unit.lock('person', personId)
  const definition = (await potsOn(unit, doer.tenantId, effectiveOn)).find((one) => one.id === pot)
  if (definition === undefined)
    throw invalid('/pot', `no policy in force on ${effectiveOn} has a pot "${pot.slice(0, 60)}"`)
  const facts = await leaveFactsOf(unit, person)
  const scopeId = scopeOfAdjustment(definition, facts, adjustment)
  const [account] = await openAccounts(unit, { employerId: doer.tenantId, personId, wanted: [{ pot, scopeId }] })
  if (account === undefined) throw new Error('bug: an account that was opened is not there')
  await unit.lock('potAccount', account.id)
  const book = { entries: await entriesOf(unit, [account.id]), facts, pot: definition, scopeId }
  const refusal = refusalOf(book, adjustment, doer.locale)
  if (refusal !== null) return refusal
  const line = { accountId: account.id, kind: 'adjust', minutes, effectiveOn, reason } as const
  const [entry] = await appendEntries(unit, [{ ...line, bookingId: null, closesEntryId: null, onceKey: null }], doer)
  if (entry === undefined) throw new Error('bug: a line that was written is not there')
  await noteOn(unit, doer, {
    action: 'leave.adjust',
    accountId: account.id,
    detail: { entryId: entry.id, minutes, effectiveOn, reason },
  })
  const { availableMinutes } = openBook({ ...book, entries: [...book.entries, entry] })(effectiveOn)
  return { entryId: entry.id, accountId: account.id, availableMinutes }
}

const scopeOfAdjustment = (pot: PotDefinition, facts: LeaveFacts, { personId, postId }: Adjustment): string => {
  if (pot.per === 'person') {
    if (postId !== null) throw invalid('/postId', 'this pot is held by the person: leave postId out')
    return personId
  }
  if (!facts.posts.some((post) => post.id === postId))
    throw invalid('/postId', "this pot is held per post: name one of the person's posts")
  return postId ?? ''
}

const refusalOf = (book: AccountBook, { minutes, effectiveOn }: Adjustment, locale: Locale): Refusal | null => {
  const { windowFromOn, windowUntilOn, availableMinutes } = openBook(book)(effectiveOn)
  const closed = book.entries.some((entry) => entry.onceKey === onceKeyOf('grant', windowFromOn))
  if (closed || windowUntilOn < (book.facts.keptFromOn ?? '')) {
    const figures = { windowFromOn, windowUntilOn }
    const message = say(texts, locale, 'leave_year_closed', figures)
    return refuse({ code: 'leave_year_closed', message, pointer: '/effectiveOn', figures })
  }
  const { overdraftMinutes } = book.pot
  if (minutes > 0 || -minutes <= availableMinutes + overdraftMinutes) return null
  const figures = { neededMinutes: -minutes, availableMinutes, overdraftMinutes, on: effectiveOn }
  const message = say(texts, locale, 'balance_insufficient', figures)
  return refuse({ code: 'balance_insufficient', message, pointer: '/minutes', figures })
}

const invalid = (pointer: string, detail: string): Fault =>
  new Fault('invalid-request', detail, { extensions: { pointer } })

const noteOn = async (
  unit: Unit,
  { tenantId, actor, onBehalfOf, requestId, now }: Doer,
  what: { action: string; accountId: string; detail: Readonly<Record<string, unknown>> },
): Promise<void> => {
  const { action, accountId, detail } = what
  await unit.note({
    tenantId,
    actor,
    onBehalfOf,
    action,
    subject: 'pot_account',
    subjectId: accountId,
    detail,
    requestId,
    at: now,
  })
}

/**
 * Closes the leave years (windows) of a person that ended before a day: what was granted, expired and carried is written
 * down, so that nothing that is corrected later in posts or start dates changes it. Repeating it writes nothing new.
 */
export const closeLeaveYears = async (
  unit: Unit,
  doer: Doer,
  { personId, beforeOn }: { readonly personId: string; readonly beforeOn: CivilDay },
): Promise<Refusal | { readonly entries: number }> => {
  const person = await personWithLeave(unit, doer.tenantId, personId)
  if (beforeOn > civilDayAt(doer.now, person.zone)) {
    const message = say(texts, doer.locale, 'leave_year_open', { beforeOn })
    return refuse({ code: 'leave_year_open', message, pointer: '/beforeOn', figures: { beforeOn } })
  }
  await unit.lock('person', personId)
  const pots = await potsOn(unit, doer.tenantId, beforeOn)
  const facts = await leaveFactsOf(unit, person)
  const wanted = pots.flatMap((pot) =>
    (pot.per === 'person' ? [personId] : facts.posts.map((post) => post.id)).map((scopeId) => ({
      pot: pot.id,
      scopeId,
    })),
  )
  let written = 0
  for (const account of await openAccounts(unit, { employerId: doer.tenantId, personId, wanted })) {
    await unit.lock('potAccount', account.id)
    const pot = pots.find((one) => one.id === account.pot)
    if (pot === undefined) continue
    const book = { entries: await entriesOf(unit, [account.id]), facts, pot, scopeId: account.scopeId }
    const lines = await appendEntries(unit, closingEntries(book, account.id, beforeOn), doer)
    if (lines.length === 0) continue
    written += lines.length
    await noteOn(unit, doer, {
      action: 'leave.close',
      accountId: account.id,
      detail: { beforeOn, entries: lines.length },
    })
  }
  return { entries: written }
}

/** What an import of bank holidays did. */
export interface HolidayImport {
  readonly taken: number
  readonly renamed: number
  readonly withdrawn: number
  readonly unchanged: number
  readonly unusable: readonly (UnusableRow & { readonly message: string })[]
}

/** Takes in the government's list of bank holidays. Repeating it changes nothing. */
export const importBankHolidays = async (
  unit: Unit,
  employerId: string,
  list: { readonly json: unknown; readonly locale?: Locale },
): Promise<HolidayImport> => {
  const { json, locale = 'en-GB' } = list
  const { byNation, unusable } = readBankHolidays(json)
  const sums = { taken: 0, renamed: 0, withdrawn: 0, unchanged: 0 }
  for (const [nation, listed] of byNation) {
    const complete = !unusable.some((row) => row.pointer.startsWith(`/${nation}/`))
    const changes = compareHolidays(listed, await holidaysListed(unit, employerId, nation), complete)
    await keepHolidays(
      unit,
      [...changes.added, ...changes.renamed].map((holiday) => ({ ...holiday, employerId })),
    )
    if (changes.withdrawn.length > 0) await dropHolidays(unit, { employerId, nation }, changes.withdrawn)
    sums.taken += changes.added.length
    sums.renamed += changes.renamed.length
    sums.withdrawn += changes.withdrawn.length
    sums.unchanged += changes.unchanged
  }
  return { ...sums, unusable: unusable.map((row) => ({ ...row, message: say(texts, locale, row.code) })) }
}
