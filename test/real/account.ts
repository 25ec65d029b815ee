// Tells what an import of a real file did, in lines a person can read: what was taken, mended and left out, with the rows.
import type { Test } from 'tap'

/** One row of an import's answer. */
export interface Entry {
  readonly index: number
  readonly pointer: string
  readonly sourceId: string | null
  readonly outcome: string
  readonly mended: readonly { what: string; why: string; from: string | null; to: string | null }[]
  readonly unbookable: readonly string[]
  readonly reason: { code: string; message: string } | null
}

/** An import's answer. */
export interface Report {
  readonly rows: number
  readonly added: number
  readonly changed: number
  readonly returned: number
  readonly unchanged: number
  readonly leftOut: number
  readonly mended: number
  readonly withdrawn: number
  readonly mendedBy: Readonly<Record<string, number>>
  readonly leftOutBy: Readonly<Record<string, number>>
  readonly unbookableBy: Readonly<Record<string, number>>
  readonly entries: readonly Entry[]
  readonly entriesNotShown: number
}

/** Rows named one by one for each reason; of more than these only the number is told. */
const rowsTold = 4

const told = (entries: readonly Entry[]): string => {
  const some = entries.slice(0, rowsTold).map((entry) => `row ${entry.index} (${entry.sourceId ?? 'no id'})`)
  const more = entries.length - some.length
  return `${some.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Mends that say the same of another field or value are told together, by field and cause. */
const mendLines = (entries: readonly Entry[]): string[] => {
  const byKind = new Map<string, { rows: Set<Entry>; values: Set<string> }>()
  for (const entry of entries.filter((one) => one.outcome !== 'left_out')) {
    for (const { what, why, from, to } of entry.mended) {
      const kind = byKind.get(`${what}: ${why}`) ?? { rows: new Set<Entry>(), values: new Set<string>() }
      byKind.set(`${what}: ${why}`, kind)
      kind.rows.add(entry)
      if (from !== null) kind.values.add(to === null ? `${from} dropped` : `${from} → ${to === ' ' ? 'space' : to}`)
    }
  }
  return [...byKind].map(([kind, { rows, values }]) => {
    const shown = [...values].slice(0, 13).join('  ')
    return `  ${kind}, ${rows.size} rows${shown === '' ? '' : `: ${shown}`}${rows.size <= rowsTold ? ` [${told([...rows])}]` : ''}`
  })
}

/** Prints the account of one import. */
export const tell = (t: Test, title: string, report: Report): void => {
  const { rows, added, leftOut, mended, entries } = report
  t.comment(`${title}: ${rows} rows, ${added} taken (${mended} of them mended), ${leftOut} left out`)
  if (mended > 0) t.comment(' mended:')
  for (const line of mendLines(entries)) t.comment(line)
  if (leftOut > 0) t.comment(' left out:')
  for (const [code, count] of Object.entries(report.leftOutBy)) {
    const found = entries.filter((entry) => entry.reason?.code === code)
    t.comment(`  ${code}, ${count} rows: ${told(found)}`)
    t.comment(`    ${found[0]?.reason?.message ?? ''}`)
  }
  if (Object.keys(report.unbookableBy).length > 0) t.comment(' cannot be booked before the body says more:')
  for (const [code, count] of Object.entries(report.unbookableBy)) t.comment(`  ${code}, ${count} rows`)
}
