import { combine, type Refused, refusal } from '@sigmastream/core'
import type { GuidanceRule } from './guidance-rule.js'
import { addScaled, lessOne } from './per-frame.js'
import { slowPart } from './slow-part.js'

/** Options of frequency-decoupled guidance. */
export interface FrequencyDecoupled {
  /** How much of guidance reaches what changes slowly: 0 is none of it, 1 all of it, as in ordinary guidance. Default 0.5. */
  readonly slow?: number
  /** What is slow: changes of more than about 2^octaves frames. A whole number of at least 1. Default 3. */
  readonly octaves?: number
}

/** What is wrong with options; `null` is nothing. */
const badDecoupling = (slow: number, octaves: number): Refused | null => {
  if (!Number.isFinite(slow)) return refusal('guidance', `${slow} of the slow part`, 'a finite number; 1 is all of it')
  return Number.isSafeInteger(octaves) && octaves >= 1
    ? null
    : refusal('guidance', `${octaves} octaves`, 'a whole number of at least 1')
}

/**
 * Frequency-decoupled guidance over frames: what changes slowly in the sound is guided less than what changes fast.
 *
 * ```text
 * d  = D - Du,   L d = the lowest level of a pyramid of d over frames
 * D' = D + (scale - 1) (d - (1 - slow) L d)
 * ```
 *
 * So the slow part has the scale 1 + slow (scale - 1), and the rest has the scale. Latents `[batch, channels, frames]`.
 * Refused: a slow part that is not finite, octaves that are no whole number of at least 1.
 * Laws: slow 1 is ordinary guidance, to rounding; every item of a batch is guided as it is alone, bit for bit; scale 1 is
 * the conditional answer, bit for bit.
 * Source: Sadat et al. 2025 (FDG, arXiv 2506.19713), alg. 1, whose pyramid is over the two sides of an image.
 *
 * @example
 * ```ts
 * import { constant } from '@sigmastream/core'
 * import { type ConditionalDenoiser, frequencyDecoupled, guidedDenoiser } from '@sigmastream/samplers'
 *
 * // Answers that do not change over frames are slow: the scale 7 is 4 for them.
 * const model: ConditionalDenoiser<number> = async (x, _, labels) => labels.map((label) => constant(x.shape, label))
 * const denoiser = guidedDenoiser(model, { toward: 3, away: 1, scale: 7, rule: frequencyDecoupled({ slow: 0.5 }) })
 * console.log((await denoiser(constant([1, 1, 8], 9), 2, new AbortController().signal)).data[0]) // 9
 * ```
 */
export const frequencyDecoupled = ({ slow = 0.5, octaves = 3 }: FrequencyDecoupled = {}): GuidanceRule => {
  const refused = badDecoupling(slow, octaves)
  return {
    name: 'frequency-decoupled',
    ...(refused === null ? {} : { refusal: refused }),
    answer: ({ toward, away }, scale) => {
      const direction = combine([1, toward], [-1, away])
      const decoupled = combine([1, direction], [slow - 1, slowPart(direction, octaves)])
      return { denoised: addScaled(toward, decoupled, lessOne(scale)), remembered: null }
    },
  }
}
