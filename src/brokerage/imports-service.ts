// How any import of a feed goes: lock, read, compare, stop before too much is withdrawn, write, account for every row. What a
// group and a listing are is told by their own files.
import type { Unit } from '../database/index.ts'
import { Fault } from '../http/index.ts'
import { assertThat, digestOf, nations } from '../kernel/index.ts'
import { type Acting, bodyIdOf, faultFor, noteFor } from './acting.ts'
import { findBody } from './bodies-store.ts'
import { ownSource } from './groups-service.ts'
import { type Incoming, type KeptRow, planImport } from './import-plan.ts'
import { type ImportEntry, type ImportReport, type ImportTerms, reportAnswer, reportOf } from './import-report.ts'
import type { ReadRow } from './jsonld.ts'
import { type Bounds, type Mend, unitedKingdom } from './mending.ts'
import type { Unbookable } from './said-time.ts'
import { sayBrokerage } from './texts.ts'

/** What an import is told about the kind of row it takes over. */
export interface ImportKind<Taken extends { readonly sourceId: string }, Kept extends KeptRow> {
  readonly subject: 'group' | 'listing'
  /** What the document says; null where it is no document of rows. */
  readonly rows: readonly ReadRow<Taken>[] | null
  readonly kept: readonly Kept[]
  /** Everything a row says that is kept: what its digest is taken over. */
  said(taken: Taken): unknown
  /** What is kept once the row is taken over. */
  merged(from: { taken: Taken; digest: string; before: Kept | null; returned: boolean }): Kept
  /** What only the body's other rows show to be wrong in a row; asked before `merged`. */
  mended(taken: Taken, before: Kept | null): readonly Mend[]
  readonly compared: readonly (keyof Kept & string)[]
  unbookable(taken: Taken): readonly Unbookable[]
  withdrawn(kept: Kept): Kept
  insert(rows: readonly Kept[]): Promise<void>
  update(row: Kept): Promise<void>
}

/** The caller's body, locked so that two imports cannot cross, and where its places have to lie. */
export const beginImport = async (
  unit: Unit,
  by: Acting,
  source: string,
): Promise<{ bodyId: string; bounds: Bounds | null }> => {
  const bodyId = bodyIdOf(by.actor)
  if (source === ownSource)
    throw faultFor(by, 'invalid-request', { key: 'source_own', figures: { source }, pointer: '/source' })
  await unit.lock('body', bodyId)
  const body = await findBody(unit, bodyId)
  assertThat(body !== null, 'a broker belongs to a body that exists')
  return { bodyId, bounds: ukNations.has(body.nation) ? unitedKingdom : null }
}

/** A body of the United Kingdom has no place in Atlanta: there, a coordinate outside is a mistake of the feed. */
const ukNations: ReadonlySet<string> = new Set([...nations, 'england', 'wales'])

interface Line<Taken, Kept> extends Incoming {
  readonly row: ReadRow<Taken>
  readonly taken: Taken
  readonly kept?: Kept
}

/** Runs an import; answers the account of every row. When the brake stops it, it throws and nothing is changed. */
export const runImport = async <Taken extends { readonly sourceId: string }, Kept extends KeptRow>(
  by: Acting,
  terms: ImportTerms,
  kind: ImportKind<Taken, Kept>,
): Promise<ImportReport> => {
  const { rows } = kind
  if (rows === null) throw faultFor(by, 'import-refused', { key: 'document_form' })
  const lines = rows.flatMap((row): Line<Taken, Kept>[] => {
    if (row.taken === null) return []
    return [
      { row, taken: row.taken, sourceId: row.taken.sourceId, digest: digestOf(JSON.stringify(kind.said(row.taken))) },
    ]
  })
  const present = new Set(rows.flatMap((row) => row.sourceId ?? []))
  const plan = planImport(lines, kind.kept, { present, snapshot: terms.snapshot })
  const done = plan.steps.map((step) => carriedOut(step, kind))
  const byRow = new Map(done.map((one) => [one.row, one]))
  const entries = rows
    .map((row) => entryFor(row, byRow.get(row), kind))
    .map((entry) => (terms.dryRun && entry.outcome === 'added' ? { ...entry, id: null } : entry))
  const report = reportOf(terms, entries, { ids: plan.withdrawn.map((row) => row.id), percent: plan.withdrawnPercent })
  if (terms.dryRun) return report
  requireUnbraked(by, report)
  await kind.insert(done.flatMap((one) => (one.before === null && one.after !== null ? [one.after] : [])))
  const edited = done.flatMap((one) => (one.before !== null && one.after !== null ? [one.after] : []))
  for (const row of [...edited, ...plan.withdrawn.map((kept) => kind.withdrawn(kept))]) await kind.update(row)
  return report
}

