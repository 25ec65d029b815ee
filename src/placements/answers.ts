// What booking operations answer: the same shapes to a command, a repeated command and a later read. Commands answer
// surrogate ids, codes and amounts only, because their answers are kept.
import { type Answer, etagOf, Fault, type ProblemType, problemBody } from '../http/index.ts'
import { type Figures, type Locale, type Reason, say } from '../kernel/index.ts'
import { type CompiledPolicy, explainFinding, type Finding, type Verdict } from '../policy/index.ts'
import type { BookingRecord } from './booking-rows.ts'
import { type PlacementReason, texts } from './texts.ts'

/** The field that a reason is always about, whatever the operation. */
const pointers: Readonly<Partial<Record<PlacementReason, string>>> = {
  session_full: '/sessionId',
  session_closed: '/sessionId',
  session_started: '/sessionId',
  session_elsewhere: '/sessionId',
  same_session: '/sessionId',
  already_booked: '/sessionId',
  body_week_full: '/sessionId',
  attendance_too_long: '/minutes',
}

/** A reason of this feature, with its sentence. */
export const reasonOf = (code: PlacementReason, locale: Locale, figures: Figures = {}): Reason => {
  const pointer = pointers[code]
  return { code, message: say(texts, locale, code, figures), ...(pointer === undefined ? {} : { pointer }), figures }
}

/** A fault with a sentence in the caller's language, and the field it is about. */
export const faultOf = (
  type: ProblemType,
  locale: Locale,
  what: { readonly code: PlacementReason; readonly figures?: Figures; readonly pointer?: string },
): Fault => {
  const reason = {
    ...reasonOf(what.code, locale, what.figures),
    ...(what.pointer === undefined ? {} : { pointer: what.pointer }),
  }
  return new Fault(type, reason.message, { extensions: { reasons: [reason] }, locale })
}

/** A refusal of the caller's wish that concerns the state of things, not the policy: 409 with its reasons. */
export const conflictAnswer = (reasons: readonly Reason[]): Answer => refusalAnswer('conflict', reasons)

/** A refusal as data: it is an answer like another, so the unit commits and the answer is kept. */
export const refusalAnswer = (
  type: ProblemType,
  reasons: readonly Reason[],
  more: Readonly<Record<string, unknown>> = {},
): Answer => {
  const body = problemBody(type, reasons.map((reason) => reason.message).join(' '), { reasons, ...more })
  return { status: body.status, body }
}

/** A finding with its sentence, as verdicts show it. */
export const findingView = (policy: CompiledPolicy, finding: Finding, locale: Locale) => ({
  rule: finding.rule,
  outcome: finding.outcome,
  effect: finding.effect,
  code: finding.code,
  message: explainFinding(policy, finding, locale),
  figures: finding.figures,
})

/** A verdict as the person it is about sees it. */
export const verdictView = (policy: CompiledPolicy, verdict: Verdict, locale: Locale) => ({
  outcome: verdict.outcome,
  leaveMinutes: verdict.leaveMinutes,
  takings: verdict.takings.map(({ pot, postId, on, minutes }) => ({ pot, postId, on, minutes })),
  approvals: verdict.approvals,
  earliestOn: verdict.earliestOn,
  findings: verdict.findings.map((finding) => findingView(policy, finding, locale)),
})

/** The reasons of a verdict that refuses: one for each rule that refused. */
export const refusalReasons = (policy: CompiledPolicy, verdict: Verdict, locale: Locale): Reason[] =>
  verdict.findings
    .filter((finding) => finding.outcome === 'failed' && finding.effect === 'refuse')
    .map((finding) => ({
      code: finding.code,
      message: explainFinding(policy, finding, locale),
      figures: finding.figures,
    }))

/** A booking as operations answer it, before the role x field table has cut it. */
export const bookingView = (booking: BookingRecord) => ({
  id: booking.id,
  personId: booking.personId,
  sessionId: booking.sessionId,
  ownActivityId: booking.ownActivityId,
  placementId: booking.placementId,
  bodyId: booking.bodyId,
  groupId: booking.groupId,
  state: booking.state,
  startsAt: booking.startsAt,
  endsAt: booking.endsAt,
  leaveMinutes: booking.leaveMinutes,
  approverPersonId: booking.approverPersonId,
  offeredSessionId: booking.offeredSessionId,
  holdUntilAt: booking.holdUntilAt,
  verdictId: booking.verdictId,
  requestedAt: booking.requestedAt,
  updatedAt: booking.updatedAt,
  version: booking.version,
})

/** The headers that go with a booking: its ETag. */
export const bookingHeaders = (booking: BookingRecord): Record<string, string> => ({ etag: etagOf(booking.version) })
