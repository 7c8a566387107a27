import {
  type Interval,
  type Levels,
  listRoute,
  type OwnIntervals,
  type Step,
  type Walk,
  writtenCount,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/**
 * A way back up and down again: from the place `bottom` of a list of sigmas to the first of `levels`, and from there
 * down to the last, which is the sigma at that place.
 */
export interface Detour {
  readonly bottom: number
  readonly levels: readonly number[]
}

/** The detours of a falling list; those from one place in the order in which they are taken. */
export type DetoursOf = (sigmas: readonly number[]) => readonly Detour[]

/** Levels that follow each other, as the steps of a pass. */
const passOver = (levels: readonly number[], pass: number): readonly (Levels & { readonly walk: Walk })[] =>
  levels.slice(1).map((to, step) => ({
    from: levels[step]!, // step runs over all but the last of the levels
    to,
    walk: { pass, step },
  }))

/** The intervals of a falling list with its detours: those that rise are the jumps. */
const intervalsWith = (sigmas: readonly number[], detours: readonly Detour[]): readonly Interval[] => {
  // A stable sort: those from one place stay in their order.
  const inOrder = detours.toSorted((one, other) => one.bottom - other.bottom)
  const down = passOver(sigmas, 1)
  const all = [
    ...inOrder.flatMap(({ bottom, levels }, i) => [
      ...down.slice(inOrder[i - 1]?.bottom ?? 0, bottom),
      ...passOver([...sigmas.slice(bottom, bottom + 1), ...levels], i + 2),
    ]),
    ...down.slice(inOrder.at(-1)?.bottom ?? 0),
  ]
  return all.map(({ from, to, walk }, index) => ({
    index,
    of: all.length,
    from,
    to,
    ...(walk.pass === 1 && walk.step === index ? {} : { walk }),
  }))
}

/** A list that no solver would choose for its range. */
const uneven = [9, 7, 1, 0.5]

/** Whether a solver goes down the very list that it is given. */
export const goesDownLists = ({ ownIntervals }: Pick<Step, 'ownIntervals'>): boolean =>
  ownIntervals === undefined ||
  pipe(
    ownIntervals(uneven),
    E.exists((route) => {
      const { intervals } = route(0)
      return typeof intervals !== 'function' && intervals.every(({ to }, i) => to === uneven[i + 1])
    }),
  )

/**
 * The intervals of a falling list with detours in it. A part of it that is left out at the start is counted on the list
 * without them. `own` goes down lists, and may tell the solver of them.
 */
export const withDetours =
  (detoursOf: DetoursOf, own: OwnIntervals = listRoute): OwnIntervals =>
  (sigmas) => {
    const detours = detoursOf(sigmas)
    const whole = intervalsWith(sigmas, detours)
    /** How many intervals there are before the last time that a place of the list is left. */
    const before = (place: number): number =>
      detours.reduce((sum, { bottom, levels }) => sum + (bottom <= place ? levels.length : 0), place)
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
