import { build, combine, type Latent } from '@sigmastream/core'
import type { OutputWeights } from './guidance-rule.js'

/**
 * The standard deviation over channels (unbiased, as torch's `std`) of item `item` at frame `frame`. One channel has
 * deviation 0.
 */
const deviationOverChannels = ({ shape: [, channels, frames], data }: Latent, item: number, frame: number): number => {
  const first = item * channels * frames + frame
  let [sum, squares] = [0, 0]
  // first + channel * frames stays inside the item.
  for (let channel = 0; channel < channels; channel++) sum += data[first + channel * frames]!
  const mean = sum / channels
  for (let channel = 0; channel < channels; channel++) squares += (data[first + channel * frames]! - mean) ** 2
  return channels === 1 ? 0 : Math.sqrt(squares / (channels - 1))
}

/**
 * Brings a guided answer, which is louder, back toward the deviation of the conditional answer.
 *
 * ```text
 * answer (phi std(conditional) / std(answer) + 1 - phi),   std over channels (unbiased), at each frame of each item
 * ```
 *
 * phi 0 is the answer itself, phi 1 has the deviation of the conditional answer; where the answer has none it stays.
 * Both latents `[batch, channels, frames]`, of one shape. See {@link guide}.
 * Source: Lin et al. 2023, section 3.4; stable-audio-tools `DiffusionTransformer.forward` (`scale_phi`).
 *
 * @example
 * ```ts
 * import { latent, orThrow } from '@sigmastream/core'
 * import { rescaleGuidance } from '@sigmastream/samplers'
 *
 * const loud = orThrow(latent([1, 2, 1], [-8, 8]))
 * const conditional = orThrow(latent([1, 2, 1], [-2, 2]))
 * console.log([...rescaleGuidance(loud, conditional, 1).data].join(' ')) // -2 2
 * ```
 */
export const rescaleGuidance = (answer: Latent, conditional: Latent, phi: number): Latent => {
  if (phi === 0) return answer
  const [batch, channels, frames] = answer.shape
  return build(answer.shape, (out) => {
    for (let item = 0; item < batch; item++)
      for (let frame = 0; frame < frames; frame++) {
        const own = deviationOverChannels(answer, item, frame)
        const factor = own === 0 ? 1 : phi * (deviationOverChannels(conditional, item, frame) / own) + 1 - phi
        // The same indices as above, inside the item.
        for (let channel = 0; channel < channels; channel++) {
          const i = (item * channels + channel) * frames + frame
          out[i] = answer.data[i]! * factor
        }
      }
  })
}

/**
 * The same of the network's own outputs, where what it answers is known: both denoised are turned into outputs at x, the
 * one is rescaled by the other, and the result is turned back.
 */
export const rescaleOutput = (
  denoised: Latent,
  conditional: Latent,
  phi: number,
  x: Latent,
  output: OutputWeights | null,
): Latent => {
  if (phi === 0 || output === null) return rescaleGuidance(denoised, conditional, phi)
  const outputIn = (one: Latent): Latent => combine([output.x, x], [output.denoised, one])
  const rescaled = rescaleGuidance(outputIn(denoised), outputIn(conditional), phi)
  return combine([1 / output.denoised, rescaled], [-output.x / output.denoised, x])
}
