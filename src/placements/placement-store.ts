// The SQL of placements and their sessions. Seats change by conditional updates only, so that no number of rivals oversells.
import type { Reader, Tables, Unit } from '../database/index.ts'
import type { CivilDay, Instant, LocalTime, Zone } from '../kernel/index.ts'

/** A body's offer, as a skill brief for a group. */
export interface Placement {
  readonly id: string
  readonly bodyId: string
  readonly groupId: string
  readonly needId: string | null
  readonly title: string
  readonly description: string
  readonly causes: readonly string[]
  readonly skills: readonly string[]
  /** What it is, in words that policies use: `church-function`, `school`. */
  readonly tags: readonly string[]
  readonly remote: boolean
  readonly areaCode: string | null
  readonly address: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly waitingList: boolean
  readonly state: 'open' | 'closed'
  readonly version: number
}

/** One dated piece of a placement, with its seats. */
export interface Session {
  readonly id: string
  readonly placementId: string
  readonly bodyId: string
  readonly onDay: CivilDay
  readonly startsLocal: LocalTime
  readonly endsLocal: LocalTime
  readonly endsOnDay: CivilDay
  readonly zone: Zone
  readonly startsAt: Instant
  readonly endsAt: Instant
  readonly seats: number
  readonly seatsTaken: number
  readonly seatsElsewhere: number
  readonly state: 'open' | 'cancelled'
  readonly version: number
}

/** A session together with what it is a session of. */
export interface Offer {
  readonly session: Session
  readonly placement: Placement
}

const placementOf = (row: Tables['placement']): Placement => ({
  ...row,
  causes: JSON.parse(row.causes),
  skills: JSON.parse(row.skills),
  tags: JSON.parse(row.tags),
  remote: row.remote === 1,
  waitingList: row.waitingList === 1,
})

/** A placement, or null. */
export const findPlacement = async (reader: Reader, id: string): Promise<Placement | null> => {
  const row = await reader.db.selectFrom('placement').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : placementOf(row)
}

/** Placements by their ids. */
export const placementsById = async (reader: Reader, ids: readonly string[]): Promise<Map<string, Placement>> => {
  const rows = await reader.db.selectFrom('placement').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, placementOf(row)]))
}

/** A session, or null. */
export const findSession = async (reader: Reader, id: string): Promise<Session | null> =>
  (await reader.db.selectFrom('session').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** Sessions of a placement from an instant on, in order of time. */
export const sessionsOf = (reader: Reader, placementId: string, from: Instant): Promise<Session[]> =>
  reader.db
    .selectFrom('session')
    .selectAll()
    .where('placementId', '=', placementId)
    .where('startsAt', '>=', from)
    .orderBy('startsAt')
    .orderBy('id')
    .limit(500)
    .execute()

/** Placements of some bodies, ordered by id after a key. */
export const listPlacements = async (
  reader: Reader,
  query: { bodyIds: readonly string[]; after: string | null; limit: number; state: 'open' | 'closed' | null },
): Promise<Placement[]> => {
  const rows = await reader.db
    .selectFrom('placement')
    .selectAll()
    .where('bodyId', 'in', query.bodyIds)
    .$if(query.state !== null, (select) => select.where('state', '=', query.state as 'open'))
    .$if(query.after !== null, (select) => select.where('id', '>', query.after as string))
    .orderBy('id')
    .limit(query.limit)
    .execute()
  return rows.map(placementOf)
}

/** Open sessions with a free seat of some bodies within a stretch of time, soonest first. */
export const freeSessions = async (
  reader: Reader,
  query: { bodyIds: readonly string[]; from: Instant; until: Instant; limit: number },
): Promise<Offer[]> => {
  const sessions = await reader.db
    .selectFrom('session')
    .selectAll()
    .where('bodyId', 'in', query.bodyIds)
    .where('state', '=', 'open')
    .where('startsAt', '>', query.from)
    .where('startsAt', '<', query.until)
    .whereRef('seats', '>', (expression) => expression('seatsTaken', '+', expression.ref('seatsElsewhere')))
    .orderBy('startsAt')
    .orderBy('id')
    .limit(query.limit)
    .execute()
  const placementIds = [...new Set(sessions.map((session) => session.placementId))]
  const rows = await reader.db
    .selectFrom('placement')
    .selectAll()
    .where('id', 'in', placementIds)
    .where('state', '=', 'open')
    .execute()
  const placements = new Map(rows.map((row) => [row.id, placementOf(row)]))
  return sessions.flatMap((session) => {
    const placement = placements.get(session.placementId)
    return placement === undefined ? [] : [{ session, placement }]
  })
}

/** Adds a placement. */
export const insertPlacement = async (unit: Unit, placement: Placement): Promise<void> => {
  await unit.db.insertInto('placement').values(rowOf(placement)).execute()
}

/** Writes what a broker may edit of a placement; the row is locked (its version raised) before. */
export const updatePlacement = async (unit: Unit, placement: Placement): Promise<void> => {
  const { id, bodyId: _body, groupId: _group, needId: _need, version: _version, ...columns } = rowOf(placement)
  await unit.db.updateTable('placement').set(columns).where('id', '=', id).execute()
}

const rowOf = (placement: Placement): Tables['placement'] => ({
  ...placement,
  causes: JSON.stringify(placement.causes),
  skills: JSON.stringify(placement.skills),
  tags: JSON.stringify(placement.tags),
  remote: placement.remote ? 1 : 0,
  waitingList: placement.waitingList ? 1 : 0,
})

/** Adds a session. */
export const insertSession = async (unit: Unit, session: Session): Promise<void> => {
  await unit.db.insertInto('session').values(session).execute()
}

/** Sets seats and seats taken elsewhere of a locked session; the table refuses fewer than are taken. */
export const updateSeats = async (
  unit: Unit,
  session: Pick<Session, 'id' | 'seats' | 'seatsElsewhere' | 'state'>,
): Promise<void> => {
  const { id, ...columns } = session
  await unit.db.updateTable('session').set(columns).where('id', '=', id).execute()
}

/**
 * Takes one seat of an open session; false where none is free. The last write of a unit: a hot row stays locked for the
 * shortest time.
 */
export const takeSeat = async (unit: Unit, sessionId: string): Promise<boolean> => {
  const taken = await unit.db
    .updateTable('session')
    .set((set) => ({ seatsTaken: set('seatsTaken', '+', 1), version: set('version', '+', 1) }))
    .where('id', '=', sessionId)
    .where('state', '=', 'open')
    .whereRef('seats', '>', (expression) => expression('seatsTaken', '+', expression.ref('seatsElsewhere')))
    .executeTakeFirst()
  return taken.numUpdatedRows === 1n
}

/** Gives one seat back. */
export const releaseSeat = async (unit: Unit, sessionId: string): Promise<void> => {
  await unit.db
    .updateTable('session')
    .set((set) => ({ seatsTaken: set('seatsTaken', '-', 1), version: set('version', '+', 1) }))
    .where('id', '=', sessionId)
    .execute()
}
