// Gathers what a verdict needs, through the other features' faces. Reads only; whoever changes something locks first and
// gathers after.

import { type Body, findBody, findGroup, type Group, linkOf, noticeDaysFor } from '../brokerage/index.ts'
import type { Reader } from '../database/index.ts'
import { Fault } from '../http/index.ts'
import { civilDayAt, type Instant, plusMinutes } from '../kernel/index.ts'
import { type Account, accountsOf, bankHolidaysOf, entriesOf, type Holidays, leaveFactsOf } from '../leave/index.ts'
import { busyOf, findPerson, type PersonRecord, type Post, postsOf } from '../people/index.ts'
import { type ActivityFacts, type CompiledPolicy, policyInForce } from '../policy/index.ts'
import { diaryOf } from './booking-store.ts'
import { findPlacement, findSession, type Placement, type Session } from './placement-store.ts'
import type { PersonFacts, Proposal } from './questions.ts'

/** How far ahead busy times are read: a verdict looks for an allowed day no further than 400 days on. */
const horizonMinutes = 401 * 24 * 60
/** How far back the diary is read: the longest activity that may still be running. */
const lookbackMinutes = 7 * 24 * 60

/** One person's facts at `now`. 404 for a person who is not (or no longer) of this employer; 409 without a policy in force. */
export const gatherPerson = async (
  reader: Reader,
  who: { employerId: string; personId: string },
  at: { now: Instant; from: Instant },
): Promise<PersonFacts> => {
  const person = await findPerson(reader, who.employerId, who.personId)
  if (person === null || person.state !== 'active')
    throw new Fault('not-found', 'there is no active person with this id here')
  const inForce = await policyInForce(reader, who.employerId, civilDayAt(at.now, person.zone))
  if (inForce === null) throw new Fault('conflict', 'no volunteering policy is in force: HR has to publish one first')
  const posts = await postsOf(reader, person.id)
  const accounts = await accountsOf(reader, person.id)
  const from = plusMinutes(at.from < at.now ? at.from : at.now, -lookbackMinutes)
  return {
    person,
    posts,
    holidays: await holidaysOf(reader, person, posts),
    leave: await leaveFactsOf(reader, person, posts),
    policyVersionId: inForce.id,
    policy: inForce.policy,
    accounts,
    entries: await entriesOf(
      reader,
      accounts.map((account) => account.id),
    ),
    diary: await diaryOf(reader, person.id, from),
    busy: await busyOf(reader, person.id, {
      startsAt: from,
      endsAt: plusMinutes(at.from > at.now ? at.from : at.now, horizonMinutes),
    }),
  }
}

/** The bank holidays of each post's nation; a post whose place of work has none keeps the person's. */
const holidaysOf = async (reader: Reader, person: PersonRecord, posts: readonly Post[]): Promise<Holidays> => {
  const nations = [...new Set([person.nation, ...posts.map((post) => post.nation)])]
  const days = new Map<string | null, ReadonlySet<string>>()
  for (const nation of nations) days.set(nation, await bankHolidaysOf(reader, person.employerId, nation))
  return (post) => days.get(post.nation ?? person.nation) ?? new Set()
}

/** The accounts a booking may draw on: one per pot, or per pot and post. */
export const wantedAccounts = (
  policy: CompiledPolicy,
  personId: string,
  posts: readonly Post[],
): Pick<Account, 'pot' | 'scopeId'>[] =>
  policy.pots.flatMap((pot) =>
    pot.per === 'person'
      ? [{ pot: pot.id, scopeId: personId }]
      : posts.map((post) => ({ pot: pot.id, scopeId: post.id })),
  )

/** A session with all that stands around it. */
export interface SessionFacts {
  readonly session: Session
  readonly placement: Placement
  readonly body: Body
  readonly group: Group
  /** The employer has an active link with the body and has accepted its current terms. */
  readonly termsAccepted: boolean
}

/** A session as an employer's people may book it; 404 where it does not exist or its body is not linked with the employer. */
export const gatherSession = async (
  reader: Reader,
  asked: { employerId: string; sessionId: string },
  now: Instant,
): Promise<SessionFacts> => {
  const session = await findSession(reader, asked.sessionId)
  const between = session === null ? null : { employerId: asked.employerId, bodyId: session.bodyId }
  const link = between === null ? null : await linkOf(reader, between, now)
  if (session === null || link === null || link.state !== 'active') {
    throw new Fault('not-found', 'there is no session with this id among the bodies your employer is linked with')
  }
  const placement = await findPlacement(reader, session.placementId)
  const body = await findBody(reader, session.bodyId)
  const group = placement === null ? null : await findGroup(reader, placement.groupId)
  if (placement === null || body === null || group === null)
    throw new Error(`bug: session ${session.id} has lost its placement`)
  return { session, placement, body, group, termsAccepted: link.termsAccepted }
}

/** What a policy may know of a session's activity. */
const activityOfSession = ({ placement, body, group }: SessionFacts): ActivityFacts => ({
  kind: 'placement',
  causes: placement.causes,
  skills: placement.skills,
  remote: placement.remote,
  tags: placement.tags,
  areaCode: placement.areaCode,
  bodyId: body.id,
  groupId: group.id,
  orgIds: group.orgIds,
  vouched: group.vouched,
  bodyNoticeDays: noticeDaysFor(body, 1),
})

/** The proposal to take a session. */
export const proposalOfSession = (
  facts: SessionFacts,
  options: Pick<Proposal, 'postIds' | 'replacesBookingId'>,
): Proposal => {
  const { onDay, startsLocal, endsOnDay, endsLocal, zone, startsAt, endsAt } = facts.session
  return {
    activity: activityOfSession(facts),
    onDay,
    startsLocal,
    endsOnDay,
    endsLocal,
    zone,
    startsAt,
    endsAt,
    ...options,
  }
}
