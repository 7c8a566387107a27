import { type Interval, intervalsOf } from '@sigmastream/core'
import fc from 'fast-check'

/** Where a schedule ends: at 0, above it, or either. */
export type Ending = 'zero' | 'above' | 'either'

/** How many steps a schedule has, and where it ends. */
export interface ScheduleRange {
  readonly steps?: readonly [least: number, largest: number]
  readonly end?: Ending
}

// Every step but one to 0 shrinks sigma by a factor between 0.2 and 0.85, as real schedules do: multistep solvers
// extrapolate, and on two sigmas that nearly coincide any of them loses its digits.
const fallingSigmas = (gaps: readonly number[], top: number): readonly number[] =>
  gaps.reduce<readonly number[]>((sigmas, gap) => [...sigmas, Math.fround((sigmas.at(-1) ?? top) * gap)], [top])

/**
 * Strictly falling sigmas: 1 to 12 steps from a sigma between 1 and 100, ending at 0 or above, unless asked otherwise.
 */
export const schedules = ({
  steps: [least, largest] = [1, 12],
  end = 'either',
}: ScheduleRange = {}): fc.Arbitrary<readonly number[]> =>
  fc
    .record({
      top: fc.integer({ min: 1, max: 100 }),
      gaps: fc.array(
        fc.integer({ min: 20, max: 85 }).map((n) => n / 100),
        { minLength: least, maxLength: largest },
      ),
      zero: end === 'either' ? fc.boolean() : fc.constant(end === 'zero'),
    })
    .map(({ top, gaps, zero }) => (zero ? [...fallingSigmas(gaps.slice(1), top), 0] : fallingSigmas(gaps, top)))

/** One interval of a schedule, anywhere in it. */
export const intervals: fc.Arbitrary<Interval> = schedules().chain((sigmas) => fc.constantFrom(...intervalsOf(sigmas)))

/** A window of steps `start <= end`, within and a little past a run of `steps`. */
export const windows = (steps: number): fc.Arbitrary<readonly [start: number, end: number]> =>
  fc.tuple(fc.nat(steps + 1), fc.nat(steps + 1)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)])
