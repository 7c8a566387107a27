import { refusal } from '@sigmastream/core'
import type { GuidanceRule, OutputOf } from './guidance-rule.js'
import { outputOfNoise, outputsOf } from './outputs.js'
import { addScaled, lessOne } from './per-frame.js'
import { combineItems, dot, norm } from './per-item.js'

/**
 * Magnitude-aware guidance: weaker where the branches are far apart for their size.
 *
 * ```text
 * r = |c - u| / |u|,   c and u what the network answers, over channels and frames of each item
 * D' = D + (scale - 1) e^(-damping r) (D - Du)
 * ```
 *
 * The network's answers are those of `output` of {@link guidedDenoiser}, and noise, (x - D) / sigma, without it. `damping`
 * 0 is ordinary guidance; 8 is usual. Latents `[batch, channels, frames]`. Refused: a
 * damping that is not finite and at least 0.
 * Laws: every item of a batch is guided as it is alone, bit for bit; scale 1 is the conditional answer, bit for bit.
 * Source: "MAMBO-G" (2025, arXiv 2508.03442), eq. 6; diffusers `MagnitudeAwareGuidance`.
 *
 * @example
 * ```ts
 * import { constant } from '@sigmastream/core'
 * import { type ConditionalDenoiser, guidedDenoiser, magnitudeAware } from '@sigmastream/samplers'
 *
 * const model: ConditionalDenoiser<number> = async (x, _, labels) => labels.map((label) => constant(x.shape, label))
 * const denoiser = guidedDenoiser(model, { toward: 3, away: 1, scale: 7, rule: magnitudeAware(0) })
 * console.log((await denoiser(constant([1, 1, 1], 9), 2, new AbortController().signal)).data[0]) // 15
 * ```
 */
export const magnitudeAware = (damping = 8): GuidanceRule => ({
  name: 'magnitude-aware',
  ...(Number.isFinite(damping) && damping >= 0
    ? {}
    : { refusal: refusal('guidance', `a damping of ${damping}`, 'a finite number of at least 0; 8 is usual') }),
  answer: ({ x, sigma, toward, away, output }, scale) => {
    const of: OutputOf = output ?? outputOfNoise
    const [conditional, unconditional] = outputsOf(of, sigma, x, [toward, away])
    const apart = (item: number): number =>
      Math.sqrt(
        Math.max(
          0,
          dot(conditional, conditional, item) -
            2 * dot(conditional, unconditional, item) +
            dot(unconditional, unconditional, item),
        ),
      )
    const direction = combineItems([toward, away], (item) => {
      const size = norm(unconditional, item)
      const share = size === 0 ? 1 : Math.exp((-damping * apart(item)) / size)
      return [share, -share]
    })
    return { denoised: addScaled(toward, direction, lessOne(scale)), remembered: null }
  },
})
