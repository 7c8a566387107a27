import { andThen, type Latent, type Mask, type Step } from '@sigmastream/core'
import { project } from './project.js'

/**
 * Inpainting: any sampler, and then a projection. The mask is 1 where `base` is to generate, 0 where the reference is
 * kept.
 *
 * ```text
 * x' = project(base(x))
 * ```
 *
 * Reference and mask `[batch, channels, frames]`. Refused: what {@link project} refuses, and what `base` does.
 * Laws: what is kept equals the reference, bit for bit, when the schedule ends at 0; a mask of ones is the sampler
 * alone.
 * Source: RePaint (Lugmayr et al. 2022). In a part of the steps: {@link variableInpaint}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { euler, inpaint, maskOfRanges } from '@sigmastream/samplers'
 *
 * const step = inpaint(euler(), constant([1, 1, 6], 0.5), maskOfRanges([1, 1, 6], [{ start: 2, end: 4 }]))
 * const filling = plan({ step, schedule: [9, 3, 1, 0], shape: [1, 1, 6] })
 * const { x } = orThrow(await run(filling, { denoiser: gaussianDenoiser(9, 0), noise: keyed(7) })())
 * console.log([...x.data].join(' ')) // 0.5 0.5 9 9 0.5 0.5
 * ```
 */
export const inpaint = (base: Step, reference: Latent, mask: Mask): Step => andThen(base, project(reference, mask))
