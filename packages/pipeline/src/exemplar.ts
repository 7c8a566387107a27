import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Clip, isFinite, notFinite } from './clip.js'
import { badRecipe, onLine } from './errors.js'
import type { Model } from './model.js'
import { checkEmbedded } from './recipe/embedded.js'
import { embeddedName } from './recipe/fields.js'
import { field, words } from './words.js'

/**
 * The embedded model: the exact denoiser of what it learns from, which is `clips`, or, where there are none, the clip
 * that it works on, without the regions that are asked for. It learns from sound for sound, from latents for latents;
 * no weights are needed. The engine is loaded when something is prepared.
 */
export const exemplar = (clips: readonly Clip[] = []): Model => ({
  knowsRate: false,
  excerpt: (recipe, of) => async () => {
    const { excerptFor } = await import('./exemplar/excerpt.js')
    return excerptFor(clips.length)(recipe, of)()
  },
  prepare: (orders) => async () => {
    const { piecesOf } = await import('./exemplar/pieces.js')
    const [stray] = orders.filter(({ recipe: { model = embeddedName } }) => model !== embeddedName)
    if (stray !== undefined)
      return E.left(
        badRecipe('model', [`the recipe is of the model ${String(stray.recipe.model)}`], words`give ${field('model')}`),
      )
    const broken = clips.find((clip) => !isFinite(clip))
    if (broken !== undefined) return E.left(notFinite('exemplars', broken))
    return pipe(
      orders,
      E.traverseReadonlyNonEmptyArrayWithIndex((place, { recipe }) =>
        pipe(checkEmbedded(recipe), E.mapLeft(onLine(place, orders.length))),
      ),
      E.flatMap(() => piecesOf(orders, clips)),
    )
  },
})
