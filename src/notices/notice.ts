// One booking as a mail or a page may tell it, cut to its reader by the role x field table before a word is written. Pure.
import { cutFor } from '../http/index.ts'
import { type Instant, type Interval, type Locale, readableMinutes, say, type Zone } from '../kernel/index.ts'
import { sayMoment, sayWhen } from './moments.ts'
import { factTexts } from './texts.ts'

/** Everything about one booking that some reader may be told. */
export interface Notice extends Interval {
  readonly zone: Zone
  readonly personName: string | null
  readonly leaveMinutes: number
  /** Whether a body offers it, or the person found it. */
  readonly kind: 'placement' | 'own_activity'
  readonly title: string | null
  readonly hostName: string | null
  readonly description: string | null
  readonly address: string | null
  readonly areaCode: string | null
  readonly remote: boolean
  /** Until when whoever is asked may answer. */
  readonly answerBy: Instant | null
  /** The session a body offers instead. */
  readonly offered: Interval | null
}

/** What is left of a notice for one reader. */
export type SeenNotice = Partial<Notice>

/** Who reads it; a manager is told host and activity only where the policy says so. */
export type NoticeReader =
  | { readonly role: 'self' | 'broker' }
  | { readonly role: 'manager'; readonly managerSees: 'host' | 'area' }

/** A notice cut to its reader. */
export const noticeFor = (reader: NoticeReader, notice: Notice): SeenNotice => {
  const seen = cutFor('bookingNotice', [reader.role], notice)
  if (reader.role !== 'manager' || reader.managerSees !== 'host') return seen
  return { ...seen, ...cutFor('bookingNoticeHost', ['manager'], notice) }
}

/**
 * A notice as it is told to the person it is about: not who they are, and no deadline but their own. `deciding` is whether
 * it is they who have to answer.
 */
export const ownNotice = (notice: Notice, deciding: boolean): SeenNotice =>
  noticeFor({ role: 'self' }, { ...notice, personName: null, answerBy: deciding ? notice.answerBy : null })

/** A label and what stands beside it. */
export type Fact = readonly [label: string, value: string]

/** The facts that a reader sees, in the order people ask for them. What was cut is not mentioned. */
export const factsOf = (locale: Locale, seen: SeenNotice): readonly Fact[] => {
  const word = (key: keyof (typeof factTexts)['en-GB']): string => say(factTexts, locale, key)
  const zone = seen.zone ?? 'utc'
  const facts: (readonly [string, string | null | undefined])[] = [
    [word('who'), seen.personName],
    [
      word('when'),
      seen.startsAt === undefined || seen.endsAt === undefined
        ? null
        : sayWhen(locale, { startsAt: seen.startsAt, endsAt: seen.endsAt }, zone),
    ],
    [word('offered'), seen.offered == null ? null : sayWhen(locale, seen.offered, zone)],
    [word('what'), seen.title],
    [word('host'), hostOf(seen, word)],
    [word('where'), seen.remote === true ? word('remote') : seen.address],
    [word('area'), seen.remote === true || seen.address != null ? null : seen.areaCode],
    [word('leave'), seen.leaveMinutes === undefined ? null : leaveOf(locale, seen.leaveMinutes)],
    [word('description'), seen.description],
    [word('answerBy'), seen.answerBy == null ? null : sayMoment(locale, seen.answerBy, zone)],
  ]
  return facts.flatMap(([label, value]) => (value == null || value === '' ? [] : [[label, value] as const]))
}

/** Where the name of the host was cut, only its kind is said. */
const hostOf = (seen: SeenNotice, word: (key: 'hostApproved' | 'hostOwn') => string): string | null | undefined => {
  if ('hostName' in seen) return seen.hostName
  return seen.kind === 'placement' ? word('hostApproved') : word('hostOwn')
}

/** Minutes of leave in words. */
export const leaveOf = (locale: Locale, minutes: number): string =>
  minutes === 0
    ? say(factTexts, locale, 'leaveNone')
    : say(factTexts, locale, 'leaveValue', { hours: readableMinutes(minutes) })
