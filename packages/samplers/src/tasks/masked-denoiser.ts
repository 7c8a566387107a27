import { constant, type Denoiser, type Latent, type Mask, maskedBlend, refusalOfMask } from '@sigmastream/core'

/**
 * The denoiser with its answer in a part of the latent alone: 0 outside of the mask.
 *
 * ```text
 * D'(x, sigma) = mask D(x, sigma)
 * ```
 *
 * What starts at 0, as an edit does, stays 0 where the mask is 0, and changes in proportion where it is between. 0 and 1
 * are selected, not multiplied. Mask and latents `[batch, channels, frames]` of one shape; others reject. Refused, by the
 * run that begins with it: what the denoiser is refused for, mask values outside 0..1, what the mask carries.
 * Laws: where the mask is 0 an edit is 0 throughout, whatever the sampler; a mask of ones is the denoiser, bit for bit.
 * With a reference to keep: {@link project}.
 *
 * @example
 * ```ts
 * import { constant } from '@sigmastream/core'
 * import { pointDenoiser } from '@sigmastream/core/analytic'
 * import { maskedDenoiser, maskOfRanges } from '@sigmastream/samplers'
 *
 * const inside = maskOfRanges([1, 1, 6], [{ start: 2, end: 4 }])
 * const denoiser = maskedDenoiser(pointDenoiser(constant([1, 1, 6], 5)), inside)
 * const answer = await denoiser(constant([1, 1, 6], 9), 2, new AbortController().signal)
 * console.log([...answer.data].join(' ')) // 0 0 5 5 0 0
 * ```
 */
export const maskedDenoiser = (denoiser: Denoiser, mask: Mask): Denoiser => {
  const nothing = constant(mask.shape, 0)
  const inside = (latent: Latent): Latent => maskedBlend(mask, latent, [[1, nothing]])
  const masked: Denoiser = async (...call) => {
    const { unconditional, ...answer } = await denoiser(...call)
    return {
      ...answer,
      ...inside(answer),
      ...(unconditional === undefined ? {} : { unconditional: inside(unconditional) }),
    }
  }
  const refused = denoiser.refusal ?? refusalOfMask(mask)
  return refused === null ? masked : Object.assign(masked, { refusal: refused })
}
