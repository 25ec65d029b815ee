// What a connector can do, capability by capability. A vendor offers those it has; a new capability is one more member here and
// changes nothing for vendors that lack it. Types only: how a vendor is reached is in http.ts, what is done with it in a use case.
import type { Instant } from '../kernel/index.ts'

/** A list of bank holidays as its publisher gave it, with what it was read from and when. */
export interface HolidayReading {
  /** Divisions by nation, each with its events; whoever takes it in checks it row by row. */
  readonly list: unknown
  /** Who published it: a vendor's name, or `file`. */
  readonly source: string
  /** Where it was read, without secrets; null for a file of somebody's own. */
  readonly address: string | null
  /** Real time. */
  readonly readAt: Instant
  /** The publisher's own mark of this version of the list, to be handed in with the next reading; null where it gives none. */
  readonly tag: string | null
}

/** Everything that a connector may be able to do. */
export interface Capabilities {
  /** Reads the bank holidays of all nations; null where nothing has changed since the version with `knownTag`. */
  readHolidays(known?: { readonly knownTag: string | null }): Promise<HolidayReading | null>
}

/** One vendor: its name for people, and what it can do. */
export type Connector = { readonly vendor: string } & Readonly<Partial<Capabilities>>
