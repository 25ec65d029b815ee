// Use cases of the tie between an employer and a body: ask for it and accept the terms, make it active, end it, and name who
// speaks for a site.
import type { Reader, Unit } from '../database/index.ts'
import { actorReference } from '../http/index.ts'
import { assertThat, civilDayAt, type Instant, newId } from '../kernel/index.ts'
import { findEmployer } from '../people/index.ts'
import { type Acting, employerIdOf, faultFor, noteFor } from './acting.ts'
import { bodiesById, findBody, termsDatesOf } from './bodies-store.ts'
import { acceptableTermsOn, type LinkStanding, standingOn } from './link.ts'
import * as store from './links-store.ts'

/** A link as both of its sides read it. */
export interface LinkView extends LinkStanding {
  readonly id: string
  readonly employerId: string
  readonly bodyId: string
  readonly bodyName: string
  readonly employerName: string | null
  readonly acceptedBy: string | null
  readonly acceptedAt: Instant | null
  readonly version: number
}

/** How an employer stands with a body today; null where no link was ever asked for. */
export const linkOf = async (
  reader: Reader,
  between: { readonly employerId: string; readonly bodyId: string },
  now: Instant,
): Promise<LinkStanding | null> => {
  const link = await store.findLinkBetween(reader, between.employerId, between.bodyId)
  return link === null ? null : ((await standingsOf(reader, [link], now))[0] ?? null)
}

/** The bodies whose placements an employer's people may book: linked, active, with the terms in force accepted. */
export const linkedBodyIds = async (reader: Reader, employerId: string, now: Instant): Promise<string[]> => {
  const views = await standingsOf(reader, await store.activeLinksOf(reader, employerId), now)
  return views.filter((view) => view.termsAccepted).map((view) => view.bodyId)
}

const standingsOf = async (
  reader: Reader,
  links: readonly store.LinkRow[],
  now: Instant,
): Promise<Omit<LinkView, 'employerName'>[]> => {
  const bodyIds = links.map((link) => link.bodyId)
  const bodies = await bodiesById(reader, bodyIds)
  const terms = await termsDatesOf(reader, bodyIds)
  return links.map((link) => {
    const body = bodies.get(link.bodyId)
    assertThat(body !== undefined, 'a link names a body that exists')
    return { ...link, bodyName: body.name, ...standingOn(link, terms.get(body.id) ?? [], civilDayAt(now, body.zone)) }
  })
}

/** The links of one side with how they stand today. */
export const viewLinks = async (
  reader: Reader,
  now: Instant,
  wanted: { readonly side: store.Side; readonly page: store.After },
): Promise<LinkView[]> => {
  const links = await standingsOf(reader, await store.listLinks(reader, wanted.side, wanted.page), now)
  const names = new Map<string, string | null>()
  for (const employerId of new Set(links.map((link) => link.employerId))) {
    names.set(employerId, (await findEmployer(reader, employerId))?.name ?? null)
  }
  return links.map((link) => ({ ...link, employerName: names.get(link.employerId) ?? null }))
}

/**
 * An employer asks for a link with a body and accepts its terms: those in force, or, when these are accepted, the next ones.
 * A link that has ended is asked for again; one that is active stays active. `created` tells a new link from an old one.
 */
