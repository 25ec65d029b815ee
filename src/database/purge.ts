// Removes what is needed to run the service only, when its time is over: answers kept for repetition, deliveries made.
import { type Instant, plusMinutes } from '../kernel/index.ts'
import { retentionClasses } from './retention.ts'
import type { Unit } from './unit.ts'

/** Removes request keys whose day is over, and deliveries made longer ago than their class keeps, by real time; answers how many. */
export const purgeExpired = async (unit: Unit, now: Instant): Promise<number> => {
  const keys = await unit.db.deleteFrom('requestKey').where('expiresAt', '<', now).executeTakeFirst()
  const madeBefore = plusMinutes(now, -retentionClasses.operational.keepDays * 24 * 60)
  const deliveries = await unit.db
    .deleteFrom('delivery')
    .where('state', '=', 'done')
    .where('doneAt', '<', madeBefore)
    .executeTakeFirst()
  return Number(keys.numDeletedRows + deliveries.numDeletedRows)
}
