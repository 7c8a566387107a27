import {
  along,
  type Carry,
  chain,
  combine,
  type Denoised,
  denoise,
  denoiseAt,
  type Evaluation,
  eulerTo,
  type Interval,
  type Latent,
  line,
  type Stage,
  type Step,
  score,
  span,
  update,
} from '@sigmastream/core'
import { eulerMethod } from '../euler.js'
import { between, logStep } from './log-sigma.js'

/** How many calls, and so which order, one step of DPM-Solver has. */
export type DpmSolverOrder = 1 | 2 | 3

/** Euler's line from `start` to `to`, and `weight` of the change of d between two evaluations. */
const correctLine = (start: Evaluation, other: Evaluation, to: number, weight: number): Latent =>
  combine(...line(start, { from: start.sigma, to }), ...along(start, -weight), ...along(other, weight))

/** (e^h - 1) / h - 1 over the first part `r` of the interval. */
const bend = (at: Interval, r: number): number => Math.expm1(r * logStep(at)) / (r * logStep(at)) - 1

/**
 * Where DPM-Solver-2 lands, `middle` being the evaluation at the part `r` of the interval: Lu et al. 2022, alg. 1, line
 * 6.
 */
export const secondOrder = (start: Evaluation, middle: Evaluation, at: Interval, r: number): Latent =>
  correctLine(start, middle, at.to, span(at) / (2 * r))

/**
 * Where DPM-Solver-3 lands, `later` being the evaluation at two thirds of the interval: Lu et al. 2022, alg. 2, line 9.
 */
export const thirdOrder = (start: Evaluation, later: Evaluation, at: Interval): Latent =>
  correctLine(start, later, at.to, -1.5 * at.to * bend(at, 1))

const part =
  (r: number) =>
  (at: Interval): number =>
    between(at, r)

/** To two thirds of the interval, by the evaluations at its start and at one third. */
const secondPoint = update('secondPoint', 2, ({ at, past: [third, start] }) => {
  const to = between(at, 2 / 3)
  return correctLine(start, third, to, -2 * to * bend(at, 2 / 3))
})

/**
 * The three evaluations of DPM-Solver-3 (Lu et al. 2022, alg. 2): at the start, one third and two thirds of the
 * interval in log sigma. All three are the newest of `past`.
 */
export const threeEvaluations: Stage<Carry, Denoised> = chain(
  chain(denoise, score, eulerTo(part(1 / 3))),
  denoiseAt(part(1 / 3), 'denoise(1/3)'),
  secondPoint,
  denoiseAt(part(2 / 3), 'denoise(2/3)'),
)

/**
 * One step of DPM-Solver of each order: k-diffusion `dpm_solver_1_step` to `dpm_solver_3_step`. The interval must not
 * end at 0.
 */
export const dpmSolverStep: Readonly<Record<DpmSolverOrder, Step>> = {
  1: eulerMethod,
  2: chain(
    chain(denoise, score, eulerTo(part(1 / 2))),
    denoiseAt(part(1 / 2), 'denoise(1/2)'),
    update('secondOrder', 2, ({ at, past: [middle, start] }) => secondOrder(start, middle, at, 1 / 2)),
  ),
  3: chain(
    threeEvaluations,
    update('thirdOrder', 3, ({ at, past: [later, , start] }) => thirdOrder(start, later, at)),
  ),
}
