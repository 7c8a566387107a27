import type { Engine, Frame, Latent } from '@sigmastream/core'
import { keyedBySigma } from '@sigmastream/core/noise'
import { applyEdit, editing, maskedDenoiser } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from './errors.js'
import type { Job } from './job.js'
import type { OpenModel } from './model.js'
import type { Recipe } from './recipe/recipe.js'
import { field, words } from './words.js'

/**
 * An edit noises the recording at each noise level anew, and only keyed noise can be asked by level; one on the noise of the
 * recording draws for that beside its steps, which noise in their order cannot, and what is held of it comes with that noise.
 */
export const checkEdit = (recipe: Recipe): E.Either<RenderError, void> => {
  if (recipe.command !== 'edit') return E.right(undefined)
  const { invert = false, noise = 'keyed', strength } = recipe
  if (invert && typeof strength === 'string')
    return refuseRecipe(
      'strength',
      words`${field('strength')} by second holds moments back, and ${field('invert')} runs on the noise of all of them`,
      words`give one number, or leave ${field('invert')} out`,
    )
  return noise === 'keyed' || (invert && noise === 'brownian')
    ? E.right(undefined)
    : refuseRecipe(
        'noise',
        invert
          ? words`${field('noise')} ${noise} is drawn in the order of the steps, and ${field('invert')} draws beside them`
          : words`${field('noise')} ${noise} is drawn by step, and an edit draws by noise level`,
        words`give ${field('noise')} keyed, or leave it out`,
      )
}

/**
 * What a job runs on: the model, or of an edit what the model makes of the recording under one prompt less what it makes
 * of it under the other. Refused: a model of one's own that has no source for an edit.
 */
export const engineOf = (
  { parts: { task }, recipe, noise }: Job,
  { denoiser, source, reference }: OpenModel,
): E.Either<RenderError, Engine> => {
  if (task._tag !== 'Edit' || task.invert) return E.right({ denoiser, noise })
  if (source === undefined)
    return refuseRecipe('command', ['this model was opened without a source, which an edit is from'])
  const whole = editing(source, denoiser, reference, keyedBySigma(recipe.seed + (recipe.item ?? 0)))
  return E.right({ denoiser: task.mask === null ? whole : maskedDenoiser(whole, task.mask), noise })
}

/** What a latent of a run is as a result: the run of an edit is of what is added to the reference. */
export const shownLatent =
  ({ parts: { task } }: Job, { reference }: OpenModel) =>
  (latent: Latent): Latent =>
    task._tag === 'Edit' && !task.invert ? applyEdit(reference, latent) : latent

/** A frame with the denoised estimate of the result; the carry stays the run's, for who goes on from it. */
export const shownFrame = (job: Job, model: OpenModel): ((frame: Frame) => Frame) => {
  const shown = shownLatent(job, model)
  return (frame) =>
    job.parts.task._tag !== 'Edit' || frame.denoised === null ? frame : { ...frame, denoised: shown(frame.denoised) }
}
