import { andThen, type Latent, type Mask, type Step } from '@sigmastream/core'
import { project } from './project.js'

/**
 * Inpainting is any sampler, and then a projection. The mask `[batch, channels, frames]` is 1 where `base` is to generate
 * and 0 where the reference is kept; after a schedule that ends at 0, the kept frames are the reference's, bit for bit.
 * RePaint (Lugmayr et al. 2022).
 */
export const inpaint = (base: Step, reference: Latent, mask: Mask): Step => andThen(base, project(reference, mask))
