// Use cases of bodies: set one up, change its rules, announce terms, read it, and hold places in its weeks.
import type { Reader, Unit } from '../database/index.ts'
import { isUniqueViolation } from '../database/index.ts'
import { requireVersion } from '../http/index.ts'
import { assertThat, type CivilDay, civilDayAt, type Instant, isZone, newId } from '../kernel/index.ts'
import { type Acting, bodyIdOf, faultFor, noteFor } from './acting.ts'
import * as store from './bodies-store.ts'
import { type Area, type Body, isAreaCode, noticeRulesFault, type Terms, termsAfter, termsOn } from './body.ts'

/** A body as its own people and the employers read it. */
export interface BodyView extends Body {
  readonly areas: readonly Area[]
  /** The terms in force today in the body's zone. */
  readonly terms: Terms | null
  /** The terms announced next. */
  readonly nextTerms: Terms | null
}

/** What a new body brings with it. */
export interface NewBody extends Omit<Body, 'id' | 'version'> {
  readonly areas: readonly Area[]
  readonly members: readonly { readonly name: string; readonly email: string }[]
  readonly terms?: Omit<Terms, 'id' | 'bodyId'>
  /** How far a sandbox's clock is moved; 0 in production. */
  readonly clockShiftMillis: number
}

/** What of itself a body may change. */
export type BodyChange = Partial<
  Pick<Body, 'name' | 'email' | 'locale' | 'noticeRules' | 'weekCapacity' | 'answerDays'> & { areas: readonly Area[] }
>

/** Sets up a body: its tenant, itself, its areas, its people and its first terms. Used by commands, not by a route. */
export const createBody = async (
  unit: Unit,
  wanted: NewBody,
  now: Instant,
): Promise<{ bodyId: string; memberIds: string[]; termsId: string | null }> => {
  assertThat(isZone(wanted.zone), 'a body is set up with a zone that exists')
  assertThat(noticeRulesFault(wanted.noticeRules) === null, 'a body is set up with notice rules in order')
  assertThat(wanted.areas.every(isAreaCode), 'a body is set up with area codes of their scheme')
  const { areas, members, terms, clockShiftMillis, ...body } = wanted
  const bodyId = newId()
  await store.insertBody(unit, { ...body, id: bodyId, version: 1 }, { clockShiftMillis, createdAt: now })
  await store.replaceAreas(unit, bodyId, areas)
  const people = members.map((member) => ({ ...member, id: newId(), bodyId }))
  await store.insertMembers(unit, people)
  const termsId = terms === undefined ? null : newId()
  if (terms !== undefined && termsId !== null) await store.insertTerms(unit, { ...terms, id: termsId, bodyId })
  return { bodyId, memberIds: people.map((member) => member.id), termsId }
}

/**
 * Holds places for people in a body's week; false when the week is full. The limit is that of the body given; rivals are
 * held apart by a conditional update.
 */
export const takeCapacity = async (
  unit: Unit,
  wanted: { readonly body: Pick<Body, 'id' | 'weekCapacity'>; readonly weekOn: CivilDay; readonly heads: number },
): Promise<boolean> => {
  const { body, weekOn, heads } = wanted
  return store.addToWeek(unit, { bodyId: body.id, weekOn, heads }, body.weekCapacity)
}

/** Gives back places that were held in a body's week. Giving back what was never held is a bug. */
export const releaseCapacity = async (
  unit: Unit,
  held: { readonly bodyId: string; readonly weekOn: CivilDay; readonly heads: number },
): Promise<void> => {
  assertThat(await store.takeFromWeek(unit, held), 'places given back were held in that week')
}

/** A body with its areas and terms. */
export const viewBody = async (reader: Reader, bodyId: string, now: Instant): Promise<BodyView | null> => {
  const body = await store.findBody(reader, bodyId)
  return body === null ? null : ((await viewBodies(reader, [body], now))[0] ?? null)
}

