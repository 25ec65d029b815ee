// What a feed says about the times of an activity, and why none of it can be booked before the body says more. Pure.
import { isCivilDay, millisOf } from '../kernel/index.ts'

/** A time as it was said: a beginning and an end, or a slot of the week, and the place it was said for. */
export interface SaidTime {
  readonly begins: string | null
  readonly ends: string | null
  /** A slot of the ontology, `MondayMorning`. */
  readonly slot: string | null
  readonly address: string | null
}

/** What a listing lacks before somebody can book it. */
export type Unbookable =
  | 'seats_unknown'
  | 'skills_unconfirmed'
  | 'zone_unknown'
  | 'time_missing'
  | 'time_unreadable'
  | 'end_missing'
  | 'end_before_beginning'
  | 'longer_than_a_day'
  | 'slot_without_date'

const dateTime = /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/

const dayMillis = 24 * 60 * 60 * 1000

const isMoment = (text: string): boolean => isCivilDay(dateTime.exec(text)?.[1] ?? '')

const hasZone = (text: string): boolean => dateTime.exec(text)?.[2] !== undefined

const faultsOf = ({ begins, ends, slot }: SaidTime): Unbookable[] => {
  if (slot !== null) return ['slot_without_date']
  if (begins === null && ends === null) return ['time_missing']
  const said = [begins, ends].filter((text) => text !== null)
  if (!said.every(isMoment)) return ['time_unreadable']
  const zone: Unbookable[] = said.every(hasZone) ? [] : ['zone_unknown']
  if (begins === null || ends === null) return [...zone, begins === null ? 'time_missing' : 'end_missing']
  // Both are read as if in UTC: only the length is asked for, and no zone is a whole day away from itself.
  const length = millisOf(ends) - millisOf(begins)
  if (length <= 0) return [...zone, 'end_before_beginning']
  return length > dayMillis ? [...zone, 'longer_than_a_day'] : zone
}

/** Everything that keeps a listing from being booked, each once. There is always something: a feed has no seats. */
export const unbookableFor = (times: readonly SaidTime[]): readonly Unbookable[] => {
  const faults: readonly Unbookable[] = times.length === 0 ? ['time_missing'] : times.flatMap(faultsOf)
  return [...new Set<Unbookable>([...faults, 'seats_unknown', 'skills_unconfirmed'])]
}
