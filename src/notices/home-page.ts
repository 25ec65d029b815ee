// A person's own page: hours left, next days with their verdicts, and what would suit them, with a button for each thing they
// can do. Pure.
import {
  type CivilDay,
  type Instant,
  type Interval,
  type Locale,
  type Minutes,
  readableMinutes,
  say,
  type Zone,
} from '../kernel/index.ts'
import type { PageContent } from './decision-pages.ts'
import { type Html, html } from './html.ts'
import { sayDay, sayMoment, sayWhen } from './moments.ts'
import { type Fact, factsOf, leaveOf, type SeenNotice } from './notice.ts'
import { factList, formOf } from './page.ts'
import { type PageKey, pageTexts, sayState } from './page-texts.ts'
import { type RuleLine, ruleList } from './rules.ts'
import { factTexts } from './texts.ts'

/** One entitlement with what is left of it. */
export interface PotView {
  readonly title: string
  readonly availableMinutes: Minutes
  /** The last day on which they can be used; null when they do not lapse. */
  readonly lapsesOn: CivilDay | null
}

/** A booking that is still ahead or pending. */
export interface BookingView {
  readonly bookingId: string
  readonly state: string
  readonly seen: SeenNotice
  readonly rules: readonly RuleLine[]
  /** What the person can do with it now. */
  readonly drop: 'withdraw' | 'cancel'
}

/** A session the person could book. */
export interface SuggestionView extends Interval {
  readonly sessionId: string
  readonly title: string
  readonly hostName: string | null
  readonly address: string | null
  readonly remote: boolean
  readonly zone: Zone
  readonly seatsFree: number
  readonly kilometres: number | null
  readonly leaveMinutes: Minutes
  /** Whether somebody has to approve it first. */
  readonly asks: boolean
}

/** All that the page of one person shows, gathered and cut for them. */
export interface HomeView {
  readonly locale: Locale
  readonly pots: readonly PotView[]
  readonly bookings: readonly BookingView[]
  readonly suggestions: readonly SuggestionView[]
  /** What a manager is told: the person has to know before asking. */
  readonly managerSees: 'host' | 'area'
  readonly until: Instant
  readonly zone: Zone
  readonly nonce: string
}

/** The whole page. */
export const homePage = (view: HomeView): PageContent => {
  const word = (key: PageKey, figures: Readonly<Record<string, string>> = {}): string =>
    say(pageTexts, view.locale, key, figures)
  const title = word('homeTitle')
  const told = word(view.managerSees === 'host' ? 'homeManagerHost' : 'homeManagerArea')
  return {
    title,
    content: html`<h1>${title}</h1>
<h2>${word('homeHours')}</h2>
${view.pots.length === 0 ? html`<p>${word('homeNoPots')}</p>` : view.pots.map((pot) => potCard(view.locale, pot))}
<h2>${word('homeNext')}</h2>
${view.bookings.length === 0 ? html`<p>${word('homeNone')}</p>` : view.bookings.map((booking) => bookingCard(view, booking))}
<h2>${word('homeSuggestions')}</h2>
${
  view.suggestions.length === 0
    ? html`<p>${word('homeNoSuggestions')}</p>`
    : html`<p class="note">${told}</p>${view.suggestions.map((suggestion) => suggestionCard(view, suggestion))}`
}
<footer><p>${word('homeNote', { until: sayMoment(view.locale, view.until, view.zone) })}</p></footer>`,
  }
}

const potCard = (locale: Locale, pot: PotView): Html =>
  html`<section class="card"><h3>${pot.title}</h3><p><span class="figure">${say(pageTexts, locale, 'homeLeft', {
    hours: readableMinutes(pot.availableMinutes),
  })}</span>${
    pot.lapsesOn === null
      ? null
      : html`<br>${say(pageTexts, locale, 'homeUseBy', { day: sayDay(locale, pot.lapsesOn) })}`
  }</p></section>`

const bookingCard = (view: HomeView, booking: BookingView): Html => {
  const { locale } = view
  const state: Fact = [say(pageTexts, locale, 'homeState'), sayState(locale, booking.state)]
  const { startsAt, endsAt, ...rest } = booking.seen
  const when =
    startsAt === undefined || endsAt === undefined ? '' : sayWhen(locale, { startsAt, endsAt }, rest.zone ?? view.zone)
  const rules =
    booking.rules.length === 0
      ? null
      : html`<details><summary>${say(pageTexts, locale, 'homeRules')}</summary>${ruleList(locale, booking.rules)}</details>`
  const drop = say(pageTexts, locale, dropWords[booking.drop])
  const button = formOf(
    { nonce: view.nonce, action: 'drop', bookingId: booking.bookingId },
    html`<button aria-label="${drop}: ${when}">${drop}</button>`,
  )
  const accept = say(pageTexts, locale, 'answersAccept')
  const offer =
    rest.offered == null
      ? null
      : formOf(
          { nonce: view.nonce, action: 'accept', bookingId: booking.bookingId },
          html`<button class="main" aria-label="${accept}: ${sayWhen(locale, rest.offered, rest.zone ?? view.zone)}">${accept}</button>`,
        )
  return html`<section class="card"><h3>${when}</h3>${factList([state, ...factsOf(locale, rest)])}${rules}${offer}${button}</section>`
}

const dropWords = { withdraw: 'homeWithdraw', cancel: 'homeCancel' } as const

const suggestionCard = (view: HomeView, suggestion: SuggestionView): Html => {
  const { locale } = view
  const when = sayWhen(locale, suggestion, suggestion.zone)
  const facts: readonly (readonly [string, string | null])[] = [
    [say(factTexts, locale, 'when'), when],
    [say(factTexts, locale, 'host'), suggestion.hostName],
    [say(factTexts, locale, 'where'), suggestion.remote ? say(factTexts, locale, 'remote') : suggestion.address],
    [
      say(pageTexts, locale, 'homeDistance'),
      suggestion.kilometres === null
        ? null
        : say(pageTexts, locale, 'homeKilometres', { km: String(suggestion.kilometres) }),
    ],
    [say(factTexts, locale, 'leave'), leaveOf(locale, suggestion.leaveMinutes)],
    [say(pageTexts, locale, 'homeApproval'), suggestion.asks ? say(pageTexts, locale, 'homeAsks') : null],
    [say(pageTexts, locale, 'homeSeats'), String(suggestion.seatsFree)],
  ]
  const known = facts.flatMap(([label, value]) => (value === null || value === '' ? [] : [[label, value] as const]))
  return html`<section class="card"><h3>${suggestion.title}</h3>${factList(known)}${formOf(
    { nonce: view.nonce, action: 'book', sessionId: suggestion.sessionId },
    html`<button class="main" aria-label="${say(pageTexts, locale, 'homeBook')}: ${suggestion.title}, ${when}">${say(pageTexts, locale, 'homeBook')}</button>`,
  )}</section>`
}
