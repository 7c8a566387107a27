import type { GuidanceRule, OutputOf } from './guidance-rule.js'
import { outputOfFlow, outputsOf } from './outputs.js'
import { addScaled, lessOne } from './per-frame.js'
import { combineItems, dot } from './per-item.js'

/** Options of CFG-Zero*. */
export interface ZeroStar {
  /** The flow stands still at sigmas above this, and no branch is asked there: the first steps of a run. Default: none. */
  readonly stillAbove?: number
}

/**
 * CFG-Zero*: the branch that is led away from is scaled to fit the other before it is led away from, and the first
 * steps may stand still.
 *
 * ```text
 * s  = <c, u> / <u, u>,   c and u what the network answers, over channels and frames of each item
 * c' = s u + scale (c - s u)
 * ```
 *
 * The network's answers are those of `output` of {@link guidedDenoiser}, and velocities of a flow without it. Where the
 * flow stands still, D = x / (1 + sigma): velocity 0. Latents `[batch, channels, frames]`. Nothing is refused.
 * Laws: every item of a batch is guided as it is alone, bit for bit; scale 1 is the conditional answer, bit for bit,
 * where the flow does not stand still.
 * Source: Fan et al. 2025 (CFG-Zero*), alg. 1; diffusers `cfg_zero_star_scale`.
 *
 * @example
 * ```ts
 * import { constant } from '@sigmastream/core'
 * import { type ConditionalDenoiser, guidedDenoiser, zeroStar } from '@sigmastream/samplers'
 *
 * const model: ConditionalDenoiser<number> = async (x, _, labels) => labels.map((label) => constant(x.shape, label))
 * const denoiser = guidedDenoiser(model, { toward: 3, away: 1, scale: 7, rule: zeroStar({ stillAbove: 100 }) })
 * const at = async (sigma: number) => (await denoiser(constant([1, 1, 1], 0), sigma, new AbortController().signal)).data[0]
 * console.log(await at(1), await at(200)) // 3 0
 * ```
 */
export const zeroStar = ({ stillAbove = Infinity }: ZeroStar = {}): GuidanceRule => ({
  name: 'zero*',
  standsStill: (sigma) => sigma > stillAbove,
  answer: ({ x, sigma, toward, away, output }, scale) => {
    const of: OutputOf = output ?? outputOfFlow
    const { x: ofX, denoised: ofDenoised } = of(sigma)
    const [conditional, unconditional] = outputsOf(of, sigma, x, [toward, away])
    // c - s u in denoised space: D - s Du + (1 - s) (ofX / ofDenoised) x
    const direction = combineItems([toward, away, x], (item) => {
      const square = dot(unconditional, unconditional, item)
      const fit = square === 0 ? 0 : dot(conditional, unconditional, item) / square
      return [1, -fit, (1 - fit) * (ofX / ofDenoised)]
    })
    return { denoised: addScaled(toward, direction, lessOne(scale)), remembered: null }
  },
})
