// Bank holidays from outside: takes a reading into an employer's calendar and writes down where it came from. It is handed what
// was read, so that nobody waits for a vendor while a unit of work is open.
import type { Unit } from '../database/index.ts'
import { importBankHolidays } from '../leave/index.ts'
import type { Author } from '../people/index.ts'
import type { HolidayReading } from './contract.ts'

/** Takes bank holidays that were read into an employer's calendar. Repeating it changes nothing but the audit. */
export const refreshHolidays = async (
  unit: Unit,
  { employerId, reading }: { readonly employerId: string; readonly reading: HolidayReading },
  author: Author,
): Promise<Awaited<ReturnType<typeof importBankHolidays>>> => {
  const report = await importBankHolidays(unit, employerId, { json: reading.list })
  const { taken, renamed, withdrawn, unchanged, unusable } = report
  const { source, address, readAt, tag } = reading
  await unit.note({
    tenantId: employerId,
    actor: author.actor,
    onBehalfOf: author.onBehalfOf,
    action: 'holidays.refresh',
    subject: 'tenant',
    subjectId: employerId,
    detail: { source, address, readAt, tag, taken, renamed, withdrawn, unchanged, unusable: unusable.length },
    requestId: author.requestId,
    at: author.now,
  })
  return report
}
