import { chain, choose, combine, denoise, denoiseAt, type Interval, line, type Step, toZero } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { eulerMethod } from './euler.js'
import { withListEnd } from './parts/list-end.js'
import { keepOver } from './parts/sde-noise.js'
import {
  badSa,
  correction,
  etaAt,
  prediction,
  type SaOptions,
  type SaSolver,
  saNoise,
  saOptions,
  saUpdate,
} from './parts/stochastic-adams.js'
import { withRefusal } from './parts/with-refusal.js'

const saStep = (options: SaOptions): Step =>
  chain(
    denoise,
    saUpdate(
      'saUpdate',
      Math.max(options.predictor + 1, options.corrector),
      options,
      ({ at, x, past, options: now }) => {
        const [newest, before] = past
        if (at.to === 0) return combine(...line(newest, at))
        const keep = keepOver(at, etaAt(at, now))
        const last: Interval = { index: at.index - 1, of: at.of, from: before?.sigma ?? at.from, to: at.from }
        return combine([keep, x], ...correction(last, past, keep, now), ...prediction(at, past, now))
      },
    ),
    saNoise(options),
  )

/**
 * SA-Solver: an exponential Adams method for the reverse SDE, whose prediction the next evaluation corrects.
 *
 * ```text
 * s    = (1 + eta) log(from / to)
 * b_j  = integral over the interval of (1 + eta) (to / sigma)^(1 + eta) l_j d(log sigma), l_j the Lagrange basis in log sigma
 * c    = sum_j (b*_j - b_j) D_j over the interval before: b* with the newest denoised, b without, as it was predicted
 * x'   = e^-s (x + c) + sum_j b_j D_j + noise to sqrt(1 - (to / from)^(2 eta)) eps
 * ```
 *
 * One call a step; order 3 without noise, of which a list that ends at 0 leaves 2 where orders fall towards its end;
 * eps from the lane `ancestral`; the step to 0 is the denoised. Latents `[batch, channels, frames]`. Refused: eta or
 * noise negative or not finite, a predictor outside 1..4, a corrector outside 0..4, levels that are reversed.
 * Law: resuming from any frame gives the rest of the run, bit for bit: what is corrected follows from past evaluations.
 * Source: Xue et al. 2023 (SA-Solver), alg. 1, eq. 15 and 18; ComfyUI `sample_sa_solver`. Asked again where it was
 * corrected: {@link saSolverPece}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { saSolver } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: saSolver({ eta: 0 }), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.748
 * ```
 */
export const saSolver = (given: SaSolver = {}): Sampler => {
  const options = saOptions(given)
  return sampler(
    {
      order: options.predictor,
      family: 'SA-Solver',
      reference: 'Xue et al. 2023 (SA-Solver), alg. 1; ComfyUI sample_sa_solver',
    },
    withRefusal(badSa(options), withListEnd(saStep(options))),
  )
}

const end = ({ to }: Interval): number => to

const peceStep = (options: SaOptions): Step => {
  const memory = Math.max(2 * options.predictor - 1, 2 * (options.corrector - 1), 2)
  return choose(
    toZero,
    eulerMethod,
    chain(
      denoise,
      saUpdate('predict', memory, options, ({ at, x, past, options: now }) =>
        combine([keepOver(at, etaAt(at, now)), x], ...prediction(at, past, now)),
      ),
      saNoise(options),
      denoiseAt(end, 'denoise(to)'),
      saUpdate('correct', memory, options, ({ at, x, past, options: now }) =>
        combine([1, x], ...correction(at, past, 1, now)),
      ),
    ),
  )
}

/**
 * SA-Solver that asks the denoiser again where a prediction was corrected, so that the next step goes on from there.
 *
 * ```text
 * p  = e^-s x + sum_j b_j D_j + noise to sqrt(1 - (to / from)^(2 eta)) eps
 * x' = p + sum_j (b*_j - b_j) D_j, b* with the denoised of p at `to`
 * ```
 *
 * b and b* are those of {@link saSolver}. Two calls a step, one to 0; eps from the lane `ancestral`. Latents
 * `[batch, channels, frames]`. Refused: what {@link saSolver} refuses.
 * Law: denoiser calls are those declared, and noise is drawn as declared, in order.
 * Source: Xue et al. 2023 (SA-Solver), alg. 1 in PECE mode; ComfyUI `sample_sa_solver_pece`.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { saSolverPece } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: saSolverPece({ eta: 0 }), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.744
 * ```
 */
export const saSolverPece = (given: SaSolver = {}): Sampler => {
  const options = saOptions(given)
  return sampler(
    {
      order: options.predictor,
      family: 'SA-Solver',
      reference: 'Xue et al. 2023 (SA-Solver), alg. 1; ComfyUI sample_sa_solver_pece',
    },
    withRefusal(badSa(options), withListEnd(peceStep(options))),
  )
}
