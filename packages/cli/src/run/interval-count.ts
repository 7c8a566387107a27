import { plan } from '@sigmastream/core'
import { linear } from '@sigmastream/core/schedules'
import { isSamplerName, samplers } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/**
 * How many intervals a run of so many steps has: a solver with intervals of its own (dpm-fast spends a budget of calls)
 * has fewer or more, and an adaptive one, which finds them as it goes, endlessly many. What a paint window is counted
 * in.
 */
export const intervalCount = (sampler: string, steps: number): number =>
  isSamplerName(sampler)
    ? pipe(
        plan({
          step: samplers[sampler](),
          schedule: linear({ steps, sigmaMin: 1, sigmaMax: 2 + steps }),
          shape: [1, 1, 1],
        }),
        E.match(
          () => steps,
          ({ intervals }) => (typeof intervals === 'function' ? Infinity : intervals.length),
        ),
      )
    : steps
