import { badRecipe, closeMaterial, exemplar, isEmbedded, type Recipe, type RenderError } from '@sigmastream/pipeline'
import { BITS } from '@sigmastream/pipeline/recipe'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { asJob, type Desk, type NamedJob } from './desk.js'
import { findSound } from './find-sound.js'
import { openHeard } from './heard-clip.js'
import type { NamedRecipe } from './named-recipe.js'
import { preparedJobs } from './prepared-jobs.js'

/** A recipe of a checkpoint that is not here: as it is, which only its workers can check further. */
const unpreparedJob = ({ recipe, name }: NamedRecipe, desk: Desk): TE.TaskEither<RenderError, readonly NamedJob[]> => {
  const { model, batch = 1, item, memory } = recipe
  if (model === undefined || memory === undefined)
    return TE.left(
      badRecipe(
        'model',
        ['the recipe is of Stable Audio Open, and leaves open what only its checkpoint says'],
        ['give ', { field: 'model' }, ' and the folder of the checkpoint, or a recipe that a run has written'],
      ),
    )
  if (batch > 1 && item === undefined)
    return TE.left(badRecipe('item', [`the recipe is of a batch of ${batch}`], ['say which item of it, from 0']))
  const whole: Recipe = { ...recipe, bits: BITS, seed: recipe.seed ?? desk.seed }
  if (recipe.command === 'generate') return TE.right([{ job: asJob(whole, model, null, desk), name, files: [] }])
  return pipe(
    findSound(desk.sounds, { field: 'input', hash: recipe.inputHash, name: recipe.input }),
    TE.flatMap(({ path, name: input }) =>
      pipe(
        openHeard({ path, name: input }),
        TE.tapTask((clip) => closeMaterial(clip)),
        TE.map((clip) => [
          { job: asJob({ ...whole, input, inputHash: clip.hash }, model, null, desk), name, files: [path] },
        ]),
      ),
    ),
  )
}

/**
 * The jobs of a recipe, one for each of its results, whole: what it leaves open is filled in as its model does, and the memory
 * that it needs is predicted. Refused: whatever a run would refuse before its first step, and a sound that is not to be found.
 */
export const jobsOf = (asked: NamedRecipe, desk: Desk): TE.TaskEither<RenderError, readonly NamedJob[]> => {
  const { recipe } = asked
  if (isEmbedded(recipe) || (recipe.model === undefined && recipe.prompt === undefined))
    return preparedJobs(asked, exemplar, desk)
  const { stableAudio } = desk
  return stableAudio === null ? unpreparedJob(asked, desk) : preparedJobs(asked, () => stableAudio, desk)
}
