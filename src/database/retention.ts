// How long each table keeps its rows, how its rows lead to a person, and what becomes of them when a person is forgotten. Every
// table is here: one that is not does not compile. Export and erasure of a person walk this table and nothing else.
import type { TableName, Tables } from './rows.ts'

/** What may happen to rows as time passes. `keepDays` counts from the end of their use; null where no time ends it. */
export const retentionClasses = {
  configuration: { keepDays: null, says: 'Kept as long as the tenant exists; names no person but by a surrogate id.' },
  contacts: { keepDays: null, says: 'How to reach bodies, their members and groups: as long as they take part.' },
  employment: { keepDays: null, says: 'Kept while employed; names and addresses go when the person is forgotten.' },
  preferences: { keepDays: 30, says: 'Kept until withdrawn, or 30 days after the person has left.' },
  leave_records: { keepDays: 2557, says: 'Leave, hours and their reasons: seven years, as pay records are.' },
  ledger: { keepDays: 2557, says: 'Append-only lines with surrogate ids: seven years, never changed.' },
  decisions: { keepDays: null, says: 'Verdicts: until the day that each carries itself.' },
  audit: { keepDays: 2557, says: 'Who did what and when, by surrogate id: seven years.' },
  events: {
    keepDays: 400,
    says: 'Events and their positions: long enough for a feed reader that was away for a year.',
  },
  operational: { keepDays: 30, says: 'Needed to run the service only: a month after use.' },
  brokerage: { keepDays: 2557, says: 'Bodies, groups, needs and placements: seven years after they close.' },
} as const

/** The name of a class: how long, and why. */
export type RetentionClass = keyof typeof retentionClasses

/**
 * How a row leads to a person: a column that holds the person's id, the reference `person:<id>`, or the id (or the
 * column `by`) of a row of another table that leads on. A `mention` only names the person in a row that is about something else.
 */
export interface Lead<T extends TableName = TableName> {
  readonly column: keyof Tables[T] & string
  readonly to: 'person' | 'reference' | { readonly table: TableName; readonly by?: string }
  readonly mention?: true
}

/** What becomes of one table's rows. */
export interface TableRetention<T extends TableName = TableName> {
  readonly class: RetentionClass
  readonly leads: readonly Lead<T>[]
  /** What becomes of the person's own rows when they are forgotten; `blank` empties these columns. */
  readonly onForget: 'keep' | 'delete' | { readonly blank: readonly (keyof Tables[T] & string)[] }
}

const none = { leads: [], onForget: 'keep' } as const
const viaBooking = { column: 'bookingId', to: { table: 'booking' } } as const
const ofPerson = { column: 'personId', to: 'person' } as const

/** Every table. */
export const retention: { readonly [T in TableName]: TableRetention<T> } = {
  tenant: { class: 'configuration', ...none },
  lease: { class: 'operational', ...none },
  requestKey: { class: 'operational', ...none },
  auditEntry: {
    class: 'audit',
    leads: [
      { column: 'subjectId', to: 'person' },
      { column: 'subjectId', to: { table: 'booking' } },
      { column: 'onBehalfOf', to: 'person' },
      { column: 'actor', to: 'reference' },
    ],
    onForget: 'keep',
  },
  outboxEvent: {
    class: 'events',
    leads: [
      { column: 'subjectId', to: 'person' },
      { column: 'subjectId', to: { table: 'booking' } },
    ],
    onForget: 'keep',
  },
  feed: { class: 'events', ...none },
  feedEntry: { class: 'events', leads: [{ column: 'eventId', to: { table: 'outboxEvent' } }], onForget: 'keep' },
  delivery: { class: 'operational', leads: [{ column: 'eventId', to: { table: 'outboxEvent' } }], onForget: 'keep' },

  identityProvider: { class: 'configuration', ...none },
  identity: { class: 'employment', leads: [{ column: 'principalId', to: 'person' }], onForget: 'delete' },
  client: { class: 'configuration', ...none },
  roleGrant: { class: 'audit', leads: [{ column: 'principalId', to: 'person' }], onForget: 'keep' },

  employer: { class: 'configuration', ...none },
  site: { class: 'configuration', ...none },
  person: {
    class: 'employment',
    leads: [{ column: 'id', to: 'person' }],
    onForget: { blank: ['name', 'email'] },
  },
  post: {
    class: 'employment',
    leads: [
      ofPerson,
      { column: 'managerPersonId', to: 'person', mention: true },
      { column: 'standInPersonId', to: 'person', mention: true },
    ],
    onForget: { blank: ['payNumber', 'grade'] },
  },
  personSkill: { class: 'preferences', leads: [ofPerson], onForget: 'delete' },
  busyInterval: { class: 'preferences', leads: [ofPerson], onForget: 'delete' },

  policyVersion: {
    class: 'configuration',
    leads: [{ column: 'publishedBy', to: 'reference', mention: true }],
    onForget: 'keep',
  },
  verdict: { class: 'decisions', leads: [ofPerson], onForget: 'keep' },

  potAccount: { class: 'leave_records', leads: [ofPerson], onForget: 'keep' },
  leaveEntry: {
    class: 'ledger',
    leads: [
      { column: 'accountId', to: { table: 'potAccount' } },
      { column: 'actor', to: 'reference', mention: true },
    ],
    onForget: 'keep',
  },
  bankHoliday: { class: 'configuration', ...none },

  body: { class: 'contacts', ...none },
  bodyArea: { class: 'configuration', ...none },
  bodyMember: { class: 'contacts', ...none },
  bodyWeek: { class: 'operational', ...none },
  bodyTerms: { class: 'configuration', ...none },
  employerBody: {
    class: 'configuration',
    leads: [
      { column: 'acceptedBy', to: 'reference', mention: true },
      { column: 'acceptedBy', to: 'person', mention: true },
    ],
    onForget: 'keep',
  },
  representative: { class: 'configuration', leads: [ofPerson], onForget: 'keep' },
  communityGroup: { class: 'contacts', ...none },
  groupRegistration: { class: 'brokerage', ...none },
  need: { class: 'brokerage', ...none },
  listing: { class: 'brokerage', ...none },

  placement: { class: 'brokerage', ...none },
  session: { class: 'brokerage', ...none },
  ownActivity: {
    class: 'leave_records',
    leads: [ofPerson],
    onForget: { blank: ['title', 'hostName', 'hostEmail'] },
  },
  booking: {
    class: 'leave_records',
    leads: [ofPerson, { column: 'approverPersonId', to: 'person', mention: true }],
    onForget: 'keep',
  },
  bookingPost: { class: 'leave_records', leads: [viaBooking], onForget: 'keep' },
  attendance: {
    class: 'leave_records',
    leads: [viaBooking, { column: 'recordedBy', to: 'reference', mention: true }],
    onForget: 'keep',
  },

  pointsAccount: { class: 'leave_records', leads: [{ column: 'ownerId', to: 'person' }], onForget: 'keep' },
  pointsTransfer: {
    class: 'ledger',
    leads: [{ column: 'id', to: { table: 'pointsEntry', by: 'transferId' } }],
    onForget: 'keep',
  },
  pointsEntry: { class: 'ledger', leads: [{ column: 'accountId', to: { table: 'pointsAccount' } }], onForget: 'keep' },

  hourlyValue: { class: 'configuration', ...none },

  signedLink: { class: 'operational', leads: [{ column: 'holderId', to: 'person' }], onForget: 'delete' },
  calendarFeed: { class: 'preferences', leads: [ofPerson], onForget: 'delete' },
}
