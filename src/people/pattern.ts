// Work patterns: when a post is scheduled to work. The schema, the checks that a schema cannot say, and the compact spelling
// used in CSV exports. Pure: it never looks at a calendar of holidays and never asks what day it is.
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { type CivilDay, isCivilDay, isLocalTime, mondayOf, type Period } from '../kernel/index.ts'

const Time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'Wall-clock time, HH:MM' })
const Day = Type.String({ format: 'date', description: 'A civil day, YYYY-MM-DD' })

const WorkDaySchema = Type.Object(
  {
    start: Time,
    end: Type.String({
      pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
      description: 'HH:MM; not after start: on the next day',
    }),
    breakMinutes: Type.Integer({ minimum: 0, maximum: 720, description: 'Unpaid break within the shift' }),
  },
  { additionalProperties: false },
)
const WorkWeekSchema = Type.Array(Type.Union([WorkDaySchema, Type.Null()]), {
  minItems: 7,
  maxItems: 7,
  description: 'Monday to Sunday; null for a day off',
})
/** A rota longer than a year is a mistake in the export, not a rota. */
const Weeks = Type.Array(WorkWeekSchema, { minItems: 1, maxItems: 53 })
const Terms = Type.Array(Type.Object({ fromOn: Day, untilOn: Day }, { additionalProperties: false }), {
  minItems: 1,
  maxItems: 60,
})
/** No year has more minutes than this: 366 days. */
const yearMinutesAtMost = 527_040

const branches = {
  weekly: Type.Object(
    { kind: Type.Literal('weekly'), anchorOn: Day, weeks: Weeks },
    { additionalProperties: false, description: 'A rota of one or more weeks, from the Monday in anchorOn' },
  ),
  term_time: Type.Object(
    { kind: Type.Literal('term_time'), anchorOn: Day, weeks: Weeks, terms: Terms },
    { additionalProperties: false, description: 'The rota applies within the terms only' },
  ),
  annualised: Type.Object(
    {
      kind: Type.Literal('annualised'),
      yearMinutes: Type.Integer({ minimum: 1, maximum: yearMinutesAtMost }),
      anchorOn: Day,
      weeks: Weeks,
    },
    { additionalProperties: false, description: 'So many minutes a year; the weeks are the planned roster' },
  ),
  casual: Type.Object(
    { kind: Type.Literal('casual') },
    { additionalProperties: false, description: 'No scheduled time' },
  ),
}

/** Compiled, because every read of a post checks its pattern; walking the schema each time is sixty times slower. */
const checks = {
  weekly: Compile(branches.weekly),
  term_time: Compile(branches.term_time),
  annualised: Compile(branches.annualised),
  casual: Compile(branches.casual),
}

/** When a post is scheduled to work, as it goes over the wire and into the database (as JSON). */
export const WorkPatternSchema = Type.Union([branches.weekly, branches.term_time, branches.annualised, branches.casual])
export type WorkPattern = Static<typeof WorkPatternSchema>
/** Monday to Sunday; null for a day off. */
export type WorkWeek = Static<typeof WorkWeekSchema>
/** One shift; an `end` not after `start` is on the next day. */
export type WorkDay = Static<typeof WorkDaySchema>

/** A pattern, or the one sentence that says what is wrong with it and what to write instead. */
export type ParsedPattern = { readonly pattern: WorkPattern } | { readonly mistake: string }

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const endMinutesOf = (day: WorkDay): number => {
  const end = minutesOf(day.end)
  return end <= minutesOf(day.start) ? end + 1440 : end
}

/** A one-week rota repeats whatever its anchor is; this is simply a Monday. */
const anyMonday: CivilDay = '2001-01-01'

