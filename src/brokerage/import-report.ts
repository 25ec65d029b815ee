// The account of an import: what was taken, mended, left out and withdrawn, row by row. Holds ids, codes and short tokens,
// never a name or a text: it is kept as the answer to a repeated request. Pure.
import type { Locale, Reason } from '../kernel/index.ts'
import type { LeftOut } from './jsonld.ts'
import type { Mend } from './mending.ts'
import type { Unbookable } from './said-time.ts'
import { sayBrokerage } from './texts.ts'

/** What became of one row of the document. */
export interface ImportEntry {
  /** Counted from 0 over all rows of the document. */
  readonly index: number
  /** JSON Pointer to the row in the document. */
  readonly pointer: string
  readonly sourceId: string | null
  readonly outcome: 'added' | 'changed' | 'returned' | 'unchanged' | 'left_out'
  /** The id here; null for a row that was left out, and for one that a dry run would add. */
  readonly id: string | null
  /** The fields that differ from what was kept. */
  readonly changed: readonly string[]
  readonly mended: readonly Mend[]
  readonly leftOut: LeftOut | null
  /** What an activity lacks before it can be booked. */
  readonly unbookable: readonly Unbookable[]
}

/** How the document was to be read. */
export interface ImportTerms {
  readonly source: string
  readonly snapshot: 'full' | 'partial'
  readonly dryRun: boolean
  /** An import stops before it withdraws more than this share of the rows in use. */
  readonly withdrawAtMostPercent: number
}

/** The whole account. Every row of the document is in exactly one of the first five counts. */
export interface ImportReport extends ImportTerms {
  readonly rows: number
  readonly added: number
  readonly changed: number
  readonly returned: number
  readonly unchanged: number
  readonly leftOut: number
  /** Rows that were taken and in which something was mended. */
  readonly mended: number
  readonly withdrawn: number
  readonly withdrawnPercent: number
  /** Whether the brake would stop (or, in a dry run, would have stopped) the import. */
  readonly braked: boolean
  readonly mendedBy: Readonly<Record<string, number>>
  readonly leftOutBy: Readonly<Record<string, number>>
  readonly unbookableBy: Readonly<Record<string, number>>
  readonly withdrawnIds: readonly string[]
  readonly entries: readonly ImportEntry[]
}

const countBy = (codes: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

/** Adds up the account of an import. */
export const reportOf = (
  terms: ImportTerms,
  entries: readonly ImportEntry[],
  withdrawal: { readonly ids: readonly string[]; readonly percent: number },
): ImportReport => {
  const taken = entries.filter((entry) => entry.outcome !== 'left_out')
  const count = (outcome: ImportEntry['outcome']) => entries.filter((entry) => entry.outcome === outcome).length
  return {
    source: terms.source,
    snapshot: terms.snapshot,
    dryRun: terms.dryRun,
    withdrawAtMostPercent: terms.withdrawAtMostPercent,
    rows: entries.length,
    added: count('added'),
    changed: count('changed'),
    returned: count('returned'),
    unchanged: count('unchanged'),
    leftOut: count('left_out'),
    mended: taken.filter((entry) => entry.mended.length > 0).length,
    withdrawn: withdrawal.ids.length,
    withdrawnPercent: withdrawal.percent,
    braked: withdrawal.percent > terms.withdrawAtMostPercent,
    mendedBy: countBy(taken.flatMap((entry) => [...new Set(entry.mended.map((mend) => mend.why))])),
    leftOutBy: countBy(entries.flatMap((entry) => entry.leftOut ?? [])),
    unbookableBy: countBy(entries.flatMap((entry) => entry.unbookable)),
    withdrawnIds: withdrawal.ids,
    entries,
  }
}

/** How many rows an answer lists; the counts are always whole. A file with more to say is better repaired at its source. */
const entriesShown = 1000

/** The account as it is answered: rows with nothing to say are only counted, and reasons are sentences with a remedy. */
export const reportAnswer = ({ entries, withdrawnIds, ...counts }: ImportReport, locale: Locale) => {
  const notable = entries.filter(
    (entry) =>
      entry.mended.length > 0 || entry.leftOut !== null || entry.outcome === 'changed' || entry.outcome === 'returned',
  )
  const shown = notable.slice(0, entriesShown).map(({ leftOut, ...entry }) => ({
    ...entry,
    reason: leftOut === null ? null : leftOutReason(leftOut, entry.pointer, locale),
  }))
  return {
    ...counts,
    withdrawnIds: withdrawnIds.slice(0, entriesShown),
    entries: shown,
    entriesNotShown: notable.length - shown.length,
  }
}

const leftOutReason = (leftOut: LeftOut, pointer: string, locale: Locale): Reason => ({
  code: leftOut,
  message: sayBrokerage(locale, `left_out_${leftOut}`),
  pointer,
})
