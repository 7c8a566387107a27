import { chain, choose, combine, denoiseAt, type Interval, type Step, toZero, update } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { eulerMethod } from './euler.js'
import { type Ancestral, ancestralLane, badAncestral } from './parts/ancestral.js'
import { change, decay, firstPart, partOf, phi2 } from './parts/exponential.js'
import { keepOver, sdeNoise } from './parts/sde-noise.js'
import { withRefusal } from './parts/with-refusal.js'

/** The thirds of an interval, in log sigma. */
const [first, second, last] = [partOf(0, 1 / 3), partOf(1 / 3, 2 / 3), partOf(2 / 3, 1)]

const seeds3Step = (options: Required<Ancestral>): Step => {
  const { eta } = options
  /** What the change up to the first third weighs over two thirds of the interval. */
  const early = (at: Interval): number => 2 * phi2(partOf(0, 2 / 3)(at), eta)
  return choose(
    toZero,
    eulerMethod,
    chain(
      firstPart(options, first, `${ancestralLane}/first`),
      denoiseAt((at) => first(at).to, 'denoise(1/3)'),
      update('secondPart', 2, ({ at, past: [third, start] }) =>
        combine(...decay(third.x, start, second(at), eta), ...change(third, start, early(at))),
      ),
      chain(
        sdeNoise(options, `${ancestralLane}/second`, second),
        denoiseAt((at) => second(at).to, 'denoise(2/3)'),
      ),
      update('seeds3Update', 3, ({ at, past: [later, third, start] }) =>
        combine(
          ...decay(later.x, start, last(at), eta),
          ...change(third, start, -keepOver(last(at), eta) * early(at)),
          ...change(later, start, 1.5 * phi2(at, eta)),
        ),
      ),
      sdeNoise(options, ancestralLane, last),
    ),
  )
}

/**
 * SEEDS-3: an exponential Runge-Kutta step of three evaluations, with the noise of each third of the interval where it
 * falls.
 *
 * ```text
 * k(a, b) = (b / a)^(1 + eta),   n(a, b) = noise b sqrt(1 - (b / a)^(2 eta)),   p(a, b) = 1 + (1 - k(a, b)) / log k(a, b)
 * m1, m2 = the thirds of the interval in log sigma
 * x1 = k(from, m1) x + (1 - k(from, m1)) D + n(from, m1) eps1
 * x2 = k(m1, m2) x1 + (1 - k(m1, m2)) D + 2 p(from, m2) (D1 - D) + n(m1, m2) eps2
 * x' = k(m2, to) x2 + (1 - k(m2, to)) D + 3/2 p(from, to) (D2 - D) - 2 k(m2, to) p(from, m2) (D1 - D) + n(m2, to) eps3
 * ```
 *
 * D, D1 and D2 are the denoised of x at `from`, of x1 at m1 and of x2 at m2. Three calls a step, one to 0; order 3 without
 * noise. The lanes `ancestral/first`, `ancestral/second` and `ancestral` share one path of `brownian`. Latents
 * `[batch, channels, frames]`. Refused: eta or noise negative or not finite.
 * Law: without noise, the order of convergence is at least 3.
 * Source: Gonzalez et al. 2023 (SEEDS), alg. 3; ComfyUI `sample_seeds_3`. With two calls: {@link seeds2}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { seeds3 } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: seeds3({ eta: 0 }), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.744
 * ```
 */
export const seeds3 = ({ eta = 1, noise = 1 }: Ancestral = {}): Sampler =>
  sampler(
    { order: 3, family: 'SEEDS', reference: 'Gonzalez et al. 2023 (SEEDS), alg. 3; ComfyUI sample_seeds_3' },
    withRefusal(badAncestral({ eta, noise }), seeds3Step({ eta, noise })),
  )
