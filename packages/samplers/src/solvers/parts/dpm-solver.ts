import {
  type Carry,
  chain,
  combine,
  type Denoised,
  denoise,
  denoiseAt,
  type Evaluation,
  type Interval,
  type Latent,
  type NoSlot,
  type Stage,
  type Step,
} from '@sigmastream/core'
import { fusedEuler } from '../euler.js'
import { between, logStep } from './log-sigma.js'
import { earlier, lineTo, update } from './update.js'

/** How many calls, and so which order, one step of DPM-Solver has. */
export type DpmSolverOrder = 1 | 2 | 3

/**
 * Euler's line from `start` to `to`, and `weight` of the change of eps = (x - denoised) / sigma between two
 * evaluations.
 */
const corrected = (start: Evaluation, other: Evaluation, to: number, weight: number): Latent => {
  const keep = to / start.sigma
  return combine(
    [keep - weight / start.sigma, start.x],
    [1 - keep + weight / start.sigma, start.denoised],
    [weight / other.sigma, other.x],
    [-weight / other.sigma, other.denoised],
  )
}

/** (e^h - 1) / h - 1 over the first part `r` of the interval. */
const bend = (at: Interval, r: number): number => Math.expm1(r * logStep(at)) / (r * logStep(at)) - 1

/**
 * Where DPM-Solver-2 lands, `middle` being the evaluation at the part `r` of the interval: Lu et al. 2022, alg. 1, line
 * 6.
 */
export const secondOrder = (start: Evaluation, middle: Evaluation, { from, to }: Interval, r: number): Latent =>
  corrected(start, middle, to, (to - from) / (2 * r))

/**
 * Where DPM-Solver-3 lands, `later` being the evaluation at two thirds of the interval: Lu et al. 2022, alg. 2, line 9.
 */
export const thirdOrder = (start: Evaluation, later: Evaluation, at: Interval): Latent =>
  corrected(start, later, at.to, -1.5 * at.to * bend(at, 1))

const part =
  (r: number) =>
  (at: Interval): number =>
    between(at, r)

/**
 * The three evaluations of DPM-Solver-3 (Lu et al. 2022, alg. 2): at the start, one third and two thirds of the
 * interval in log sigma. The last is in the flow, and all three are the newest of `past`.
 */
export const threeEvaluations = <S = NoSlot>(): Stage<Carry<S>, Denoised<S>> =>
  chain(
    chain(
      denoiseAt<S>('denoise', ({ from }) => from),
      lineTo(part(1 / 3)),
    ),
    denoiseAt('denoise(1/3)', part(1 / 3)),
    update(
      'secondPoint',
      (seen) => {
        const to = between(seen.at, 2 / 3)
        return corrected(earlier(seen, 1), earlier(seen, 0), to, -2 * to * bend(seen.at, 2 / 3))
      },
      2,
    ),
    denoiseAt('denoise(2/3)', part(2 / 3)),
  )

/**
 * One step of DPM-Solver of each order: k-diffusion `dpm_solver_1_step` to `dpm_solver_3_step`. The interval must not
 * end at 0.
 */
export const dpmSolverStep: Readonly<Record<DpmSolverOrder, Step>> = {
  1: fusedEuler,
  2: chain(
    denoise,
    lineTo(part(1 / 2)),
    denoiseAt('denoise(1/2)', part(1 / 2)),
    update('secondOrder', (seen) => secondOrder(earlier(seen, 1), earlier(seen, 0), seen.at, 1 / 2), 2),
  ),
  3: chain(
    threeEvaluations(),
    update('thirdOrder', (seen) => thirdOrder(earlier(seen, 2), earlier(seen, 0), seen.at), 3),
  ),
}
