// Gathers a person's own page: what is left, what is ahead with its verdicts, what would suit. Reads only.
import { findGroup } from '../brokerage/index.ts'
import type { Reader } from '../database/index.ts'
import type { Actor } from '../http/index.ts'
import { type Instant, type Locale, newSecret } from '../kernel/index.ts'
import { type BookingRecord, bookingsOf, type Today, todayOf } from '../placements/index.ts'
import type { PageContent } from './decision-pages.ts'
import { gatherTelling, rulesOf } from './gather.ts'
import { type BookingView, homePage, type SuggestionView } from './home-page.ts'
import { ownNotice } from './notice.ts'
import type { SignedLink } from './store.ts'

/** Bookings shown on a person's page: those that can still be dropped, at most so many. */
const bookingsShown = 20
const droppable: readonly string[] = [
  'waitlisted',
  'awaiting_approval',
  'awaiting_confirmation',
  'counter_offered',
  'confirmed',
]

/** What stands on a person's own page at `now`. */
export const homeContent = async (
  reader: Reader,
  { link, actor, now, until }: { link: SignedLink; actor: Actor; now: Instant; until: Instant },
): Promise<PageContent> => {
  const { locale } = actor
  const today = await todayOf(reader, { employerId: link.tenantId, personId: link.holderId }, now)
  const ahead = (await bookingsOf(reader, link.holderId))
    .filter((booking) => droppable.includes(booking.state) && booking.endsAt > now)
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
    .slice(0, bookingsShown)
  return homePage({
    locale,
    pots: today.pots.map((pot) => ({ title: pot.title, availableMinutes: pot.minutesLeft, lapsesOn: pot.lapsesOn })),
    bookings: await bookingViews(reader, ahead, locale),
    suggestions: await suggestionViews(reader, today.suggestions),
    managerSees: today.facts.policy.managerSees,
    until,
    zone: today.facts.person.zone,
    nonce: newSecret(),
  })
}

const bookingViews = async (
  reader: Reader,
  bookings: readonly BookingRecord[],
  locale: Locale,
): Promise<BookingView[]> => {
  const views: BookingView[] = []
  for (const booking of bookings) {
    const telling = await gatherTelling(reader, booking.id)
    if (telling === null) continue
    views.push({
      bookingId: booking.id,
      state: booking.state,
      seen: ownNotice(telling.notice, booking.state === 'counter_offered'),
      rules: await rulesOf(reader, booking.verdictId, { locale, role: 'self' }),
      drop: booking.state === 'confirmed' ? 'cancel' : 'withdraw',
    })
  }
  return views
}

const suggestionViews = async (reader: Reader, suggestions: Today['suggestions']): Promise<SuggestionView[]> => {
  const views: SuggestionView[] = []
  for (const { offer, kilometres, leaveMinutes, asks } of suggestions) {
    const { session, placement } = offer
    views.push({
      sessionId: session.id,
      startsAt: session.startsAt,
      endsAt: session.endsAt,
      zone: session.zone,
      title: placement.title,
      hostName: (await findGroup(reader, placement.groupId))?.name ?? null,
      address: placement.address,
      remote: placement.remote,
      seatsFree: session.seats - session.seatsTaken - session.seatsElsewhere,
      kilometres: placement.remote ? null : kilometres,
      leaveMinutes,
      asks,
    })
  }
  return views
}
