import { type Latent, showShape } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { LatentsClip } from '../clip.js'
import { type RenderError, refuseRecipe } from '../errors.js'
import { framedTask } from '../framed-task.js'
import type { Recipe } from '../recipe/recipe.js'
import { regionsOf } from '../recipe/tasks.js'
import { checkedRanges } from '../regions.js'
import { field, words } from '../words.js'
import { type LearntPiece, learnPiece } from './learn.js'
import { windowSeconds } from './patch-size.js'

/** Frames of a window of latents that were not told their rate: half a second of Stable Audio Open's. */
const windowFrames = 11

const fits = (reference: Latent, { name, latent }: LatentsClip): E.Either<RenderError, Latent> =>
  latent.shape[1] === reference.shape[1]
    ? E.right(latent)
    : refuseRecipe(
        'exemplars',
        words`${field('exemplars')}: ${name} has latents of ${showShape(latent.shape)}, ${field('clip')} of ${showShape(reference.shape)}`,
        ['give as many channels'],
      )

/** Latents for the embedded model: exemplars are latents too. Regions are in frames by the rule of `framesOf`. */
export const latentsPiece = (
  recipe: Recipe,
  { latent: reference }: LatentsClip,
  others: readonly LatentsClip[],
  steps: number,
): E.Either<RenderError, LearntPiece> => {
  const { frameRate = null, windowLength } = recipe
  return pipe(
    E.Do,
    E.bind('exemplars', () => E.traverseArray((other: LatentsClip) => fits(reference, other))(others)),
    E.bind('ranges', () => checkedRanges(regionsOf(recipe), frameRate ?? 1, reference.shape[2])),
    E.let('framed', ({ ranges }) => framedTask(recipe, reference.shape, ranges, frameRate ?? 1, steps)),
    E.flatMap(({ exemplars, ranges, framed }) =>
      learnPiece({
        recipe,
        shape: reference.shape,
        reference: () => E.right(reference),
        exemplars:
          exemplars.length === 0
            ? [{ latent: reference, leaveOut: ranges }]
            : exemplars.map((latent) => ({ latent, leaveOut: [] })),
        windowFrames:
          frameRate === null ? windowFrames : Math.max(1, Math.round((windowLength ?? windowSeconds) * frameRate)),
        framed,
        frameRate,
        heard: null,
      }),
    ),
  )
}
