import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Refused, refuse } from '../errors.js'
import { pureNoise, sigmaOfTime, topTime } from './flow-time.js'
import { checkedPositive, checkedSteps, endingAtZero } from './ramp.js'
import { type Schedule, scheduleOf } from './schedule.js'

/**
 * `steps` from `sigmaMax` down, pure noise unless it is given; in the first half of them the time falls by `threshold`
 * alone, 0.025 in Mochi.
 */
export interface LinearQuadratic {
  readonly steps: number
  readonly sigmaMax?: number
  readonly threshold?: number
}

const checkedThreshold = (steps: number, threshold: number): E.Either<Refused, number> => {
  // a larger one would make the second half begin backwards
  const most = Math.floor(steps / 2) / steps
  return steps === 1 || (0 < threshold && threshold <= most)
    ? E.right(threshold)
    : refuse('linear-quadratic schedule', `threshold ${threshold}`, `a number above 0, at most ${most}`)
}

/** How much of the noise is gone after each of `steps` steps, from 0 to 1. */
const cleanShares = (steps: number, threshold: number): readonly number[] => {
  if (steps === 1) return [0]
  const even = Math.floor(steps / 2)
  const rest = steps - even
  const bent = even - threshold * steps
  const square = bent / (even * rest ** 2)
  const slope = threshold / even - (2 * bent) / rest ** 2
  return Array.from({ length: steps }, (_, i) =>
    i < even ? (i * threshold) / even : square * i ** 2 + slope * i + square * even ** 2,
  )
}

/**
 * Flow times that hardly fall in the first half of the steps, and then as a parabola: for models that decide most at
 * nearly pure noise.
 *
 * ```text
 * t(i) = T (1 - threshold i / half),                        i < half = floor(steps / 2)
 * t(i) = T (1 - a i^2 - b i - a half^2),                    half <= i < steps
 * a = (half - threshold steps) / (half rest^2),   b = threshold / half - 2 a half,   rest = steps - half
 * T = max / (1 + max);   sigma = t / (1 - t)
 * ```
 *
 * `steps` sigmas and a 0. It is a list of times: multiplied by the largest sigma, as ComfyUI does whatever the model, it
 * would leave half of the steps of Stable Audio Open 1.0 within 2.5 % of its largest. Refused, by the plan: steps that
 * are not a whole number of at least 1, a `sigmaMax` that is not finite and above 0, a threshold that is not above 0 and
 * at most half / steps.
 * Source: Genmo Mochi `linear_quadratic_schedule`; ComfyUI `comfy/samplers.py`. Also in the time of flow models:
 * {@link logSnr}.
 *
 * @example
 * ```ts
 * import { linearQuadratic, timeOfSigma } from '@sigmastream/core/schedules'
 *
 * const times = linearQuadratic({ steps: 4 }).sigmas.map(timeOfSigma)
 * console.log(times.map((time) => time.toFixed(4)).join(' ')) // 1.0000 0.9875 0.9750 0.7250 0.0000
 * ```
 */
export const linearQuadratic = ({ steps, sigmaMax = pureNoise, threshold = 0.025 }: LinearQuadratic): Schedule =>
  scheduleOf(
    pipe(
      checkedSteps('linear-quadratic schedule', steps),
      E.flatMap(() => checkedPositive('linear-quadratic schedule', 'sigma max', sigmaMax)),
      E.flatMap(() => checkedThreshold(steps, threshold)),
      E.flatMap(() => {
        const top = topTime(sigmaMax)
        const [, ...later] = cleanShares(steps, threshold)
        const sigmas = [sigmaMax, ...later.map((share) => sigmaOfTime(top * (1 - share)))]
        return endingAtZero('linear-quadratic schedule', sigmas)
      }),
    ),
  )
