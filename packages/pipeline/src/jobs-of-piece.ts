import { basename } from 'node:path'
import { ofLength } from '@sigmastream/audio'
import { constant, type Refused } from '@sigmastream/core'
import { isSamplerName } from '@sigmastream/samplers'
import { either as E, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { itemsOf } from './batch-items.js'
import { checkForks } from './check-forks.js'
import type { Clip } from './clip.js'
import { checkEdit } from './edit-engine.js'
import { badRecipe, type RenderError, refuseRecipe } from './errors.js'
import type { ExcerptOrder } from './excerpt-order.js'
import { fromSampleError } from './from-sample-error.js'
import { checkMethod, usualSampler } from './inpaint-method.js'
import type { Job } from './job.js'
import { turnBack } from './loop/turn.js'
import type { Piece } from './model.js'
import { noiseOf } from './noise.js'
import { noisePartsOf } from './noise-parts.js'
import { type TaskPlan, taskPlan } from './plan.js'
import { checkTurn } from './prompt-turn.js'
import { BITS, type Recipe, type RecipeFields } from './recipe/recipe.js'
import { recipeSchedule } from './recipe-schedule.js'
import { checkRising, mayRise } from './rising-schedule.js'
import { runDraws } from './run-draws.js'
import { type Samples, samplesOf } from './samples.js'
import { frameLevels } from './variation.js'
import { field, words } from './words.js'

type InpaintRecipe = Extract<Recipe, { readonly command: 'inpaint' }>

/** What a clip is, as a recipe says it. */
const materialOf = (clip: Clip | null): RecipeFields => ({
  input: clip === null ? null : basename(clip.name),
  ...(clip === null || clip.hash === null ? {} : { inputHash: clip.hash }),
  ...(clip?._tag === 'Latents' && clip.tensor !== null ? { tensor: clip.tensor } : {}),
})

/** Of a paint window that is none, the bound that was typed; of both, the one that is to blame. */
const blamedBound = ({ paintStart, paintEnd }: InpaintRecipe): 'paintStart' | 'paintEnd' =>
  paintEnd === null || (paintStart !== null && paintStart > paintEnd) ? 'paintStart' : 'paintEnd'

/** What says where noise levels begin that a sampler cannot begin at. */
const blamedStart = ({ command, sigmas, sigmaMax = null }: Recipe): string => {
  if (sigmas !== undefined) return 'sigmas'
  if (command === 'vary') return 'noiseLevel'
  return sigmaMax === null ? 'schedule' : 'sigmaMax'
}

/** What is wrong with a plan, said of the field that says it. */
const fromPlanError =
  (recipe: Recipe) =>
  (error: Refused): RenderError => {
    if (error.subject === 'the strength of the edit') return fromSampleError(error, 'strength')
    if (error.subject === 'the levels of the variation') return fromSampleError(error, 'amount')
    if (error.subject === 'the transfer strength')
      return fromSampleError(error, recipe.command === 'inpaint' ? 'paintAmount' : 'strength')
    if (error.subject === 'schedule') return fromSampleError(error, blamedStart(recipe))
    if (error.subject === 'resampling')
      return badRecipe(
        'sampler',
        words`${field('sampler')}: one that finds its own steps has none that ${field('resample')} could go over again`,
        ['give one that goes down the list, such as euler'],
      )
    if (error.subject === 'the edit')
      return badRecipe(
        'sampler',
        words`${field('sampler')} ${recipe.sampler ?? 'of the profile'} draws noise, which would stay in an edit`,
        words`give one that draws none, such as euler, or ${field('invert')}, another way to edit, which is for such samplers`,
      )
    if (error.subject === 'the inversion') return fromSampleError(error, 'sampler')
    return error.subject === 'the paint window' && recipe.command === 'inpaint'
      ? fromSampleError(error, blamedBound(recipe))
      : fromSampleError(error)
  }

/** All that stays of a recording, from its beginning on, where its model has taken a part of it or turned it. */
const recordingOf = ({ original, excerpt, turn }: Piece, clip: Clip | null): Samples | null => {
  if (original === null) return null
  if (turn !== undefined) return samplesOf(turnBack(original, turn))
  return samplesOf(excerpt !== undefined && clip?._tag === 'Sound' ? ofLength(clip.audio, excerpt.of) : original)
}

/** The jobs of one piece: one for each item of its batch. */
export const jobsOf = (
  { order: { clip, count = 1, by }, whole }: ExcerptOrder,
  piece: Piece,
  place: number,
  random: number,
): E.Either<RenderError, RNEA.ReadonlyNonEmptyArray<Job>> => {
  const { conventions, task, startScale, stepUnder, shift, shape, drawnFrames } = piece
  const { batch, item, ...asked } = piece.recipe
  const { sampler = usualSampler(asked, conventions.sampler), noise = 'keyed', seed = random, reuse = null } = asked
  const recording = whole ?? recordingOf(piece, clip)
  // the recipe was decoded, and the conventions are those of a model that anyone may have written, without types too
  if (!isSamplerName(sampler))
    return refuseRecipe('sampler', words`${field('sampler')} is "${sampler}"`, [
      'give one that sigmastream samplers lists',
    ])
  return pipe(
    E.Do,
    E.bind('falling', () => recipeSchedule(asked, piece)),
    E.tap(({ falling: { sigmas } }) => checkMethod(asked, piece, sigmas)),
    E.tap(({ falling: { sigmas, fields } }) => checkRising(fields, sampler, sigmas)),
    E.let(
      'parts',
      ({ falling: { sigmas, fields } }): TaskPlan => ({
        sampler,
        reuse,
        sigmas,
        mayRise: mayRise(fields),
        task: task._tag === 'Vary' ? { ...task, levels: frameLevels(asked, piece, sigmas) } : task,
        startScale,
        ...(stepUnder === undefined ? {} : { stepUnder }),
        ...(shift === undefined ? {} : { shift }),
      }),
    ),
    E.bind('plan', ({ parts }) => pipe(taskPlan(parts, constant(shape, 0)), E.mapLeft(fromPlanError(asked)))),
    E.tap(({ plan }) => checkForks(asked, plan)),
    E.tap(({ plan }) => checkTurn(asked, plan)),
    E.tap(() => checkEdit(asked)),
    E.bind('items', () => itemsOf(batch, item, seed, count)),
    E.bind('ways', () => noisePartsOf(asked, by)),
    E.flatMap(({ falling: { sigmas, fields }, parts, plan, items, ways }) => {
      const own = { bits: BITS, sampler, ...fields, noise, seed }
      return pipe(
        items,
        RNEA.flatMap((which) => RNEA.map((way: RecipeFields): RecipeFields => ({ ...which, ...way }))(ways)),
        E.traverseReadonlyNonEmptyArrayWithIndex((_, which: RecipeFields) => {
          const recipe = { ...asked, ...materialOf(clip), ...own, ...which }
          return pipe(
            noiseOf(recipe, runDraws(plan, piece), shape, drawnFrames),
            E.map(
              (source): Job => ({
                recipe,
                clip,
                recording,
                piece,
                place,
                sigmas,
                parts,
                plan,
                noise: source,
                earlier: [],
              }),
            ),
          )
        }),
      )
    }),
  )
}
