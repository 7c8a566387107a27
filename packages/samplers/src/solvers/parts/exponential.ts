import {
  type Carry,
  chain,
  combine,
  type Denoised,
  denoise,
  type Evaluation,
  type Interval,
  type Latent,
  type Levels,
  type Step,
  stage,
  type Term,
  withX,
} from '@sigmastream/core'
import type { Lane } from '@sigmastream/core/noise'
import type { Ancestral } from './ancestral.js'
import { between, logStep } from './log-sigma.js'
import { keepOver, type Part, sdeNoise } from './sde-noise.js'

/** From one part of a step's interval to another, in log sigma: 0 is its start and 1 its end. */
export const partOf =
  (start: number, end: number): Part =>
  (at: Interval) => ({ ...at, from: between(at, start), to: between(at, end) })

/** The second exponential weight over levels: 1 - (1 - e^-s) / s with s = (1 + eta) log(from / to). */
export const phi2 = (over: Levels, eta: number): number => 1 - (1 - keepOver(over, eta)) / ((1 + eta) * logStep(over))

/**
 * e^-s x + (1 - e^-s) D as two terms of `combine`: the reverse SDE from x over levels, without its noise, while the
 * denoised stays what `denoised` has.
 */
export const decay = (
  x: Latent,
  { denoised }: Pick<Evaluation, 'denoised'>,
  over: Levels,
  eta: number,
): readonly [Term, Term] => {
  const keep = keepOver(over, eta)
  return [
    [keep, x],
    [1 - keep, denoised],
  ]
}

/** weight (D_later - D_first) as two terms of `combine`. */
export const change = (later: Evaluation, first: Evaluation, weight: number): readonly [Term, Term] => [
  [weight, later.denoised],
  [-weight, first.denoised],
]

/** Over a part of the interval while the denoised stays, and the noise of that part. */
export const firstPart = (options: Required<Ancestral>, part: Part, lane: Lane): Step =>
  chain(
    denoise,
    stage(
      'firstPart',
      (flow: Denoised, { at }): Carry => withX(flow, combine(...decay(flow.x, flow.evaluation, part(at), options.eta))),
    ),
    sdeNoise(options, lane, part),
  )
