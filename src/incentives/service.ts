// Use cases of incentives: crediting an attendance, and reading points and feeds. Credits are made by the worker, from the
// event, in one unit with its mark.
import { type Consumer, type FeedItem, type Reader, readFeed, type StoredEvent, type Unit } from '../database/index.ts'
import { type Actor, cutFor, type Viewer } from '../http/index.ts'
import { assertThat, type Points, say } from '../kernel/index.ts'
import { attendanceOf, findBooking } from '../placements/index.ts'
import { findPolicyVersion } from '../policy/index.ts'
import { decideTransfers, reversedBy, ruleOf } from './points.ts'
import {
  appendTransfer,
  balanceOf,
  openAccounts,
  type TotalRow,
  type TransferRow,
  totalsOf,
  transfersById,
  transfersOf,
  transfersOfBooking,
} from './store.ts'
import { texts } from './texts.ts'

/**
 * Brings the points of a booking in line with its latest attendance: takes back what an earlier one earned and credits the
 * new time, under the policy version of the booking. Hearing an event twice, or out of order, changes nothing.
 */
const creditAttendance = async (unit: Unit, event: StoredEvent): Promise<void> => {
  const booking = await findBooking(unit, event.subjectId)
  if (booking === null) return
  const { employerId, personId, policyVersionId } = booking
  const accounts = await openAccounts(unit, { employerId, personId })
  // In the order of their ids, so that two credits never wait for each other. The attendance is read after the locks: two
  // corrections at once would otherwise each miss what the other one credits.
  for (const id of [accounts.issuedId, accounts.personAccountId].sort()) await unit.lock('pointsAccount', id)
  const attendance = (await attendanceOf(unit, booking.id)).at(-1)
  if (attendance === undefined) return
  const version = await findPolicyVersion(unit, policyVersionId)
  assertThat(version !== null, 'the policy version of a booking is never removed')
  const kept = await transfersOfBooking(unit, booking.id, accounts.personAccountId)
  const at = event.occurredAt
  for (const draft of decideTransfers({ attendance, rules: version.policy.points, kept })) {
    const transferId = await appendTransfer(unit, draft, {
      accounts,
      employerId,
      bookingId: booking.id,
      policyVersionId,
      at,
    })
    await unit.enqueue({
      type: draft.kind === 'earn' ? 'points.earned' : 'points.reversed',
      tenantId: employerId,
      subjectId: transferId,
      data: { transferId, bookingId: booking.id, personId, rule: draft.rule, points: draft.points },
      occurredAt: at,
    })
  }
}

/** What incentives hear. */
export const consumers: readonly Consumer[] = [
  { name: 'incentives', types: ['attendance.confirmed'], handle: creditAttendance },
]

/** The points a person holds. */
export const pointsOf = (reader: Reader, personId: string): Promise<Points> => balanceOf(reader, personId)

/** A transfer with the sentence that explains it. */
interface ToldTransfer {
  readonly id: string
  readonly kind: string
  readonly points: Points
  readonly rule: string | null
  readonly text: string
  readonly bookingId: string | null
  readonly at: string
}

/** A person's transfers, newest first, each with its rule and a sentence in the reader's language. */
export const listTransfers = async (
  reader: Reader,
  person: { readonly id: string; readonly locale: Actor['locale'] },
  page: { readonly before: string | null; readonly limit: number },
): Promise<ToldTransfer[]> => {
  const rows = await transfersOf(reader, person.id, page)
  const takenBack = rows.flatMap((row) => reversedBy(row.causeKey) ?? [])
  const originals = await transfersById(reader, takenBack)
  const told: ToldTransfer[] = []
  for (const row of rows) {
    const rule = ruleOf(originals.get(reversedBy(row.causeKey) ?? '')?.causeKey ?? row.causeKey)
    const title = (await titleOf(reader, row, rule)) ?? rule ?? ''
    const text = say(texts, person.locale, row.kind, { points: Math.abs(row.points), title })
    const { id, kind, points, bookingId, at } = row
    told.push({ id, kind, points, rule, text, bookingId, at })
  }
  return told
}

const titleOf = async (reader: Reader, row: TransferRow, rule: string | null): Promise<string | undefined> => {
  if (row.policyVersionId === null) return undefined
  const version = await findPolicyVersion(reader, row.policyVersionId)
  return version?.policy.points.find((one) => one.id === rule)?.title
}

/** Totals of everybody at an employer who ever earned points, in order of person id, after one. */
export const listTotals = (
  reader: Reader,
  employerId: string,
  page: { readonly after: string | null; readonly limit: number },
): Promise<TotalRow[]> => totalsOf(reader, employerId, page)

/** How a caller stands to the events of their own tenant. */
const feedViewers = (actor: Actor): Viewer[] =>
  (['hr', 'csr', 'payroll', 'auditor', 'broker'] as const).filter((role) => actor.roles.has(role))

/** A stretch of the caller's own feed, each event cut down to what their roles may see. */
export const readOwnFeed = async (
  reader: Reader,
  actor: Actor,
  page: { readonly after: number; readonly limit: number },
) => {
  const items = await readFeed(reader, actor.tenantId, page)
  const viewers = feedViewers(actor)
  return {
    items: items.map((item) => cutFor('feedEvent', viewers, feedEvent(item, viewers))),
    next: items.at(-1)?.position ?? page.after,
  }
}

const feedEvent = ({ position, event }: FeedItem, viewers: readonly Viewer[]) => ({
  position,
  type: event.type,
  occurredAt: event.occurredAt,
  subjectId: event.subjectId,
  data: cutFor('feedData', viewers, event.data),
})
