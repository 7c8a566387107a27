import { andThen, type Latent, type NoSlot, type Step } from '@sigmastream/core'
import { fusedProject } from './project.js'

/**
 * Inpainting is any sampler, and then a projection. The mask `[batch, channels, frames]` is 1 where `base` is to
 * generate and 0 where the reference is kept; after a schedule that ends at 0, the kept frames are the reference's, bit
 * for bit. RePaint (Lugmayr et al. 2022).
 */
export const inpaint = <S = NoSlot>(base: Step<S>, reference: Latent, mask: Latent): Step<S> =>
  andThen(base, fusedProject(reference, mask))
