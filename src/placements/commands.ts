// What people ask of a booking, as typed wishes, and who they are to the ledgers. Pure.
import { type Actor, actorReference, type Fault } from '../http/index.ts'
import {
  type CivilDay,
  instantAtLocal,
  type Locale,
  type LocalTime,
  minutesBetween,
  type Zone,
} from '../kernel/index.ts'
import { faultOf } from './answers.ts'
import type { Doer } from './holds.ts'
import type { Proposal } from './questions.ts'

/** A wish for a session that a body offers. */
export interface SessionWish {
  readonly sessionId: string
  /** The posts it releases; every post held that day where left out. */
  readonly postIds?: readonly string[]
  /** Wait for a seat where none is free, if the placement keeps a waiting list. */
  readonly joinWaitingList?: boolean
}

/** A wish for something the person found themselves. */
export interface OwnWish {
  readonly ownActivity: {
    readonly title: string
    readonly hostName: string
    /** A register id, `GB-CHC-1234567`. */
    readonly hostOrgId?: string | null
    readonly hostEmail?: string | null
    readonly causes?: readonly string[]
    readonly remote?: boolean
    /** What it is, in the words the policy uses: `board-meeting`, `school`. */
    readonly tags?: readonly string[]
    readonly onDay: CivilDay
    readonly startsLocal: LocalTime
    /** The day it ends; the day it starts where left out. */
    readonly endsOnDay?: CivilDay
    readonly endsLocal: LocalTime
    readonly zone: Zone
  }
  readonly postIds?: readonly string[]
}

/** What somebody asks to book. */
export type BookingWish = SessionWish | OwnWish

/** Longest own activity, in minutes: longer ones are booked a day at a time, so that each day is judged by itself. */
const longestMinutes = 24 * 60

/** The caller as ledgers, events and audit name them. */
export const doerOf = (actor: Actor, requestId: string): Doer => ({
  reference: actorReference(actor),
  onBehalfOf: actor.onBehalfOf,
  requestId,
})

/** The proposal of an own activity. A time the clock skips or repeats, or an end before the start, is a fault of the request. */
export const ownProposal = (
  wish: OwnWish,
  locale: Locale,
  options: Pick<Proposal, 'postIds' | 'replacesBookingId'>,
): Proposal => {
  const { ownActivity } = wish
  const { onDay, startsLocal, endsLocal, zone } = ownActivity
  const endsOnDay = ownActivity.endsOnDay ?? onDay
  const interval = localInterval(
    { onDay, startsLocal, endsOnDay, endsLocal, zone },
    { locale, pointer: '/ownActivity' },
  )
  if (minutesBetween(interval.startsAt, interval.endsAt) > longestMinutes) {
    throw faultOf('invalid-request', locale, { code: 'activity_too_long', pointer: '/ownActivity/endsOnDay' })
  }
  return {
    activity: {
      kind: 'own_activity',
      causes: ownActivity.causes ?? [],
      skills: [],
      remote: ownActivity.remote ?? false,
      tags: ownActivity.tags ?? [],
      areaCode: null,
      bodyId: null,
      groupId: null,
      orgIds: ownActivity.hostOrgId ? [ownActivity.hostOrgId] : [],
      vouched: false,
      bodyNoticeDays: 0,
    },
    onDay,
    startsLocal,
    endsOnDay,
    endsLocal,
    zone,
    ...interval,
    ...options,
  }
}

/** The instants of local times; a fault that names the field where the clock does not show one of them exactly once. */
export const localInterval = (
  local: Pick<Proposal, 'onDay' | 'startsLocal' | 'endsOnDay' | 'endsLocal' | 'zone'>,
  at: { locale: Locale; pointer: string },
): { startsAt: string; endsAt: string } => {
  const start = instantAtLocal(local.onDay, local.startsLocal, local.zone)
  const end = instantAtLocal(local.endsOnDay, local.endsLocal, local.zone)
  const wrong = (field: string, on: CivilDay, time: LocalTime): Fault =>
    faultOf('invalid-request', at.locale, {
      code: 'local_time',
      figures: { time, on, zone: local.zone },
      pointer: `${at.pointer}/${field}`,
    })
  if ('fault' in start) throw wrong('startsLocal', local.onDay, local.startsLocal)
  if ('fault' in end) throw wrong('endsLocal', local.endsOnDay, local.endsLocal)
  if (end.at <= start.at) {
    throw faultOf('invalid-request', at.locale, { code: 'ends_before_start', pointer: `${at.pointer}/endsLocal` })
  }
  return { startsAt: start.at, endsAt: end.at }
}
