// A person's calendar feed at a secret address: made, renewed, revoked, and rendered. Rendered twice without a change it is
// the same bytes.
import type { Reader, Unit } from '../database/index.ts'
import {
  type Clock,
  digestOf,
  type Instant,
  instantFromMillis,
  localeFrom,
  millisOf,
  newId,
  newSecret,
  realNow,
  say,
} from '../kernel/index.ts'
import { type BookingRecord, bookingsOf } from '../placements/index.ts'
import { type FeedEntry, feedOf } from './calendar.ts'
import { calendarDomain, type NoticesConfig } from './config.ts'
import { findFeedHolder, replaceFeed, revokeFeeds } from './store.ts'
import { mailTexts } from './texts.ts'

const dayMillis = 24 * 60 * 60 * 1000
/** Days for which a booking that ended stays in the feed as cancelled, so that every reader of it has seen that. */
const cancelledDays = 30
/** Days for which past bookings stay: a leave year and a little more. */
const pastDays = 400

/** Makes a feed and answers its id and its secret, which is stored nowhere. Every earlier feed of the person ends. */
export const createFeed = async (unit: Unit, personId: string): Promise<{ feedId: string; token: string }> => {
  const token = newSecret()
  const feedId = newId()
  // Two requests at once both revoke and both add: under the person's lock the later one wins.
  await unit.lock('person', personId)
  await replaceFeed(unit, { id: feedId, personId, tokenDigest: digestOf(token), createdAt: realNow(), revokedAt: null })
  return { feedId, token }
}

/** Ends the feed of a person; without one nothing happens. */
export const revokeFeed = (unit: Unit, personId: string): Promise<void> => revokeFeeds(unit, personId, realNow())

/** A feed as it goes over the wire. */
export interface Feed {
  readonly body: string
  /** Strong: over the bytes. */
  readonly etag: string
}

/** The feed that a secret opens; null where it opens none. */
export const readFeedOf = async (
  reader: Reader,
  token: string,
  { clock, config }: { clock: Clock; config: NoticesConfig },
): Promise<Feed | null> => {
  const holder = /^[\w-]{43}$/.test(token) ? await findFeedHolder(reader, digestOf(token)) : null
  if (holder === null) return null
  const summary = say(mailTexts, localeFrom(holder.locale), 'calendarSummary')
  const entries = feedEntries(await bookingsOf(reader, holder.personId), clock.at(holder), {
    domain: calendarDomain(config),
    summary,
  })
  const body = feedOf(summary, entries)
  return { body, etag: `"${digestOf(body)}"` }
}

const states: Readonly<Record<string, FeedEntry['state']>> = {
  awaiting_approval: 'tentative',
  awaiting_confirmation: 'tentative',
  counter_offered: 'tentative',
  confirmed: 'confirmed',
  attended: 'confirmed',
  partly_attended: 'confirmed',
  declined: 'cancelled',
  withdrawn: 'cancelled',
  cancelled: 'cancelled',
  lapsed: 'cancelled',
}

/** The entries of a feed at `now`, oldest booking first. Neutral words only, whoever the host is. */
export const feedEntries = (
  bookings: readonly BookingRecord[],
  now: Instant,
  { domain, summary }: { domain: string; summary: string },
): FeedEntry[] => {
  const daysAgo = (days: number): Instant => instantFromMillis(millisOf(now) - days * dayMillis)
  return bookings
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((booking) => {
      const state = states[booking.state]
      const gone =
        state === 'cancelled' ? booking.updatedAt <= daysAgo(cancelledDays) : booking.endsAt <= daysAgo(pastDays)
      if (state === undefined || gone) return []
      return {
        uid: `${booking.id}@${domain}`,
        sequence: booking.invitationSequence,
        changedAt: booking.updatedAt,
        startsAt: booking.startsAt,
        endsAt: booking.endsAt,
        zone: 'utc',
        summary,
        description: null,
        location: null,
        state,
      }
    })
}
