// Use cases of impact: the summary of a period, its rows, its report, and hourly values. What a reader may not see is cut
// away here, before anything is written as JSON, CSV or HTML.
import { findBody, linkedBodyIds } from '../brokerage/index.ts'
import { isUniqueViolation, type Reader, type Unit } from '../database/index.ts'
import { type Actor, actorReference, cutFor, Fault, type Viewer } from '../http/index.ts'
import { pointsByBooking } from '../incentives/index.ts'
import { type Instant, newId, type Period, plusMonths } from '../kernel/index.ts'
import { findEmployer } from '../people/index.ts'
import { type AttendedRow, isWithin, latestOnly } from './attended.ts'
import { exportedRow, rowColumns, rowLine, rowsHeading } from './exports.ts'
import {
  attendedPages,
  headcountOf,
  hourlyValuePage,
  hourlyValuesOf,
  insertHourlyValue,
  needsUnmetOf,
  type Scope,
} from './store.ts'
import { type Summary, type SummaryView, summarise, tableNames } from './summary.ts'
import type { HourlyValue } from './valuation.ts'

/** Years a summary may cover: more than any reporting period, and little enough to be made while somebody waits. */
const yearsAtMost = 10

/** The period a caller asks for. Refuses one that ends before it begins, or that is too long to be made at once. */
export const periodOf = (query: { readonly from: string; readonly until: string }): Period => {
  const { from, until } = query
  const extensions = { pointer: '/until' }
  if (until < from)
    throw new Fault('invalid-request', 'until has to be the same day as from, or a later one', { extensions })
  if (until >= plusMonths(from, 12 * yearsAtMost)) {
    throw new Fault(
      'invalid-request',
      `a summary covers at most ${yearsAtMost} years: choose a later from or an earlier until`,
      {
        extensions,
      },
    )
  }
  return { fromOn: from, untilOn: until }
}

const scopeOf = (actor: Actor): Scope =>
  actor.tenantKind === 'body' ? { bodyId: actor.tenantId } : { employerId: actor.tenantId }

/** How a caller stands to summaries and rows of their own tenant. */
const viewersOf = (actor: Actor): Viewer[] => {
  const roles = actor.tenantKind === 'body' ? (['broker'] as const) : (['hr', 'csr', 'auditor'] as const)
  return roles.filter((role) => actor.roles.has(role))
}

const everyRow = async (reader: Reader, scope: Scope, period: Period): Promise<AttendedRow[]> => {
  const rows: AttendedRow[] = []
  for await (const page of attendedPages(reader, scope, period)) rows.push(...page)
  return rows
}

/** The summary of the caller's employer or body, cut to what they may see. Both are made from the same rows. */
export const readSummary = async (
  reader: Reader,
  actor: Actor,
  asked: { readonly period: Period; readonly now: Instant },
): Promise<SummaryView> => {
  const { period, now } = asked
  const scope = scopeOf(actor)
  const isBody = 'bodyId' in scope
  const bodyIds = isBody ? [scope.bodyId] : await linkedBodyIds(reader, scope.employerId, now)
  const summary = summarise({
    period,
    rows: await everyRow(reader, scope, period),
    headcount: isBody ? null : await headcountOf(reader, scope.employerId, period),
    values: isBody ? [] : await hourlyValuesOf(reader, scope.employerId),
    needsUnmet: await needsUnmetOf(reader, bodyIds, period),
  })
  return cutSummary(summary, viewersOf(actor))
}

const cutSummary = (summary: Summary, viewers: readonly Viewer[]): SummaryView => {
  const view: SummaryView = cutFor('impactSummary', viewers, summary)
  const cut = tableNames.flatMap((name) => {
    const cells = view[name]
    if (cells === undefined) return []
    return [[name, cells.map((cell) => ({ ...cutFor('impactCell', viewers, cell), key: cell.key }))]]
  })
  return { ...view, ...Object.fromEntries(cut) }
}

/** Whom a report of the caller's tenant is about. */
export const tenantNameOf = async (reader: Reader, actor: Actor): Promise<string> => {
  const tenant =
    actor.tenantKind === 'body' ? await findBody(reader, actor.tenantId) : await findEmployer(reader, actor.tenantId)
  return tenant?.name ?? ''
}

/**
 * The rows behind an employer's summary as CSV, a page of bookings at a time: corrected records are left out, missed and
 * disputed ones are in it and say so.
 */
export async function* exportRows(reader: Reader, actor: Actor, period: Period): AsyncGenerator<string> {
  const viewers = viewersOf(actor)
  const columns = Object.keys(cutFor('impactRow', viewers, Object.fromEntries(rowColumns.map((name) => [name, null]))))
  yield rowsHeading(columns)
  const values = await hourlyValuesOf(reader, actor.tenantId)
  for await (const page of attendedPages(reader, { employerId: actor.tenantId }, period)) {
    const rows = latestOnly(page).filter((row) => isWithin(row, period))
    const points = await pointsByBooking(
      reader,
      rows.map((row) => row.bookingId),
    )
    yield rows
      .map((row) => exportedRow(row, { points: points.get(row.bookingId) ?? 0, values }))
      .map((row) => rowLine(cutFor('impactRow', viewers, row), columns))
      .join('')
  }
}

/** A page of the employer's hourly values. */
export const listHourlyValues = async (
  reader: Reader,
  actor: Actor,
  page: { readonly after: string | null; readonly limit: number },
): Promise<HourlyValue[]> => hourlyValuePage(reader, actor.tenantId, page)

/**
 * Enters what an hour is worth from a day on. A value is never edited, because reports were made with it: a second one of the
 * same currency and day is refused.
 */
export const addHourlyValue = async (
  unit: Unit,
  call: {
    readonly actor: Actor
    readonly value: Omit<HourlyValue, 'id'>
    readonly requestId: string
    readonly now: Instant
  },
): Promise<HourlyValue> => {
  const { actor, requestId, now } = call
  const value = { ...call.value, id: newId() }
  try {
    await insertHourlyValue(unit, actor.tenantId, value)
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const { currency, fromOn } = value
    throw new Fault('conflict', `there is a value in ${currency} from ${fromOn} already: enter one from another day`, {
      extensions: { pointer: '/fromOn' },
    })
  }
  await unit.note({
    tenantId: actor.tenantId,
    actor: actorReference(actor),
    onBehalfOf: actor.onBehalfOf,
    action: 'hourly_value.add',
    subject: 'hourly_value',
    subjectId: value.id,
    detail: { fromOn: value.fromOn, amountMinor: value.amountMinor, currency: value.currency },
    requestId,
    at: now,
  })
  return value
}
