import {
  build,
  type Draw,
  drawsOf,
  type Latent,
  type NoiseSource,
  type Shape,
  startAt,
  startLane,
} from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { fact, type Law, refute } from '../law.js'
import { orThrow } from '../or-throw.js'
import { record } from '../record.js'
import { planOf } from '../scene.js'
import type { Subject } from '../subject.js'
import { evenSigmas, gaussian } from './gaussian-run.js'

/** The numbers of steps between which the order is measured: more of them, and float32 rounding shows. */
const [coarse, fine] = [32, 64]

/** 1 in one frame, and 0 in the others. */
const unit = (shape: Shape, frame: number): Latent =>
  build(shape, (out) => {
    out[frame] = 1
  })

/** Noise that is 1 in the frame of its own draw alone; the first two frames have none. */
const unitNoise =
  (draws: readonly Draw[]): NoiseSource =>
  ({ lane, at, shape }) =>
    unit(shape, 2 + draws.findIndex((draw) => draw.lane === lane && draw.at.index === at.index))

/**
 * How far a run's mean and variance are from those of the data at its last level. On a Gaussian a step is affine in x and
 * its draws: what a run makes of nothing, of a start of 1 and of each draw of 1 is read off the frames of one run, and mean
 * and variance follow exactly, without a seed.
 */
const errorOf = async (subject: Subject, steps: number): Promise<number> => {
  const { mean, deviation, from, to } = gaussian
  const sigmas = evenSigmas(steps)
  const declared = orThrow(drawsOf(planOf(subject, { sigmas, shape: [1, 1, 1] })))
  const draws = declared.filter(({ lane }) => lane !== startLane)
  const shape: Shape = [1, 1, draws.length + 2]
  const plan = orThrow(startAt(planOf(subject, { sigmas, shape }), unit(shape, 1)))
  const engine = { denoiser: gaussianDenoiser(mean, deviation), noise: unitNoise(draws) }
  const { carry } = (await record(plan, engine)).at(-1) ?? refute('the run has no frame')
  const [offset = NaN, ...ones] = carry.x.data
  const [gain = NaN, ...weights] = ones.map((one) => one - offset)
  const variance = weights.reduce((sum, weight) => sum + weight ** 2, gain ** 2 * (deviation ** 2 + from ** 2))
  return Math.hypot(offset + gain * mean - mean, variance - deviation ** 2 - to ** 2)
}

/**
 * Mean and variance of a stochastic sampler's results come to those of the data at least as fast, with more steps, as the
 * declared order says, within 0.3. Measured once: there is nothing random in it.
 */
export const weakOrder = (subject: Subject, order: number): Law =>
  fact(`${subject.name}: the weak order of convergence is at least ${order}`, async () => {
    const measured =
      Math.log((await errorOf(subject, coarse)) / (await errorOf(subject, fine))) / Math.log(fine / coarse)
    if (!(measured >= order - 0.3))
      refute(`the weak order measured from ${coarse} to ${fine} steps is ${measured.toFixed(2)}, not ${order}`)
  })
