// Exact fractions for entitlements, so that three fifths of three days is the same on every machine. Pure; never a float.
import { assertWhole, type Minutes, type Rounding } from '../kernel/index.ts'

/** An exact number, `top / bottom`; the bottom is positive. */
export interface Fraction {
  readonly top: bigint
  readonly bottom: bigint
}

/** A whole number, or the fraction of two whole numbers. */
export const fraction = (top: number, bottom = 1): Fraction => {
  if (bottom <= 0) throw new RangeError('a fraction has a positive denominator')
  return { top: BigInt(assertWhole(top, 'numerator')), bottom: BigInt(assertWhole(bottom, 'denominator')) }
}

/** Nothing. */
export const zero: Fraction = fraction(0)

/** The exact sum. */
export const plus = (a: Fraction, b: Fraction): Fraction => ({
  top: a.top * b.bottom + b.top * a.bottom,
  bottom: a.bottom * b.bottom,
})

/** The exact difference. */
export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { top: -b.top, bottom: b.bottom })

/** The exact product. */
export const times = (a: Fraction, b: Fraction): Fraction => ({ top: a.top * b.top, bottom: a.bottom * b.bottom })

/** Negative, zero or positive, as `a` is less than, equal to or more than `b`. */
export const compare = (a: Fraction, b: Fraction): number => Number(a.top * b.bottom - b.top * a.bottom)

/**
 * A non-negative number rounded to a multiple of a step, as whole minutes. `nearest` rounds a half up. Where the step itself
 * is no whole number of minutes (half of a 435-minute day), the result is rounded the same way to whole minutes.
 */
export const roundedTo = (value: Fraction, step: Fraction, to: Rounding): Minutes => {
  const steps = wholePart({ top: value.top * step.bottom, bottom: value.bottom * step.top }, to)
  return Number(wholePart({ top: steps * step.top, bottom: step.bottom }, to))
}

const wholePart = ({ top, bottom }: Fraction, to: Rounding): bigint => {
  const whole = top / bottom
  const rest = top % bottom
  return whole + (to === 'up' ? (rest > 0n ? 1n : 0n) : to === 'nearest' && rest * 2n >= bottom ? 1n : 0n)
}
