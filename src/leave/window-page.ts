// One window of one account, day by day: what it began with, what was granted, carried, lapsed, used and left. Pure. This is
// the only place where minutes are added up.
import type { CivilDay, Minutes, Period } from '../kernel/index.ts'
import { type Brought, type Holding, type Lot, settled, spend, totalOf } from './carried.ts'
import type { LeaveEntry } from './ledger.ts'

/** What is free at the end of a day on which something happened. */
export interface Moment {
  readonly on: CivilDay
  readonly freeMinutes: Minutes
  /** Left and lost on this day, as computed: less would be lost if more were used before. */
  readonly lostMinutes: Minutes
}

/** One window of an account. Used and adjusted minutes are those of the whole window, later days included. */
export interface WindowPage {
  readonly period: Period
  readonly brought: Brought
  /** The grant of the window's first day. */
  readonly grantMinutes: Minutes
  /** With grants of other days. */
  readonly entitledMinutes: Minutes
  readonly carriedMinutes: Minutes
  readonly takenMinutes: Minutes
  readonly reservedMinutes: Minutes
  readonly adjustedMinutes: Minutes
  /** What of the carried part lapsed inside the window, and when. */
  readonly lapses: readonly { readonly on: CivilDay; readonly minutes: Minutes }[]
  readonly moments: readonly Moment[]
  readonly left: Holding
}

/** What one day's lines add up to. */
interface DaySum {
  /** Adjustments, and grants or carries on any other day than the window's first. */
  added: Minutes
  used: Minutes
  /** What a line of the ledger says has lapsed; null where none does. */
  lapsed: Minutes | null
}

/**
 * Adds up one window. `entries` are the account's lines with an effective day in the window; `grantedMinutes` is the computed
 * grant, which a grant on the window's first day replaces. `closedKind` tells which line a release closes.
 */
export const pageOf = (wanted: {
  readonly period: Period
  readonly brought: Brought
  readonly grantedMinutes: Minutes
  readonly entries: readonly LeaveEntry[]
  readonly closedKind: (entry: LeaveEntry) => LeaveEntry['kind'] | undefined
}): WindowPage => {
  const { period, brought, entries, closedKind } = wanted
  const isOf = (kind: LeaveEntry['kind'], first: boolean) => (entry: LeaveEntry) =>
    entry.kind === kind && (entry.effectiveOn === period.fromOn) === first
  const grant = entries.filter(isOf('grant', true))
  const granted = grant.length === 0 ? wanted.grantedMinutes : sumOf(grant)
  const usage = (kind: 'reserve' | 'take') => entries.filter((one) => (closedKind(one) ?? one.kind) === kind)
  const walked = walk({
    fromOn: period.fromOn,
    start: { lots: brought.holding.lots, ownMinutes: brought.holding.ownMinutes + granted },
    brought,
    days: daySums(entries, period.fromOn),
    untilOn: period.untilOn,
  })
  return {
    period,
    brought,
    grantMinutes: granted,
    entitledMinutes: granted + sumOf(entries.filter(isOf('grant', false))),
    carriedMinutes: totalOf(brought.holding) + sumOf(entries.filter(isOf('carry', false))),
    takenMinutes: 0 - sumOf(usage('take')),
    reservedMinutes: 0 - sumOf(usage('reserve')),
    adjustedMinutes: sumOf(entries.filter((entry) => entry.kind === 'adjust')),
    ...walked,
  }
}

const sumOf = (entries: readonly LeaveEntry[]): Minutes => entries.reduce((sum, entry) => sum + entry.minutes, 0)

/** The lines that move minutes, by day. Grant, carry and expiry of the first day are what the window begins with. */
const daySums = (entries: readonly LeaveEntry[], fromOn: CivilDay): Map<CivilDay, DaySum> => {
  const days = new Map<CivilDay, DaySum>()
  for (const { kind, minutes, effectiveOn } of entries) {
    const opening = kind === 'grant' || kind === 'carry' || kind === 'expire'
    if (opening && effectiveOn === fromOn) continue
    const day = days.get(effectiveOn) ?? { added: 0, used: 0, lapsed: null }
    if (kind === 'expire') day.lapsed = (day.lapsed ?? 0) - minutes
    else if (opening || kind === 'adjust') day.added += minutes
    else day.used -= minutes
    days.set(effectiveOn, day)
  }
  return days
}

const walk = (wanted: {
  readonly fromOn: CivilDay
  readonly untilOn: CivilDay
  readonly start: Holding
  readonly brought: Brought
  readonly days: ReadonlyMap<CivilDay, DaySum>
}): Pick<WindowPage, 'lapses' | 'moments' | 'left'> => {
  const { fromOn, untilOn, days } = wanted
  const lapseDays = wanted.start.lots
    .map((lot) => lot.goneOn)
    .filter((on) => on !== null && fromOn < on && on <= untilOn)
  const eventDays = [...new Set([fromOn, ...days.keys(), ...(lapseDays as CivilDay[])])].sort()
  const lapses: { on: CivilDay; minutes: Minutes }[] = []
  const moments: Moment[] = []
  let holding = wanted.start
  for (const on of eventDays) {
    const day = days.get(on)
    const lapse = lapsedOn(holding, on, day?.lapsed ?? null)
    if (lapse.minutes !== 0) lapses.push({ on, minutes: lapse.minutes })
    holding = withDay(lapse.holding, day)
    const lostMinutes = on === fromOn ? wanted.brought.lostMinutes : lapse.lostMinutes
    moments.push({ on, freeMinutes: totalOf(holding), lostMinutes })
  }
  return { lapses, moments, left: holding }
}

/** Lets go what lapses on a day. A line that says how much replaces what was computed, exactly. */
const lapsedOn = (
  holding: Holding,
  on: CivilDay,
  written: Minutes | null,
): { readonly holding: Holding; readonly minutes: Minutes; readonly lostMinutes: Minutes } => {
  const due = (lot: Lot) => lot.goneOn !== null && lot.goneOn <= on
  const settledHolding = written === null && holding.lots.some(due) ? settled(holding) : holding
  const dueMinutes = settledHolding.lots.filter(due).reduce((sum, lot) => sum + lot.minutes, 0)
  const minutes = written ?? dueMinutes
  const lots = settledHolding.lots.filter((lot) => !due(lot))
  return {
    holding: { lots, ownMinutes: settledHolding.ownMinutes + dueMinutes - minutes },
    minutes,
    lostMinutes: written === null ? dueMinutes : 0,
  }
}

const withDay = (holding: Holding, day: DaySum | undefined): Holding => {
  if (day === undefined) return holding
  const added = { ...holding, ownMinutes: holding.ownMinutes + day.added - Math.min(0, day.used) }
  return day.used > 0 ? spend(added, day.used) : added
}
