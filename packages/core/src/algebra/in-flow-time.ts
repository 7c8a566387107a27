import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { refusal } from '../errors.js'
import { flowCoordinates, timesOf } from './flow-coordinates.js'
import type { Step } from './stage.js'

/**
 * A step in the time of flow models: the same code, with t where it says sigma, and x_t where it says x.
 *
 * ```text
 * t   = sigma / (1 + sigma),   x_t = x / (1 + sigma) = (1 - t) x0 + t n,   d = (x_t - D) / t, the velocity n - x0
 * x'  = (1 + to) inner(x_t; t_from to t_to)
 * ```
 *
 * Euler's step is the same in both; what bends between two levels (Heun's trapezoid, Runge and Kutta's points, fits through
 * derivatives, points in the middle) is another method, and takes a name of its own. At sigma 1e12, t = 1, where a method
 * in sigma cannot begin, one in t can. The plan stays in sigmas: frames, projections, noise by interval and what is
 * remembered are those of any step. A solver's slot is its own, in t. Latents `[batch, channels, frames]`. Refused: a
 * solver that finds its intervals itself. Errors: those of the step, with sigmas in them.
 * Law: Euler's step in flow time is Euler's step, to rounding.
 *
 * @example
 * ```ts
 * import { chain, constant, denoise, eulerStep, inFlowTime, orThrow, plan, run, score, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 *
 * const euler = inFlowTime(chain(denoise, score, eulerStep))
 * const one = plan({ step: euler, schedule: [4, 1], shape: [1, 1, 1] })
 * const engine = { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) }
 * const { x } = orThrow(await run(startAt(one, constant([1, 1, 1], 8)), engine)())
 * console.log(x.data[0]?.toFixed(4)) // 2.3529
 * ```
 */
export const inFlowTime = ({ ownIntervals, ...inner }: Step): Step => ({
  name: `inFlowTime(${inner.name})`,
  memory: inner.memory,
  calls: (at) => inner.calls(timesOf(at)),
  draws: (at) => inner.draws(timesOf(at)),
  check: (run) =>
    ownIntervals === undefined
      ? inner.check(run)
      : refusal('inFlowTime', 'a solver that finds its intervals itself', 'a step that goes down a list of sigmas'),
  run: (given, outside) => {
    const { carry, env, carryInSigma, errorInSigma } = flowCoordinates(given, outside)
    return pipe(inner.run(carry, env), TE.bimap(errorInSigma, carryInSigma))
  },
})
