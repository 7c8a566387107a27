import { type Interval, listRoute, type Step, toZero } from '@sigmastream/core'
import { exponential, sigmasOf } from '@sigmastream/core/schedules'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Sampler, sampler } from '../sampler.js'
import { type DpmSolverOrder, dpmSolverStep } from './parts/dpm-solver.js'
import { withinRange } from './parts/range.js'

/**
 * How DPM-Solver-fast spends a budget of denoiser calls: steps of order 3, the rest at the end (Lu et al. 2022, section
 * 3.4; k-diffusion `dpm_solver_fast`). The orders sum to the budget.
 */
const dpmFastOrders = (budget: number): readonly DpmSolverOrder[] => {
  const threes = (count: number): readonly DpmSolverOrder[] => Array.from({ length: count }, (): DpmSolverOrder => 3)
  const whole = Math.floor(budget / 3)
  const last = budget % 3
  return last === 0 ? [...threes(whole - 1), 2, 1] : [...threes(whole), last === 1 ? 1 : 2]
}

/** The step of an interval: of the order that the budget gives it, and Euler's to 0. `of` is the budget. */
const stepAt = (at: Interval): Step => {
  const orders = dpmFastOrders(at.of)
  return dpmSolverStep[toZero(at) ? 1 : (orders[at.index] ?? orders.at(-1) ?? 1)]
}

/**
 * DPM-Solver-fast: steps of order 3 even in log sigma, as many as a budget of calls allows.
 *
 * ```text
 * budget 3 k     : k - 1 steps of order 3, then one of order 2 and one of order 1
 * budget 3 k + 1 : k steps of order 3, then one of order 1
 * budget 3 k + 2 : k steps of order 3, then one of order 2
 * ```
 *
 * The budget is the schedule's number of steps, and one call more where it ends at 0; of the schedule only the range is
 * used, and `of` of an interval is the budget. Order 2 as a whole, no noise. Latents `[batch, channels, frames]`.
 * Refused: a range too narrow for its steps, or from pure noise.
 * Law: denoiser calls are those declared.
 * Source: Lu et al. 2022 (DPM-Solver), section 3.4; k-diffusion `sample_dpm_fast`. By tolerance: {@link dpmAdaptive}.
 *
 * @example
 * ```ts
 * import { callsOf, orThrow, plan } from '@sigmastream/core'
 * import { dpmFast } from '@sigmastream/samplers'
 *
 * const made = orThrow(plan({ step: dpmFast(), schedule: [9, 7, 5, 4, 3, 2, 1, 0.5], shape: [1, 64, 128] }))
 * console.log(made.intervals.length, orThrow(callsOf(made))) // 3 7
 * ```
 */
export const dpmFast = (): Sampler =>
  sampler(
    {
      order: 2,
      family: 'DPM-Solver',
      reference: 'Lu et al. 2022 (DPM-Solver), section 3.4; k-diffusion sample_dpm_fast',
    },
    {
      name: 'dpmFast',
      memory: 3,
      calls: (at) => stepAt(at).calls(at),
      draws: () => [],
      check: () => null,
      ownIntervals: withinRange(({ steps, sigmaMin, sigmaMax, endAtZero }) =>
        pipe(
          sigmasOf(exponential({ steps: dpmFastOrders(steps).length + 1, sigmaMin, sigmaMax, endAtZero })),
          E.flatMap((sigmas) => listRoute(sigmas, steps)),
        ),
      ),
      run: (carry, env) => stepAt(env.at).run(carry, env),
    },
  )
