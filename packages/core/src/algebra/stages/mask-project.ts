import { either as E } from 'fp-ts'
import type { Refused } from '../../errors.js'
import { type Latent } from '../../latent.js'
import { select } from '../../numerics/combine.js'
import { sameShape } from '../../shape.js'
import { type Anchored, type Carry, moved, type NoSlot } from '../carry.js'
import { fallible, type Stage } from '../stage.js'
import { mustFit } from './must-fit.js'

/** The refusal of a mask with a value outside 0..1, NaN included. */
const mustBeMask = ({ data }: Latent): Refused | null => {
  const stray = data.slice().find((value) => !(value >= 0 && value <= 1))
  return stray === undefined
    ? null
    : {
        _tag: 'Refused',
        subject: 'the mask',
        wrong: `a value of ${stray}`,
        right: 'values from 0 (keep) to 1 (generate)',
      }
}

/**
 * Keeps x where the mask is 1 and puts the anchor where it is 0; blends between. 0 and 1 are selected rather than
 * multiplied: exactness is a law, and 0 * Infinity is NaN. A carry that is held (a rejected step) passes unchanged. A
 * mask of another shape than the run's, or with values outside 0..1, is refused before the run; an anchor of another
 * shape is a `ShapeMismatch`.
 */
export const maskProject = <S = NoSlot>(mask: Latent): Stage<Carry<S> & Anchored, Carry<S>> =>
  fallible(
    'maskProject',
    (carry, { at }) => {
      if (carry.held) return E.right(carry)
      const { shape } = carry.x
      const stray = [carry.anchor, mask].find((latent) => !sameShape(latent.shape, shape))
      return stray === undefined
        ? E.right(moved(carry, select(mask, carry.x, carry.anchor)))
        : E.left({ _tag: 'ShapeMismatch', step: at.index, where: 'maskProject', expected: shape, actual: stray.shape })
    },
    { check: (run) => mustFit('the mask', mask)(run) ?? mustBeMask(mask) },
  )
