// Row types of every table. Column names are camelCase here and snake_case in the database; the connection maps them.
// Instants are fixed-width ISO text, civil days `YYYY-MM-DD`, flags 0 or 1, JSON is text; see migrations/ for the keys.
// Ledgers, verdicts, outbox, audit and request keys hold surrogate ids only: never a name, an address or free text.
import type { CivilDay, Instant, LocalTime, Zone } from '../kernel/index.ts'

type Flag = 0 | 1
/** JSON as text; the store that owns the column parses it. */
type Json = string

/** Every table by its name, and the row it holds. */
export interface Tables {
  // --- the house
  tenant: { id: string; kind: 'employer' | 'body'; clockShiftMillis: number; createdAt: Instant }
  lease: { name: string; holder: string; untilAt: Instant }
  requestKey: {
    id: string
    inputHash: string
    status: number | null
    answer: Json | null
    createdAt: Instant
    expiresAt: Instant
  }
  auditEntry: {
    id: string
    tenantId: string
    actor: string
    onBehalfOf: string | null
    action: string
    subject: string
    subjectId: string
    detail: Json
    requestId: string
    at: Instant
  }
  outboxEvent: {
    id: string
    tenantId: string
    bodyId: string | null
    type: string
    subjectId: string
    data: Json
    occurredAt: Instant
    createdAt: Instant
    sequenced: Flag
  }
  feed: { id: string; head: number }
  feedEntry: { feedId: string; position: number; eventId: string }
  delivery: {
    id: string
    eventId: string
    consumer: string
    state: 'due' | 'done' | 'dead'
    attempts: number
    dueAt: Instant
    lastError: string | null
    doneAt: Instant | null
  }

  // --- who is calling
  identityProvider: {
    id: string
    tenantId: string
    issuer: string
    audience: string
    /** Where the keys are; null for the development secret. */
    jwksUri: string | null
  }
  identity: {
    id: string
    providerId: string
    subject: string
    kind: 'person' | 'member' | 'client'
    /** person.id, body_member.id or client.id */
    principalId: string
  }
  client: { id: string; tenantId: string; name: string }
  roleGrant: {
    id: string
    tenantId: string
    principalId: string
    role: string
    fromAt: Instant
    untilAt: Instant | null
  }

  // --- people
  employer: {
    id: string
    name: string
    zone: Zone
    locale: string
    currency: string
    /** Percent of active people an import may end before it stops. */
    leaverBrakePercent: number
  }
  site: {
    id: string
    employerId: string
    code: string
    name: string
    zone: Zone
    nation: string | null
    postcode: string | null
    latitude: number | null
    longitude: number | null
  }
  person: {
    id: string
    employerId: string
    hrId: string
    name: string | null
    email: string | null
    zone: Zone
    nation: string | null
    locale: string
    startedOn: CivilDay
    endedOn: CivilDay | null
    state: 'active' | 'left' | 'forgotten'
    version: number
  }
  post: {
    id: string
    employerId: string
    personId: string
    hrPostId: string
    siteId: string | null
    startsOn: CivilDay
    endsOn: CivilDay | null
    department: string | null
    grade: string | null
    legalEntity: string | null
    managerPersonId: string | null
    standInPersonId: string | null
    payNumber: string | null
    payBasis: 'salaried' | 'hourly'
    contract: string
    fteThousandths: number
    /** Scheduled minutes a week of a full-time post of this kind. */
    fullTimeWeekMinutes: number
    pattern: Json
  }
  personSkill: { personId: string; skill: string }
  busyInterval: {
    id: string
    personId: string
    source: string
    startsAt: Instant
    endsAt: Instant
  }

  // --- policy
  policyVersion: {
    id: string
    employerId: string
    name: string
    fromOn: CivilDay
    document: string
    digest: string
    publishedBy: string
    publishedAt: Instant
  }
  verdict: {
    id: string
    employerId: string
    personId: string
    policyVersionId: string
    outcome: 'allow' | 'ask' | 'refuse'
    content: Json
    createdAt: Instant
    keepUntilAt: Instant
  }

  // --- leave
  potAccount: {
    id: string
    employerId: string
    personId: string
    /** The post for a pot held per post, otherwise the person: part of the unique key. */
    scopeId: string
    pot: string
    version: number
  }
  leaveEntry: {
    id: string
    accountId: string
    kind: 'grant' | 'carry' | 'reserve' | 'take' | 'release' | 'expire' | 'adjust'
    /** Signed: what the entry adds to what is available. */
    minutes: number
    effectiveOn: CivilDay
    bookingId: string | null
    /** The reservation that this entry closes. */
    closesEntryId: string | null
    /** `kind:day` for entries of which there may be one per account and day; otherwise the entry's id. */
    onceKey: string
    reason: string
    actor: string
    createdAt: Instant
  }
  bankHoliday: { employerId: string; nation: string; onDay: CivilDay; title: string }

