import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Latent } from '../../latent.js'
import type { Anchored, Carry } from '../carry.js'
import { fallible, type Stage } from '../stage.js'
import { draw } from './draw.js'
import { mustFit } from './must-fit.js'

/** The lane from which `noiseReference` draws. */
const referenceLane = 'reference'

/**
 * Brings the reference to the level just reached, and hands it on as the anchor of a projection.
 *
 * ```text
 * anchor = reference + to eps
 * ```
 *
 * eps from the lane `reference`, fresh each step; at `to` = 0 the anchor is the reference itself, bit for bit. A draw
 * is declared there too: PyTorch's `randn_like` is called there as well, and thrown away. Reference
 * `[batch, channels, frames]`. Refused: a reference of another shape than the run's. Errors: those of {@link draw}.
 * Then comes {@link maskProject}.
 * Source: RePaint (Lugmayr et al. 2022), eq. 8a, in sigma space.
 *
 * @example
 * ```ts
 * import { constant, noiseReference } from '@sigmastream/core'
 *
 * const stage = noiseReference(constant([1, 1, 6], 0.5))
 * console.log(stage.draws({ index: 0, of: 1, from: 4, to: 0 }).join()) // reference
 * console.log(stage.check({ shape: [1, 1, 8], steps: 1 })?.wrong) // a shape of 1x1x6 in a run of 1x1x8
 * ```
 */
export const noiseReference = (reference: Latent): Stage<Carry, Carry & Anchored> =>
  fallible(
    'noiseReference',
    (carry, env) =>
      env.at.to === 0
        ? E.right({ ...carry, anchor: [[1, reference]] })
        : pipe(
            draw(env, referenceLane, reference.shape),
            E.map((noise): Carry & Anchored => ({
              ...carry,
              anchor: [
                [1, reference],
                [env.at.to, noise],
              ],
            })),
          ),
    { draws: () => [referenceLane], check: mustFit('the reference', reference) },
  )
