// The use case of an import: read the file, decide what it changes, and write all of it or nothing.
import type { Unit } from '../database/index.ts'
import {
  assertThat,
  civilDayAt,
  type Figures,
  type Locale,
  newId,
  type Reason,
  type Refusal,
  refuse,
  say,
} from '../kernel/index.ts'
import type { ImportMistake } from './import-file.ts'
import { type ImportCounts, type ImportPlan, overBrake, planImport } from './import-plan.ts'
import { readPeople } from './import-rows.ts'
import { readExisting, takeTurns, writePlan } from './import-store.ts'
import { findEmployer } from './person-store.ts'
import { type Author, auditOf } from './tenants.ts'
import { texts } from './texts.ts'

/** A whole export of an employer's people. */
export interface ImportCommand {
  readonly employerId: string
  /** The file, decoded. See `columns` for what is in it. */
  readonly csv: string
  /** Decide and count, and write nothing. */
  readonly dryRun: boolean
  /** Everybody who is missing has really left: passes the brake. */
  readonly confirmLeavers: boolean
  /** The language of the mistakes. */
  readonly locale: Locale
}

/** What an import did, or with `dryRun` would do. No names. */
export type ImportReport = ImportCounts & { readonly dryRun: boolean }

/**
 * Imports a whole export: people in it are created, updated or reactivated, people missing from it have left. With any mistake,
 * or with more leavers than the employer's brake allows, nothing is written and every reason is answered. The same file twice
 * changes nothing the second time.
 */
export const importPeople = async (unit: Unit, command: ImportCommand, by: Author): Promise<ImportReport | Refusal> => {
  const { employerId, csv, dryRun, confirmLeavers, locale } = command
  const employer = await findEmployer(unit, employerId)
  assertThat(employer !== null, 'an import for an employer that does not exist')
  const today = civilDayAt(by.now, employer.zone)
  const file = readPeople(csv, today)
  if ('mistakes' in file) return refusal(file.mistakes.map((mistake) => reasonOf(mistake, locale)))
  await takeTurns(unit, employerId)
  const plan = planImport(await readExisting(unit, employerId), file.people, { employer, today, newId })
  if (!confirmLeavers && overBrake(plan, employer.leaverBrakePercent)) {
    return refuse(brakeReason(plan, employer.leaverBrakePercent, locale))
  }
  const report = { ...plan.counts, dryRun }
  if (dryRun) return report
  await writePlan(unit, plan)
  await tell(unit, { employerId, plan }, by)
  return report
}

const refusal = (reasons: readonly Reason[]): Refusal => {
  const [first, ...others] = reasons
  assertThat(first !== undefined, 'a refused import without a reason')
  return refuse(first, ...others)
}

const reasonOf = ({ code, line, column, figures }: ImportMistake, locale: Locale): Reason => {
  const sentence = say(texts, locale, code, figures)
  const place: Figures = { ...(line === null ? {} : { line }), ...(column === null ? {} : { column }) }
  const key = line === null ? null : column === null || code.startsWith('column_') ? 'at_line' : 'at_cell'
  const message = key === null ? capital(sentence) : say(texts, locale, key, { ...place, sentence })
  return { code, message, figures: { ...place, ...figures } }
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1)

const brakeReason = (plan: ImportPlan, percent: number, locale: Locale): Reason => {
  const figures = { leavers: plan.leaverCount, active: plan.activeCount, percent }
  return { code: 'leavers_too_many', message: say(texts, locale, 'leavers_too_many', figures), figures }
}

/** One event and one audit entry for the whole file; none where it changed nothing. */
const tell = async (
  unit: Unit,
  { employerId, plan }: { employerId: string; plan: ImportPlan },
  by: Author,
): Promise<void> => {
  const written = plan.people.length + plan.posts.length + plan.sites.length
  if (written === 0) return
  const importId = newId()
  await unit.enqueue({
    type: 'person.imported',
    tenantId: employerId,
    subjectId: importId,
    data: { importId, ...plan.counts, leftPersonIds: plan.leftIds },
    occurredAt: by.now,
  })
  await unit.note({
    ...auditOf(by),
    tenantId: employerId,
    action: 'people.import',
    subject: 'import',
    subjectId: importId,
    detail: { ...plan.counts },
  })
}