/** Bodies with their areas and the terms of their own today. */
export const viewBodies = async (reader: Reader, bodies: readonly Body[], now: Instant): Promise<BodyView[]> => {
  const ids = bodies.map((body) => body.id)
  const areas = await store.areasOf(reader, ids)
  const dates = await store.termsDatesOf(reader, ids)
  const chosen = bodies.map((body) => {
    const all = dates.get(body.id) ?? []
    const today = civilDayAt(now, body.zone)
    return { body, current: termsOn(all, today), next: termsAfter(all, today) }
  })
  const texts = await store.termsById(
    reader,
    chosen.flatMap(({ current, next }) => [current?.id ?? [], next?.id ?? []].flat()),
  )
  return chosen.map(({ body, current, next }) => ({
    ...body,
    areas: areas.get(body.id) ?? [],
    terms: texts.get(current?.id ?? '') ?? null,
    nextTerms: texts.get(next?.id ?? '') ?? null,
  }))
}

/** Changes a body's own rules. Refuses an edit of a version that is no longer the current one. */
export const changeBody = async (
  unit: Unit,
  by: Acting,
  wanted: { readonly expected: number | null; readonly change: BodyChange },
): Promise<BodyView> => {
  const bodyId = bodyIdOf(by.actor)
  const { areas, ...change } = wanted.change
  requireUsableRules(by, wanted.change)
  const version = await unit.lock('body', bodyId)
  const body = await store.findBody(unit, bodyId)
  assertThat(version !== null && body !== null, 'a broker belongs to a body that exists')
  requireVersion(wanted.expected, version - 1)
  await store.updateBody(unit, { ...body, ...change })
  if (areas !== undefined) await store.replaceAreas(unit, bodyId, areas)
  await noteFor(unit, by, { action: 'body.change', subject: 'body', subjectId: bodyId })
  const view = await viewBody(unit, bodyId, by.now)
  assertThat(view !== null, 'a body that was just written is there')
  return view
}

const requireUsableRules = (by: Acting, { areas, noticeRules }: BodyChange): void => {
  const fault = noticeRules === undefined ? null : noticeRulesFault(noticeRules)
  if (fault !== null) throw faultFor(by, 'invalid-request', { key: fault, pointer: '/noticeRules' })
  for (const [index, area] of (areas ?? []).entries()) {
    const pointer = `/areas/${index}`
    const figures = { code: area.code, scheme: area.scheme }
    if (!isAreaCode(area)) throw faultFor(by, 'invalid-request', { key: 'area_form', figures, pointer })
    const first = areas?.findIndex((one) => one.scheme === area.scheme && one.code === area.code)
    if (first !== index) throw faultFor(by, 'invalid-request', { key: 'area_twice', figures, pointer })
  }
}

/**
 * Announces new terms from a day on. They never reach back, and never before terms that an employer has accepted already:
 * so that nobody is ever held to terms they did not see.
 */
export const announceTerms = async (
  unit: Unit,
  by: Acting,
  wanted: Omit<Terms, 'id' | 'bodyId'>,
): Promise<{ termsId: string }> => {
  const bodyId = bodyIdOf(by.actor)
  await unit.lock('body', bodyId)
  const body = await store.findBody(unit, bodyId)
  assertThat(body !== null, 'a broker belongs to a body that exists')
  const { fromOn } = wanted
  const pointer = '/fromOn'
  const today = civilDayAt(by.now, body.zone)
  if (fromOn < today)
    throw faultFor(by, 'invalid-request', { key: 'terms_from_past', figures: { fromOn, today }, pointer })
  const acceptedFromOn = await store.latestAcceptedFromOn(unit, bodyId)
  if (acceptedFromOn !== null && fromOn <= acceptedFromOn) {
    throw faultFor(by, 'conflict', { key: 'terms_from_accepted', figures: { fromOn, acceptedFromOn }, pointer })
  }
  const termsId = newId()
  try {
    await store.insertTerms(unit, { ...wanted, id: termsId, bodyId })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw faultFor(by, 'conflict', { key: 'terms_from_taken', figures: { fromOn }, pointer })
  }
  await noteFor(unit, by, { action: 'terms.announce', subject: 'terms', subjectId: termsId, detail: { fromOn } })
  return { termsId }
}
