// Verdicts on request: the same gathering and the same policy as a booking, with nothing locked and nothing kept; and kept
// verdicts, read by id.
import type { Reader } from '../database/index.ts'
import { type Actor, Fault } from '../http/index.ts'
import type { Instant } from '../kernel/index.ts'
import { decideVerdict, type Verdict } from '../policy/index.ts'
import { type BookingWish, ownProposal } from './commands.ts'
import { gatherPerson, gatherSession, proposalOfSession } from './gather.ts'
import { type PersonFacts, questionOf } from './questions.ts'

/** What a policy would answer to a wish now, without booking it. */
export const judgeWish = async (
  reader: Reader,
  call: { actor: Actor; wish: BookingWish; now: Instant },
): Promise<{ facts: PersonFacts; verdict: Verdict }> => {
  const { actor, wish, now } = call
  if (actor.personId === null)
    throw new Fault('forbidden', 'a verdict is asked by a person, or by a registered client on behalf of one')
  const options = { postIds: wish.postIds ?? null, replacesBookingId: null }
  const proposal =
    'sessionId' in wish
      ? proposalOfSession(
          await gatherSession(reader, { employerId: actor.tenantId, sessionId: wish.sessionId }, now),
          options,
        )
      : ownProposal(wish, actor.locale, options)
  const facts = await gatherPerson(
    reader,
    { employerId: actor.tenantId, personId: actor.personId },
    { now, from: proposal.startsAt },
  )
  return { facts, verdict: decideVerdict(facts.policy, questionOf(facts, proposal, now)) }
}
