import { basename } from 'node:path'
import { constant, drawsOf, type Refused } from '@sigmastream/core'
import { isSamplerName } from '@sigmastream/samplers'
import { either as E, type readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { itemsOf } from './batch-items.js'
import type { Clip } from './clip.js'
import { type RenderError, refuseRecipe } from './errors.js'
import type { ExcerptOrder } from './excerpt-order.js'
import { fromSampleError } from './from-sample-error.js'
import type { Job } from './job.js'
import type { Piece } from './model.js'
import { type TaskPlan, taskPlan } from './plan.js'
import { BITS, type Recipe, type RecipeFields } from './recipe/recipe.js'
import { samplesOf } from './samples.js'
import { noiseOf } from './sampling.js'
import { type AskedLevels, levelsOf, sigmasOf, variationLevels } from './schedules.js'
import { variationOf } from './variation.js'
import { field, words } from './words.js'

/** Between which levels the schedule of a recipe is made: a variation begins at its noise level. */
const levelsIn = (recipe: Recipe, { conventions, levelOf }: Piece): E.Either<RenderError, AskedLevels> => {
  const { sigmaMin = null, sigmaMax = null, schedule = conventions.schedule } = recipe
  if (recipe.command !== 'vary') return E.right(levelsOf(schedule, { sigmaMin, sigmaMax }, conventions))
  const { noiseLevel } = variationOf(recipe, levelOf)
  return sigmaMax === null || sigmaMax === noiseLevel
    ? variationLevels(schedule, noiseLevel, sigmaMin, conventions)
    : refuseRecipe(
        'sigmaMax',
        words`${field('sigmaMax')}: ${field('noiseLevel')} is the highest sigma of a variation`,
        ['leave one of them out'],
      )
}

/** The level that is to blame where a schedule cannot be made: the one that was asked for. */
const blamedLevel = ({ command, sigmaMin = null, sigmaMax = null }: Recipe): keyof AskedLevels | 'noiseLevel' => {
  if (command === 'vary') return 'noiseLevel'
  return sigmaMax === null && sigmaMin !== null ? 'sigmaMin' : 'sigmaMax'
}

/** What a clip is, as a recipe says it. */
const materialOf = (clip: Clip | null): RecipeFields => ({
  input: clip === null ? null : basename(clip.name),
  ...(clip === null || clip.hash === null ? {} : { inputHash: clip.hash }),
  ...(clip?._tag === 'Latents' && clip.tensor !== null ? { tensor: clip.tensor } : {}),
})

/** A paint window that is none is said of the bound that was typed, and of both that is to blame. */
const fromPlanError =
  (recipe: Recipe) =>
  (error: Refused): RenderError => {
    if (error.subject !== 'the paint window' || recipe.command !== 'inpaint') return fromSampleError(error)
    const { paintStart, paintEnd } = recipe
    const isStart = paintEnd === null || (paintStart !== null && paintStart > paintEnd)
    return fromSampleError(error, isStart ? 'paintStart' : 'paintEnd')
  }

/** The jobs of one piece: one for each item of its batch. */
export const jobsOf = (
  { order: { clip, count = 1 }, whole }: ExcerptOrder,
  piece: Piece,
  place: number,
  random: number,
): E.Either<RenderError, RNEA.ReadonlyNonEmptyArray<Job>> => {
  const { conventions, levelOf, task, startScale, shape } = piece
  const { batch, item, ...asked } = piece.recipe
  const { sampler = conventions.sampler, schedule = conventions.schedule, steps = conventions.steps } = asked
  const { noise = 'keyed', seed = random, reuse = null } = asked
  const recording = whole ?? (piece.original === null ? null : samplesOf(piece.original))
  // the recipe was decoded, and the conventions are those of a model that anyone may have written, without types too
  if (!isSamplerName(sampler))
    return refuseRecipe('sampler', words`${field('sampler')} is "${sampler}"`, [
      'give one that sigmastream samplers lists',
    ])
  return pipe(
    E.Do,
    E.bind('levels', () => levelsIn(asked, piece)),
    E.bind('sigmas', ({ levels }) => sigmasOf({ schedule, steps, ...levels, frames: shape[2] }, blamedLevel(asked))),
    E.let('parts', ({ sigmas }): TaskPlan => ({ sampler, reuse, sigmas, task, startScale })),
    E.bind('plan', ({ parts }) => pipe(taskPlan(parts, constant(shape, 0)), E.mapLeft(fromPlanError(asked)))),
    E.bind('items', () => itemsOf(batch, item, seed, count)),
    E.flatMap(({ levels, sigmas, parts, plan, items }) => {
      const variation = asked.command === 'vary' ? variationOf(asked, levelOf) : {}
      const own = { bits: BITS, sampler, schedule, steps, noise, seed }
      return pipe(
        items,
        E.traverseReadonlyNonEmptyArrayWithIndex((_, which: RecipeFields) => {
          const recipe = { ...asked, ...materialOf(clip), ...own, ...variation, ...which, ...levels }
          return pipe(
            noiseOf(recipe, drawsOf(plan), shape),
            E.map((source): Job => ({ recipe, clip, recording, piece, place, sigmas, parts, plan, noise: source })),
          )
        }),
      )
    }),
  )
}
