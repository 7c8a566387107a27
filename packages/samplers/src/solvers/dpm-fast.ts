import { type Interval, type Refused, type Step, toZero } from '@sigmastream/core'
import { exponential } from '@sigmastream/core/schedules'
import { either as E } from 'fp-ts'
import { type DpmSolverOrder, dpmSolverStep } from './parts/dpm-solver.js'

/**
 * How DPM-Solver-fast spends a budget of denoiser calls: steps of order 3, the rest at the end (Lu et al. 2022, section
 * 3.4; k-diffusion `dpm_solver_fast`). The orders sum to the budget.
 */
export const dpmFastOrders = (budget: number): readonly DpmSolverOrder[] => {
  const threes = (count: number): readonly DpmSolverOrder[] => Array.from({ length: count }, (): DpmSolverOrder => 3)
  const whole = Math.floor(budget / 3)
  const last = budget % 3
  return last === 0 ? [...threes(whole - 1), 2, 1] : [...threes(whole), last === 1 ? 1 : 2]
}

const badBudget = (budget: number): Refused => ({
  _tag: 'Refused',
  subject: 'dpm-fast',
  wrong: `a budget of ${budget} calls`,
  right: 'a whole number of at least 1',
})

/**
 * The sigmas that DPM-Solver-fast goes down for a budget of calls, even in log sigma, ending at `sigmaMin` as the
 * reference does.
 */
export const dpmFastSigmas = (
  budget: number,
  sigmaMin: number,
  sigmaMax: number,
): E.Either<Refused, readonly number[]> =>
  Number.isSafeInteger(budget) && budget >= 1
    ? exponential({ steps: dpmFastOrders(budget).length + 1, sigmaMin, sigmaMax, endAtZero: false })
    : E.left(badBudget(budget))

/**
 * DPM-Solver-fast for a budget of calls: step i has the order that the budget gives it (the last order beyond it), and
 * a step to 0 is Euler's. Meant for `dpmFastSigmas`; any other schedule works.
 */
export const dpmFast = (budget: number): Step => {
  const orders = dpmFastOrders(budget)
  const stepAt = (at: Interval): Step => dpmSolverStep[toZero(at) ? 1 : (orders[at.index] ?? orders.at(-1) ?? 1)]
  return {
    name: `dpmFast(${orders.join(' ')})`,
    memory: 3,
    calls: (at) => stepAt(at).calls(at),
    draws: () => [],
    check: () => (Number.isSafeInteger(budget) && budget >= 1 ? null : badBudget(budget)),
    run: (carry) => (env) => stepAt(env.at).run(carry)(env),
  }
}
