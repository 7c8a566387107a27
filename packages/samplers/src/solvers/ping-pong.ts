import { addNoise, chain, denoise, update } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { ancestralLane } from './parts/ancestral.js'

/** x becomes the answer itself. */
const toDenoised = update('toDenoised', 1, ({ past: [{ denoised }] }) => denoised)

/**
 * Ping-pong, also called LCM: the answer itself, and all of its noise anew.
 *
 * ```text
 * x' = D + to eps            in flow time: x_t' = (1 - t') D + t' eps
 * ```
 *
 * One call a step, for models that were distilled to answer in one: such a model needs few steps, and no guidance. eps
 * from the lane `ancestral`, none at `to` = 0 (Stable Audio's own loop draws there too, and multiplies by 0). Latents
 * `[batch, channels, frames]`. Nothing is refused.
 * Law: it is {@link eulerAncestral} with nothing of the old noise kept. It follows no differential equation, so it has
 * no order of convergence: on a model that was not distilled, more steps bring it no closer.
 * Source: Song et al. 2023 (Consistency Models), alg. 1; stable-audio-tools `sample_flow_pingpong`; ComfyUI `sample_lcm`,
 * after Luo et al. 2023 (Latent Consistency Models).
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { pointDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { pingPong } from '@sigmastream/samplers'
 *
 * const steps = plan({ step: pingPong(), schedule: [1e12, 4, 1, 0], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 3e12))
 * const { x } = orThrow(await run(start, { denoiser: pointDenoiser(constant([1, 1, 1], 0.5)), noise: keyed(7) })())
 * console.log(x.data[0]) // 0.5
 * ```
 */
export const pingPong = (): Sampler =>
  sampler(
    {
      order: 0,
      family: 'consistency',
      reference: 'Song et al. 2023, alg. 1; stable-audio-tools sample_flow_pingpong; ComfyUI sample_lcm',
    },
    chain(
      denoise,
      toDenoised,
      addNoise(ancestralLane, (at) => (at.to === 0 ? null : { scale: at.to, at })),
    ),
  )
