// Access and erasure: everything kept about a person, and forgetting them. Ledgers, bookings and verdicts stay, by a surrogate
// id that no longer leads to anybody.
import type { Reader, Unit } from '../database/index.ts'
import { Fault } from '../http/index.ts'
import { civilDayAt, type Locale, type Reason, type Refusal, refuse, say } from '../kernel/index.ts'
import {
  eraseRows,
  markForgotten,
  mentionsOf,
  openBookings,
  rowsAbout,
  type StoredRow,
  unlink,
} from './erasure-store.ts'
import { forgottenHrId } from './import-plan.ts'
import { takeTurns } from './import-store.ts'
import { findPerson } from './person-store.ts'
import { type Author, auditOf } from './tenants.ts'
import { texts } from './texts.ts'

/** Everything kept about a person (GDPR, article 15). */
export interface PersonDossier {
  readonly personId: string
  /** Rows about the person by table, as stored; digests of secrets left out. */
  readonly tables: Readonly<Record<string, readonly StoredRow[]>>
  /** Ids of rows about something else that name the person: a post they manage, a booking they approve. */
  readonly mentions: Readonly<Record<string, readonly string[]>>
}

/** Collects everything kept about a person, or null where this employer has nobody with that id. */
export const personDossier = async (
  reader: Reader,
  employerId: string,
  personId: string,
): Promise<PersonDossier | null> => {
  if ((await findPerson(reader, employerId, personId)) === null) return null
  return { personId, tables: await rowsAbout(reader, personId), mentions: await mentionsOf(reader, personId) }
}

/** Writes down that somebody took a copy of everything about a person. */
export const noteDossier = async (
  unit: Unit,
  about: { employerId: string; personId: string },
  by: Author,
): Promise<void> =>
  unit.note({
    ...auditOf(by),
    tenantId: about.employerId,
    action: 'person.export',
    subject: 'person',
    subjectId: about.personId,
  })

/** Whom to forget, and in which language to refuse. */
export interface ForgetCommand {
  readonly employerId: string
  readonly personId: string
  readonly locale: Locale
}

/**
 * Forgets a person for good (GDPR, article 17): names, addresses, free text, logins, calendar feeds, skills and diaries are
 * erased; leave, points and bookings stay by surrogate id. Refused while a booking is open, because a body counts on somebody
 * with a name. A later export with the same HR id does not bring them back.
 */
export const forgetPerson = async (
  unit: Unit,
  command: ForgetCommand,
  by: Author,
): Promise<{ personId: string; erasedRows: number } | Refusal> => {
  const { employerId, personId, locale } = command
  // An import that runs now would otherwise write back the name it has read.
  await takeTurns(unit, employerId)
  await unit.lock('person', personId)
  const person = await findPerson(unit, employerId, personId)
  if (person === null) throw new Fault('not-found', 'there is no such person here')
  if (person.state === 'forgotten') return refuse(reason('already_forgotten', locale))
  const [first, ...others] = await openBookings(unit, personId, by.now)
  if (first !== undefined) return refuse(openReason(first, locale), ...others.map((id) => openReason(id, locale)))
  const today = civilDayAt(by.now, person.zone)
  const erasedRows = await eraseRows(unit, personId)
  await unlink(unit, personId, { now: by.now, today })
  const endedOn = person.endedOn !== null && person.endedOn < today ? person.endedOn : today
  await markForgotten(unit, personId, { hrId: forgottenHrId(employerId, person.hrId), endedOn })
  await tell(unit, { employerId, personId }, by)
  return { personId, erasedRows }
}

const reason = (code: 'already_forgotten' | 'bookings_open', locale: Locale, figures = {}): Reason => ({
  code,
  message: say(texts, locale, code, figures),
  figures,
})

const openReason = (bookingId: string, locale: Locale): Reason => reason('bookings_open', locale, { bookingId })

/** Whoever holds a copy outside has to hear of it; the person's surrogate id says whom. */
const tell = async (unit: Unit, about: { employerId: string; personId: string }, by: Author): Promise<void> => {
  await unit.enqueue({
    type: 'person.forgotten',
    tenantId: about.employerId,
    subjectId: about.personId,
    data: { personId: about.personId },
    occurredAt: by.now,
  })
  await unit.note({
    ...auditOf(by),
    tenantId: about.employerId,
    action: 'person.forget',
    subject: 'person',
    subjectId: about.personId,
  })
}
