import type { Carry, Engine, Evaluation } from '@sigmastream/core'
import { build, intervalsOf, type Latent, type Shape, startOf } from '@sigmastream/core'
import { gaussianDenoiser, gaussianFlow } from '@sigmastream/core/analytic'
import { distanceBetween, peakOf } from '../compare.js'
import { fact, type Law, refute } from '../law.js'
import { testNoise } from '../noise.js'
import { orThrow } from '../or-throw.js'
import { record } from '../record.js'
import { planOf } from '../scene.js'
import type { Subject } from '../subject.js'

/** Gaussian data, and the levels between which its flow is gone down. */
interface GaussianScene {
  readonly mean: number
  readonly deviation: number
  readonly from: number
  readonly to: number
}

// Levels between which each order from 1 to 4 shows, measured, before float32 rounding does: beyond 2 the flow is
// nearly straight, and the last is not 0, where every method ends with a step of Euler's.
const wide: GaussianScene = { mean: 0.5, deviation: 1, from: 2, to: 0.05 }

// Data so narrow that the flow bends sharply: for methods that have no error left on the other one.
const narrow: GaussianScene = { ...wide, deviation: 0.1 }

const shape: Shape = [1, 1, 4]
const x = build(shape, (out) => out.set([8, -5, 3, -9]))
const engineOf = ({ mean, deviation }: GaussianScene): Engine => ({
  denoiser: gaussianDenoiser(mean, deviation),
  noise: testNoise(0),
})
const exactAt = ({ mean, deviation, from }: GaussianScene, sigma: number): Latent =>
  gaussianFlow(mean, deviation, x, from, sigma)

/** The sigma after i of so many steps, even in log sigma; before the first for negative i. */
const sigmaAt = ({ from, to }: GaussianScene, i: number, steps: number): number => from * (to / from) ** (i / steps)

/**
 * What would be remembered of the exact flow: without it a multistep method starts as Euler, and shows the order of
 * that start.
 */
const exactPast = (scene: GaussianScene, count: number, steps: number): Promise<readonly Evaluation[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const sigma = sigmaAt(scene, -1 - i, steps)
      const before = exactAt(scene, sigma)
      return { sigma, x: before, denoised: await engineOf(scene).denoiser(before, sigma, new AbortController().signal) }
    }),
  )

const errorOf = async (subject: Subject, steps: number, scene: GaussianScene): Promise<number> => {
  const engine = engineOf(scene)
  const sigmas = Array.from({ length: steps + 1 }, (_, i) => sigmaAt(scene, i, steps))
  const plan = planOf(subject, { sigmas, shape })
  // A step of several calls makes what it remembers itself.
  const multistep = intervalsOf(sigmas).every((at) => plan.step.calls(at) === 1)
  const past = multistep ? await exactPast(scene, Math.max(0, plan.step.memory - 1), steps) : []
  const start: Carry = { ...orThrow(startOf(plan, engine)), x, past }
  const frames = await record({ ...plan, start: { draws: [], carry: () => start } }, engine)
  const { carry } = frames.at(-1) ?? refute('the run has no frame')
  return distanceBetween(carry.x, exactAt(scene, scene.to))
}

const orderOn = async (scene: GaussianScene, subject: Subject, coarse: number, fine: number): Promise<number> =>
  Math.log((await errorOf(subject, coarse, scene)) / (await errorOf(subject, fine, scene))) / Math.log(fine / coarse)

/**
 * The order of convergence between two numbers of steps: how fast the error against the closed-form flow of a Gaussian
 * falls. A multistep method starts with the exact past, so its own order shows.
 */
export const measuredOrder = (subject: Subject, coarse: number, fine: number): Promise<number> =>
  orderOn(wide, subject, coarse, fine)

/** Whether nothing but float32 rounding is left of the error, where no order shows. */
const isExact = async (subject: Subject, steps: number): Promise<boolean> =>
  (await errorOf(subject, steps, wide)) < peakOf(x) * 2 ** -20

/** From how many steps an order is measured: a step of three calls is at float32 rounding with half as many. */
const coarseFor = ({ step }: Subject): number => (step.calls({ index: 0, of: 16, from: 2, to: 1 }) > 2 ? 8 : 16)

/**
 * The error falls with the number of steps at least as fast as the declared order says, within 0.3: on this flow a method
 * may do better than its order, as the explicit midpoint rule does. Measured once: there is nothing random in it.
 */
export const convergence = (subject: Subject, order: number): Law =>
  fact(`${subject.name}: the order of convergence is at least ${order}`, async () => {
    const coarse = coarseFor(subject)
    const scene = (await isExact(subject, 2 * coarse)) ? narrow : wide
    const measured = await orderOn(scene, subject, coarse, 2 * coarse)
    if (!(measured >= order - 0.3))
      refute(`the order measured from ${coarse} to ${2 * coarse} steps is ${measured.toFixed(2)}, not ${order}`)
  })
