import {
  build,
  drawsOf,
  type Lane,
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

/**
 * The numbers of steps between which the order is measured, and that of the run that stands for the limit: so many more
 * that its own error does not make half an order look like a whole one.
 */
const [coarse, fine, limit] = [8, 16, 256]

/** The levels between which a path is a straight line: those of the finest run, with the halves and thirds of its steps. */
const levels = evenSigmas(6 * limit)

/** Its increments, between neighbouring levels. */
const cells = levels.slice(1).map((low, i) => ({ low, high: levels[i] ?? low }))

/** The path that a lane reads, as `brownian` has it: the lane up to its first slash. */
const pathOf = (lane: Lane): string => lane.split('/')[0] ?? lane

/**
 * Brownian paths by their increments: a channel for each path, and in it a frame for what a draw makes of each increment as
 * a standard normal; the last frame has none. Whoever asks about a part of a step hears of the same path.
 */
const unitPaths =
  (paths: readonly string[]): NoiseSource =>
  ({ lane, at, shape }) => {
    const [low, high] = [Math.min(at.from, at.to), Math.max(at.from, at.to)]
    const channel = paths.indexOf(pathOf(lane)) * (cells.length + 1)
    return build(shape, (out) =>
      cells.forEach((cell, i) => {
        const overlap = Math.min(high, cell.high) - Math.max(low, cell.low)
        if (overlap > 0) out[channel + i] = overlap / Math.sqrt((cell.high - cell.low) * (high - low))
      }),
    )
  }

/** Where a run ends: linear in its start and the increments, for the data has no mean, so a frame is what one of them makes. */
const endOf = async (subject: Subject, steps: number): Promise<Latent> => {
  const sigmas = evenSigmas(steps)
  const lanes = orThrow(drawsOf(planOf(subject, { sigmas, shape: [1, 1, 1] }))).map(({ lane }) => lane)
  const paths = [...new Set(lanes.filter((lane) => lane !== startLane).map(pathOf))]
  const shape: Shape = [1, paths.length, cells.length + 1]
  const start = build(shape, (out) => {
    out[cells.length] = Math.hypot(gaussian.deviation, gaussian.from)
  })
  const plan = orThrow(startAt(planOf(subject, { sigmas, shape }), start))
  const engine = { denoiser: gaussianDenoiser(0, gaussian.deviation), noise: unitPaths(paths) }
  return (await record(plan, engine)).at(-1)?.carry.x ?? refute('the run has no frame')
}

/** The root of the mean square of the difference of two runs, over all starts and paths. */
const apart = (a: Latent, b: Latent): number => Math.hypot(...[...a.data].map((value, i) => value - (b.data[i] ?? NaN)))

/**
 * On one Brownian path, with more steps, a stochastic sampler comes to where it ends with very many at least as fast as the
 * declared order says, within 0.3. Measured once, over all paths together: there is nothing random in it.
 */
export const strongOrder = (subject: Subject, order: number): Law =>
  fact(`${subject.name}: on one Brownian path the strong order of convergence is at least ${order}`, async () => {
    const end = await endOf(subject, limit)
    const errorOf = async (steps: number): Promise<number> => apart(await endOf(subject, steps), end)
    const measured = Math.log((await errorOf(coarse)) / (await errorOf(fine))) / Math.log(fine / coarse)
    if (!(measured >= order - 0.3))
      refute(`the strong order measured from ${coarse} to ${fine} steps is ${measured.toFixed(2)}, not ${order}`)
  })
