import {
  type Amount,
  addNoise,
  type Carry,
  chain,
  combine,
  type Denoised,
  denoise,
  type Evaluation,
  type Interval,
  type Latent,
  type Levels,
  type Stage,
  stage,
  withX,
} from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { type Ancestral, ancestralLane, badAncestral } from './parts/ancestral.js'
import { withRefusal } from './parts/with-refusal.js'

/** The cumulative alpha of the variance-preserving process at a noise level. */
const alphaBar = (sigma: number): number => 1 / (1 + sigma ** 2)

/** The deviation of the noise of a DDIM step: Song et al. 2020, eq. 16. */
const deviation = ({ from, to }: Levels, eta: number): number => {
  const [before, after] = [alphaBar(from), alphaBar(to)]
  return eta * Math.sqrt((1 - after) / (1 - before)) * Math.sqrt(1 - before / after)
}

/** Where a DDIM step lands before its noise. */
export const ddimMean = (at: Levels, { x, denoised }: Evaluation, eta: number): Latent => {
  const after = alphaBar(at.to)
  const direction = Math.sqrt(Math.max(0, 1 - after - deviation(at, eta) ** 2) / after) / at.from
  return combine([direction, x], [1 - direction, denoised])
}

/** x moves to the mean of the step. */
export const ddimUpdate = (eta: number): Stage<Denoised, Carry> =>
  stage('ddimUpdate', (flow, { at }) => withX(flow, ddimMean(at, flow.evaluation, eta)))

/** The noise of the step; `null` where there is none. */
export const ddimAmount =
  ({ eta, noise }: Required<Ancestral>) =>
  (at: Interval): Amount | null => {
    const scale = deviation(at, eta) / Math.sqrt(alphaBar(at.to))
    return scale === 0 ? null : { scale: noise * scale, at }
  }

/**
 * DDIM, by its own formula in the variance-preserving space, scaled back by sqrt(1 + sigma^2).
 *
 * ```text
 * a  = 1 / (1 + sigma^2),   s = eta sqrt((1 - a_to) / (1 - a_from)) sqrt(1 - a_from / a_to)
 * x' = D + sqrt((1 - a_to - s^2) / a_to) d + noise s / sqrt(a_to) eps
 * ```
 *
 * One call a step, order 1; eta 0, the default, draws nothing. Latents `[batch, channels, frames]`. Refused: eta
 * outside 0..1, noise negative or not finite.
 * Law: with the same eta it is {@link eulerAncestral}, to rounding.
 * Source: Song et al. 2020 (DDIM), eq. 12 and 16.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { ddim } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: ddim(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.641
 * ```
 */
export const ddim = ({ eta = 0, noise = 1 }: Ancestral = {}): Sampler =>
  sampler(
    { order: 1, family: 'DDIM', reference: 'Song et al. 2020, eq. 12 and 16' },
    withRefusal(
      badAncestral({ eta, noise }, 1),
      chain(denoise, ddimUpdate(eta), addNoise(ancestralLane, ddimAmount({ eta, noise }))),
    ),
  )
