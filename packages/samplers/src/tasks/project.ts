import {
  type Carry,
  chain,
  draw,
  fallible,
  type Latent,
  maskProject,
  moved,
  type NoSlot,
  noiseReference,
  referenceLane,
  type Step,
  select,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/**
 * Where the mask is 0, x becomes the reference at the level just reached; where it is 1, x stays. Shapes `[batch,
 * channels, frames]`.
 */
export const project = <S = NoSlot>(reference: Latent, mask: Latent): Step<S> =>
  chain(noiseReference<S>(reference), maskProject<S>(mask))

/** `project` in one pass over the latents, with the same bits (a law holds them together); what the tasks run. */
export const fusedProject = <S = NoSlot>(reference: Latent, mask: Latent): Step<S> => {
  const { name, draws, check } = project<S>(reference, mask)
  return fallible(
    name,
    (carry: Carry<S>, env) => {
      const { to } = env.at
      if (carry.held) return E.right(carry)
      if (to === 0) return E.right(moved(carry, select(mask, carry.x, reference)))
      return pipe(
        draw(env, referenceLane, reference.shape),
        E.map((noise) => moved(carry, select(mask, carry.x, reference, to, noise))),
      )
    },
    { draws, check },
  )
}