export const requestLink = async (
  unit: Unit,
  by: Acting,
  wanted: { readonly bodyId: string; readonly termsId: string | null },
): Promise<{ linkId: string; state: store.LinkRow['state']; created: boolean }> => {
  const employerId = employerIdOf(by.actor)
  const { bodyId, termsId } = wanted
  const body = await findBody(unit, bodyId)
  if (body === null) throw faultFor(by, 'not-found', { key: 'body_unknown', figures: { bodyId }, pointer: '/bodyId' })
  const acceptance = { termsId, acceptedBy: actorReference(by.actor), acceptedAt: by.now }
  const fresh = { id: newId(), employerId, bodyId, state: 'requested' as const, version: 1, ...acceptance }
  const before = await store.findLinkBetween(unit, employerId, bodyId)
  await requireAcceptable(unit, by, { body, link: before, termsId })
  const created = before === null && (await store.insertLink(unit, fresh))
  const link = await store.findLinkBetween(unit, employerId, bodyId)
  assertThat(link !== null, 'a link that was just asked for is there')
  if (!created) {
    await unit.lock('employerBody', link.id)
    const now = await store.findLink(unit, link.id)
    await requireAcceptable(unit, by, { body, link: now, termsId })
    const state = now?.state === 'active' ? 'active' : 'requested'
    await store.updateLink(unit, link.id, { ...acceptance, state })
    link.state = state
  }
  const detail = { bodyId, termsId }
  await noteFor(unit, by, { action: 'link.request', subject: 'bodyLink', subjectId: link.id, detail })
  return { linkId: link.id, state: link.state, created }
}

const requireAcceptable = async (
  unit: Unit,
  by: Acting,
  asked: {
    readonly body: { readonly id: string; readonly zone: string }
    readonly link: store.LinkRow | null
    readonly termsId: string | null
  },
): Promise<void> => {
  const terms = (await termsDatesOf(unit, [asked.body.id])).get(asked.body.id) ?? []
  const acceptable = acceptableTermsOn(asked.link, terms, civilDayAt(by.now, asked.body.zone))
  const pointer = '/termsId'
  const [first] = acceptable
  if (asked.termsId === null && first === undefined) return
  if (first === undefined) throw faultFor(by, 'conflict', { key: 'terms_none', pointer })
  if (asked.termsId !== null && acceptable.includes(asked.termsId)) return
  throw faultFor(by, 'conflict', { key: 'terms_not_current', figures: { termsId: first }, pointer })
}

/** The body makes a link active that was asked for. It needs the terms in force to be accepted. */
export const activateLink = async (unit: Unit, by: Acting, linkId: string): Promise<LinkStanding> => {
  const link = await lockLink(unit, by, linkId)
  const [view] = await standingsOf(unit, [link], by.now)
  assertThat(view !== undefined, 'a locked link can be read')
  if (link.state === 'ended') {
    throw faultFor(by, 'conflict', { key: 'link_state', figures: { state: link.state, wanted: 'active' } })
  }
  if (!view.termsAccepted) throw faultFor(by, 'conflict', { key: 'link_terms_missing' })
  return moveLink(unit, by, { link, state: 'active', action: 'link.activate' })
}

/** Either side ends a link. What is booked already stays booked; nothing new can be. */
export const endLink = async (unit: Unit, by: Acting, linkId: string): Promise<LinkStanding> => {
  const link = await lockLink(unit, by, linkId)
  return moveLink(unit, by, { link, state: 'ended', action: 'link.end' })
}

const lockLink = async (unit: Unit, by: Acting, linkId: string): Promise<store.LinkRow> => {
  await unit.lock('employerBody', linkId)
  const link = await store.findLink(unit, linkId)
  const own = by.actor.tenantKind === 'body' ? link?.bodyId : link?.employerId
  if (link === null || own !== by.actor.tenantId) {
    throw faultFor(by, 'not-found', { key: 'link_unknown', figures: { linkId } })
  }
  return link
}

const moveLink = async (
  unit: Unit,
  by: Acting,
  move: { readonly link: store.LinkRow; readonly state: store.LinkRow['state']; readonly action: string },
): Promise<LinkStanding> => {
  await store.updateLink(unit, move.link.id, { state: move.state })
  await noteFor(unit, by, { action: move.action, subject: 'bodyLink', subjectId: move.link.id })
  const [view] = await standingsOf(unit, [{ ...move.link, state: move.state }], by.now)
  assertThat(view !== undefined, 'a link that was just written can be read')
  return view
}