/**
 * Reads a work pattern in the compact spelling of CSV exports (or as the JSON of the schema, when it starts with `{`):
 *
 *     mon-fri 09:00-17:00/30                      Monday to Friday, half an hour of unpaid break
 *     mon,wed 08:30-16:30/45; fri 09:00-13:00     different days, separated by a semicolon
 *     mon 22:00-06:00/60                          a night shift ends on the next day
 *     from 2026-01-05 mon-fri 09:00-17:00 | off   a rota of two weeks that began on that Monday; `off` is a free week
 *     term 2026-01-05..2026-03-27,2026-04-20..2026-07-17 mon-fri 08:30-15:30/30
 *     annualised 1650h mon-thu 08:00-18:00/60     1,650 hours a year; the weeks are the planned roster
 *     casual                                      no scheduled time
 *
 * The words come in this order: `term …` or `annualised …`, then `from …`, then the weeks. Upper and lower case are alike.
 */
export const parseWorkPattern = (text: string): ParsedPattern => {
  const trimmed = text.trim()
  if (trimmed.startsWith('{')) return parseJson(trimmed)
  const words = trimmed.toLowerCase().replace(/\s+/g, ' ')
  if (words === '') return { mistake: 'the pattern is empty: write for example "mon-fri 09:00-17:00/30", or "casual"' }
  if (words === 'casual') return { pattern: { kind: 'casual' } }
  try {
    return checkWorkPattern(compactPattern(words))
  } catch (error) {
    if (error instanceof Misspelt) return { mistake: error.message }
    throw error
  }
}

/** Whether a value is a work pattern, and what is wrong where it is not. */
const checkWorkPattern = (value: unknown): ParsedPattern => {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : ''
  if (!isKind(kind)) return { mistake: `the kind of a pattern is one of ${Object.keys(branches).join(', ')}` }
  if (!checks[kind].Check(value)) {
    const fault = Value.Errors(branches[kind], value)[0]
    const sentence = fault?.keyword === 'boolean' ? 'is not a part of a pattern: remove it' : fault?.message
    return { mistake: `${fault?.instancePath || 'the pattern'}: ${sentence}` }
  }
  const pattern = value as WorkPattern
  const mistake = mistakeIn(pattern)
  return mistake === null ? { pattern } : { mistake }
}

const isKind = (kind: string): kind is keyof typeof branches => Object.hasOwn(branches, kind)

class Misspelt extends Error {}

const parseJson = (text: string): ParsedPattern => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { mistake: 'the pattern starts with { but is not JSON: write for example "mon-fri 09:00-17:00/30"' }
  }
  return checkWorkPattern(value)
}

const compactPattern = (words: string): WorkPattern => {
  let rest = words
  const word = (pattern: RegExp): RegExpExecArray | null => {
    const found = pattern.exec(rest)
    if (found !== null) rest = rest.slice(found[0].length).trim()
    return found
  }
  const terms = word(/^term (\S+)(?= |$)/)?.[1]
  const hours = terms === undefined ? word(/^annualised (\S+)(?= |$)/)?.[1] : undefined
  const from = word(/^from (\S+)(?= |$)/)?.[1]
  if (from !== undefined && !isCivilDay(from)) throw new Misspelt(`"${from}" is not a day: write from 2026-01-05`)
  const weeks = rest.split('|').map((week) => compactWeek(week.trim()))
  if (weeks.length > 1 && from === undefined) {
    throw new Misspelt('a rota of several weeks needs the Monday it began on: write "from 2026-01-05 …"')
  }
  const rota = { anchorOn: from ?? anyMonday, weeks }
  if (terms !== undefined) return { kind: 'term_time', ...rota, terms: terms.split(',').map(compactTerm) }
  if (hours !== undefined) return { kind: 'annualised', yearMinutes: compactHours(hours), ...rota }
  return { kind: 'weekly', ...rota }
}

const compactTerm = (text: string): Period => {
  const [fromOn = '', untilOn = ''] = text.split('..')
  if (!isCivilDay(fromOn) || !isCivilDay(untilOn)) {
    throw new Misspelt(
      `"${text}" is not a term: write 2026-01-05..2026-03-27, terms separated by commas without spaces`,
    )
  }
  return { fromOn, untilOn }
}

