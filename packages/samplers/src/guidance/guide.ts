import { combine, type FrameScale, type Latent } from '@sigmastream/core'
import { blendFrames } from './per-frame.js'
import { rescaleGuidance } from './rescale.js'

/** The same with a scale for each frame, at frames of scale 1 `toward` itself, to the bit. */
const guideFrames = (toward: Latent, away: Latent, scale: Exclude<FrameScale, number>): Latent =>
  blendFrames(toward, away, scale, (t, a, by) => (by === 1 ? t : by * t + (1 - by) * a))

/**
 * Classifier-free guidance of two answers: beyond the one that is led toward, away from the other.
 *
 * ```text
 * away + scale (toward - away), brought back by phi as `rescaleGuidance` says
 * ```
 *
 * The scale is a number, or one for each frame. Latents `[batch, channels, frames]`, all of one shape; others throw, as
 * do scales that are not one a frame. Scale 1 is `toward`, 0 is `away`.
 * Source: Ho and Salimans 2022, eq. 6, as k-diffusion and stable-audio-tools write it. See {@link guidedDenoiser}.
 *
 * @example
 * ```ts
 * import { constant } from '@sigmastream/core'
 * import { guide } from '@sigmastream/samplers'
 *
 * const [toward, away] = [constant([1, 2, 4], 3), constant([1, 2, 4], 1)]
 * console.log(guide(toward, away, 7).data[0]) // 15
 * console.log([...guide(toward, away, Float32Array.of(7, 1, 0, 2)).data.slice(0, 4)].join(' ')) // 15 3 1 5
 * ```
 */
export const guide = (toward: Latent, away: Latent, scale: FrameScale, phi = 0): Latent =>
  rescaleGuidance(
    typeof scale === 'number' ? combine([scale, toward], [1 - scale, away]) : guideFrames(toward, away, scale),
    toward,
    phi,
  )
