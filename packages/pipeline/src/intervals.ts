import { drawsOf, type Interval, type Plan, plan } from '@sigmastream/core'
import { linear } from '@sigmastream/core/schedules'
import { type SamplerName, samplers } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** The intervals of a plan; `null` where they are chosen while it runs. */
export const intervalsOf = ({ intervals }: Plan): readonly Interval[] | null =>
  typeof intervals === 'function' ? null : intervals

/** Whether a plan draws noise in an interval, so that another seed makes another step of it. */
export const drawsNoise = ({ step }: Plan, at: Interval): boolean => step.draws(at).length > 0

const inside: Interval = { index: 0, of: 1, from: 2, to: 1 }

/**
 * The index of the last interval in which a plan draws noise: 0 where none does. Where steps are chosen on the way, any
 * may be the last: infinity, if one inside draws some.
 */
export const lastNoisy = (of: Plan): number => {
  const intervals = intervalsOf(of)
  if (intervals === null) return drawsNoise(of, inside) ? Infinity : 0
  return intervals.findLast((at) => drawsNoise(of, at))?.index ?? 0
}

/** The lanes of noise that a plan draws from; where steps are chosen on the way, those of any step inside. */
export const lanesOf = (of: Plan): readonly string[] => {
  const lanes = pipe(
    drawsOf(of),
    E.match(
      () => [...of.start.draws.map(({ lane }) => lane), ...of.step.draws(inside)],
      (draws) => draws.map(({ lane }) => lane),
    ),
  )
  return [...new Set(lanes)]
}

/**
 * How many intervals a run of so many steps has: a solver with intervals of its own (dpm-fast spends a budget of calls)
 * has fewer or more, and an adaptive one, which finds them as it goes, endlessly many. What a paint window is counted
 * in.
 */
export const intervalCount = (sampler: SamplerName, steps: number): number =>
  pipe(
    plan({
      step: samplers[sampler](),
      schedule: linear({ steps, sigmaMin: 1, sigmaMax: 2 + steps }),
      shape: [1, 1, 1],
    }),
    E.match(
      () => steps,
      (of) => intervalsOf(of)?.length ?? Infinity,
    ),
  )
