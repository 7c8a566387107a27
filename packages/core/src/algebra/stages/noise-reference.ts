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
 * Brings the reference `[batch, channels, frames]` to the level just reached: anchor = reference + to * eps, eps fresh
 * at each step (RePaint, Lugmayr et al. 2022, eq. 8a, in sigma space). At `to` = 0 the anchor is the reference itself,
 * bit for bit. It declares a draw on every interval, that of `to` = 0 included: PyTorch's `randn_like` is called there
 * as well, and thrown away. Errors: those of `draw`. A reference of another shape than the run's is refused before the
 * run.
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
