// How a change to a booking is told: one event for the outbox and one line for the audit, always together.
import type { Unit } from '../database/index.ts'
import type { Instant } from '../kernel/index.ts'
import type { BookingRecord } from './booking-rows.ts'
import type { Doer } from './holds.ts'
import type { BookingState } from './states.ts'

/** What happened to a booking. */
export interface BookingNews {
  /** `booking.requested`, `booking.confirmed`, `attendance.confirmed`, … */
  readonly type: string
  readonly booking: BookingRecord
  readonly previousState: BookingState | null
  readonly doer: Doer
  readonly now: Instant
  /** A coded reason, never free text. */
  readonly reason?: string
  /** Ids and amounts that go with this type. */
  readonly more?: Readonly<Record<string, unknown>>
}

/** Puts the news into the outbox and the audit. */
export const tell = async (unit: Unit, news: BookingNews): Promise<void> => {
  const { booking, doer } = news
  const data = {
    bookingId: booking.id,
    personId: booking.personId,
    sessionId: booking.sessionId,
    bodyId: booking.bodyId,
    state: booking.state,
    previousState: news.previousState,
    leaveMinutes: booking.leaveMinutes,
    ...(news.reason === undefined ? {} : { reason: news.reason }),
    ...news.more,
  }
  await unit.enqueue({
    type: news.type,
    tenantId: booking.employerId,
    bodyId: booking.bodyId,
    subjectId: booking.id,
    data,
    occurredAt: news.now,
  })
  await unit.note({
    tenantId: booking.employerId,
    actor: doer.reference,
    onBehalfOf: doer.onBehalfOf,
    action: news.type,
    subject: 'booking',
    subjectId: booking.id,
    detail: {
      from: news.previousState,
      to: booking.state,
      verdictId: booking.verdictId,
      policyVersionId: booking.policyVersionId,
      ...(news.reason === undefined ? {} : { reason: news.reason }),
    },
    requestId: doer.requestId,
    at: news.now,
  })
}
