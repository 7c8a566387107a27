import { combine, type Latent } from '@sigmastream/core'
import type { OutputOf } from './guidance-rule.js'

/**
 * The velocity of a flow: what a rectified flow answers.
 *
 * ```text
 * v = (x / (1 + sigma) - D) / t,   t = sigma / (1 + sigma)
 * ```
 *
 * For `output` of {@link guidedDenoiser}. Nothing is refused.
 * Source: Liu et al. 2022, eq. 1.
 *
 * @example
 * ```ts
 * import { outputOfFlow } from '@sigmastream/samplers'
 *
 * const { x, denoised } = outputOfFlow(1)
 * console.log(x * 6 + denoised * 1) // 4
 * ```
 */
export const outputOfFlow: OutputOf = (sigma) => ({ x: 1 / sigma, denoised: -(1 + sigma) / sigma })

/**
 * The noise: what a network that is trained to predict noise answers.
 *
 * ```text
 * eps = (x - D) / sigma
 * ```
 *
 * For `output` of {@link guidedDenoiser}. Nothing is refused.
 * Source: Karras et al. 2022, eq. 3. Of a flow: {@link outputOfFlow}.
 */
export const outputOfNoise: OutputOf = (sigma) => ({ x: 1 / sigma, denoised: -1 / sigma })

/** What the network answered, of two denoised estimates at x. */
export const outputsOf = (
  of: OutputOf,
  sigma: number,
  x: Latent,
  [first, second]: readonly [Latent, Latent],
): readonly [Latent, Latent] => {
  const weights = of(sigma)
  const output = (denoised: Latent): Latent => combine([weights.x, x], [weights.denoised, denoised])
  return [output(first), output(second)]
}
