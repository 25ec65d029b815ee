// The clock of the business. A sandbox tenant may live ahead of real time; tokens, leases and retries do not use this.
import { type Instant, instantFromMillis } from './time.ts'

/** Whose time is asked for: an employer or a body, with the shift its sandbox has been moved by (0 in production). */
export interface ClockHolder {
  readonly clockShiftMillis: number
}

/** Tells a tenant's time. Passed down as `now` from the entry point; nothing deeper asks again. */
export interface Clock {
  at(holder: ClockHolder): Instant
}

/** Real time plus the tenant's shift. */
export const systemClock: Clock = {
  at: (holder) => instantFromMillis(Date.now() + holder.clockShiftMillis),
}

/** Real time, for leases, tokens and retries. */
export const realNow = (): Instant => instantFromMillis(Date.now())
