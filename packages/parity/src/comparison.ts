/** What a tolerance is measured against: nothing, each expected value, or the largest of the expected values. */
export type Measure = 'absolute' | 'of each' | 'of largest'

/** A tolerance and its measure. */
export interface Tolerance {
  readonly bound: number
  readonly measure: Measure
}

/** Of what must be the same to the last bit. */
export const exactTolerance: Tolerance = { bound: 0, measure: 'absolute' }

/**
 * One tensor of ours against the recorded one. `absolute` is the largest difference; `relative` the same under the
 * tolerance's measure (against the largest expected value where the measure is absolute).
 */
export interface Comparison {
  readonly what: string
  readonly absolute: number
  readonly relative: number
  readonly tolerance: Tolerance
  readonly pass: boolean
}

const largestOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0)

/**
 * Compares value by value. Different lengths, or a NaN on either side, never pass. An expected 0 asks for a 0 under `of
 * each`.
 */
export const compare = (
  what: string,
  ours: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: Tolerance,
): Comparison => {
  if (ours.length !== expected.length) return { what, absolute: Infinity, relative: Infinity, tolerance, pass: false }
  const largest = largestOf(expected)
  let [absolute, relative, strange] = [0, 0, false]
  for (let i = 0; i < expected.length; i++) {
    const value = expected[i]! // i is below the length that both share
    const difference = Math.abs(ours[i]! - value) // as above
    strange ||= Number.isNaN(difference)
    absolute = Math.max(absolute, difference)
    const scale = tolerance.measure === 'of each' ? Math.abs(value) : largest
    relative = Math.max(relative, difference === 0 ? 0 : difference / scale)
  }
  const reached = tolerance.measure === 'absolute' ? absolute : relative
  return { what, absolute, relative, tolerance, pass: !strange && reached <= tolerance.bound }
}
