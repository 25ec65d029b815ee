// The unit of work: one transaction, the events it will send, and the locks it holds. A use case that is called across
// features takes a Unit as its first, required parameter; units never nest.
import type { Kysely } from 'kysely'
import type { Instant } from '../kernel/index.ts'
import type { Tables } from './rows.ts'

/** Which engine it is: MySQL/MariaDB, or embedded SQLite. */
export type Dialect = 'mysql' | 'sqlite'

/** A thing that happened, for the outbox. `data` holds surrogate ids, amounts and codes only. */
export interface DomainEvent {
  /** Past tense, dotted: `booking.requested`. */
  readonly type: string
  /** The employer's (or, for a body's own affairs, the body's) feed. */
  readonly tenantId: string
  /** The body whose feed has it as well. */
  readonly bodyId?: string | null
  readonly subjectId: string
  readonly data: Readonly<Record<string, unknown>>
  /** Business time. */
  readonly occurredAt: Instant
}

/** Who did what to what, for the audit. Surrogate ids and codes only. */
export interface AuditNote {
  readonly tenantId: string
  readonly actor: string
  readonly onBehalfOf?: string | null
  /** Verb and noun, dotted: `booking.approve`. */
  readonly action: string
  readonly subject: string
  readonly subjectId: string
  readonly detail?: Readonly<Record<string, unknown>>
  readonly requestId: string
  readonly at: Instant
}

/** Rows that carry a `version` and are locked by raising it. */
export type LockableTable =
  | 'person'
  | 'potAccount'
  | 'session'
  | 'booking'
  | 'body'
  | 'need'
  | 'communityGroup'
  | 'employerBody'
  | 'placement'
  | 'pointsAccount'

/** Reads: what a query needs. Inside a unit of work the unit itself is the reader. */
export interface Reader {
  readonly db: Kysely<Tables>
  readonly dialect: Dialect
}

/** One transaction and what a use case may do in it. Never kept beyond the call it was given to. */
export interface Unit extends Reader {
  /**
   * Locks one row until the unit ends by raising its `version`: a write, because a cluster sees only conflicting writes.
   * Answers the new version, or null where there is no such row. What was read before has to be read again after it.
   */
  lock(table: LockableTable, id: string): Promise<number | null>
  /** Puts an event in the outbox; it leaves after commit, or not at all. */
  enqueue(event: DomainEvent): Promise<void>
  /** Writes an audit entry. */
  note(note: AuditNote): Promise<void>
  /**
   * Runs work that may be undone without undoing the unit: when it answers false or throws, everything it wrote is rolled
   * back to where it began, and the unit goes on.
   */
  attempt(work: () => Promise<boolean>): Promise<boolean>
}

/** Opens units of work. Only entry points (a route, the worker, a command) hold one. */
export interface Database {
  readonly dialect: Dialect
  /** For reads outside of any unit. Never used while one is open in the same call: SQLite has one connection. */
  readonly reader: Reader
  /**
   * One unit of work: READ COMMITTED (SQLite: BEGIN IMMEDIATE), committed when `work` resolves and rolled back when it
   * throws. A deadlock, a lock timeout, a cluster's certification conflict or a busy SQLite reruns `work` from the start, a
   * bounded number of times; so `work` keeps nothing outside the database.
   */
  transact<T>(work: (unit: Unit) => Promise<T>): Promise<T>
  close(): Promise<void>
}
