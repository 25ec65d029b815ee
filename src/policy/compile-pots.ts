// Compiles the pots, caps and point rules of a document, noting what the schema alone cannot know. Pure.
import type { Minutes } from '../kernel/index.ts'
import type { Condition } from './cel.ts'
import type { PolicyDocument, PotDocument } from './document.ts'
import type { PointRule, PotCap, PotDefinition, PotRounding, PotWindow } from './pot.ts'
import { amountOf, countOf, minutesOf } from './quantity.ts'
import type { Path } from './source.ts'
import { hint } from './spelling.ts'
import type { Workshop } from './workshop.ts'

/** The minutes of a duration, or a mistake where it is no whole number of them. */
const minutesAt = (shop: Workshop, path: Path, text: string): Minutes => {
  const minutes = minutesOf(text)
  if (minutes === null) shop.source.at(path, `"${text}" is not a whole number of minutes`)
  return minutes ?? 0
}

const under = { 'by-day': 'by_day', 'by-month': 'by_month', full: 'full' } as const
const anyPiece = { kind: 'minutes', atLeast: 1, step: 1 } as const

/** The pots in order, each with the condition on what may draw on it. */
export const compilePots = (
  shop: Workshop,
  documents: readonly PotDocument[],
): { pots: PotDefinition[]; fits: (Condition | null)[] } => {
  shop.unique('pots', documents)
  const pots: PotDefinition[] = []
  const fits: (Condition | null)[] = []
  documents.forEach((document, index) => {
    const path = ['pots', index]
    fits.push(shop.condition([...path, 'for'], document.for))
    if (shop.sound(path)) pots.push(compilePot(shop, path, document))
  })
  return { pots, fits }
}

const compilePot = (shop: Workshop, path: Path, document: PotDocument): PotDefinition => {
  const amount = amountOf(document.amount)
  if (amount === null) shop.source.at([...path, 'amount'], `"${document.amount}" is not a whole number of minutes`)
  return {
    id: document.id,
    title: document.title,
    per: document.per ?? 'person',
    amount: amount ?? { unit: 'minutes', minutes: 0 },
    window: windowOf(shop, [...path, 'window'], document.window),
    proRata: document['pro-rata'] ?? 'none',
    joiners: under[document.joiners ?? 'full'],
    leavers: under[document.leavers ?? 'full'],
    rounding: roundingOf(shop, [...path, 'rounding', 'step'], document.rounding),
    unused: unusedOf(shop, [...path, 'unused'], document.unused),
    overdraftMinutes:
      document.overdraft === undefined ? 0 : minutesAt(shop, [...path, 'overdraft'], document.overdraft),
    increments: incrementsOf(shop, [...path, 'increments'], document.increments),
  }
}

/** Days of the months of every year: no window can start on 29 February. */
const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const windowOf = (shop: Workshop, path: Path, text: string): PotWindow => {
  if (text === 'calendar-year') return { kind: 'calendar_year' }
  if (text === 'anniversary' || text === 'month') return { kind: text }
  const monthDay = text.slice('year-from '.length)
  if (Number(monthDay.slice(3)) > (daysOfMonth[Number(monthDay.slice(0, 2)) - 1] ?? 0)) {
    shop.source.at(path, `${monthDay} is not a day of every year`)
  }
  return { kind: 'year_from', monthDay }
}

const roundingOf = (shop: Workshop, path: Path, document: PotDocument['rounding']): PotRounding => {
  if (document === undefined) return { to: 'up', step: 1 }
  if (document.step === 'day') return { to: document.to, step: 'day' }
  if (document.step === 'half-day') return { to: document.to, step: 'half_day' }
  return { to: document.to, step: positive(shop, path, document.step) }
}

/** A duration that has to be more than nothing. */
const positive = (shop: Workshop, path: Path, text: string): Minutes => {
  const minutes = minutesAt(shop, path, text)
  if (minutes === 0) shop.source.at(path, `"${text}" has to be more than nothing`)
  return Math.max(minutes, 1)
}

const unusedOf = (shop: Workshop, path: Path, document: PotDocument['unused']): PotDefinition['unused'] => {
  if (document === undefined || document === 'lapse') return { kind: 'lapse' }
  if (document === 'carry') return { kind: 'carry', atMostMinutes: null, lapsesAfterMonths: null }
  const months = document['lapses-after']
  return {
    kind: 'carry',
    atMostMinutes: document.carry === 'all' ? null : minutesAt(shop, [...path, 'carry'], document.carry),
    lapsesAfterMonths: months === undefined ? null : countOf(months),
  }
}

const incrementsOf = (shop: Workshop, path: Path, document: PotDocument['increments']): PotDefinition['increments'] => {
  if (document === undefined || document === 'any') return anyPiece
  if (document === 'half-day') return { kind: 'half_day' }
  if (document === 'whole-day') return { kind: 'whole_day' }
  if (typeof document === 'string') {
    const step = positive(shop, path, document)
    return { kind: 'minutes', atLeast: step, step }
  }
  const atLeast = positive(shop, [...path, 'at-least'], document['at-least'])
  return { kind: 'minutes', atLeast, step: positive(shop, [...path, 'step'], document.step) }
}

/** The limits over several pots; they have to be held per person, over one window. */
export const compileCaps = (
  shop: Workshop,
  documents: NonNullable<PolicyDocument['caps']>,
  pots: readonly PotDocument[],
): PotCap[] => {
  const byId = new Map(pots.map((pot) => [pot.id, pot]))
  const caps: PotCap[] = []
  documents.forEach((document, index) => {
    const path = ['caps', index]
    if (!shop.sound([...path, 'pots']) || document.pots === undefined) return
    const named = document.pots.map((id) => byId.get(id))
    document.pots.forEach((id, position) => {
      const pot = byId.get(id)
      const place = [...path, 'pots', position]
      if (pot === undefined) shop.source.at(place, `there is no pot "${id}"${hint(id, [...byId.keys()])}`)
      else if (pot.per === 'post')
        shop.source.at(place, `the pot "${id}" is held per post: a cap is for pots per person`)
      else if (named[0] !== undefined && pot.window !== named[0].window) {
        shop.source.at(
          place,
          `the pot "${id}" has another window than "${named[0].id}": a cap needs one window for all`,
        )
      }
    })
    if (shop.sound(path))
      caps.push({
        id: document.id,
        pots: document.pots,
        minutes: minutesAt(shop, [...path, 'amount'], document.amount),
      })
  })
  return caps
}

/** The point rules. */
export const compilePoints = (shop: Workshop, documents: NonNullable<PolicyDocument['points']>): PointRule[] => {
  shop.unique('points', documents)
  return documents.map((document) => ({
    id: document.id,
    title: document.title,
    perHour: document['per-hour'],
    counts: document.counts,
    rounding: document.rounding ?? 'down',
  }))
}
