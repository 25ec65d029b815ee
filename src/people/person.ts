// Employers, sites, persons and their posts as others read them, and what follows from a person's posts alone. Pure.
import type { CivilDay, Zone } from '../kernel/index.ts'
import type { WorkPattern } from './pattern.ts'

/** A tenant that gives volunteering leave. */
export interface EmployerRecord {
  readonly id: string
  readonly name: string
  readonly zone: Zone
  readonly locale: string
  /** ISO 4217. */
  readonly currency: string
  /** Percent of active people that one import may end before it stops. */
  readonly leaverBrakePercent: number
}

/** One employment at one employer; never joined with the same human elsewhere. Holds no name: see `nameOf`. */
export interface PersonRecord {
  readonly id: string
  readonly employerId: string
  /** The employer's own id of the employment; for a forgotten person a digest of it. */
  readonly hrId: string
  readonly zone: Zone
  /** Whose bank holidays apply; null where none are published. */
  readonly nation: string | null
  readonly locale: string
  readonly startedOn: CivilDay
  /** The last day of employment. */
  readonly endedOn: CivilDay | null
  readonly state: 'active' | 'left' | 'forgotten'
  readonly version: number
}

/** One post of a person. */
export interface Post {
  readonly id: string
  readonly personId: string
  readonly hrPostId: string
  readonly siteId: string | null
  readonly siteCode: string | null
  /** Whose bank holidays its place of work keeps; null where the person’s count. */
  readonly nation: string | null
  readonly startsOn: CivilDay
  /** The last day it is held. */
  readonly endsOn: CivilDay | null
  readonly department: string | null
  readonly grade: string | null
  readonly legalEntity: string | null
  readonly managerPersonId: string | null
  readonly standInPersonId: string | null
  readonly payNumber: string | null
  readonly payBasis: 'salaried' | 'hourly'
  readonly contract: string
  /** 600 is three fifths. */
  readonly fteThousandths: number
  /** Scheduled minutes a week of a full-time post of this kind. */
  readonly fullTimeWeekMinutes: number
  readonly pattern: WorkPattern
}

/** A place of work. */
export interface Site {
  readonly id: string
  readonly employerId: string
  readonly code: string
  readonly name: string
  readonly zone: Zone
  readonly nation: string | null
  readonly postcode: string | null
  readonly latitude: number | null
  readonly longitude: number | null
}

/** The posts held on a civil day, first and last days included. */
export const postsHeldOn = (posts: readonly Post[], on: CivilDay): Post[] =>
  posts.filter((post) => post.startsOn <= on && (post.endsOn === null || post.endsOn >= on))

/**
 * Who approves for somebody on a day: the stand-in of a post before its manager, posts in the order given, never the person
 * themselves. Null where no post held that day names anybody.
 */
export const approverOf = (posts: readonly Post[], on: CivilDay): string | null => {
  for (const post of postsHeldOn(posts, on)) {
    const approver = [post.standInPersonId, post.managerPersonId].find((id) => id !== null && id !== post.personId)
    if (approver) return approver
  }
  return null
}
