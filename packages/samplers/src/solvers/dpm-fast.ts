import { addNoise, chain, type Interval, listRoute, type Step, toZero, withInterval } from '@sigmastream/core'
import { exponential, sigmasOf } from '@sigmastream/core/schedules'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Sampler, sampler } from '../sampler.js'
import { type Ancestral, ancestralLane, badAncestral, splitAbove } from './parts/ancestral.js'
import { type DpmSolverOrder, dpmSolverStep } from './parts/dpm-solver.js'
import { withinRange } from './parts/range.js'
import { withRefusal } from './parts/with-refusal.js'

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

/** The smallest sigma of a run above 0, off any interval above 0: they are even in log sigma. */
const leastOf = ({ index, of, from, to }: Interval): number =>
  to * (to / from) ** Math.max(0, dpmFastOrders(of).length - 1 - index)

/** The step of an interval: of the order that the budget gives it, and Euler's to 0. `of` is the budget. */
const solverAt = (at: Interval): Step => {
  const orders = dpmFastOrders(at.of)
  return dpmSolverStep[toZero(at) ? 1 : (orders[at.index] ?? orders.at(-1) ?? 1)]
}

/** The same with its noise. */
const stepAt = (at: Interval, { eta, noise }: Required<Ancestral>): Step => {
  const { down, up } = splitAbove(at, eta, leastOf(at))
  if (up === 0) return solverAt(at)
  return chain(
    withInterval((whole) => ({ ...whole, to: down }), solverAt(at)),
    addNoise(ancestralLane, (whole) => ({ scale: noise * up, at: whole })),
  )
}

/**
 * DPM-Solver-fast: steps of order 3 even in log sigma, as many as a budget of calls allows.
 *
 * ```text
 * budget 3 k     : k - 1 steps of order 3, then one of order 2 and one of order 1
 * budget 3 k + 1 : k steps of order 3, then one of order 1
 * budget 3 k + 2 : k steps of order 3, then one of order 2
 * x'             = solver(x; from to down) + noise up eps,   down^2 + up^2 = to^2
 * ```
 *
 * The budget is the schedule's number of steps, and one call more where it ends at 0; of the schedule only the range is
 * used, and `of` of an interval is the budget. Order 2 as a whole; eta 0, the default, draws nothing, else eps from the
 * lane `ancestral`, none where the range ends. Latents `[batch, channels, frames]`. Refused: a range too narrow for its
 * steps, or from pure noise, eta or noise negative or not finite.
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
export const dpmFast = ({ eta = 0, noise = 1 }: Ancestral = {}): Sampler =>
  sampler(
    {
      order: 2,
      family: 'DPM-Solver',
      reference: 'Lu et al. 2022 (DPM-Solver), section 3.4; k-diffusion sample_dpm_fast',
    },
    withRefusal(badAncestral({ eta, noise }), {
      name: 'dpmFast',
      memory: 3,
      calls: (at) => stepAt(at, { eta, noise }).calls(at),
      draws: (at) => stepAt(at, { eta, noise }).draws(at),
      check: () => null,
      ownIntervals: withinRange(({ steps, sigmaMin, sigmaMax, endAtZero }) =>
        pipe(
          sigmasOf(exponential({ steps: dpmFastOrders(steps).length + 1, sigmaMin, sigmaMax, endAtZero })),
          E.flatMap((sigmas) => listRoute(sigmas, steps)),
        ),
      ),
      run: (carry, env) => stepAt(env.at, { eta, noise }).run(carry, env),
    }),
  )
