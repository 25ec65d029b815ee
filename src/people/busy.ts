// Busy intervals from HR: when somebody can not be asked, and nothing about why. Types of absence and notes never get here; the
// schema of the route has no field for them.
import type { Reader, Unit } from '../database/index.ts'
import {
  groupedBy,
  type Interval,
  type Locale,
  newId,
  type Reason,
  type Refusal,
  refuse,
  say,
} from '../kernel/index.ts'
import { deleteBusy, insertBusy, lockAll, peopleByReference, storedBusy } from './busy-store.ts'
import { type TextKey, texts } from './texts.ts'

/** One person's busy time, by id or by the employer's own id. */
export interface BusyPerson {
  readonly personId?: string
  readonly hrId?: string
  readonly busy: readonly Interval[]
}

/** What one source knows of some people within a period. */
export interface BusyCommand {
  readonly employerId: string
  /** The system it comes from; another source's intervals are left alone. */
  readonly source: string
  /** The period that is replaced. */
  readonly period: Interval
  readonly people: readonly BusyPerson[]
  readonly locale: Locale
}

/** What was replaced. */
export interface BusyReport {
  readonly people: number
  readonly intervals: number
}

/**
 * What is stored of one source once a period is replaced: the given stretches, joined where they touch, and those parts of the
 * old ones that lie outside of the period. Pure.
 */
export const replacedWithin = (
  stored: readonly Interval[],
  period: Interval,
  given: readonly Interval[],
): Interval[] => {
  const outside = stored.flatMap(({ startsAt, endsAt }) => [
    { startsAt, endsAt: endsAt < period.startsAt ? endsAt : period.startsAt },
    { startsAt: startsAt > period.endsAt ? startsAt : period.endsAt, endsAt },
  ])
  const joined: { startsAt: string; endsAt: string }[] = []
  const inOrder = [...outside, ...given]
    .filter((one) => one.startsAt < one.endsAt)
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : 0))
  for (const next of inOrder) {
    const last = joined.at(-1)
    if (last === undefined || next.startsAt > last.endsAt) joined.push({ ...next })
    else if (next.endsAt > last.endsAt) last.endsAt = next.endsAt
  }
  return joined
}

/** Replaces the busy time of the named people from one source within a period, all of it or nothing. */
export const replaceBusy = async (unit: Unit, command: BusyCommand): Promise<BusyReport | Refusal> => {
  const { source, period, people } = command
  const { ids, reasons } = await checked(unit, command)
  const [first, ...others] = reasons
  if (first !== undefined) return refuse(first, ...others)
  const given = new Map<string, Interval[]>()
  for (const [index, { busy }] of people.entries()) {
    const id = ids[index] ?? ''
    given.set(id, [...(given.get(id) ?? []), ...busy])
  }
  const personIds = [...given.keys()].sort()
  await lockAll(unit, personIds)
  const stored = groupedBy(await storedBusy(unit, personIds, { source, period }), (row) => row.personId)
  await deleteBusy(
    unit,
    [...stored.values()].flat().map((row) => row.id),
  )
  const rows = personIds.flatMap((personId) =>
    replacedWithin(stored.get(personId) ?? [], period, given.get(personId) ?? []).map((interval) => ({
      id: newId(),
      personId,
      source,
      ...interval,
    })),
  )
  await insertBusy(unit, rows)
  return { people: personIds.length, intervals: people.reduce((sum, { busy }) => sum + busy.length, 0) }
}

/** The ids of the people in the order given, and everything that is wrong with the command. */
const checked = async (
  reader: Reader,
  { employerId, period, people, locale }: BusyCommand,
): Promise<{ ids: (string | undefined)[]; reasons: Reason[] }> => {
  const wrong = (code: TextKey, pointer: string): Reason => ({ code, message: say(texts, locale, code), pointer })
  const known = await peopleByReference(reader, employerId, people)
  const ids = people.map(({ personId, hrId }) => known.get(personId ?? `hr ${hrId}`))
  const reasons = period.startsAt < period.endsAt ? [] : [wrong('interval_backwards', '/endsAt')]
  for (const [index, { busy }] of people.entries()) {
    if (ids[index] === undefined) reasons.push(wrong('person_unknown', `/people/${index}`))
    for (const [place, { startsAt, endsAt }] of busy.entries()) {
      const pointer = `/people/${index}/busy/${place}`
      if (startsAt >= endsAt) reasons.push(wrong('interval_backwards', pointer))
      else if (startsAt < period.startsAt || endsAt > period.endsAt) reasons.push(wrong('interval_outside', pointer))
    }
  }
  return { ids, reasons }
}
