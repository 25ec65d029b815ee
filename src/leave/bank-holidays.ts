// Reads the government's list of bank holidays (the shape of gov.uk/bank-holidays.json). Pure. What cannot be used is told row
// by row, and never guessed.
import { type CivilDay, isCivilDay, nations } from '../kernel/index.ts'

/** One bank holiday of one nation. */
export interface BankHoliday {
  readonly nation: string
  readonly onDay: CivilDay
  readonly title: string
}

/** Why a row cannot be used. */
export type HolidayFault = 'nation_unknown' | 'events_missing' | 'date_invalid' | 'title_invalid' | 'date_repeated'

/** A row that cannot be used, by its JSON Pointer. */
export interface UnusableRow {
  readonly pointer: string
  readonly code: HolidayFault
}

/** The longest title that is kept. */
const titleLengthAtMost = 120

/** The bank holidays of a list by nation, and the rows that cannot be used. */
export const readBankHolidays = (
  json: unknown,
): { readonly byNation: ReadonlyMap<string, readonly BankHoliday[]>; readonly unusable: readonly UnusableRow[] } => {
  const byNation = new Map<string, BankHoliday[]>()
  const unusable: UnusableRow[] = []
  for (const [nation, division] of Object.entries(membersOf(json))) {
    const pointer = `/${nation.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const { events } = membersOf(division)
    if (!nations.some((known) => known === nation)) unusable.push({ pointer, code: 'nation_unknown' })
    else if (!Array.isArray(events)) unusable.push({ pointer, code: 'events_missing' })
    else {
      const holidays: BankHoliday[] = []
      byNation.set(nation, holidays)
      events.forEach((event: unknown, index) => {
        const read = readEvent(nation, event, holidays)
        if (typeof read === 'string') unusable.push({ pointer: `${pointer}/events/${index}`, code: read })
        else holidays.push(read)
      })
    }
  }
  return { byNation, unusable }
}

const membersOf = (value: unknown): { readonly events?: unknown; readonly date?: unknown; readonly title?: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

const readEvent = (nation: string, event: unknown, before: readonly BankHoliday[]): BankHoliday | HolidayFault => {
  const { date, title } = membersOf(event)
  if (typeof date !== 'string' || !isCivilDay(date)) return 'date_invalid'
  if (typeof title !== 'string' || title.trim() === '' || title.trim().length > titleLengthAtMost)
    return 'title_invalid'
  if (before.some((holiday) => holiday.onDay === date)) return 'date_repeated'
  return { nation, onDay: date, title: title.trim() }
}

/** What a list changes about the holidays of one nation that are kept already. */
export interface HolidayChanges {
  readonly added: readonly BankHoliday[]
  readonly renamed: readonly BankHoliday[]
  /** Kept, inside the span of the list, and no longer on it: the government has moved it. */
  readonly withdrawn: readonly CivilDay[]
  readonly unchanged: number
}

/**
 * Compares a nation's list with what is kept. Days are only withdrawn between the first and the last day of the list, and not
 * where the list has rows that cannot be used: one of them may be the missing day.
 */
export const compareHolidays = (
  listed: readonly BankHoliday[],
  kept: readonly BankHoliday[],
  complete: boolean,
): HolidayChanges => {
  const titles = new Map(kept.map((holiday) => [holiday.onDay, holiday.title]))
  const days = listed.map((holiday) => holiday.onDay).sort()
  const [firstOn = '', lastOn = ''] = [days[0], days.at(-1)]
  const added = listed.filter((holiday) => !titles.has(holiday.onDay))
  const renamed = listed.filter((holiday) => titles.has(holiday.onDay) && titles.get(holiday.onDay) !== holiday.title)
  const missing = kept.map((holiday) => holiday.onDay).filter((on) => !days.includes(on) && firstOn < on && on < lastOn)
  return {
    added,
    renamed,
    withdrawn: complete ? missing : [],
    unchanged: listed.length - added.length - renamed.length,
  }
}
