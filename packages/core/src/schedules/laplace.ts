import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Refused, refuse } from '../errors.js'
import { checkedPositive, checkedRamp, endingAtZero, fractions, type Ramp } from './ramp.js'
import { type Schedule, scheduleOf } from './schedule.js'

/** `mu` is the log sigma in the middle, `beta` how wide the distribution is around it: 0 and 0.5 unless they are given. */
export interface Laplace extends Ramp {
  readonly mu?: number
  readonly beta?: number
}

/** What keeps the logarithm finite at both ends. */
const guard = 1e-5

const checkedFinite = (name: string, value: number): E.Either<Refused, number> =>
  Number.isFinite(value) ? E.right(value) : refuse('laplace schedule', `${name} ${value}`, 'a finite number')

/**
 * Sigmas at even quantiles of a Laplace distribution over log sigma: the steps are shortest around exp(mu), and the
 * first and the last are long.
 *
 * ```text
 * sigma(u) = exp(mu - beta sgn(1/2 - u) log(1 - 2 |1/2 - u| + 1e-5)),   u from 0 to 1,   no more than max, no less than min
 * ```
 *
 * `steps` sigmas and a 0, unless `endAtZero` is false. Its ends are its own, exp(mu +- beta log(1e5)): about 316 and
 * 0.0032 unless `mu` and `beta` are given, so from a higher `sigmaMax` it still begins there. What falls together at
 * `sigmaMax` or `sigmaMin` is there once, so there may be fewer. Refused, by the plan: steps that are not a whole number of at least 1, levels that are not 0 < min <
 * max, a `mu` that is not finite, a `beta` that is not above 0.
 * Source: Hang et al. 2024 (arXiv 2407.03297); ComfyUI `comfy/k_diffusion/sampling.py` `get_sigmas_laplace`. Even
 * quantiles of another distribution: {@link beta}.
 *
 * @example
 * ```ts
 * import { laplace } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = laplace({ steps: 5, sigmaMin: 0.03, sigmaMax: 80 })
 * console.log(sigmas.map((sigma) => sigma.toFixed(2)).join(' ')) // 80.00 1.41 1.00 0.71 0.03 0.00
 * ```
 */
export const laplace = ({ mu = 0, beta = 0.5, ...ramp }: Laplace): Schedule =>
  scheduleOf(
    pipe(
      checkedRamp('laplace schedule', ramp),
      E.flatMap(() => checkedFinite('mu', mu)),
      E.flatMap(() => checkedPositive('laplace schedule', 'beta', beta)),
      E.flatMap(() => {
        const { steps, sigmaMin, sigmaMax, endAtZero } = ramp
        const sigmas = fractions(steps).map((u) => {
          const from = 0.5 - u
          const sigma = Math.exp(mu - beta * Math.sign(from) * Math.log(1 - 2 * Math.abs(from) + guard))
          return Math.min(sigmaMax, Math.max(sigmaMin, sigma))
        })
        return endingAtZero('laplace schedule', [...new Set(sigmas)], endAtZero)
      }),
    ),
  )
