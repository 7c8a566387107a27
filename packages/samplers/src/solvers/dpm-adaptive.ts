import {
  type Carry,
  chain,
  choose,
  type Denoised,
  type Refused,
  type Stage,
  type Step,
  stage,
  toZero,
  withX,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type Sampler, sampler } from '../sampler.js'
import { eulerMethod } from './euler.js'
import { adaptiveRoute } from './parts/adaptive-route.js'
import { type AdaptiveState, adaptive, stateAt } from './parts/adaptive-state.js'
import { secondOrder, thirdOrder, threeEvaluations } from './parts/dpm-solver.js'
import { errorOf } from './parts/embedded-error.js'
import { type PidGains, propose } from './parts/pid.js'
import { withinRange } from './parts/range.js'
import { outside, withRefusal } from './parts/with-refusal.js'

/** `relative` and `absolute` are the tolerances; `firstStep` is in log sigma. */
export interface DpmAdaptive {
  readonly relative?: number
  readonly absolute?: number
  readonly firstStep?: number
  readonly gains?: PidGains
}

const defaults = {
  relative: 0.05,
  absolute: 0.0078,
  firstStep: 0.05,
  gains: { proportional: 0, integral: 1, derivative: 0, acceptSafety: 0.81 },
} satisfies DpmAdaptive

/** Compares the second-order with the third-order result, and moves there or holds. */
const judge = ({ relative, absolute, firstStep, gains }: Required<DpmAdaptive>): Stage<Denoised, Carry> =>
  stage(
    'judge',
    (flow, { at }) => {
      const [twoThirds, third, start] = flow.past
      if (twoThirds === undefined || third === undefined || start === undefined)
        throw new Error('judge reads 3 evaluations; put as many denoise stages before it')
      const state = adaptive.get(flow) ?? stateAt(at.from, firstStep)
      const low = secondOrder(start, third, at, 1 / 3)
      const high = thirdOrder(start, twoThirds, at)
      const error = errorOf(low, high, state.lower ?? start.x, relative, absolute)
      const { accepted, state: pid } = propose(state.pid, error, 3, gains)
      return accepted
        ? adaptive.set(withX(flow, high), {
            pid,
            lower: low,
            time: -Math.log(at.to),
            accepted: state.accepted + 1,
            rejected: state.rejected,
          })
        : adaptive.set({ ...withX(flow, start.x), held: true }, { ...state, pid, rejected: state.rejected + 1 })
    },
    3,
  )

const stepOf = (options: Required<DpmAdaptive>): Step =>
  choose(toZero, eulerMethod, chain(threeEvaluations, judge(options)))

const badOptions = ({ relative, absolute, firstStep }: Required<DpmAdaptive>): Refused | null =>
  outside('dpm-adaptive', 'a relative tolerance of', relative, 1e-12) ??
  outside('dpm-adaptive', 'an absolute tolerance of', absolute, 1e-12) ??
  outside('dpm-adaptive', 'a first step of', firstStep, 1e-12)

/**
 * DPM-Solver-23 with adaptive steps: the second-order result is compared with the third, and the step size follows.
 *
 * ```text
 * error  = sqrt(mean(((low - high) / max(absolute, relative max(|low|, |before|)))^2))
 * h'     = h (1 + atan(f - 1)),   f = (1 / error)^(1/3) with the gains of the default
 * moved where 1 + atan(f - 1) >= 0.81, else held and tried again with h'
 * ```
 *
 * Three calls a try; order 3, no noise. Of the schedule only the range is used; `of` is `Infinity`, and
 * {@link stepCounts} tells the tries of a frame. One error for the whole batch `[batch, channels, frames]`. Refused:
 * tolerances or a first step not above 0, a start at pure noise. Errors: `StageFailed` where 10 000 steps do not suffice.
 * Law: resuming from any frame gives the rest of the run.
 * Source: Lu et al. 2022 (DPM-Solver), appendix C; k-diffusion `sample_dpm_adaptive` (order 3, eta 0).
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
      ...stepOf(all),
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
