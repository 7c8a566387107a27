import { combine, type Latent, type PlanLike, type PlanResult, planIn } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

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

/**
 * A variation: the plan started from the reference, with noise of the first sigma added.
 *
 * ```text
 * x = reference + sigma_0 eps
 * ```
 *
 * eps is the plan's own starting noise. Reference `[batch, channels, frames]`; of another shape than the plan's, a run
 * fails with `NoiseFailed`. How much is kept follows from the first sigma. Refused: what the plan was refused for.
 * Source: stable-audio-tools, `init_noise_level`. With fewer steps: {@link styleTransfer}.
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
export const vary = (given: PlanLike, reference: Latent): PlanResult =>
  withStart(given, (noise) => combine([1, reference], [1, noise]))

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
