// The baseline of bookings: a bare Fastify route over mysql2 that writes the rows of one booking and keeps what must always be
// kept (a request counts once, no pot is overdrawn, no session oversold), in as few statements as that takes. It verifies no
// token, knows no policy and looks at no diary: what it writes it copies from a booking that the product has made.
import Fastify, { type FastifyInstance } from 'fastify'
import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import { createPool } from 'mysql2/promise'
import { digestOf, newId, realNow } from '../src/kernel/index.ts'

/** What a request says. */
export interface BareWish {
  readonly personId: string
  readonly sessionId: string
}

type Row = Readonly<Record<string, string | number | null>>
type Template = Readonly<Record<(typeof copied)[number], Row>>

/** Tables whose rows are copied from the one booking that is there, with new ids. */
const copied = [
  'request_key',
  'verdict',
  'booking',
  'booking_post',
  'leave_entry',
  'outbox_event',
  'audit_entry',
] as const

/** Starts the bare server; answers where it listens. */
export const startBareServer = async (databaseUrl: string, poolSize: number): Promise<string> => {
  const pool = createPool({ uri: databaseUrl, timezone: 'Z', dateStrings: true, connectionLimit: poolSize })
  pool.on('connection', (connection) => connection.query('set session transaction isolation level read committed'))
  const connection = await pool.getConnection()
  const template = await templateFrom(connection)
  connection.release()
  const app: FastifyInstance = Fastify()
  app.post<{ Body: BareWish }>('/v1/bookings', { schema: { body: wishSchema } }, async (request, reply) => {
    const key = String(request.headers['idempotency-key'])
    const connection = await pool.getConnection()
    try {
      await connection.query('begin')
      const answer = await book(connection, template, { ...request.body, key: digestOf(key) })
      await connection.query('commit')
      return await reply.code(201).type('application/json').send(answer)
    } catch (error) {
      await connection.query('rollback')
      throw error
    } finally {
      connection.release()
    }
  })
  return app.listen({ host: '127.0.0.1', port: 0 })
}

const wishSchema = {
  type: 'object',
  required: ['personId', 'sessionId'],
  additionalProperties: false,
  properties: { personId: { type: 'string' }, sessionId: { type: 'string' } },
}

/** The rows of the first booking of all, from which new ones are made. */
const templateFrom = async (connection: PoolConnection): Promise<Template> => {
  const first = async (sql: string, value?: unknown): Promise<Row> => {
    const [rows] = await connection.query<RowDataPacket[]>(sql, [value])
    const [row] = rows
    if (row === undefined) throw new Error(`there is nothing to copy: ${sql}`)
    return row as Row
  }
  const booking = await first("select * from booking where state = 'awaiting_approval' order by id limit 1")
  const id = booking['id']
  return {
    booking,
    booking_post: await first('select * from booking_post where booking_id = ?', id),
    verdict: await first('select * from verdict where id = ?', booking['verdict_id']),
    leave_entry: await first('select * from leave_entry where booking_id = ?', id),
    outbox_event: await first('select * from outbox_event where subject_id = ?', id),
    audit_entry: await first('select * from audit_entry where subject_id = ?', id),
    request_key: await first('select * from request_key where answer like ?', `%"${id}"%`),
  }
}

const book = async (
  connection: PoolConnection,
  template: Template,
  { personId, sessionId, key }: BareWish & { key: string },
): Promise<string> => {
  const now = realNow()
  const insert = (table: keyof Template, changed: Row) =>
    connection.query(`insert into ${table} set ?`, [{ ...template[table], ...changed }])
  const one = async (sql: string, values: string[]): Promise<RowDataPacket> => {
    const [rows] = await connection.query<RowDataPacket[]>(sql, values)
    const [row] = rows
    if (row === undefined) throw new Error('there is no such person or session')
    return row
  }
  await insert('request_key', { id: key, status: null, answer: null, created_at: now })
  await connection.query('update pot_account set version = version + 1 where person_id = ?', [personId])
  const account = await one(
    `select a.id, a.employer_id, p.id as post_id, p.manager_person_id,
       (select coalesce(sum(minutes), 0) from leave_entry where account_id = a.id) as taken
     from pot_account a join post p on p.person_id = a.person_id where a.person_id = ?`,
    [personId],
  )
  const session = await one('select * from session where id = ?', [sessionId])
  const minutes = Number(template.booking['leave_minutes'])
  // 3 days of 7.5 hours, as the policy of the product's world grants them.
  if (1350 + Number(account['taken']) < minutes) throw new Error('the pot is empty')
  const [bookingId, verdictId, entryId] = [newId(), newId(), newId()]
  const employerId = account['employer_id']
  await insert('verdict', { id: verdictId, employer_id: employerId, person_id: personId, created_at: now })
  await insert('booking', {
    id: bookingId,
    employer_id: employerId,
    person_id: personId,
    session_id: sessionId,
    placement_id: session['placement_id'],
    body_id: session['body_id'],
    starts_at: session['starts_at'],
    ends_at: session['ends_at'],
    approver_person_id: account['manager_person_id'],
    verdict_id: verdictId,
    requested_at: now,
    updated_at: now,
  })
  await insert('booking_post', { booking_id: bookingId, post_id: account['post_id'], on_day: session['on_day'] })
  await insert('leave_entry', {
    id: entryId,
    account_id: account['id'],
    effective_on: session['on_day'],
    booking_id: bookingId,
    once_key: entryId,
    created_at: now,
  })
  const [tenant_id, subject_id] = [employerId, bookingId]
  await insert('outbox_event', { id: newId(), tenant_id, subject_id, body_id: session['body_id'], created_at: now })
  await insert('audit_entry', { id: newId(), tenant_id, subject_id, request_id: newId(), at: now })
  await takePlace(connection, session)
  const answer = String(template.request_key['answer']).replaceAll(String(template.booking['id']), bookingId)
  await connection.query('update request_key set status = 201, answer = ? where id = ?', [answer, key])
  return answer
}

/** The place in the body's week, and the seat as the last write of the thing itself. */
const takePlace = async (connection: PoolConnection, session: RowDataPacket): Promise<void> => {
  const onDay = String(session['on_day'])
  const monday = new Date(Date.parse(onDay) - ((new Date(onDay).getUTCDay() + 6) % 7) * 86_400_000)
  const week = [session['body_id'], monday.toISOString().slice(0, 10)]
  await connection.query(
    'insert into body_week (body_id, week_on, heads, version) values (?, ?, 1, 1) on duplicate key update heads = heads + 1, version = version + 1',
    week,
  )
  const [taken] = await connection.query<ResultSetHeader>(
    `update session set seats_taken = seats_taken + 1, version = version + 1
     where id = ? and state = 'open' and seats > seats_taken + seats_elsewhere`,
    [session['id']],
  )
  if (taken.affectedRows !== 1) throw new Error('the session is full')
}
