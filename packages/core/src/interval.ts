/**
 * Where a run is that goes over parts of its list again: `step`, from 0, of a `pass`. Pass 1 is the list itself, so `step`
 * is a step of it; every jump back up begins another pass, of which it is step 0.
 */
export interface Walk {
  readonly pass: number
  readonly step: number
}

/**
 * One step of a schedule, from one sigma to the next: step `index` (from 0) of the `of` steps of the original schedule,
 * so that a shortened or resumed run means the same. `of` is `Infinity` where a solver finds its steps while it runs.
 * With jumps, `index` and `of` count what the run does, and `walk` says where that is; it is left out where it says what
 * `index` does. Noise is drawn by the walk: what is gone over again has other noise, and the rest that of the list alone.
 */
export interface Interval {
  readonly index: number
  readonly of: number
  readonly from: number
  readonly to: number
  readonly walk?: Walk
}

/** Where on its way an interval is: on the first pass, unless it says otherwise. */
export const walkOf = ({ index, walk }: Interval): Walk => walk ?? { pass: 1, step: index }

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
