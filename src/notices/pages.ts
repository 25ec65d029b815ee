// What a link shows when somebody looks, and what happens when they act. Looking reads only. Every page is cut to its reader
// before it is written.

import type { Database, Reader } from '../database/index.ts'
import { type Actor, Fault } from '../http/index.ts'
import {
  type Clock,
  type Instant,
  instantFromMillis,
  type Locale,
  millisOf,
  newSecret,
  type Reason,
  realNow,
} from '../kernel/index.ts'
import { type BookingRecord, sessionsOf } from '../placements/index.ts'
import { act } from './acts.ts'
import {
  answersPage,
  attendancePage,
  bodyPage,
  type DecisionView,
  managerPage,
  type OtherSession,
  type PageContent,
} from './decision-pages.ts'
import { gatherTelling, rulesOf, type Telling } from './gather.ts'
import { holderOf } from './holder.ts'
import { homeContent } from './home-content.ts'
import { actOnLink, consultLink, type Form, type LinkPurpose } from './links.ts'
import { noticeFor, ownNotice } from './notice.ts'
import { type Result, resultPage } from './outcome-page.ts'
import type { Outcome } from './outcome-texts.ts'
import type { Page } from './page.ts'
import type { SignedLink } from './store.ts'

/** How a page is asked for. */
export interface Visit {
  readonly token: string
  readonly clock: Clock
  /** The language to use where the link does not say whose it is. */
  readonly locale: Locale
}

/** The page of a link, for a look: it changes nothing, whoever or whatever looks. */
export const showLink = async (reader: Reader, visit: Visit): Promise<Page> => {
  const found = await consultLink(reader, visit.token, realNow())
  if (found.standing === 'unknown') return refusal(visit.locale, 'unknown', 404)
  const actor = await holderOf(reader, found.link)
  if (actor === null) return refusal(visit.locale, 'gone', 410)
  if (found.standing !== 'open') return refusal(actor.locale, found.standing, 410)
  const content = await contentOf(reader, { link: found.link, actor, now: visit.clock.at(actor) })
  return content === null ? refusal(actor.locale, 'gone', 410) : { status: 200, locale: actor.locale, ...content }
}

/** Acts with a link in one unit of work and answers the page of what came of it, or the first such page. */
export const postLink = async (database: Database, visit: Visit & { form: Form }): Promise<Page> => {
  let locale = visit.locale
  try {
    const { result, again } = await database.transact(async (unit) => {
      let gone = false
      const acted = await actOnLink(unit, { token: visit.token, form: visit.form, now: realNow() }, async (link) => {
        const actor = await holderOf(unit, link)
        gone = actor === null
        if (actor === null) return { status: 410, outcome: 'gone', reasons: [] }
        locale = actor.locale
        return act(unit, { actor, link, form: visit.form, now: visit.clock.at(actor) })
      })
      if (acted.link !== null) locale = (await holderOf(unit, acted.link))?.locale ?? visit.locale
      return { result: acted.result, again: !gone && canGoOn(acted.link, acted.result) }
    })
    return resultPage(locale, result, again ? 'again' : null)
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error
    return resultPage(locale, { status: error.status, outcome: 'invalid', reasons: wordsOf(error, locale) }, 'again')
  }
}

/** What a fault says to a person: its reasons, which are in their language; its own text is English. */
const wordsOf = (fault: Fault, locale: Locale): readonly string[] => {
  const { reasons } = fault.extensions as { reasons?: readonly Reason[] }
  if (reasons !== undefined) return reasons.map((reason) => reason.message)
  return locale === 'en-GB' ? [fault.message] : []
}

/** Whether the same link still opens a page after this. */
const canGoOn = (link: SignedLink | null, { status }: Result): boolean =>
  link !== null && status !== 410 && (link.purpose === 'person-home' || status >= 400)

/** A page that says why there is none, and what to do. */
export const refusal = (locale: Locale, outcome: Outcome, status: number): Page =>
  resultPage(locale, { status, outcome, reasons: [] }, null)

interface Look {
  readonly link: SignedLink
  readonly actor: Actor
  readonly now: Instant
}

const contentOf = async (reader: Reader, look: Look): Promise<PageContent | null> => {
  const purpose = look.link.purpose as LinkPurpose
  if (purpose === 'person-home') return homeContent(reader, { ...look, until: shownUntil(look.link, look.actor) })
  const telling = await gatherTelling(reader, look.link.subjectId)
  if (telling === null) return null
  const { booking } = telling
  if (purpose === 'body-decides') {
    const view = viewOf(look, telling, booking.state === 'awaiting_confirmation')
    return bodyPage(view, view.open ? await otherSessions(reader, booking, look.now) : [])
  }
  if (purpose === 'manager-decides') {
    const open = booking.state === 'awaiting_approval' && booking.approverPersonId === look.actor.personId
    const rules = await rulesOf(reader, booking.verdictId, { locale: look.actor.locale, role: 'manager' })
    return managerPage(viewOf(look, telling, open), rules)
  }
  if (purpose === 'person-answers') return answersPage(viewOf(look, telling, booking.state === 'counter_offered'))
  return attendancePage(viewOf(look, telling, booking.state === 'confirmed'), booking.startsAt <= look.now)
}

const viewOf = ({ link, actor }: Look, { booking, notice, managerSees }: Telling, open: boolean): DecisionView => ({
  locale: actor.locale,
  state: booking.state,
  open,
  seen: seenBy(link, { notice, booking, managerSees }),
  until: shownUntil(link, actor),
  zone: notice.zone,
  nonce: newSecret(),
})

/** The end of a link by its reader's clock, which in a sandbox is not the real one. */
const shownUntil = (link: SignedLink, actor: Actor): Instant =>
  instantFromMillis(millisOf(link.expiresAt) + actor.clockShiftMillis)

const seenBy = (
  link: SignedLink,
  { notice, booking, managerSees }: Pick<Telling, 'notice' | 'booking' | 'managerSees'>,
) => {
  if (link.purpose === 'manager-decides') return noticeFor({ role: 'manager', managerSees }, notice)
  return link.holderKind === 'body'
    ? noticeFor({ role: 'broker' }, notice)
    : ownNotice(notice, booking.state === 'counter_offered')
}

/** Other sessions of the same placement that are ahead and have a seat. */
const otherSessions = async (reader: Reader, booking: BookingRecord, now: Instant): Promise<OtherSession[]> => {
  const sessions = booking.placementId === null ? [] : await sessionsOf(reader, booking.placementId, now)
  return sessions
    .filter(
      (one) => one.id !== booking.sessionId && one.state === 'open' && one.seats > one.seatsTaken + one.seatsElsewhere,
    )
    .map((one) => ({ sessionId: one.id, startsAt: one.startsAt, endsAt: one.endsAt }))
}
