import type { Denoised, Scored } from '../carry.js'
import { type Stage, stage } from '../stage.js'

/**
 * The derivative of the probability flow where the denoiser was really asked, handed on as what it is made of.
 *
 * ```text
 * d = (x - denoised) / sigma,   score of the data at sigma = -d / sigma
 * ```
 *
 * No array is computed: an update takes {@link along} or {@link line} of d; {@link toD} gives the latent
 * `[batch, channels, frames]`. No calls, no draws, no errors. Then comes {@link eulerStep}.
 * Source: Karras et al. 2022, eq. 1 with eq. 3; k-diffusion `to_d`.
 *
 * @example
 * ```ts
 * import { carryAt, chain, constant, denoise, orThrow, score, toD } from '@sigmastream/core'
 * import { pointDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 *
 * const engine = { denoiser: pointDenoiser(constant([1, 1, 1], 0)), noise: keyed(7) }
 * const env = { ...engine, at: { index: 0, of: 1, from: 4, to: 1 }, signal: new AbortController().signal }
 * const { d } = orThrow(await chain(denoise, score).run(carryAt(constant([1, 1, 1], 8)), env)())
 * console.log(toD(d).data[0]) // 2
 * ```
 */
export const score: Stage<Denoised, Scored> = stage('score', (flow) => ({
  ...flow,
  phase: 'scored',
  d: flow.evaluation,
}))
