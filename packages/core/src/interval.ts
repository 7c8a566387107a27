/** One step of a schedule: from one sigma to the next. `index` counts from 0 in the original schedule. */
export interface Interval {
  readonly index: number
  readonly from: number
  readonly to: number
}

/** The intervals between neighbouring sigmas: n sigmas give n - 1 intervals. */
export const intervalsOf = (sigmas: readonly number[]): readonly Interval[] =>
  sigmas.slice(1).map((to, index) => ({
    index,
    from: sigmas[index]!, // index runs over all but the last sigma, so it is inside the list
    to,
  }))
