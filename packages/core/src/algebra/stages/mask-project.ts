import { either as E } from 'fp-ts'
import { type Mask, refusalOfMask } from '../../mask.js'
import { maskedBlend } from '../../numerics/combine.js'
import { sameShape } from '../../shape.js'
import { type Anchored, type Carry, withX } from '../carry.js'
import { fallible, type Stage } from '../stage.js'
import { mustFit } from './must-fit.js'

/**
 * Keeps x where the mask is 1, puts the anchor where it is 0, and blends between.
 *
 * ```text
 * x' = mask x + (1 - mask) anchor
 * ```
 *
 * 0 and 1 are selected, not multiplied: exactness is a law, and 0 * Infinity is NaN. A held carry (a rejected step)
 * passes unchanged. Mask and latents `[batch, channels, frames]`. Refused: a mask of another shape than the run's, or
 * with values outside 0..1, and what it carries. Errors: `ShapeMismatch` for an anchor of another shape.
 * Law: a projection is x where the mask is 1, and the reference at the level just reached where it is 0. See
 * {@link noiseReference}.
 *
 * @example
 * ```ts
 * import { chain, constant, maskProject, noiseReference } from '@sigmastream/core'
 *
 * const projection = chain(noiseReference(constant([1, 1, 6], 0.5)), maskProject(constant([1, 1, 6], 2)))
 * console.log(projection.check({ shape: [1, 1, 6], steps: 1 })?.wrong) // a value of 2
 * ```
 */
export const maskProject = (mask: Mask): Stage<Carry & Anchored, Carry> =>
  fallible(
    'maskProject',
    (carry, { at }) => {
      if (carry.held) return E.right(carry)
      const { shape } = carry.x
      const stray = [...carry.anchor.map(([, latent]) => latent), mask].find(
        (latent) => !sameShape(latent.shape, shape),
      )
      return stray === undefined
        ? E.right(withX(carry, maskedBlend(mask, carry.x, carry.anchor)))
        : E.left({ _tag: 'ShapeMismatch', step: at.index, where: 'maskProject', expected: shape, actual: stray.shape })
    },
    { check: (run) => mask.refusal ?? mustFit('the mask', mask)(run) ?? refusalOfMask(mask) },
  )
