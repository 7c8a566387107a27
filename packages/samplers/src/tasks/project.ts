import { chain, type Latent, type Mask, maskProject, noiseReference, type Step } from '@sigmastream/core'

/**
 * The projection: x becomes the reference, at the level just reached, where the mask is 0.
 *
 * ```text
 * x' = mask x + (1 - mask) (reference + to eps)
 * ```
 *
 * eps from the lane `reference`, fresh each step; at `to` = 0 the reference itself. Reference and mask
 * `[batch, channels, frames]`. Refused: a mask or reference of another shape than the run's, mask values outside 0..1.
 * Laws: projecting twice is projecting once, bit for bit; hard masks multiply: project(m1), project(m2) is project(m1
 * m2).
 * Source: RePaint (Lugmayr et al. 2022), in sigma space. After a sampler: {@link inpaint}.
 *
 * @example
 * ```ts
 * import { constant } from '@sigmastream/core'
 * import { maskOfRanges, project } from '@sigmastream/samplers'
 *
 * const step = project(constant([1, 1, 6], 0.5), maskOfRanges([1, 1, 6], [{ start: 2, end: 4 }]))
 * console.log(step.name) // noiseReference > maskProject
 * console.log(step.check({ shape: [1, 1, 8], steps: 2 })?.subject) // the reference
 * ```
 */
export const project = (reference: Latent, mask: Mask): Step => chain(noiseReference(reference), maskProject(mask))
