import { intervalsOf, type OwnIntervals, writtenCount } from '@sigmastream/core'
import { karras } from '@sigmastream/core/schedules'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/**
 * A way back up: where a run comes down to the level nearest `low`, it goes up to the level nearest `high` and down again,
 * `times` over; in `steps` as Karras et al. space them, or by the levels of the list.
 */
export interface Jump {
  readonly low: number
  readonly high: number
  readonly times?: number
  readonly steps?: number
}

/** The place of the sigma nearest to a level. */
const nearest = (sigmas: readonly number[], level: number): number =>
  sigmas.reduce(
    (best, sigma, i) => (Math.abs(sigma - level) < Math.abs((sigmas[best] ?? Infinity) - level) ? i : best),
    0,
  )

/** Where in the list a jump begins: the place of the level above 0 that is nearest its lower one. */
const bottomOf = (sigmas: readonly number[], { low }: Jump): number =>
  nearest(
    sigmas.filter((sigma) => sigma > 0),
    low,
  )

/** The sigmas that a jump goes through from where it begins, all of its times; none where the list has no level above. */
const detour = (sigmas: readonly number[], jump: Jump): readonly number[] => {
  const { high, times = 1, steps } = jump
  const bottom = bottomOf(sigmas, jump)
  const top = nearest(sigmas.slice(0, bottom), high)
  const [sigmaMax, sigmaMin] = [sigmas[top], sigmas[bottom]]
  if (bottom === 0 || sigmaMax === undefined || sigmaMin === undefined) return []
  const between = karras({ steps: (steps ?? 1) + 1, sigmaMin, sigmaMax, endAtZero: false }).sigmas.slice(1, -1)
  const once = steps === undefined ? sigmas.slice(top, bottom + 1) : [sigmaMax, ...between, sigmaMin]
  return Array.from({ length: times }, () => once).flat()
}

/** A list that no solver would choose for its range. */
const uneven = [9, 7, 1, 0.5]

/** Whether a solver goes down the very list that it is given. */
export const goesDownLists = (own: OwnIntervals): boolean =>
  pipe(
    own(uneven),
    E.exists((route) => {
      const { intervals } = route(0)
      return typeof intervals !== 'function' && intervals.every(({ to }, i) => to === uneven[i + 1])
    }),
  )

/**
 * The intervals of a falling list with jumps in it: those that rise are the jumps. A part of it that is left out at the
 * start is counted on the list without them. `own` goes down lists, and may tell the solver of them.
 */
export const withJumps =
  (jumps: readonly Jump[], own: OwnIntervals): OwnIntervals =>
  (sigmas) => {
    const pieces = sigmas.map((sigma, i) => [
      sigma,
      ...jumps.filter((jump) => bottomOf(sigmas, jump) === i).flatMap((jump) => detour(sigmas, jump)),
    ])
    const whole = intervalsOf(pieces.flat())
    /** How many intervals there are before the last place of a sigma of the list, behind the jumps that begin there. */
    const before = (place: number): number => pieces.slice(0, place + 1).flat().length - 1
    return pipe(
      own(sigmas),
      E.map((route) => (fraction, count = writtenCount) => {
        const base = route(fraction, count)
        const left = count(fraction, sigmas.length - 1)
        const intervals = whole.slice(left === 0 ? 0 : before(left))
        return { ...base, intervals, first: intervals[0] ?? base.first }
      }),
    )
  }
