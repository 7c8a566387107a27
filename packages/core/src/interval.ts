/**
 * One step of a schedule, from one sigma to the next: step `index` (from 0) of the `of` steps of the original schedule,
 * so that a shortened or resumed run means the same. `of` is `Infinity` where a solver finds its steps while it runs.
 */
export interface Interval {
  readonly index: number
  readonly of: number
  readonly from: number
  readonly to: number
}

/** The two levels of an interval, or of a part of one. */
export type Levels = Pick<Interval, 'from' | 'to'>

/** to - from: negative, for sigma falls. */
export const span = ({ from, to }: Levels): number => to - from

/** The intervals between neighbouring sigmas: n sigmas give n - 1 intervals, of `of` steps unless told otherwise. */
export const intervalsOf = (sigmas: readonly number[], of: number = sigmas.length - 1): readonly Interval[] =>
  sigmas.slice(1).map((to, index) => ({
    index,
    of,
    from: sigmas[index]!, // index runs over all but the last sigma, so it is inside the list
    to,
  }))
