import {
  type Carry,
  choose,
  combine,
  type Denoised,
  denoiseAt,
  inFlowTime,
  type Stage,
  type Step,
  toZero,
} from '@sigmastream/core'
import type { Network } from '@sigmastream/model-sao/parts'
import { rk4Flow, rungeKuttaStep } from '@sigmastream/samplers'

/**
 * The network asked at t = 0, or at `least`, where a denoiser gives x itself and its velocity is lost. The answer is kept as one of a
 * level 1, at which d = x - (x - v) = v.
 */
const velocityAtZero = (network: Network, least: number): Stage<Carry, Denoised> => {
  const ask = denoiseAt(() => 1, 'velocity(0)')
  return {
    ...ask,
    run: (carry, env) =>
      ask.run(carry, {
        ...env,
        denoiser: async (x, _, signal) =>
          combine([1, x], [-1, await network(x, Array<number>(x.shape[0]).fill(least), signal)]),
      }),
  }
}

/**
 * Runge and Kutta's method as stable-audio-tools has it (`sample_rk4`): to 0 too, by the velocity that the network tells
 * there, or, where it is asked no earlier, at `least`. Elsewhere it is `rk4Flow`.
 */
export const rk4OnVelocities = (network: Network, least = 0): Step =>
  choose(toZero, inFlowTime(rungeKuttaStep(velocityAtZero(network, least))), rk4Flow())
