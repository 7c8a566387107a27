import { type Latent, refusal } from '@sigmastream/core'
import type { GuidanceRule } from './guidance-rule.js'
import { guide } from './guide.js'
import { combineItems, dot } from './per-item.js'

/** The products of differences to a third: <a - c, b - c>, of one item. */
const dotFrom = (a: Latent, b: Latent, c: Latent, item: number): number =>
  dot(a, b, item) - dot(a, c, item) - dot(b, c, item) + dot(c, c, item)

/**
 * Perpendicular negative guidance: leads away only from what of the negative prompt does not point where the prompt
 * points.
 *
 * ```text
 * p  = D - Dn,   q = Da - Dn,   Dn under no condition, Da under the negative one
 * D' = Dn + scale (p - strength (q - (<q, p> / <p, p>) p))
 * ```
 *
 * A third branch is asked, `neutral` of {@link guidedDenoiser}, at every sigma that is guided, at scale 1 too. Products
 * over channels and frames of each item of `[batch, channels, frames]`. Refused, with the denoiser: no neutral
 * condition, a strength that is not finite.
 * Law: every item of a batch is guided as it is alone, bit for bit.
 * Source: Armandpour et al. 2023 (Perp-Neg), eq. 6; ComfyUI `nodes_perpneg.py`, which sums over the batch.
 *
 * @example
 * ```ts
 * import { latent, orThrow } from '@sigmastream/core'
 * import { type ConditionalDenoiser, guidedDenoiser, perpendicular } from '@sigmastream/samplers'
 *
 * const answers = [[2, 0], [1, 1], [0, 0]].map((values) => orThrow(latent([1, 2, 1], values)))
 * const model: ConditionalDenoiser<number> = async (_, __, branches) => branches.map((branch) => answers[branch]!)
 * const denoiser = guidedDenoiser(model, { toward: 0, away: 1, neutral: 2, scale: 3, rule: perpendicular() })
 * console.log([...(await denoiser(answers[2]!, 2, new AbortController().signal)).data].join(' ')) // 6 -3
 * ```
 */
export const perpendicular = (strength = 1): GuidanceRule => ({
  name: 'perpendicular',
  ...(Number.isFinite(strength)
    ? {}
    : { refusal: refusal('guidance', `a strength of ${strength}`, 'a finite number; 1 is usual') }),
  neutral: true,
  answer: ({ toward, away, neutral }, scale) => {
    if (neutral === null) throw new Error('perpendicular guidance asks a third branch; give a neutral condition')
    const aim = combineItems([toward, away, neutral], (item) => {
      const square = dotFrom(toward, toward, neutral, item)
      const along = square === 0 ? 0 : dotFrom(away, toward, neutral, item) / square
      // n + p - strength (q - along p)
      const ofToward = 1 + strength * along
      return [ofToward, -strength, 1 - ofToward + strength]
    })
    return { denoised: guide(aim, neutral, scale), remembered: null }
  },
})
