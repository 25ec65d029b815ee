// Gathers what notices tell, through the faces of the other features. Reads only, and decides nothing: what a reader may see
// of it is cut afterwards.
import { type Body, findBody, findGroup } from '../brokerage/index.ts'
import type { Reader } from '../database/index.ts'
import { cutFor } from '../http/index.ts'
import { type Locale, localeFrom } from '../kernel/index.ts'
import { nameOf } from '../people/index.ts'
import { type BookingRecord, findBooking, findOwnActivity, findPlacement, findSession } from '../placements/index.ts'
import { explainFinding, findPolicyVersion, findVerdict } from '../policy/index.ts'
import type { Mailbox } from './address.ts'
import type { Notice } from './notice.ts'
import type { RuleLine } from './rules.ts'

/** Somebody who is written to. */
export interface Recipient {
  readonly mailbox: Mailbox | null
  readonly name: string | null
  readonly locale: Locale
}

/** One booking with all that may be told of it. */
export interface Telling {
  readonly booking: BookingRecord
  readonly notice: Notice
  readonly body: Body | null
  readonly managerSees: 'host' | 'area'
}

/** What can be told of a booking; null where it, or what it was about, is gone. */
export const gatherTelling = async (reader: Reader, bookingId: string): Promise<Telling | null> => {
  const booking = await findBooking(reader, bookingId)
  if (booking === null) return null
  const activity =
    booking.sessionId === null ? await ownActivityOf(reader, booking) : await sessionActivityOf(reader, booking)
  if (activity === null) return null
  const version = await findPolicyVersion(reader, booking.policyVersionId)
  return {
    booking,
    body: booking.bodyId === null ? null : await findBody(reader, booking.bodyId),
    managerSees: version?.policy.managerSees ?? 'area',
    notice: {
      ...activity,
      startsAt: booking.startsAt,
      endsAt: booking.endsAt,
      personName: (await nameOf(reader, booking.personId))?.name ?? null,
      leaveMinutes: booking.leaveMinutes,
      answerBy: booking.holdUntilAt,
    },
  }
}

type Activity = Omit<Notice, 'startsAt' | 'endsAt' | 'personName' | 'leaveMinutes' | 'answerBy'>

const sessionActivityOf = async (reader: Reader, booking: BookingRecord): Promise<Activity | null> => {
  const session = await findSession(reader, booking.sessionId ?? '')
  const placement = session === null ? null : await findPlacement(reader, session.placementId)
  if (session === null || placement === null) return null
  const group = await findGroup(reader, placement.groupId)
  const offered =
    booking.offeredSessionId === null || booking.state !== 'counter_offered'
      ? null
      : await findSession(reader, booking.offeredSessionId)
  return {
    kind: 'placement',
    zone: session.zone,
    title: placement.title,
    hostName: group?.name ?? null,
    description: placement.description,
    address: placement.address ?? group?.address ?? null,
    areaCode: placement.areaCode,
    remote: placement.remote,
    offered: offered === null ? null : { startsAt: offered.startsAt, endsAt: offered.endsAt },
  }
}

const ownActivityOf = async (reader: Reader, booking: BookingRecord): Promise<Activity | null> => {
  const own = await findOwnActivity(reader, booking.ownActivityId ?? '')
  if (own === null) return null
  return {
    kind: 'own_activity',
    zone: own.zone,
    title: own.title,
    hostName: own.hostName,
    description: null,
    address: null,
    areaCode: null,
    remote: false,
    offered: null,
  }
}

/** A person as somebody to write to; without a mailbox where HR gave none, or the person is forgotten. */
export const personRecipient = async (reader: Reader, personId: string): Promise<Recipient> => {
  const found = await nameOf(reader, personId)
  const name = found?.name ?? null
  return {
    name,
    locale: localeFrom(found?.locale),
    mailbox: found === null || found.email === null ? null : { name, address: found.email },
  }
}

/** A body as somebody to write to. */
export const bodyRecipient = (body: Body): Recipient => ({
  name: body.name,
  locale: localeFrom(body.locale),
  mailbox: { name: body.name, address: body.email },
})

/** The verdict of a booking rule by rule, cut to its reader and in their language. Rules that did not apply are left out. */
export const rulesOf = async (
  reader: Reader,
  verdictId: string,
  as: { locale: Locale; role: 'self' | 'manager' },
): Promise<readonly RuleLine[]> => {
  const kept = await findVerdict(reader, verdictId)
  const version = kept === null ? null : await findPolicyVersion(reader, kept.policyVersionId)
  if (kept === null || version === null) return []
  return kept.verdict.findings
    .filter((finding) => finding.outcome !== 'not_applicable')
    .map((finding) => {
      const { rule, outcome, effect } = finding
      const line = { rule, outcome, effect, message: explainFinding(version.policy, finding, as.locale) }
      return { rule, outcome, ...cutFor(finding.sensitive ? 'sensitiveFinding' : 'finding', [as.role], line) }
    })
}
