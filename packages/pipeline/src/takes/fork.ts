import { resume } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from '../errors.js'
import { fromSampleError } from '../from-sample-error.js'
import { drawsNoise, intervalsOf, lastNoisy } from '../intervals.js'
import type { Job } from '../job.js'
import type { forkFields } from '../recipe/fields.js'
import type { Recipe, RecipeFields } from '../recipe/recipe.js'
import type { Checkpoint } from '../render-job.js'
import { field, words } from '../words.js'

/** What a fork may change. */
export type ForkFields = Pick<RecipeFields, keyof typeof forkFields>

/** What of a recipe a fork may change, as it is. */
const forkFieldsOf = ({ prompt, negative, cfg, noise, seed, sampler }: Recipe): ForkFields => ({
  ...(prompt === undefined ? {} : { prompt }),
  ...(negative === undefined ? {} : { negative }),
  ...(cfg === undefined ? {} : { cfg }),
  ...(noise === undefined ? {} : { noise }),
  ...(seed === undefined ? {} : { seed }),
  ...(sampler === undefined ? {} : { sampler }),
})

/**
 * The recipe of a take that goes on otherwise from a step of another: it says what it was until then, so that it makes
 * the same again without the frame that it went on from.
 */
export const forkRecipe = ({ earlier = [], ...own }: Recipe, step: number, changes: ForkFields): Recipe => {
  // the seeds of a search are for steps that another seed is for now
  const { forks, ...rest } = own
  const was = { until: step, ...forkFieldsOf(own), ...(forks === undefined ? {} : { forks }) }
  return { ...(changes.seed === undefined ? own : rest), ...changes, earlier: [...earlier, was] }
}

/** Other noise alone where none is drawn any more: such a fork is the take itself. */
const checkDraws = ({ plan }: Job, step: number, changes: ForkFields): E.Either<RenderError, void> => {
  const others = Object.keys(changes).filter((name) => name !== 'seed' && name !== 'noise')
  const rest = intervalsOf(plan)?.slice(step)
  const draws = rest === undefined ? lastNoisy(plan) > 0 : rest.some((at) => drawsNoise(plan, at))
  const [blamed, other] =
    changes.seed === undefined ? (['noise', 'other noise'] as const) : (['seed', 'another seed'] as const)
  return draws || others.length > 0
    ? E.right(undefined)
    : refuseRecipe(
        blamed,
        words`${field(blamed)}: no noise is drawn after step ${step}, so ${other} would make the same again`,
        lastNoisy(plan) > 0
          ? ['fork after an earlier step']
          : words`give another ${field('sampler')} as well, such as dpmpp-2m-sde`,
      )
}

/**
 * Whether a job can go on otherwise from a frame. Refused: a frame between levels that it has no step between, other
 * noise alone where none is drawn any more; of a solver that chooses its steps on the way, where it never draws any.
 */
export const checkFork = (
  job: Job,
  { frame, summary }: Checkpoint,
  changes: ForkFields,
): E.Either<RenderError, void> => {
  const { plan: _, ...bare } = frame
  return pipe(
    resume(job.plan, bare),
    E.mapLeft((error): RenderError => fromSampleError(error)),
    E.flatMap(() => checkDraws(job, summary.done, changes)),
  )
}
