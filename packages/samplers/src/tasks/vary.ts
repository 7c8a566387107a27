import { combine, type Latent, type Plan, type PlanLike, type PlanResult, planIn, refuse } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { holdBack } from './hold-back.js'
import { project } from './project.js'

/** The plan with another x to start from, made of the one that it starts from. */
const withStart = (given: PlanLike, of: (x: Latent) => Latent): PlanResult =>
  pipe(
    planIn(given),
    E.map((plan) => ({
      ...plan,
      start: {
        draws: plan.start.draws,
        carry: (noise) => {
          const carry = plan.start.carry(noise)
          return { ...carry, x: of(carry.x) }
        },
      },
    })),
  )

/** A variation whose frames begin when the noise is down to their own level. */
const varyFrames = (plan: Plan, reference: Latent, levels: readonly number[]): PlanResult => {
  const subject = 'the levels of the variation'
  const { shape, intervals } = plan
  const stray = levels.find((level) => !(level >= 0 && level < Infinity))
  if (stray !== undefined) return refuse(subject, `${stray}`, 'a sigma of at least 0')
  if (levels.length !== shape[2])
    return refuse(subject, `${levels.length} numbers for ${shape[2]} frames`, 'one for each frame')
  if (typeof intervals === 'function')
    return refuse(
      subject,
      'a curve, where the solver finds its steps while it runs',
      'no levels, or a sampler that goes down a list of sigmas',
    )
  const firsts = levels.map((level) => intervals.find(({ from }) => from <= level)?.index ?? Infinity)
  return E.right(
    firsts.every((first) => first === intervals[0]?.index)
      ? plan
      : { ...plan, step: holdBack(plan.step, shape, firsts, (begun) => project(reference, begun)) },
  )
}

/**
 * A variation: the plan started from the reference, with noise of the first sigma added.
 *
 * ```text
 * x = reference + sigma_0 eps
 * ```
 *
 * eps is the plan's own starting noise. Reference `[batch, channels, frames]`; of another shape than the plan's, a run
 * fails with `NoiseFailed`. How much is kept follows from the first sigma; `levels` are sigmas up to which frames are
 * varied, one for each: a frame is held at the reference, in noise of the level just reached (from the lane `reference`), up to the
 * first interval that begins at its level or below. Refused: what the plan was refused for, levels below 0, and of another
 * number than there are frames, or where a solver finds its steps as it goes.
 * Laws: levels of the first sigma and above are the variation without them, bit for bit; a frame of level 0 is the reference,
 * bit for bit, where the list ends at 0.
 * Source: stable-audio-tools, `init_noise_level`; of levels: Differential Diffusion (Levin and Fried 2023), alg. 1. With
 * fewer steps: {@link styleTransfer}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, startOf } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { euler, vary } from '@sigmastream/samplers'
 *
 * const near = vary(plan({ step: euler(), schedule: [0.5, 0], shape: [1, 1, 1] }), constant([1, 1, 1], 100))
 * const { x } = orThrow(startOf(near, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) }))
 * console.log(Math.abs((x.data[0] ?? 0) - 100) < 4) // true
 * ```
 */
export const vary = (given: PlanLike, reference: Latent, levels?: readonly number[]): PlanResult =>
  pipe(
    withStart(given, (noise) => combine([1, reference], [1, noise])),
    E.flatMap((plan) => (levels === undefined ? E.right(plan) : varyFrames(plan, reference, levels))),
  )

/**
 * The plan started from noise `scale` times as loud as the first sigma.
 *
 * ```text
 * x = scale sigma_0 eps
 * ```
 *
 * x `[batch, channels, frames]`. Refused: what the plan was refused for.
 * Source: diffusers, `init_noise_sigma` of `CosineDPMSolverMultistepScheduler`. From a reference: {@link vary}.
 *
 * @example
 * ```ts
 * import { orThrow, plan, startOf } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { euler, louderStart } from '@sigmastream/samplers'
 *
 * const engine = { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) }
 * const once = plan({ step: euler(), schedule: [4, 0], shape: [1, 1, 1] })
 * const [x, louder] = [once, louderStart(once, 2)].map((one) => orThrow(startOf(one, engine)).x.data[0] ?? 0)
 * console.log((louder ?? 0) / (x ?? 1)) // 2
 * ```
 */
export const louderStart = (given: PlanLike, scale: number): PlanResult =>
  withStart(given, (noise) => combine([scale, noise]))
