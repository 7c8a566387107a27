import type { SamplerName } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from './errors.js'
import type { Repetition } from './recipe/list-codecs.js'
import type { Recipe } from './recipe/recipe.js'
import { maxSteps } from './sampling.js'
import { field, words } from './words.js'

/** The sampler whose step the posterior is weighed in. */
const ofPosterior: SamplerName = 'ddim'

const isPosterior = (recipe: Recipe): boolean => recipe.command === 'inpaint' && recipe.method === 'posterior'

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

/**
 * Refused: what a way of filling gaps cannot go with, on the noise levels that the recipe goes down: another sampler than
 * its own, a paint window, stretches that are longer than the run, more steps than a run can have.
 */
export const checkMethod = (recipe: Recipe, sigmas: readonly number[]): E.Either<RenderError, void> => {
  if (recipe.command !== 'inpaint') return E.right(undefined)
  const method = isPosterior(recipe) ? checkPosterior(recipe) : E.right(undefined)
  if (E.isLeft(method) || recipe.resample === undefined) return method
  return checkRepetition(recipe, recipe.resample, sigmas)
}
