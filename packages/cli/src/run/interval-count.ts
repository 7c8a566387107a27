import { linear } from '@sigmastream/core/schedules'
import { catalogue } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/**
 * How many intervals a run of so many steps has: a solver with intervals of its own (dpm-fast spends a budget of calls)
 * has fewer or more, and an adaptive one, which finds them as it goes, endlessly many. What a paint window is counted
 * in.
 */
export const intervalCount = (sampler: string, steps: number): number => {
  const entry = catalogue.find(({ name }) => name === sampler)
  return pipe(
    linear({ steps, sigmaMin: 1, sigmaMax: 2 + steps }),
    E.flatMap((sigmas) =>
      entry === undefined
        ? E.right(steps)
        : entry.plan(sigmas, [1, 1, 1], ({ intervals }) =>
            typeof intervals === 'function' ? Infinity : intervals.length,
          ),
    ),
    E.getOrElse(() => steps),
  )
}
