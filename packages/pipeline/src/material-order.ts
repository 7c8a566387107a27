import { either as E } from 'fp-ts'
import { isFinite, notFinite } from './clip.js'
import { type RenderError, refuseRecipe } from './errors.js'
import type { Model } from './model.js'
import type { Recipe } from './recipe/recipe.js'
import { isLoop, regionsOf } from './recipe/tasks.js'
import type { Material } from './sound-file-clip.js'
import { field, words } from './words.js'

/** A recipe, and what it works on as it was given; `null` where it works on none. */
export interface MaterialOrder {
  readonly recipe: Recipe
  readonly clip: Material | null
  /** As of `Order`, like the next. */
  readonly count?: number
  /** How many steps of the run are done, where it goes on from a frame: what came before takes no model any more. */
  readonly done?: number
  readonly by?: readonly number[]
}

/** Seconds mean nothing in latents without a rate, and sound has its own. */
const checkRate = (model: Model, recipe: Recipe, clip: Material): E.Either<RenderError, void> => {
  if (isLoop(recipe) && clip._tag === 'Latents')
    return refuseRecipe('clip', words`${clip.name} holds latents, and a loop is made of sound`, [
      'decode it first, or give sound',
    ])
  const { frameRate = null, tensor = null, windowLength = null } = recipe
  if (clip._tag !== 'Latents') {
    const stray = frameRate !== null ? 'frameRate' : tensor === null ? null : 'tensor'
    return stray === null
      ? E.right(undefined)
      : refuseRecipe(stray, words`${field(stray)} is for latents, and ${field('clip')} is sound`, ['leave it out'])
  }
  if (model.knowsRate)
    return frameRate === null
      ? E.right(undefined)
      : refuseRecipe('frameRate', words`${field('frameRate')}: the model has its own`, ['leave it out'])
  const inSeconds =
    regionsOf(recipe).length > 0
      ? words`${field('regions')} are in seconds`
      : windowLength === null
        ? null
        : words`${field('windowLength')} is in seconds`
  return frameRate !== null || inSeconds === null
    ? E.right(undefined)
    : refuseRecipe(
        'frameRate',
        [...inSeconds, ...words` and ${field('clip')} is latents`],
        words`give ${field('frameRate')}, frames a second, as well`,
      )
}

/**
 * A clip from a file must be the one of the recipe, where it says which; one that is in memory may hold anything. Of an
 * inpainting there is a region.
 */
export const checkClip = (model: Model, { recipe, clip }: MaterialOrder): E.Either<RenderError, void> => {
  if (recipe.command === 'inpaint' && recipe.regions.length === 0)
    return refuseRecipe('regions', words`${field('regions')}: none; give at least one { from, to } in seconds`)
  if (recipe.command === 'edit' && recipe.regions.length === 0 && recipe.feather > 0)
    return refuseRecipe('feather', words`${field('feather')} is of regions, and there is none`, [
      'give one, or leave it out',
    ])
  if (clip === null) return E.right(undefined)
  if (clip._tag !== 'SoundFile' && !isFinite(clip)) return E.left(notFinite('clip', clip))
  const { inputHash } = recipe
  return clip.hash === null || (inputHash ?? clip.hash) === clip.hash
    ? checkRate(model, recipe, clip)
    : refuseRecipe(
        'clip',
        [`${clip.name} is not the file that the recipe worked on`],
        [`give the one whose SHA-256 is ${String(inputHash)}`],
      )
}
