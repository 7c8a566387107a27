import { combine, type Latent, type Refused, refusal } from '@sigmastream/core'
import type { GuidanceRule } from './guidance-rule.js'
import { addScaled, lessOne } from './per-frame.js'
import { combineItems, dot, norm } from './per-item.js'

/** Options of adaptive projected guidance. */
export interface AdaptiveProjection {
  /**
   * From 0 (the default) to 1: how much is kept of the part of guidance along the conditional estimate, which makes
   * louder and oversaturates; 1 is ordinary guidance. `apg_scale` of Stable Audio 3 is 1 less this.
   */
  readonly parallel?: number
  /** The longest that the direction of guidance may be for one item, as a norm over channels and frames; no limit by default. */
  readonly threshold?: number
  /** From above -1 to below 1: how much of the last direction is added to this one; below 0, as -0.5, it brakes. Default 0. */
  readonly momentum?: number
}

/** The direction, no longer than the threshold, less so much of its part along `toward`. */
const projection = (direction: Latent, toward: Latent, parallel: number, threshold: number): Latent =>
  combineItems([direction, toward], (item) => {
    const length = norm(direction, item)
    const shrink = length > threshold ? threshold / length : 1
    const square = dot(toward, toward, item)
    const along = square === 0 ? 0 : (shrink * dot(direction, toward, item)) / square
    return [shrink, -(1 - parallel) * along]
  })

/** What is wrong with options; `null` is nothing. */
const badProjection = ({ parallel = 0, threshold = Infinity, momentum = 0 }: AdaptiveProjection): Refused | null => {
  if (!(parallel >= 0 && parallel <= 1))
    return refusal('guidance', `a parallel part of ${parallel}`, 'a number from 0 to 1')
  if (!(threshold > 0)) return refusal('guidance', `a threshold of ${threshold}`, 'a number above 0')
  return Math.abs(momentum) < 1
    ? null
    : refusal('guidance', `a momentum of ${momentum}`, 'a number above -1 and below 1')
}

/**
 * Adaptive projected guidance (APG): without the part of guidance that points along the conditional estimate, so that
 * large scales do not make it loud.
 *
 * ```text
 * d  = (D - Du) + momentum d_before
 * d  = d min(1, threshold / |d|)
 * d' = d - (1 - parallel) <d, c> c,   c = D / |D|
 * D' = D + (scale - 1) d'
 * ```
 *
 * Norms and products over channels and frames of each item of `[batch, channels, frames]`, in denoised space. d_before
 * is kept in the carry: a step under momentum is one of {@link withGuidanceState}. Refused: a parallel part outside 0
 * to 1, a threshold of 0 or less, a momentum of 1 or more in size.
 * Laws: parallel 1 is ordinary guidance, to rounding; scale 1 is the conditional answer, bit for bit; every item of a
 * batch is guided as it is alone, bit for bit.
 * Source: Sadat et al. 2024 (APG), alg. 1; stable-audio-3 `models/dit.py`, `apg_project`, whose default this is.
 *
 * @example
 * ```ts
 * import { latent, orThrow } from '@sigmastream/core'
 * import { adaptiveProjection, type ConditionalDenoiser, guidedDenoiser } from '@sigmastream/samplers'
 *
 * const answers = [[2, 0], [1, -1]].map((values) => orThrow(latent([1, 2, 1], values)))
 * const model: ConditionalDenoiser<number> = async (_, __, branches) => branches.map((branch) => answers[branch]!)
 * const denoiser = guidedDenoiser(model, { toward: 0, away: 1, scale: 5, rule: adaptiveProjection() })
 * const { data } = await denoiser(answers[0]!, 2, new AbortController().signal)
 * console.log([...data].join(' ')) // 2 4
 * ```
 */
export const adaptiveProjection = (options: AdaptiveProjection = {}): GuidanceRule => {
  const { parallel = 0, threshold = Infinity, momentum = 0 } = options
  const refused = badProjection(options)
  return {
    name: 'adaptive projection',
    ...(refused === null ? {} : { refusal: refused }),
    remembers: momentum !== 0,
    answer: ({ toward, away }, scale, before) => {
      const direction = combine([1, toward], [-1, away], ...(before === null ? [] : ([[momentum, before]] as const)))
      return {
        denoised: addScaled(toward, projection(direction, toward, parallel, threshold), lessOne(scale)),
        remembered: momentum === 0 ? null : direction,
      }
    },
  }
}
