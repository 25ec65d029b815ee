// Decides what an import changes: compares what a feed says with what is kept from the same source. Nothing is deleted; what is
// gone from a full snapshot is withdrawn, unless so much is gone that the file is more likely to be broken. Pure.

/** A row of a feed that can be kept. */
export interface Incoming {
  readonly sourceId: string
  /** Of everything the feed says that is kept here. */
  readonly digest: string
}

/** A row that is kept from this source already. */
export interface KeptRow {
  readonly id: string
  readonly sourceId: string
  readonly sourceDigest: string
  readonly state: string
}

/** What an import would do with one row. */
export interface ImportStep<Row extends Incoming, Kept extends KeptRow> {
  readonly incoming: Row
  readonly before: Kept | null
  readonly outcome: 'added' | 'changed' | 'returned' | 'unchanged'
}

/** What an import would do with each row, and what it would withdraw. */
export interface ImportPlan<Row extends Incoming, Kept extends KeptRow> {
  readonly steps: readonly ImportStep<Row, Kept>[]
  readonly withdrawn: readonly Kept[]
  /** Share of the rows in use that would be withdrawn, in percent, rounded up. */
  readonly withdrawnPercent: number
}

/** The digest of a row that an import has withdrawn: its return is noticed, while what a body withdraws itself stays so. */
export const withdrawnDigest = ''

const outcomeOf = (incoming: Incoming, before: KeptRow | undefined): ImportStep<Incoming, KeptRow>['outcome'] => {
  if (before === undefined) return 'added'
  if (before.state === 'withdrawn' && before.sourceDigest === withdrawnDigest) return 'returned'
  return before.sourceDigest === incoming.digest ? 'unchanged' : 'changed'
}

/**
 * What an import would do. `present` holds every id in the document, taken or not: a row that cannot be used is not gone.
 * Only a full snapshot withdraws.
 */
export const planImport = <Row extends Incoming, Kept extends KeptRow>(
  incoming: readonly Row[],
  kept: readonly Kept[],
  document: { readonly present: ReadonlySet<string>; readonly snapshot: 'full' | 'partial' },
): ImportPlan<Row, Kept> => {
  const bySource = new Map(kept.map((row) => [row.sourceId, row]))
  const steps = incoming.map((row) => {
    const before = bySource.get(row.sourceId)
    return { incoming: row, before: before ?? null, outcome: outcomeOf(row, before) }
  })
  const inUse = kept.filter((row) => row.state !== 'withdrawn')
  const withdrawn = document.snapshot === 'full' ? inUse.filter((row) => !document.present.has(row.sourceId)) : []
  const withdrawnPercent = inUse.length === 0 ? 0 : Math.ceil((withdrawn.length * 100) / inUse.length)
  return { steps, withdrawn, withdrawnPercent }
}
