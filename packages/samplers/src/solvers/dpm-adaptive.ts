import type { Carry, Refused } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type Sampler, sampler } from '../sampler.js'
import { adaptiveRoute } from './parts/adaptive-route.js'
import { type AdaptiveState, adaptive } from './parts/adaptive-state.js'
import { adaptiveStep, type DpmAdaptive } from './parts/adaptive-step.js'
import { badAncestral } from './parts/ancestral.js'
import { withinRange } from './parts/range.js'
import { outside, withRefusal } from './parts/with-refusal.js'

const defaults = {
  eta: 0,
  noise: 1,
  relative: 0.05,
  absolute: 0.0078,
  firstStep: 0.05,
  gains: { proportional: 0, integral: 1, derivative: 0, acceptSafety: 0.81 },
} satisfies DpmAdaptive

const badOptions = ({ relative, absolute, firstStep, eta, noise }: Required<DpmAdaptive>): Refused | null =>
  badAncestral({ eta, noise }) ??
  outside('dpm-adaptive', 'a relative tolerance of', relative, 1e-12) ??
  outside('dpm-adaptive', 'an absolute tolerance of', absolute, 1e-12) ??
  outside('dpm-adaptive', 'a first step of', firstStep, 1e-12)

/**
 * DPM-Solver-23 with adaptive steps: the second-order result is compared with the third, and the step size follows.
 *
 * ```text
 * error  = sqrt(mean(((low - high) / max(absolute, relative max(|low|, |before|)))^2))
 * h'     = h (1 + atan(f - 1)),   f = (1 / error)^(1/3) with the gains of the default, ^(2/3) with noise
 * moved where 1 + atan(f - 1) >= 0.81, else held and tried again with h'
 * x'     = high(x; from to down) + noise up eps,   down^2 + up^2 = to^2
 * ```
 *
 * Three calls a try; order 3; eta 0, the default, draws nothing, else eps from the lane `ancestral`. Of the schedule only
 * the range is used; `of` is `Infinity`, and {@link stepCounts} tells the tries of a frame. One error for the whole batch
 * `[batch, channels, frames]`. Refused: tolerances or a first step not above 0, eta or noise negative or not finite, a
 * start at pure noise. Errors: `StageFailed` where 10 000 steps do not suffice.
 * Law: resuming from any frame gives the rest of the run.
 * Source: Lu et al. 2022 (DPM-Solver), appendix C; k-diffusion `sample_dpm_adaptive` (order 3), which takes 1.5 for the
 * order where there is noise.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { dpmAdaptive } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: dpmAdaptive({ firstStep: 0.5 }), schedule: [4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.748
 * ```
 */
export const dpmAdaptive = (options: DpmAdaptive = {}): Sampler => {
  const all = { ...defaults, ...options }
  return sampler(
    {
      order: 3,
      family: 'DPM-Solver',
      reference: 'Lu et al. 2022 (DPM-Solver), appendix C; k-diffusion sample_dpm_adaptive',
    },
    withRefusal(badOptions(all), {
      ...adaptiveStep(all),
      ownIntervals: withinRange((range) => E.right(adaptiveRoute(range, all.firstStep))),
    }),
  )
}

/**
 * How many steps an adaptive run has accepted and rejected so far; `null` for runs of any other solver.
 *
 * A pure reading of the carry, so a frame tells it in the middle of a run too. See {@link dpmAdaptive}.
 *
 * @example
 * ```ts
 * import { orThrow, plan, run } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { dpmAdaptive, stepCounts } from '@sigmastream/samplers'
 *
 * const steps = plan({ step: dpmAdaptive({ firstStep: 0.5 }), schedule: [4, 1], shape: [1, 1, 1] })
 * const carry = orThrow(await run(steps, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(stepCounts(carry)?.accepted, stepCounts(carry)?.rejected) // 2 0
 * ```
 */
export const stepCounts = (carry: Carry): Pick<AdaptiveState, 'accepted' | 'rejected'> | null => {
  const state = adaptive.get(carry)
  return state === null ? null : { accepted: state.accepted, rejected: state.rejected }
}
