// The part of a balance that was carried from earlier windows: lots with the day each of them is gone, used up in the order
// in which they lapse. Pure.
import { type CivilDay, type Minutes, plusMonths } from '../kernel/index.ts'
import type { PotDefinition } from '../policy/index.ts'

/** How a pot carries what is unused. */
type CarryRule = Extract<PotDefinition['unused'], { kind: 'carry' }>

/** Carried minutes that lapse together. */
export interface Lot {
  readonly minutes: Minutes
  /** The first day on which they no longer count; null where they never lapse by date. */
  readonly goneOn: CivilDay | null
}

/** What is in an account at one moment: carried lots in the order they lapse, and the window's own minutes. */
export interface Holding {
  readonly lots: readonly Lot[]
  /** Negative once more has been used than there was: a debt. */
  readonly ownMinutes: Minutes
}

/** What a window begins with. */
export interface Brought {
  readonly holding: Holding
  /** Left at the end of the window before and not brought on, as computed: less, if more had been used. */
  readonly lostMinutes: Minutes
  /** A line of the ledger says what was carried, so nothing that changes in earlier windows changes it. */
  readonly fixed: boolean
}

/** What a person's first window begins with, and every window of a pot that lapses. */
export const nothingBrought: Brought = { holding: { lots: [], ownMinutes: 0 }, lostMinutes: 0, fixed: false }

/** All minutes of a holding. */
export const totalOf = (holding: Holding): Minutes => sumOf(holding.lots) + holding.ownMinutes

const sumOf = (lots: readonly Lot[]): Minutes => lots.reduce((sum, lot) => sum + lot.minutes, 0)

/** Takes minutes out: from what lapses first, then from the window's own, which may go below zero. */
export const spend = (holding: Holding, minutes: Minutes): Holding => {
  let rest = minutes
  const lots = holding.lots.map((lot) => {
    const spent = Math.min(lot.minutes, rest)
    rest -= spent
    return { ...lot, minutes: lot.minutes - spent }
  })
  return { lots: lots.filter((lot) => lot.minutes > 0), ownMinutes: holding.ownMinutes - rest }
}

/** Pays a debt from what lapses first, so that nobody loses minutes and owes them at once. */
export const settled = (holding: Holding): Holding =>
  holding.ownMinutes >= 0 || holding.lots.length === 0
    ? holding
    : spend({ lots: holding.lots, ownMinutes: 0 }, -holding.ownMinutes)

/**
 * What a pot that carries brings from the end of one window into the next, in the order expire, carry: a debt in full; of
 * what is left as much as its cap allows, keeping what lapses last.
 */
export const broughtOn = (left: Holding, unused: CarryRule, nextFromOn: CivilDay): Brought => {
  const holding = settled(left)
  const closing = totalOf(holding)
  if (closing <= 0) return { ...nothingBrought, holding: { lots: [], ownMinutes: closing } }
  const candidates = [...holding.lots, { minutes: holding.ownMinutes, goneOn: goneOnOf(unused, nextFromOn) }]
  const lots = lastOnes(inOrder(candidates.filter((lot) => lapsesAfter(lot, nextFromOn))), unused.atMostMinutes)
  return { holding: { lots, ownMinutes: 0 }, lostMinutes: closing - sumOf(lots), fixed: false }
}

/** The same when a line of the ledger says how much was carried: the lots are made to fit it. */
export const broughtAs = (
  carriedMinutes: Minutes,
  { computed, unused, fromOn }: { computed: Brought; unused: PotDefinition['unused']; fromOn: CivilDay },
): Brought => {
  if (carriedMinutes <= 0) return { holding: { lots: [], ownMinutes: carriedMinutes }, lostMinutes: 0, fixed: true }
  const kept = lastOnes(computed.holding.lots, carriedMinutes)
  const more = { minutes: carriedMinutes - sumOf(kept), goneOn: goneOnOf(unused, fromOn) }
  return { holding: { lots: inOrder([...kept, more]), ownMinutes: 0 }, lostMinutes: 0, fixed: true }
}

/** The first day on which what is carried into a window no longer counts. */
const goneOnOf = (unused: PotDefinition['unused'], fromOn: CivilDay): CivilDay | null =>
  unused.kind === 'lapse' || unused.lapsesAfterMonths === null ? null : plusMonths(fromOn, unused.lapsesAfterMonths)

const lapsesAfter = (lot: Lot, on: CivilDay): boolean => lot.goneOn === null || lot.goneOn > on

/** Lots in the order in which they lapse, one per day, without empty ones. */
const inOrder = (lots: readonly Lot[]): readonly Lot[] => {
  const byDay = new Map<CivilDay | null, Minutes>()
  for (const lot of lots) byDay.set(lot.goneOn, (byDay.get(lot.goneOn) ?? 0) + lot.minutes)
  return [...byDay]
    .map(([goneOn, minutes]) => ({ goneOn, minutes }))
    .filter((lot) => lot.minutes > 0)
    .sort((a, b) => ((a.goneOn ?? '9999') < (b.goneOn ?? '9999') ? -1 : 1))
}

/** At most so many minutes of the lots, those that lapse last first. */
const lastOnes = (lots: readonly Lot[], atMostMinutes: Minutes | null): readonly Lot[] =>
  atMostMinutes === null ? lots : spend({ lots, ownMinutes: 0 }, Math.max(0, sumOf(lots) - atMostMinutes)).lots