const compactHours = (text: string): number => {
  const found = /^(\d{1,4})(?:\.(\d{1,2}))?h$/.exec(text)
  const minutes = found === null ? Number.NaN : Number(found[1]) * 60 + Number(`0.${found[2] ?? 0}`) * 60
  if (!Number.isInteger(minutes)) {
    throw new Misspelt(`"${text}" is not a number of hours a year in whole minutes: write annualised 1650h or 1650.5h`)
  }
  return minutes
}

const compactWeek = (text: string): WorkWeek => {
  const week: WorkWeek = dayNames.map(() => null)
  if (text === 'off') return week
  if (text === '') throw new Misspelt('a week is empty: write "off" for a free week')
  for (const line of text.split(';').map((one) => one.trim())) {
    const found = /^(\S+) ([^\s/]+)-([^\s/]+?)(?:\/(\d{1,3}))?$/.exec(line)
    if (found === null) throw new Misspelt(`"${line}" is not understood: write "mon-fri 09:00-17:00/30"`)
    const [, days = '', start = '', end = '', rest = '0'] = found
    for (const time of [start, end]) {
      if (!isLocalTime(time)) throw new Misspelt(`"${time}" is not a time from 00:00 to 23:59, with two digits each`)
    }
    for (const index of compactDays(days)) {
      if (week[index] !== null) throw new Misspelt(`${dayNames[index]} is given twice in one week`)
      week[index] = { start, end, breakMinutes: Number(rest) }
    }
  }
  return week
}

const compactDays = (text: string): number[] =>
  text.split(',').flatMap((part) => {
    const [first = '', last = first, ...more] = part.split('-')
    const from = dayNames.indexOf(first as (typeof dayNames)[number])
    const until = dayNames.indexOf(last as (typeof dayNames)[number])
    if (from < 0 || until < from || more.length > 0) {
      throw new Misspelt(`"${part}" is not a day or a run of days: write mon, tue, wed, thu, fri, sat, sun, or mon-fri`)
    }
    return Array.from({ length: until - from + 1 }, (_, step) => from + step)
  })

/** What a schema cannot say: Mondays, terms in order, breaks inside shifts, shifts that do not run into each other. */
const mistakeIn = (pattern: WorkPattern): string | null => {
  if (pattern.kind === 'casual') return null
  if (!isCivilDay(pattern.anchorOn)) return `"${pattern.anchorOn}" is not a day: write 2026-01-05`
  if (mondayOf(pattern.anchorOn) !== pattern.anchorOn) {
    return `a rota begins on a Monday, and ${pattern.anchorOn} is none: write from ${mondayOf(pattern.anchorOn)}`
  }
  if (pattern.kind === 'term_time') {
    const mistake = mistakeInTerms(pattern.terms)
    if (mistake !== null) return mistake
  }
  return mistakeInShifts(pattern.weeks)
}

const mistakeInTerms = (terms: readonly Period[]): string | null => {
  let before: Period | null = null
  for (const term of terms) {
    if (!isCivilDay(term.fromOn) || !isCivilDay(term.untilOn)) return `${term.fromOn}..${term.untilOn} is not a term`
    if (term.untilOn < term.fromOn) return `the term ${term.fromOn}..${term.untilOn} ends before it begins`
    if (before !== null && term.fromOn <= before.untilOn) {
      return `the term from ${term.fromOn} begins before the one until ${before.untilOn} is over: put terms in order`
    }
    before = term
  }
  return null
}

const mistakeInShifts = (weeks: readonly WorkWeek[]): string | null => {
  const days = weeks.flat()
  for (const [index, day] of days.entries()) {
    if (day === null) continue
    const name = dayNames[index % 7]
    const length = endMinutesOf(day) - minutesOf(day.start)
    if (day.breakMinutes >= length) return `the break of ${day.breakMinutes} minutes on ${name} is as long as the shift`
    const next = days[(index + 1) % days.length]
    if (next && endMinutesOf(day) - 1440 > minutesOf(next.start)) {
      return `the shift that starts on ${name} at ${day.start} runs until ${day.end}, after the next one has begun`
    }
  }
  return null
}
