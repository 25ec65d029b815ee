// What each reader sees of placements, bookings and verdicts, through the role x field table.
import { groupNames } from '../brokerage/index.ts'
import type { Reader } from '../database/index.ts'
import { type Actor, cutFor, type Viewer } from '../http/index.ts'
import { civilDayAt, type Instant, type Locale } from '../kernel/index.ts'
import { managedBy } from '../people/index.ts'
import { type CompiledPolicy, findPolicyVersion, type Verdict } from '../policy/index.ts'
import { bookingView, findingView } from './answers.ts'
import type { BookingRecord } from './booking-rows.ts'
import { ownActivitiesById, piecesOf } from './booking-store.ts'
import { type Placement, placementsById, type Session } from './placement-store.ts'

/** Roles that see every booking of their employer. */
const overseers: readonly Viewer[] = ['hr', 'csr', 'auditor', 'payroll', 'representative']

/** How a caller stands to a booking; empty where they must not know of it. `managed` are the people they manage today. */
export const viewersOf = (actor: Actor, booking: BookingRecord, managed: readonly string[]): Viewer[] => {
  if (actor.tenantKind === 'body')
    return booking.bodyId === actor.tenantId && actor.roles.has('broker') ? ['broker'] : []
  if (booking.employerId !== actor.tenantId) return []
  const viewers = overseers.filter((viewer) => viewer !== 'self' && actor.roles.has(viewer))
  if (actor.personId !== null && actor.personId === booking.personId) viewers.push('self')
  if (managed.includes(booking.personId) || (actor.personId !== null && booking.approverPersonId === actor.personId))
    viewers.push('manager')
  return viewers
}

/** The people a caller manages today; nobody for those who are no managers. */
export const managedPeople = async (reader: Reader, actor: Actor, now: Instant): Promise<string[]> =>
  actor.personId !== null && actor.roles.has('manager')
    ? managedBy(reader, actor.personId, civilDayAt(now, 'Etc/UTC'))
    : []

/** Bookings with what they are and where, each cut for its readers; the same few queries however many they are. */
export const bookingsFor = async (
  reader: Reader,
  wanted: readonly { readonly booking: BookingRecord; readonly viewers: readonly Viewer[] }[],
) => {
  const bookings = wanted.map(({ booking }) => booking)
  const idsOf = (pick: (booking: BookingRecord) => string | null): string[] => [
    ...new Set(bookings.map(pick).filter((id) => id !== null)),
  ]
  const placements = await placementsById(
    reader,
    idsOf((booking) => booking.placementId),
  )
  const hosts = await groupNames(
    reader,
    idsOf((booking) => booking.groupId),
  )
  const activities = await ownActivitiesById(
    reader,
    idsOf((booking) => booking.ownActivityId),
  )
  const releases = await piecesOf(
    reader,
    idsOf((booking) => booking.id),
  )
  const sees = await managersSee(reader, wanted)
  return wanted.map(({ booking, viewers }) => {
    const placement = placements.get(booking.placementId ?? '')
    const own = activities.get(booking.ownActivityId ?? '')
    const full = {
      ...bookingView(booking),
      title: placement?.title ?? own?.title ?? null,
      hostName: hosts.get(booking.groupId ?? '') ?? own?.hostName ?? null,
      areaCode: placement?.areaCode ?? null,
      releases: releases.get(booking.id) ?? [],
    }
    const open = sees.get(booking.policyVersionId) === 'host' ? cutFor('bookingHost', viewers, full) : {}
    return { ...cutFor('booking', viewers, full), ...open }
  })
}

/** What the policies of bookings let managers see, where a manager reads. */
const managersSee = async (
  reader: Reader,
  wanted: readonly { readonly booking: BookingRecord; readonly viewers: readonly Viewer[] }[],
): Promise<Map<string, CompiledPolicy['managerSees'] | undefined>> => {
  const read = wanted.filter(({ viewers }) => viewers.includes('manager'))
  const sees = new Map<string, CompiledPolicy['managerSees'] | undefined>()
  for (const id of new Set(read.map(({ booking }) => booking.policyVersionId))) {
    sees.set(id, (await findPolicyVersion(reader, id))?.policy.managerSees)
  }
  return sees
}

/** A kept verdict, cut for its readers: a manager sees outcomes, and codes only of rules that read neither cause, group nor checks. */
export const verdictFor = (
  kept: { id: string; personId: string; policyVersionId: string; createdAt: Instant; verdict: Verdict },
  how: { policy: CompiledPolicy; viewers: readonly Viewer[]; locale: Locale },
) => {
  const { verdict, ...row } = kept
  const findings = verdict.findings.map((finding) =>
    cutFor(
      finding.sensitive ? 'sensitiveFinding' : 'finding',
      how.viewers,
      findingView(how.policy, finding, how.locale),
    ),
  )
  const takings = verdict.takings.map(({ pot, postId, on, minutes }) => ({ pot, postId, on, minutes }))
  return cutFor('verdict', how.viewers, { ...row, ...verdict, takings, findings })
}

/** A session as its body (`broker`) or a linked employer's people see it: never another employer's share of the seats. */
export const sessionFor = (session: Session, viewers: readonly Viewer[]) =>
  cutFor('session', viewers, {
    ...session,
    seatsFree: session.state === 'open' ? session.seats - session.seatsTaken - session.seatsElsewhere : 0,
  })

/** A placement, with its sessions where they are asked for. */
export const placementFor = (placement: Placement, viewers: readonly Viewer[], sessions?: readonly Session[]) => ({
  ...cutFor('placement', viewers, placement),
  ...(sessions === undefined ? {} : { sessions: sessions.map((session) => sessionFor(session, viewers)) }),
})

/** Whether somebody reads placements as their body or as an employer's people. */
export const placementViewers = (actor: Actor): Viewer[] => (actor.tenantKind === 'body' ? ['broker'] : ['self'])