interface Done<Taken, Kept> {
  readonly row: ReadRow<Taken>
  readonly before: Kept | null
  /** What is to be written; null where nothing is. */
  readonly after: Kept | null
  readonly outcome: Exclude<ImportEntry['outcome'], 'left_out'>
  readonly changed: readonly string[]
  readonly mended: readonly Mend[]
}

const carriedOut = <Taken extends { readonly sourceId: string }, Kept extends KeptRow>(
  step: {
    readonly incoming: Line<Taken, Kept>
    readonly before: Kept | null
    readonly outcome: Done<Taken, Kept>['outcome']
  },
  kind: ImportKind<Taken, Kept>,
): Done<Taken, Kept> => {
  const { incoming, before, outcome } = step
  const { row, taken, digest } = incoming
  const mended = kind.mended(taken, before)
  if (outcome === 'unchanged') return { row, before, after: null, outcome, changed: [], mended }
  const after = kind.merged({ taken, digest, before, returned: outcome === 'returned' })
  if (before === null) return { row, before, after, outcome, changed: [], mended }
  const changed = kind.compared.filter((field) => JSON.stringify(after[field]) !== JSON.stringify(before[field]))
  // The feed says something else, but nothing that is kept differs: only the digest is written.
  return {
    row,
    before,
    after,
    outcome: outcome === 'changed' && changed.length === 0 ? 'unchanged' : outcome,
    changed,
    mended,
  }
}

const entryFor = <Taken extends { readonly sourceId: string }, Kept extends KeptRow>(
  row: ReadRow<Taken>,
  done: Done<Taken, Kept> | undefined,
  kind: ImportKind<Taken, Kept>,
): ImportEntry => {
  const { index, pointer, sourceId, leftOut } = row
  const place = { index, pointer, sourceId, leftOut }
  if (done === undefined || row.taken === null) {
    return { ...place, outcome: 'left_out', id: null, changed: [], mended: row.mended, unbookable: [] }
  }
  const { outcome, changed, before, after } = done
  const mended = [...row.mended, ...done.mended]
  return {
    ...place,
    outcome,
    id: (before ?? after)?.id ?? null,
    changed,
    mended,
    unbookable: kind.unbookable(row.taken),
  }
}

const requireUnbraked = (by: Acting, report: ImportReport): void => {
  if (!report.braked) return
  const { withdrawn, withdrawnPercent, withdrawAtMostPercent } = report
  const figures = { withdrawn, withdrawnPercent, withdrawAtMostPercent }
  const { locale } = by.actor
  const message = sayBrokerage(locale, 'import_braked', figures)
  const reasons = [{ code: 'import_braked', message, figures }]
  throw new Fault('import-refused', message, { extensions: { reasons, report: reportAnswer(report, locale) }, locale })
}

/** Writes an import in the audit: what and how much, no row. */
export const noteImport = async (
  unit: Unit,
  by: Acting,
  what: { readonly subject: string; readonly report: ImportReport },
): Promise<void> => {
  const { source, dryRun, added, changed, returned, leftOut, withdrawn } = what.report
  if (dryRun) return
  const detail = { source, added, changed, returned, leftOut, withdrawn }
  await noteFor(unit, by, { action: `${what.subject}.import`, subject: 'body', subjectId: bodyIdOf(by.actor), detail })
}
