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
 * A variation: the plan started from `reference` `[batch, channels, frames]`, of the plan's shape, with noise of the
 * first sigma added to it. stable-audio-tools, `init_noise_level`.
 */
export const vary = (given: PlanLike, reference: Latent): PlanResult =>
  withStart(given, (noise) => combine([1, reference], [1, noise]))

/**
 * The plan started from noise `scale` times as loud as the first sigma. diffusers, `init_noise_sigma` of
 * `CosineDPMSolverMultistepScheduler`.
 */
export const louderStart = (given: PlanLike, scale: number): PlanResult =>
  withStart(given, (noise) => combine([scale, noise]))
