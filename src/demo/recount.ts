// A second reckoning of what the demonstration came to, from the rows of its SQLite file alone: own statements, own
// arithmetic, nothing of the features. It opens the file read-only, while the service may still be running.
import { isDeepStrictEqual } from 'node:util'
import { period } from './results.ts'
import type { Outcome } from './walk.ts'

type Ask = (statement: string, ...values: (string | number)[]) => Record<string, string | number | null>[]

/** Counts again. What differs from the outcome is named in an error. */
export const recount = async (file: string, told: Outcome): Promise<void> => {
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const ask: Ask = (statement, ...values) => database.prepare(statement).all(...values) as ReturnType<Ask>
    const counted: Outcome = { bookingId: told.bookingId, ...countedFrom(ask, told.bookingId) }
    for (const name of Object.keys(told) as (keyof Outcome)[]) {
      if (isDeepStrictEqual(told[name], counted[name])) continue
      const [was, is] = [told[name], counted[name]].map((value) => JSON.stringify(value))
      throw new Error(`the API said ${name} is ${was}, and the rows of the database say ${is}`)
    }
  } finally {
    database.close()
  }
}

const countedFrom = (ask: Ask, bookingId: string): Omit<Outcome, 'bookingId'> => {
  const [booking] = ask('select person_id, employer_id from booking where id = ?', bookingId)
  if (booking === undefined) throw new Error('the booking is not in the database')
  const personId = String(booking['person_id'])
  return {
    leaveMinutesLeft: leaveLeft(ask, personId),
    points: pointsOf(ask, personId),
    impact: impactOf(ask, String(booking['employer_id'])),
  }
}

const number = (value: string | number | null | undefined): number => Number(value ?? 0)

/** Three days a year by FTE, rounded up to whole days of a fifth of the full-time week, and the ledger of that year. */
const leaveLeft = (ask: Ask, personId: string): number => {
  const [post] = ask('select fte_thousandths, full_time_week_minutes from post where person_id = ?', personId)
  const days = Math.ceil((3 * number(post?.['fte_thousandths'])) / 1000)
  const granted = (days * number(post?.['full_time_week_minutes'])) / 5
  const [ledger] = ask(
    `select sum(minutes) as minutes from leave_entry where effective_on like '2027-%' and account_id in
       (select id from pot_account where person_id = ? and pot = 'volunteering')`,
    personId,
  )
  return granted + number(ledger?.['minutes'])
}

/** The points of the ledger, which have to be those of the attended minutes at ten an hour. */
const pointsOf = (ask: Ask, personId: string): number => {
  const [ledger] = ask(
    `select sum(points) as points from points_entry where account_id in
       (select id from points_account where kind = 'person' and owner_id = ?)`,
    personId,
  )
  const earned = latestAttendance(ask, 'person_id', personId).reduce(
    (sum, row) => sum + Math.floor((number(row['minutes']) * 10) / 60),
    0,
  )
  const points = number(ledger?.['points'])
  if (points !== earned)
    throw new Error(`the ledger has ${points} points, and the attended minutes are worth ${earned}`)
  return points
}

/** The last record of every attended booking. */
const latestAttendance = (ask: Ask, column: 'person_id' | 'employer_id', id: string) =>
  ask(
    `select booking.person_id, attendance.minutes, attendance.paid_minutes, session.on_day, placement.skills, placement.need_id
       from attendance
       join booking on booking.id = attendance.booking_id
       join session on session.id = booking.session_id
       join placement on placement.id = session.placement_id
      where booking.${column} = ? and attendance.minutes > 0
        and attendance.id = (select max(other.id) from attendance as other where other.booking_id = booking.id)`,
    id,
  )

const impactOf = (ask: Ask, employerId: string): Outcome['impact'] => {
  const rows = latestAttendance(ask, 'employer_id', employerId).filter((row) => {
    const on = String(row['on_day'])
    return on >= period.from && on <= period.until
  })
  const sum = (some: typeof rows, column: string): number => some.reduce((total, row) => total + number(row[column]), 0)
  return {
    people: new Set(rows.map((row) => row['person_id'])).size,
    bookings: rows.length,
    minutes: sum(rows, 'minutes'),
    paidMinutes: sum(rows, 'paid_minutes'),
    skilledMinutes: sum(
      rows.filter((row) => row['skills'] !== '[]' || row['need_id'] !== null),
      'minutes',
    ),
  }
}
