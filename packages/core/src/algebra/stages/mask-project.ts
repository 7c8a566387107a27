import { either as E } from 'fp-ts'
import { type Refused, refusal } from '../../errors.js'
import type { Mask } from '../../mask.js'
import { maskedBlend } from '../../numerics/combine.js'
import { sameShape } from '../../shape.js'
import { type Anchored, type Carry, withX } from '../carry.js'
import { fallible, type Stage } from '../stage.js'
import { mustFit } from './must-fit.js'

/** The refusal of a mask with a value outside 0..1, NaN included. */
const mustBeMask = ({ data }: Mask): Refused | null => {
  const stray = data.slice().find((value) => !(value >= 0 && value <= 1))
  return stray === undefined ? null : refusal('the mask', `a value of ${stray}`, 'values from 0 (keep) to 1 (generate)')
}

/**
 * Keeps x where the mask `[batch, channels, frames]` is 1 and puts the anchor where it is 0; blends between. 0 and 1 are
 * selected rather than multiplied: exactness is a law, and 0 * Infinity is NaN. The anchor is computed here, in the one
 * pass over the latents. A carry that is held (a rejected step) passes unchanged. A mask of another shape than the
 * run's, or with values outside 0..1, is refused before the run; an anchor of another shape is a `ShapeMismatch`.
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
    { check: (run) => mask.refusal ?? mustFit('the mask', mask)(run) ?? mustBeMask(mask) },
  )
