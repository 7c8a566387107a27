import { chain, choose, combine, denoiseAt, type Interval, type Step, toZero, update } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { eulerMethod } from './euler.js'
import { type Ancestral, ancestralLane, badAncestral } from './parts/ancestral.js'
import { change, decay, firstPart, partOf, phi2 } from './parts/exponential.js'
import { keepOver, sdeNoise } from './parts/sde-noise.js'
import { outside, withRefusal } from './parts/with-refusal.js'

/** How a step weighs its second evaluation: `phi-1` as the midpoint rule does, `phi-2` by the exponential weight. */
export type SeedsWeights = 'phi-1' | 'phi-2'

/** `r` places the second evaluation, in log sigma. */
export interface Seeds2 extends Ancestral {
  readonly r?: number
  readonly weights?: SeedsWeights
}

const seeds2Step = ({ eta, noise, r, weights }: Required<Seeds2>): Step => {
  const [first, rest] = [partOf(0, r), partOf(r, 1)]
  const second = (at: Interval): number => (weights === 'phi-1' ? (1 - keepOver(at, eta)) / (2 * r) : phi2(at, eta) / r)
  return choose(
    toZero,
    eulerMethod,
    chain(
      firstPart({ eta, noise }, first, r === 1 ? ancestralLane : `${ancestralLane}/middle`),
      denoiseAt((at) => first(at).to, 'denoise(middle)'),
      update('seeds2Update', 2, ({ at, past: [middle, start] }) =>
        combine(...decay(middle.x, start, rest(at), eta), ...change(middle, start, second(at))),
      ),
      sdeNoise({ eta, noise }, ancestralLane, rest),
    ),
  )
}

/**
 * SEEDS-2: an exponential Runge-Kutta step of two evaluations, with the noise of each part of the interval where it
 * falls.
 *
 * ```text
 * k(a, b) = (b / a)^(1 + eta),   n(a, b) = noise b sqrt(1 - (b / a)^(2 eta)),   m = from^(1 - r) to^r
 * xm = k(from, m) x + (1 - k(from, m)) D(x, from) + n(from, m) eps1
 * x' = k(m, to) xm + (1 - k(m, to)) D(x, from) + w (D(xm, m) - D(x, from)) + n(m, to) eps2
 * w  = (1 - k(from, to)) / (2 r) (phi-1), or (1 - (1 - e^-s) / s) / r with s = (1 + eta) log(from / to) (phi-2)
 * ```
 *
 * Two calls a step, one to 0; order 2 without noise. The lanes `ancestral/middle` and `ancestral` share one path of
 * `brownian`. Latents `[batch, channels, frames]`. Refused: eta or noise negative or not finite, r outside 0.01..1.
 * Law: the weak order of convergence is at least 2, and on one Brownian path the strong order is at least 1.
 * Source: Gonzalez et al. 2023 (SEEDS), alg. 2; ComfyUI `sample_seeds_2`. At the end of the interval: {@link expHeun}.
 *
 * @example
 * ```ts
 * import { seeds2 } from '@sigmastream/samplers'
 *
 * const at = { index: 0, of: 2, from: 4, to: 1 }
 * console.log(seeds2().draws(at).join(), seeds2().calls(at)) // ancestral/middle,ancestral 2
 * console.log(seeds2().calls({ ...at, to: 0 })) // 1
 * ```
 */
export const seeds2 = ({ eta = 1, noise = 1, r = 0.5, weights = 'phi-1' }: Seeds2 = {}): Sampler =>
  sampler(
    { order: 2, family: 'SEEDS', reference: 'Gonzalez et al. 2023 (SEEDS), alg. 2; ComfyUI sample_seeds_2' },
    withRefusal(
      badAncestral({ eta, noise }) ?? outside('seeds-2', 'r', r, 0.01, 1),
      seeds2Step({ eta, noise, r, weights }),
    ),
  )

/**
 * The exponential Heun method: {@link seeds2} with the second evaluation at the end of the interval, and the exact
 * weight of a denoised that changes evenly in log sigma.
 *
 * ```text
 * s  = (1 + eta) log(from / to)
 * x1 = e^-s x + (1 - e^-s) D(x, from) + noise to sqrt(1 - (to / from)^(2 eta)) eps
 * x' = x1 + (1 - (1 - e^-s) / s) (D(x1, to) - D(x, from))
 * ```
 *
 * Two calls a step, one to 0; order 2 without noise; eta 0, the default, draws nothing, else eps from the lane
 * `ancestral`. Latents `[batch, channels, frames]`. Refused: eta or noise negative or not finite.
 * Law: without noise, the order of convergence is at least 2.
 * Source: Hochbruck and Ostermann 2010 (Exponential integrators), example 2.18; ComfyUI `sample_exp_heun_2_x0` and, with
 * eta 1, `sample_exp_heun_2_x0_sde`. In sigma: {@link heun}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { expHeun } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: expHeun(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.740
 * ```
 */
export const expHeun = ({ eta = 0, noise = 1 }: Ancestral = {}): Sampler =>
  sampler(
    {
      order: 2,
      family: 'SEEDS',
      reference: `Hochbruck and Ostermann 2010, example 2.18; ComfyUI sample_exp_heun_2_x0${eta === 0 ? '' : '_sde'}`,
    },
    withRefusal(badAncestral({ eta, noise }), seeds2Step({ eta, noise, r: 1, weights: 'phi-2' })),
  )
