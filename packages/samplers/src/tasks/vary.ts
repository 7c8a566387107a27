import { combine, type Latent, type Plan } from '@sigmastream/core'

/**
 * A variation: the plan started from `reference` `[batch, channels, frames]` with noise of the first sigma added to it
 * (`init_noise_level` of stable-audio-tools).
 */
export const vary = <S>(plan: Plan<S>, reference: Latent): Plan<S> => ({
  ...plan,
  start: {
    draws: plan.start.draws,
    carry: (noise) => {
      const carry = plan.start.carry(noise)
      return { ...carry, x: combine([1, reference], [1, carry.x]) }
    },
  },
})

/**
 * The plan started from noise `scale` times as loud as the first sigma: `init_noise_sigma` of diffusers'
 * `CosineDPMSolverMultistepScheduler`.
 */
export const louderStart = <S>(plan: Plan<S>, scale: number): Plan<S> => ({
  ...plan,
  start: {
    draws: plan.start.draws,
    carry: (noise) => {
      const carry = plan.start.carry(noise)
      return { ...carry, x: combine([scale, carry.x]) }
    },
  },
})
