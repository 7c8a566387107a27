import { chain, type Latent, type Mask, maskProject, noiseReference, type Step } from '@sigmastream/core'

/**
 * Where the mask is 0, x becomes the reference at the level just reached; where it is 1, x stays. Shapes
 * `[batch, channels, frames]`.
 */
export const project = (reference: Latent, mask: Mask): Step => chain(noiseReference(reference), maskProject(mask))
