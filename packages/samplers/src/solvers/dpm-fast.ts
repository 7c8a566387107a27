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
 * DPM-Solver-fast: k-diffusion `sample_dpm_fast`. It takes the range of the schedule and finds its intervals: even in
 * log sigma, with the schedule's number of steps as its budget of calls, and one call more where the schedule ends at 0.
 * An interval's `of` is that budget. Its steps are of order 3, but the last is of order 1 or 2, and so the whole is of
 * order 2.
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
