import type { Latent } from '@sigmastream/core'
import type { GuidanceRule, OutputOf } from './guidance-rule.js'
import { outputOfNoise, outputsOf } from './outputs.js'
import { addScaled, lessOne } from './per-frame.js'
import { combineItems, dot } from './per-item.js'

/**
 * The first right singular vector of the two rows c and u, as what it is a combination of: the eigenvector of the larger
 * eigenvalue of their products, of unit length as a vector of channels and frames.
 */
const mainDirection = (c: Latent, u: Latent, item: number): readonly [ofC: number, ofU: number] => {
  const [cc, cu, uu] = [dot(c, c, item), dot(c, u, item), dot(u, u, item)]
  const largest = (cc + uu) / 2 + Math.hypot((cc - uu) / 2, cu)
  // Of two forms of the eigenvector, the one that does not cancel.
  const [a, b] = cc >= uu ? [largest - uu, cu] : [cu, largest - cc]
  const length = Math.sqrt(a * a * cc + 2 * a * b * cu + b * b * uu)
  return length === 0 ? [0, 0] : [a / length, b / length]
}

/**
 * Tangential guidance (TCFG): of the branch that is led away from, only what lies along the main direction of both
 * branches is led away from.
 *
 * ```text
 * v  = the first right singular vector of [c; u],   u' = <u, v> v
 * c' = u' + scale (c - u'),   c and u what the network answers, each item one vector of channels and frames
 * ```
 *
 * The network's answers are those of `output` of {@link guidedDenoiser}, and noise, (x - D) / sigma, without it. Latents
 * `[batch, channels, frames]`. Nothing is refused.
 * Laws: every item of a batch is guided as it is alone, bit for bit; scale 1 is the conditional answer, bit for bit.
 * Source: Kwon et al. 2025 (TCFG), alg. 1; diffusers `TangentialClassifierFreeGuidance`.
 *
 * @example
 * ```ts
 * import { latent, orThrow } from '@sigmastream/core'
 * import { type ConditionalDenoiser, guidedDenoiser, tangential } from '@sigmastream/samplers'
 *
 * const [x, ...answers] = [[0, 0], [4, 0], [0, 1]].map((values) => orThrow(latent([1, 2, 1], values)))
 * const model: ConditionalDenoiser<number> = async (_, __, branches) => branches.map((branch) => answers[branch]!)
 * const denoiser = guidedDenoiser(model, { toward: 0, away: 1, scale: 2, rule: tangential() })
 * console.log([...(await denoiser(x!, 1, new AbortController().signal)).data].join(' ')) // 8 0
 * ```
 */
export const tangential = (): GuidanceRule => ({
  name: 'tangential',
  answer: ({ x, sigma, toward, away, output }, scale) => {
    const of: OutputOf = output ?? outputOfNoise
    const { x: ofX, denoised: ofDenoised } = of(sigma)
    const [conditional, unconditional] = outputsOf(of, sigma, x, [toward, away])
    const direction = combineItems([toward, away, x], (item) => {
      const [a, b] = mainDirection(conditional, unconditional, item)
      const along = a * dot(conditional, unconditional, item) + b * dot(unconditional, unconditional, item)
      const [c, u] = [1 - along * a, -along * b]
      // c ofC + u ofU in denoised space: what the outputs have of x, but for the share that the denoised have.
      return [c, u, ((c + u) * ofX) / ofDenoised]
    })
    return { denoised: addScaled(toward, direction, lessOne(scale)), remembered: null }
  },
})
