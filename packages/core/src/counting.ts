/**
 * How many whole ones there are in a part: steps in a fraction of so many, frames in a time at so many a second. Both
 * numbers are finite and at least 0.
 */
export type CountRule = (part: number, of: number) => number

/** A number as it is written in the shortest way that means it, `digits * 10 ** exponent`, exact. */
interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

const decimalOf = (value: number): Decimal => {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length }
}

/** floor(digits * 10^exponent) */
const floorOf = ({ digits, exponent }: Decimal): number =>
  Number(exponent >= 0 ? digits * 10n ** BigInt(exponent) : digits / 10n ** BigInt(-exponent))

const productOf = (a: Decimal, b: Decimal): Decimal => ({
  digits: a.digits * b.digits,
  exponent: a.exponent + b.exponent,
})

/**
 * The floor of the product of two numbers as they are written: 0.58 of 50 is 29, where the product of the doubles is a
 * little below it. What a program has divided, as 1000 / 44100 seconds of 44100 frames, is that quotient, though its
 * last digit was rounded down.
 */
export const writtenCount: CountRule = (part, of) => {
  const count = floorOf(productOf(decimalOf(part), decimalOf(of)))
  return (count + 1) / of === part ? count + 1 : count
}

/** The floor of the product of the doubles, as `int(part * of)` has it in Python and other languages. */
export const doubleCount: CountRule = (part, of) => Math.floor(part * of)

/**
 * The whole number nearest to the product of two numbers as they are written; halves go up: 0.29 of 50 is 15.
 */
export const nearestCount: CountRule = (part, of) => {
  const { digits, exponent } = productOf(decimalOf(part), decimalOf(of))
  if (exponent >= 0) return floorOf({ digits, exponent })
  const unit = 10n ** BigInt(-exponent)
  return Number((2n * digits + unit) / (2n * unit))
}

/** Decimals that tell a number of this size to a thousandth, and below 1 to three digits. */
const decimalsFor = (value: number): number => (value > 0 ? Math.max(3, 2 - Math.floor(Math.log10(value))) : 3)

/** A number of at least 0 to read and to type again, never above it: to a thousandth, below 1 to three digits. */
export const atMost = (value: number): number => {
  const unit = 10 ** decimalsFor(value)
  return floorOf(productOf(decimalOf(value), decimalOf(unit))) / unit
}

/** The same, never below it. */
export const atLeast = (value: number): number => {
  const below = atMost(value)
  const unit = 10 ** decimalsFor(value)
  return below < value ? nearestCount(below + 1 / unit, unit) / unit : value
}
