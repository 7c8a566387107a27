import type { SamplerName } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from './errors.js'
import { maxSteps } from './max-steps.js'
import type { Piece } from './model.js'
import type { Repetition } from './recipe/list-codecs.js'
import type { InpaintMethod } from './recipe/names.js'
import type { Recipe, RecipeFields } from './recipe/recipe.js'
import { fillsRegions } from './recipe/tasks.js'
import { field, words } from './words.js'

/** How gaps are filled where nobody says: by a model that is told nothing of them, and by one that is. */
export const usualMethod: InpaintMethod = 'projection'
const usualTold: InpaintMethod = 'both'

/** Whether a way of filling gaps tells the model what surrounds them. */
export const tellsModel = ({ method = usualMethod }: Pick<RecipeFields, 'method'>): boolean =>
  method === 'native' || method === 'both'

/** How a model fills the gaps of a recipe, where it `fillsGaps` itself; one that does not is asked as the recipe says. */
export const methodFor = (recipe: Recipe, fillsGaps: boolean): Pick<RecipeFields, 'method'> =>
  fillsGaps && fillsRegions(recipe) ? { method: recipe.method ?? usualTold } : {}

/** What only a model can that was trained to fill gaps. */
const refuseTold = ({ method }: Recipe): E.Either<RenderError, void> =>
  refuseRecipe(
    'method',
    words`${field('method')} ${String(method)} is for a model that fills gaps itself, and this one was not trained to`,
    words`give ${field('method')} projection or posterior, or ${field('model')} and the folder of Stable Audio 3`,
  )

/** The sampler whose step the posterior is weighed in. */
const ofPosterior: SamplerName = 'ddim'

const isPosterior = (recipe: Recipe): boolean => fillsRegions(recipe) && recipe.method === 'posterior'

/** The sampler where the recipe says none: that of the model, unless the method has a step of its own. */
export const usualSampler = (recipe: Recipe, ofModel: SamplerName): SamplerName =>
  isPosterior(recipe) ? ofPosterior : ofModel

/** A paint window, where the surroundings count in every step. */
const checkWindow = (recipe: Recipe, other: string): E.Either<RenderError, void> => {
  const { paintStart, paintEnd } = recipe.command === 'inpaint' ? recipe : { paintStart: null, paintEnd: null }
  const stray = paintStart !== null ? 'paintStart' : paintEnd !== null ? 'paintEnd' : null
  return stray === null
    ? E.right(undefined)
    : refuseRecipe(stray, words`${field(stray)}: with ${field(other)} the surroundings count in every step`, [
        'leave one of the two out',
      ])
}

const checkPosterior = (recipe: Recipe): E.Either<RenderError, void> => {
  const { sampler = ofPosterior } = recipe
  return sampler === ofPosterior
    ? checkWindow(recipe, 'method')
    : refuseRecipe(
        'sampler',
        words`${field('sampler')} ${sampler}: ${field('method')} posterior takes a step of its own, which is that of ${ofPosterior}`,
        words`leave ${field('sampler')} out, or give ${field('method')} projection`,
      )
}

/** Nothing is put back: neither on some of the steps, nor softly; and a recording that is to stay would not. */
const checkNative = (recipe: Recipe): E.Either<RenderError, void> => {
  if (recipe.command !== 'inpaint')
    return refuseRecipe(
      'method',
      words`${field('method')} native makes over what is there as well, and what is extended stays as it is`,
      words`give ${field('method')} both, or leave it out`,
    )
  return recipe.feather > 0
    ? refuseRecipe(
        'feather',
        words`${field('feather')}: with ${field('method')} native nothing is put back, so there is no border to soften`,
        words`leave it out, or give ${field('method')} both`,
      )
    : checkWindow(recipe, 'method')
}

const checkRepetition = (
  recipe: Recipe,
  [passes, steps]: Repetition,
  sigmas: readonly number[],
): E.Either<RenderError, void> => {
  const most = sigmas.findLastIndex((sigma) => sigma > 0)
  if (steps > most)
    return refuseRecipe(
      'resample',
      words`${field('resample')}: a stretch of ${steps} steps, and the run has ${most} above its lowest noise level`,
      most < 1 ? words`leave ${field('resample')} out, or give more ${field('steps')}` : [`give at most ${most}`],
    )
  // A jump back up is a step of its own.
  const all = sigmas.length - 1 + (passes - 1) * Math.floor(most / steps) * (steps + 1)
  return all <= maxSteps
    ? checkWindow(recipe, 'resample')
    : refuseRecipe('resample', words`${field('resample')}: that makes ${all} steps of ${sigmas.length - 1}`, [
        `give so few that there are at most ${maxSteps}`,
      ])
}

const checkSurroundings = (recipe: Recipe, fillsGaps: boolean): E.Either<RenderError, void> => {
  if (!fillsRegions(recipe)) return E.right(undefined)
  if (!fillsGaps && tellsModel(recipe)) return refuseTold(recipe)
  if (recipe.method === 'native') return checkNative(recipe)
  return isPosterior(recipe) ? checkPosterior(recipe) : E.right(undefined)
}

/**
 * Refused: what a way of filling gaps cannot go with, on the noise levels that the recipe goes down: a model that was not
 * trained for it, another sampler than its own, a paint window or soft borders where nothing is put back, stretches that
 * are longer than the run, more steps than a run can have.
 */
export const checkMethod = (
  recipe: Recipe,
  { fillsGaps = false }: Pick<Piece, 'fillsGaps'>,
  sigmas: readonly number[],
): E.Either<RenderError, void> => {
  const method = checkSurroundings(recipe, fillsGaps)
  if (E.isLeft(method) || recipe.command !== 'inpaint' || recipe.resample === undefined) return method
  return checkRepetition(recipe, recipe.resample, sigmas)
}
