// What attended time is worth in points, and the double entry that says so. Pure: no database, no clock. Points are whole;
// a part hour is rounded once, at the entry, by its own rule.
import { assertWhole, type Minutes, type Points, proportion } from '../kernel/index.ts'
import type { PointRule } from '../policy/index.ts'

/** What was attended on one booking, as last recorded. */
export interface AttendedTime {
  readonly id: string
  readonly minutes: Minutes
  /** Minutes of it within scheduled time. */
  readonly paidMinutes: Minutes
  readonly evidence: 'claimed' | 'host_confirmed' | 'two_sided' | 'disputed'
}

/** A transfer as the ledger holds it; `points` is what it added to the person (negative for a reversal). */
export interface KeptTransfer {
  readonly id: string
  readonly kind: 'earn' | 'reverse' | 'expire'
  readonly causeKey: string
  readonly points: Points
}

/** A transfer to be written. `causeKey` is unique at the employer, so that writing it twice is impossible. */
export interface TransferDraft {
  readonly kind: 'earn' | 'reverse'
  readonly causeKey: string
  /** The rule that gave the points, or gave those taken back. */
  readonly rule: string
  /** What the person gets: positive for an earn, negative for a reversal. */
  readonly points: Points
}

/** One line of a transfer: what it adds to an account. */
interface Posting {
  readonly side: 'issued' | 'person'
  readonly points: Points
}

const earnKey = (attendanceId: string, rule: string): string => `attendance:${attendanceId}:${rule}`
const reverseKey = (transferId: string): string => `reverse:${transferId}`

/** The rule behind an earning transfer; null for another kind. The id of a rule may itself hold a colon. */
export const ruleOf = (causeKey: string): string | null => /^attendance:[^:]+:(.+)$/s.exec(causeKey)?.[1] ?? null

/** The transfer that a reversal takes back; null for another kind. */
export const reversedBy = (causeKey: string): string | null => /^reverse:(.+)$/s.exec(causeKey)?.[1] ?? null

const countedMinutes = (rule: PointRule, time: AttendedTime): Minutes => {
  if (rule.counts === 'paid') return time.paidMinutes
  return rule.counts === 'own' ? time.minutes - time.paidMinutes : time.minutes
}

/** Points of attended time under one rule, rounded once. Time that host and person dispute earns nothing until settled. */
export const pointsFor = (rule: PointRule, time: AttendedTime): Points =>
  time.evidence === 'disputed'
    ? 0
    : proportion(
        countedMinutes(rule, time),
        { numerator: rule.perHour, denominator: 60 },
        { to: rule.rounding, step: 1 },
      )

/**
 * What the ledger still lacks so that a booking is credited for its latest attendance and for nothing else: reversals of
 * what an earlier attendance earned, then the new earnings. Empty when the ledger says so already, so it may be asked again.
 */
export const decideTransfers = (facts: {
  readonly attendance: AttendedTime
  readonly rules: readonly PointRule[]
  readonly kept: readonly KeptTransfer[]
}): TransferDraft[] => {
  const { attendance, rules, kept } = facts
  const keys = new Set(kept.map((transfer) => transfer.causeKey))
  const earned = rules
    .map((rule) => ({ rule: rule.id, causeKey: earnKey(attendance.id, rule.id), points: pointsFor(rule, attendance) }))
    .filter((earn) => earn.points > 0)
  const wanted = new Set(earned.map((earn) => earn.causeKey))
  const reversals = kept
    .filter(({ id, kind, causeKey }) => kind === 'earn' && !wanted.has(causeKey) && !keys.has(reverseKey(id)))
    .map(({ id, causeKey, points }) => ({
      kind: 'reverse' as const,
      causeKey: reverseKey(id),
      rule: ruleOf(causeKey) ?? '',
      points: -points,
    }))
  const earns = earned.filter((earn) => !keys.has(earn.causeKey)).map((earn) => ({ kind: 'earn' as const, ...earn }))
  return [...reversals, ...earns]
}

/** The two lines of a transfer: what the person gets, the employer has issued. They sum to zero. */
export const postingsOf = (draft: Pick<TransferDraft, 'points'>): readonly [Posting, Posting] => {
  const points = assertWhole(draft.points, 'points')
  return [
    { side: 'issued', points: 0 - points },
    { side: 'person', points },
  ]
}