  // --- brokerage
  body: {
    id: string
    name: string
    kind: string
    nation: string
    zone: Zone
    locale: string
    email: string
    /** Civil days between a request and the day, by number of people: `[{ "heads": 1, "days": 5 }, …]` ascending. */
    noticeRules: Json
    /** Volunteers the body can place in one week; null for no limit. */
    weekCapacity: number | null
    /** Days the body has to answer before a hold lapses. */
    answerDays: number
    version: number
  }
  bodyArea: { bodyId: string; scheme: 'gss' | 'postcode_district'; code: string }
  bodyMember: { id: string; bodyId: string; name: string | null; email: string | null }
  bodyWeek: { bodyId: string; weekOn: CivilDay; heads: number; version: number }
  bodyTerms: {
    id: string
    bodyId: string
    fromOn: CivilDay
    text: string
    feeMinor: number
    currency: string
  }
  employerBody: {
    id: string
    employerId: string
    bodyId: string
    state: 'requested' | 'active' | 'ended'
    termsId: string | null
    acceptedBy: string | null
    acceptedAt: Instant | null
    version: number
  }
  representative: {
    id: string
    employerId: string
    bodyId: string
    siteId: string
    personId: string
    fromOn: CivilDay
    untilOn: CivilDay | null
  }
  communityGroup: {
    id: string
    bodyId: string
    name: string
    description: string
    website: string | null
    email: string | null
    address: string | null
    latitude: number | null
    longitude: number | null
    causes: Json
    /** The body vouches for a group that no register lists. */
    vouched: Flag
    source: string
    sourceId: string
    sourceDigest: string
    state: 'active' | 'withdrawn'
    version: number
  }
  groupRegistration: { groupId: string; orgId: string }
  need: {
    id: string
    bodyId: string
    groupId: string
    title: string
    brief: string
    causes: Json
    skills: Json
    heads: number
    state: 'posted' | 'vetted' | 'met' | 'closed'
    version: number
    createdAt: Instant
  }
  listing: {
    id: string
    bodyId: string
    groupId: string | null
    source: string
    sourceId: string
    sourceDigest: string
    title: string
    description: string
    url: string | null
    address: string | null
    latitude: number | null
    longitude: number | null
    remote: Flag
    /** What was said about times, as it was said: never made bookable by guessing. */
    times: Json
    causes: Json
    skills: Json
    state: 'listed' | 'withdrawn'
  }

  // --- placements
  placement: {
    id: string
    bodyId: string
    groupId: string
    needId: string | null
    title: string
    description: string
    causes: Json
    skills: Json
    tags: Json
    remote: Flag
    areaCode: string | null
    address: string | null
    latitude: number | null
    longitude: number | null
    waitingList: Flag
    state: 'open' | 'closed'
    version: number
  }
  session: {
    id: string
    placementId: string
    bodyId: string
    onDay: CivilDay
    startsLocal: LocalTime
    endsLocal: LocalTime
    /** The civil day on which it ends: the next one for a night shift. */
    endsOnDay: CivilDay
    zone: Zone
    startsAt: Instant
    endsAt: Instant
    seats: number
    seatsTaken: number
    seatsElsewhere: number
    state: 'open' | 'cancelled'
    version: number
  }
  ownActivity: {
    id: string
    employerId: string
    personId: string
    title: string | null
    hostName: string | null
    hostOrgId: string | null
    hostEmail: string | null
    causes: Json
    startsAt: Instant
    endsAt: Instant
    zone: Zone
  }
  booking: {
    id: string
    employerId: string
    personId: string
    sessionId: string | null
    ownActivityId: string | null
    placementId: string | null
    bodyId: string | null
    groupId: string | null
    state: string
    startsAt: Instant
    endsAt: Instant
    leaveMinutes: number
    /** Who decides next; null when it is HR, or nobody. */
    approverPersonId: string | null
    /** How many of the verdict's approvals have been given. */
    approvalsGiven: number
    offeredSessionId: string | null
    holdUntilAt: Instant | null
    verdictId: string
    policyVersionId: string
    invitationSequence: number
    version: number
    requestedAt: Instant
    updatedAt: Instant
  }
  bookingPost: { bookingId: string; postId: string; onDay: CivilDay; minutes: number }
  attendance: {
    id: string
    bookingId: string
    minutes: number
    /** Minutes of it within scheduled time, so paid for by the employer. */
    paidMinutes: number
    evidence: 'claimed' | 'host_confirmed' | 'two_sided' | 'disputed'
    recordedBy: string
    recordedAt: Instant
  }

  // --- incentives
  pointsAccount: {
    id: string
    employerId: string
    kind: 'person' | 'issued' | 'expired'
    ownerId: string
    version: number
  }
  pointsTransfer: {
    id: string
    employerId: string
    kind: 'earn' | 'reverse' | 'expire'
    /** What it answers to; unique, so that an event is never credited twice. */
    causeKey: string
    bookingId: string | null
    policyVersionId: string | null
    at: Instant
  }
  pointsEntry: { id: string; transferId: string; accountId: string; points: number }

  // --- impact
  hourlyValue: {
    id: string
    employerId: string
    fromOn: CivilDay
    amountMinor: number
    currency: string
    method: string
    source: string
  }

  // --- notices
  signedLink: {
    id: string
    tokenDigest: string
    tenantId: string
    purpose: string
    subjectId: string
    /** Who the link was written to: a person, or a body. */
    holderKind: 'person' | 'body'
    holderId: string
    createdAt: Instant
    expiresAt: Instant
    usedAt: Instant | null
    answer: Json | null
  }
  calendarFeed: {
    id: string
    personId: string
    tokenDigest: string
    createdAt: Instant
    revokedAt: Instant | null
  }
}

/** A name of a table, in camelCase. */
export type TableName = keyof Tables
