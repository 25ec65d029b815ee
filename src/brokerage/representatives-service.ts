// Use cases of local representatives: who speaks for a site towards its body, from when until when.
import type { Reader, Unit } from '../database/index.ts'
import { assertThat, type CivilDay, civilDayAt, newId } from '../kernel/index.ts'
import { findEmployer, findPerson, nameOf } from '../people/index.ts'
import { type Acting, employerIdOf, faultFor, noteFor } from './acting.ts'
import { findBody } from './bodies-store.ts'
import * as store from './links-store.ts'

/** HR names a person who speaks for a site towards a body. It may be somebody whose site has no link yet: they ask for it. */
export const nameRepresentative = async (
  unit: Unit,
  by: Acting,
  wanted: {
    readonly personId: string
    readonly siteId: string
    readonly bodyId: string
    readonly fromOn?: CivilDay
    readonly untilOn?: CivilDay | null
  },
): Promise<{ representativeId: string }> => {
  const employerId = employerIdOf(by.actor)
  const { personId, siteId, bodyId, untilOn = null } = wanted
  const fromOn = wanted.fromOn ?? (await todayAt(unit, by, employerId))
  const missing = (key: 'person_unknown' | 'site_unknown' | 'body_unknown', pointer: string) =>
    faultFor(by, 'not-found', { key, figures: { personId, siteId, bodyId }, pointer })
  const person = await findPerson(unit, employerId, personId)
  if (person === null || person.state !== 'active') throw missing('person_unknown', '/personId')
  if (!(await store.isSiteOf(unit, employerId, siteId))) throw missing('site_unknown', '/siteId')
  if ((await findBody(unit, bodyId)) === null) throw missing('body_unknown', '/bodyId')
  if (untilOn !== null && untilOn < fromOn) {
    throw faultFor(by, 'invalid-request', {
      key: 'representative_period',
      figures: { fromOn, untilOn },
      pointer: '/untilOn',
    })
  }
  const id = newId()
  await store.insertRepresentative(unit, { id, employerId, bodyId, siteId, personId, fromOn, untilOn })
  await noteFor(unit, by, {
    action: 'representative.name',
    subject: 'representative',
    subjectId: id,
    detail: { personId, bodyId },
  })
  return { representativeId: id }
}

/** HR sets the last day on which somebody speaks for a site: today, where no day is given. */
export const endRepresentation = async (
  unit: Unit,
  by: Acting,
  wanted: { readonly representativeId: string; readonly untilOn?: CivilDay },
): Promise<{ representativeId: string; untilOn: CivilDay }> => {
  const employerId = employerIdOf(by.actor)
  const { representativeId } = wanted
  const row = await store.findRepresentative(unit, representativeId)
  if (row === null || row.employerId !== employerId) {
    throw faultFor(by, 'not-found', { key: 'representative_unknown', figures: { representativeId } })
  }
  const untilOn = wanted.untilOn ?? (await todayAt(unit, by, employerId))
  const { fromOn } = row
  if (untilOn < fromOn) {
    throw faultFor(by, 'invalid-request', {
      key: 'representative_period',
      figures: { fromOn, untilOn },
      pointer: '/untilOn',
    })
  }
  await store.endRepresentative(unit, representativeId, untilOn)
  await noteFor(unit, by, { action: 'representative.end', subject: 'representative', subjectId: representativeId })
  return { representativeId, untilOn }
}

const todayAt = async (reader: Reader, by: Acting, employerId: string): Promise<CivilDay> => {
  const employer = await findEmployer(reader, employerId)
  assertThat(employer !== null, 'somebody of an employer belongs to one that exists')
  return civilDayAt(by.now, employer.zone)
}

/** A representative with the name and address that both sides reach them by; null once the person is forgotten. */
export interface RepresentativeView extends store.RepresentativeRow {
  readonly name: string | null
  readonly email: string | null
}

/** The representatives of one side: of an employer, or towards a body. */
export const viewRepresentatives = async (
  reader: Reader,
  wanted: { readonly side: store.Side; readonly page: store.After },
): Promise<RepresentativeView[]> => {
  const rows = await store.listRepresentatives(reader, wanted.side, wanted.page)
  const views: RepresentativeView[] = []
  for (const row of rows) {
    const person = await nameOf(reader, row.personId)
    views.push({ ...row, name: person?.name ?? null, email: person?.email ?? null })
  }
  return views
}
