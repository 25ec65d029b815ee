// The pages on which somebody answers once: a body, whoever approves, the person about a counter offer, and whoever records
// who came. They show what their reader may see and offer only what the state allows. Pure.
import {
  type Instant,
  type Interval,
  type Locale,
  minutesBetween,
  readableMinutes,
  say,
  type Zone,
} from '../kernel/index.ts'
import { type Html, html } from './html.ts'
import { sayMoment, sayWhen } from './moments.ts'
import { factsOf, type SeenNotice } from './notice.ts'
import { bodyReasons, managerReasons, sayReason } from './outcome-texts.ts'
import { choiceList, factList, formOf } from './page.ts'
import { type PageKey, pageTexts, sayState } from './page-texts.ts'
import { type RuleLine, ruleList } from './rules.ts'

/** What every decision page is made of. */
export interface DecisionView {
  readonly locale: Locale
  /** The state of the booking, and whether this link may still change it. */
  readonly state: string
  readonly open: boolean
  readonly seen: SeenNotice
  readonly until: Instant
  readonly zone: Zone
  /** New with every page: the key of the request its forms make. */
  readonly nonce: string
}

/** Another session of the same placement. */
export interface OtherSession extends Interval {
  readonly sessionId: string
}

/** What is shown of a page: its title and what stands under it. */
export interface PageContent {
  readonly title: string
  readonly content: Html
}

const words =
  (locale: Locale) =>
  (key: PageKey, figures: Readonly<Record<string, string>> = {}): string =>
    say(pageTexts, locale, key, figures)

/** A body answers a request: confirm, offer another session, or decline with a reason. */
export const bodyPage = (view: DecisionView, others: readonly OtherSession[]): PageContent => {
  const word = words(view.locale)
  const hidden = (action: string): Record<string, string> => ({ nonce: view.nonce, action })
  const offer =
    others.length === 0
      ? html`<p>${word('bodyNoSession')}</p>`
      : formOf(
          hidden('offer'),
          html`<p><label class="field" for="session">${word('bodySession')}</label><select id="session" name="sessionId" required>${others.map(
            (other) => html`<option value="${other.sessionId}">${sayWhen(view.locale, other, view.zone)}</option>`,
          )}</select></p><button>${word('bodyOfferButton')}</button>`,
        )
  return framed(view, word('bodyTitle'), {
    forms: html`${formOf(hidden('confirm'), html`<button class="main">${word('bodyConfirm')}</button>`)}
<details><summary>${word('bodyOffer')}</summary>${offer}</details>
<details><summary>${word('bodyDecline')}</summary>${formOf(
      hidden('decline'),
      html`${reasonList(view.locale, bodyReasons)}<button>${word('bodyDeclineButton')}</button>`,
    )}</details>`,
  })
}

/** Whoever approves says yes or no, seeing of the verdict what they may. */
export const managerPage = (view: DecisionView, rules: readonly RuleLine[]): PageContent => {
  const word = words(view.locale)
  return framed(view, word('managerTitle'), {
    forms: html`${formOf({ nonce: view.nonce, action: 'approve' }, html`<button class="main">${word('managerApprove')}</button>`)}
<details><summary>${word('managerDecline')}</summary>${formOf(
      { nonce: view.nonce, action: 'decline' },
      html`${reasonList(view.locale, managerReasons)}<button>${word('managerDeclineButton')}</button>`,
    )}</details>`,
    more: rules.length === 0 ? null : html`<h2>${word('managerVerdict')}</h2>${ruleList(view.locale, rules)}`,
  })
}

/** The person accepts or refuses another session. */
export const answersPage = (view: DecisionView): PageContent => {
  const word = words(view.locale)
  return framed(view, word('answersTitle'), {
    forms: html`${formOf({ nonce: view.nonce, action: 'accept' }, html`<button class="main">${word('answersAccept')}</button>`)}
${formOf({ nonce: view.nonce, action: 'refuse' }, html`<p class="note">${word('answersHint')}</p><button>${word('answersRefuse')}</button>`)}`,
  })
}

/** A body or group records who came; before the day begins there is nothing to record. */
export const attendancePage = (view: DecisionView, begun: boolean): PageContent => {
  const word = words(view.locale)
  const { startsAt, endsAt } = view.seen
  const hours = startsAt === undefined || endsAt === undefined ? '' : readableMinutes(minutesBetween(startsAt, endsAt))
  const form = formOf(
    { nonce: view.nonce, action: 'record' },
    html`${choiceList(word('attendanceTitle'), 'came', [
      ['all', word('attendanceAll', { hours })],
      ['part', word('attendancePart')],
      ['none', word('attendanceMissed')],
    ])}
<fieldset><legend>${word('attendancePartLength')}</legend><p><label class="field" for="hours">${word('attendanceHours')}</label><input id="hours" name="hours" type="number" inputmode="numeric" min="0" max="24" step="1"></p><p><label class="field" for="minutes">${word('attendanceMinutes')}</label><input id="minutes" name="minutes" type="number" inputmode="numeric" min="0" max="59" step="1"></p></fieldset>
<button class="main">${word('attendanceButton')}</button>`,
  )
  const when = startsAt === undefined ? '' : sayMoment(view.locale, startsAt, view.zone)
  return framed(view, word('attendanceTitle'), {
    forms: begun ? form : html`<p class="notice">${word('attendanceNotYet', { when })}</p>`,
  })
}

const framed = (
  view: DecisionView,
  title: string,
  { forms, more }: { forms: Html; more?: Html | null },
): PageContent => {
  const word = words(view.locale)
  return {
    title,
    content: html`<h1>${title}</h1>
${factList(factsOf(view.locale, view.seen))}
${view.open ? forms : html`<p class="notice">${word('nowState', { state: sayState(view.locale, view.state) })}</p>`}
${more ?? null}
<footer><p>${word('onceNote', { until: sayMoment(view.locale, view.until, view.zone) })}</p></footer>`,
  }
}

const reasonList = (locale: Locale, codes: readonly string[]): Html =>
  choiceList(
    say(pageTexts, locale, 'why'),
    'reason',
    codes.map((code) => [code, sayReason(locale, code) ?? code] as const),
  )
