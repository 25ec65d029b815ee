// What a verdict is asked: the facts, gathered beforehand, and nothing that could be read later. Pure types.
import type { CivilDay, Instant, Minutes, Nation, Zone } from '../kernel/index.ts'

/** A post the booking would release, as the policy may judge it. */
export interface PostFacts {
  readonly id: string
  readonly contract: string
  readonly payBasis: 'salaried' | 'hourly'
  readonly grade: string | null
  readonly department: string | null
  readonly legalEntity: string | null
  readonly siteCode: string | null
  /** FTE in thousandths: 600 is three fifths. */
  readonly fteThousandths: number
  readonly startsOn: CivilDay
  readonly endsOn: CivilDay | null
}

/** What would be done: a session of a placement, or an activity the person found. */
export interface ActivityFacts {
  readonly kind: 'placement' | 'own_activity'
  readonly causes: readonly string[]
  readonly skills: readonly string[]
  readonly remote: boolean
  /** Local authority code of the place, where known. */
  readonly areaCode: string | null
  readonly bodyId: string | null
  readonly groupId: string | null
  /** Register ids of the host, `GB-CHC-1234567`. */
  readonly orgIds: readonly string[]
  /** The body vouches for a host that is on no register. */
  readonly vouched: boolean
  /** Civil days of notice the body asks for, for this number of people. */
  readonly bodyNoticeDays: number
  /**
   * What else is known of the host or was declared for the activity, as codes of the employer's own list: `comparable`,
   * `private-school`, `own-child-attends`. Empty where nothing is.
   */
  readonly tags: readonly string[]
}

/** One scheduled piece of leave: minutes of one post on one civil day of the person's zone. */
export interface LeavePiece {
  readonly on: CivilDay
  readonly postId: string
  /** Minutes of the activity that fall into this post's scheduled time on that day. */
  readonly minutes: Minutes
  /** The post's scheduled minutes on that whole day: what "a day" of leave is here. */
  readonly scheduledMinutes: Minutes
}

/** What one pot could give on one day, with the figures a person may see. */
export interface PotFacts {
  /** Minutes free on that day and on every later day of the window, reservations taken off. */
  readonly availableMinutes: Minutes
  /** Minutes granted to the person for the window that holds the day. */
  readonly entitledMinutes: Minutes
  readonly windowFromOn: CivilDay
  readonly windowUntilOn: CivilDay
  /** Minutes reserved or taken in the window, for caps shared with other pots. */
  readonly usedMinutes: Minutes
}

/** Another thing in the person's diary that overlaps the activity. */
export interface Clash {
  readonly kind: 'booking' | 'busy' | 'leaver'
  readonly startsAt: Instant
  readonly endsAt: Instant
}

/** One proposed activity of one person, with every fact the policy may read. */
export interface Question {
  readonly now: Instant
  /** The person's civil day on which it is asked. */
  readonly askedOn: CivilDay
  readonly person: {
    readonly id: string
    readonly zone: Zone
    readonly nation: Nation | null
    readonly startedOn: CivilDay
    readonly endedOn: CivilDay | null
    /** Completed months of service on the day of the activity. */
    readonly serviceMonths: number
    readonly serviceDays: number
  }
  /** The posts held on the day, never empty: a person without a post on that day has the one that ends last. */
  readonly posts: readonly PostFacts[]
  /**
   * Days from the asked one on, within the search for an earliest day, on which the posts held change. Empty: they never do, so
   * a rule over posts that refuses is not looked at again. Without it, any day may be one.
   */
  readonly postsChangeOn?: readonly CivilDay[]
  readonly activity: ActivityFacts
  readonly startsAt: Instant
  readonly endsAt: Instant
  readonly startsOn: CivilDay
  /** Minutes from start to end. */
  readonly lengthMinutes: Minutes
  /** Civil days of the person from asking to the activity: 0 on the same day, negative in the past. */
  readonly noticeDays: number
  /** Scheduled time it would release, cut at midnights; empty when it falls wholly in own time. */
  readonly pieces: readonly LeavePiece[]
  readonly clashes: readonly Clash[]
  /** What a pot can give on a day; `scopeId` is the post for a pot held per post, otherwise the person. */
  pot(potId: string, scopeId: string, on: CivilDay): PotFacts
  /**
   * The same activity moved to another civil day at the same wall-clock time, with every fact recomputed for that day (or
   * null where the clock skips that time). Used to find the earliest allowed day; clashes are recomputed too.
   */
  movedTo(on: CivilDay): Question | null
}
