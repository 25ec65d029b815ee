// What the routes of people share: who does it and when for the audit, how a caller stands to a person, and answers cut to what
// they may see.
import type { Reader } from '../database/index.ts'
import { type Actor, actorReference, cutFor, Fault, type Role, type Viewer } from '../http/index.ts'
import { civilDayAt, type Instant, instantFromMillis } from '../kernel/index.ts'
import type { Post } from './person.ts'
import { managedBy, type NamedPerson } from './person-store.ts'
import type { Author } from './tenants.ts'

/** The author of what a request does. */
export const authorOf = (call: {
  readonly actor: Actor
  readonly now: Instant
  readonly request: { readonly id: string }
}): Author => ({
  actor: actorReference(call.actor),
  onBehalfOf: call.actor.onBehalfOf,
  requestId: call.request.id,
  now: call.now,
})

/** The roles of a caller as viewers of rows that are about nobody in particular. */
export const viewersOf = (actor: Actor): Viewer[] =>
  [...actor.roles].filter(
    (role): role is Exclude<Role, 'employee' | 'manager'> => role !== 'employee' && role !== 'manager',
  )

/** How a caller stands to one person of their employer; empty where they have nothing to do with them. */
export const viewersOfPerson = async (
  reader: Reader,
  { actor, now }: { actor: Actor; now: Instant },
  person: Pick<NamedPerson, 'id' | 'zone'>,
): Promise<Viewer[]> => {
  const viewers: Viewer[] = actor.roles.has('hr') ? ['hr'] : []
  if (actor.personId === null) return viewers
  if (actor.roles.has('employee') && actor.personId === person.id) viewers.push('self')
  if (!actor.roles.has('manager')) return viewers
  const managed = await managedBy(reader, actor.personId, civilDayAt(now, person.zone))
  return managed.includes(person.id) ? [...viewers, 'manager'] : viewers
}

/** A person with their posts, as these viewers may see them. */
export const personAnswer = (person: NamedPerson, posts: readonly Post[], viewers: readonly Viewer[]) =>
  cutFor('person', viewers, { ...person, posts: posts.map((post) => cutFor('post', viewers, post)) })

/** An instant of a request in the fixed-width form that sorts; a leap second or an offset is understood, nonsense refused. */
export const instantFrom = (text: string, pointer: string): Instant => {
  const millis = Date.parse(text)
  if (Number.isNaN(millis)) {
    throw new Fault('invalid-request', `"${text}" is not an instant: write one like 2027-03-01T09:00:00Z`, {
      extensions: { pointer },
    })
  }
  return instantFromMillis(millis)
}

/** The person a caller is or acts for; a system that names nobody is refused. */
export const ownPersonId = (actor: Actor): string => {
  if (actor.personId === null) {
    throw new Fault('forbidden', 'this is about a person: name the one you act for in Boonday-On-Behalf-Of')
  }
  return actor.personId
}
