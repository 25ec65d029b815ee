// Removes what the house keeps for a time only: answers kept for repetition.
import type { Instant } from '../kernel/index.ts'
import type { Unit } from './unit.ts'

/** Removes request keys whose day is over, by real time; answers how many. */
export const purgeExpired = async (unit: Unit, now: Instant): Promise<number> => {
  const removed = await unit.db.deleteFrom('requestKey').where('expiresAt', '<', now).executeTakeFirst()
  return Number(removed.numDeletedRows)
}
