import { chain, type Latent, maskProject, noiseReference, type NoSlot, type Step } from '@sigmastream/core'

/** Where the mask is 0, x becomes the reference at the level just reached; where it is 1, x stays. Shapes `[batch, channels, frames]`. */
export const project = <S = NoSlot>(reference: Latent, mask: Latent): Step<S> =>
  chain(noiseReference<S>(reference), maskProject<S>(mask))
