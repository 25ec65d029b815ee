// Amounts that never mix: whole minutes, integer points, money in minor units with its currency. Pure.

/** Whole minutes. */
export type Minutes = number
/** Integer points. */
export type Points = number

/** How a fraction becomes whole units; said once, where the entry is made. */
export type Rounding = 'up' | 'down' | 'nearest'

/** Asserts a whole number that both databases hold exactly. A fraction here is a bug of ours, so it throws. */
export const assertWhole = (value: number, what: string): number => {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${what} has to be a whole number, not ${value}`)
  return value
}

/**
 * `amount × numerator / denominator`, rounded to a multiple of `step`. Integers throughout, so that three fifths of three
 * days is the same on every machine. `nearest` rounds a half up.
 */
export const proportion = (
  amount: number,
  fraction: { numerator: number; denominator: number },
  rounding: { to: Rounding; step: number },
): number => {
  const top = BigInt(assertWhole(amount, 'amount')) * BigInt(assertWhole(fraction.numerator, 'numerator'))
  const bottom = BigInt(assertWhole(fraction.denominator, 'denominator')) * BigInt(assertWhole(rounding.step, 'step'))
  if (bottom <= 0n || top < 0n) throw new RangeError('a proportion takes a positive denominator and no negative amount')
  const whole = top / bottom
  const rest = top % bottom
  const up = rounding.to === 'up' ? rest > 0n : rounding.to === 'nearest' && rest * 2n >= bottom
  return Number(whole + (up ? 1n : 0n)) * rounding.step
}

/** Minutes as people read them: `7 h 30 min`, `45 min`, `2 h`, `-1 h`. */
export const readableMinutes = (minutes: Minutes): string => {
  const size = Math.abs(minutes)
  const hours = Math.floor(size / 60)
  const rest = size % 60
  const text = hours === 0 ? `${rest} min` : rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
  return minutes < 0 ? `-${text}` : text
}

/** Minutes as decimal hours with two places, for spreadsheets: `7.50`. */
export const decimalHours = (minutes: Minutes): string => (minutes / 60).toFixed(2)
