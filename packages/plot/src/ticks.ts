/** A mark on an axis: `at` is 0 at its beginning and 1 at its end. */
export interface Tick {
  readonly at: number
  readonly label: string
}

/** 10 to a whole power, as the decimal literal of that power (`10 ** -5` is not 0.00001). */
const powerOfTen = (exponent: number): number => Number(`1e${exponent}`)

/** The smallest of 1, 2, 5, 10 times a power of ten that is `least` or more. */
const roundStep = (least: number): number => {
  const power = powerOfTen(Math.floor(Math.log10(least)))
  return [1, 2, 5].map((times) => times * power).find((step) => step >= least) ?? 10 * power
}

/** Multiples of 1, 2 or 5 times a power of ten that cover `low` to `high`, low < high, about `most` steps of them. */
export const linearTicks = (low: number, high: number, most: number): readonly number[] => {
  const step = roundStep((high - low) / most)
  const first = Math.floor(low / step)
  const count = Math.ceil(high / step) - first
  return Array.from({ length: count + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

/** Whole numbers as `linearTicks`: never closer than 1. */
export const wholeTicks = (low: number, high: number, most: number): readonly number[] =>
  linearTicks(low, high, Math.max(1, Math.min(most, Math.floor(high - low))))

/**
 * The exponents of the powers of ten around a value; log10 alone is a power off where it rounds. No axis goes below
 * 1e-300.
 */
const decadeBelow = (value: number): number => {
  const near = Math.max(-300, Math.floor(Math.log10(value)))
  return near > -300 && powerOfTen(near) > value ? near - 1 : near
}
const decadeAbove = (value: number): number => {
  const near = Math.max(-300, Math.ceil(Math.log10(value)))
  return powerOfTen(near) < value ? near + 1 : near
}

const mantissas = (decades: number): readonly number[] => (decades === 1 ? [1, 2, 5] : [1])

/**
 * Powers of ten that cover `low` to `high`, both above 0, in at most `most` steps; of a single decade 2 and 5 as well.
 */
export const logTicks = (low: number, high: number, most: number): readonly number[] => {
  const first = decadeBelow(low)
  const decades = Math.max(1, decadeAbove(high) - first)
  const stride = Math.ceil(decades / most)
  const count = Math.ceil(decades / stride)
  const powers = Array.from({ length: count + 1 }, (_, i) => powerOfTen(first + i * stride))
  const within = (power: number): readonly number[] =>
    mantissas(decades).map((times) => Number((times * power).toPrecision(12)))
  return powers.flatMap((power, i) => (i === count ? [power] : within(power)))
}

const superscripts: Readonly<Record<string, string>> = {
  '-': '\u207b',
  '0': '\u2070',
  '1': '\u00b9',
  '2': '\u00b2',
  '3': '\u00b3',
  '4': '\u2074',
  '5': '\u2075',
  '6': '\u2076',
  '7': '\u2077',
  '8': '\u2078',
  '9': '\u2079',
}

/**
 * A tick's number as people write it: `0.05`, `20`, and outside of 0.001 to 10000 with a power of ten,
 * `2\u00b710\u2076`.
 */
export const tickLabel = (value: number): string => {
  const size = Math.abs(value)
  if (size === 0 || (size >= 0.001 && size <= 10_000)) return String(value).replace('-', '\u2212')
  const [times = '', exponent = ''] = value.toExponential().split('e')
  const power = `10${[...exponent.replace('+', '')].map((character) => superscripts[character] ?? '').join('')}`
  return times === '1' ? power : `${times.replace('-', '\u2212')}\u00b7${power}`
}
