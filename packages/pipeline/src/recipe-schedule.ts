import { fromSigmas, sigmasOf as sigmasIn } from '@sigmastream/core/schedules'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from './errors.js'
import { fromSampleError } from './from-sample-error.js'
import type { Piece } from './model.js'
import type { Recipe, RecipeFields } from './recipe/recipe.js'
import { listName, type ScheduleName } from './schedule-names.js'
import { type AskedLevels, blamedLevel, levelsOf, sigmasOf, variationLevels } from './schedules.js'
import { variationOf } from './variation.js'
import { field, words } from './words.js'

/** The noise levels that a recipe goes down, and what it says of them when nothing is left open. */
export interface RecipeSchedule {
  readonly sigmas: readonly number[]
  readonly fields: Required<Pick<RecipeFields, 'schedule' | 'steps' | keyof AskedLevels>> &
    Pick<RecipeFields, 'sigmas' | 'noiseLevel' | 'amount'>
}

/** How many steps a recipe asks for: those of its list, or so many; `usual` where it leaves that open. */
export const stepsOf = ({ steps, sigmas }: RecipeFields, usual: number): number =>
  steps ?? (sigmas === undefined ? usual : sigmas.length - (sigmas.at(-1) === 0 ? 1 : 0))

/** Between which levels the schedule of a recipe is made: a variation begins at its noise level. */
const levelsIn = (schedule: ScheduleName, recipe: Recipe, piece: Piece): E.Either<RenderError, AskedLevels> => {
  const { conventions } = piece
  const { sigmaMin = null, sigmaMax = null } = recipe
  if (recipe.command !== 'vary') return E.right(levelsOf(schedule, { sigmaMin, sigmaMax }, conventions))
  if (schedule === 'vp')
    return refuseRecipe(
      'schedule',
      words`${field('schedule')} vp begins at a sigma of its own, and a variation at its noise level`,
      ['give another schedule, such as exponential'],
    )
  const { noiseLevel } = variationOf(recipe, piece)
  return sigmaMax === null || sigmaMax === noiseLevel
    ? variationLevels(schedule, noiseLevel, sigmaMin, conventions)
    : refuseRecipe(
        'sigmaMax',
        words`${field('sigmaMax')}: ${field('noiseLevel')} is the highest sigma of a variation`,
        ['leave one of them out'],
      )
}

/** The frames that a schedule goes by that goes by length: of a window, where there are several. */
const framesOf = ({ soundFrames, shape, windows }: Piece): number =>
  windows?.[0] === undefined ? (soundFrames ?? shape[2]) : windows[0].end - windows[0].start

/** A schedule by its name. */
const namedSchedule = (recipe: Recipe, piece: Piece): E.Either<RenderError, RecipeSchedule> => {
  const { conventions } = piece
  const { schedule = conventions.schedule, steps = conventions.steps, sigmaMin = null, sigmaMax = null } = recipe
  return schedule === listName
    ? refuseRecipe('schedule', words`${field('schedule')} list is one that ${field('sigmas')} lists`, [
        ...words`give ${field('sigmas')}, or another schedule`,
      ])
    : pipe(
        levelsIn(schedule, recipe, piece),
        E.bindTo('levels'),
        E.bind('sigmas', ({ levels }) =>
          sigmasOf(
            {
              schedule,
              steps,
              ...levels,
              frames: framesOf(piece),
              ...(recipe.shift === undefined ? {} : { shift: recipe.shift }),
            },
            recipe.command === 'vary' ? 'noiseLevel' : blamedLevel({ sigmaMin, sigmaMax }),
          ),
        ),
        E.map(({ levels, sigmas }) => ({
          sigmas,
          fields: { schedule, steps, ...levels, ...(recipe.command === 'vary' ? variationOf(recipe, piece) : {}) },
        })),
      )
}

/** What a list of sigmas says already, where a recipe says something else of it; the recipe of a result says the same. */
const checkBeside = (recipe: Recipe, sigmas: readonly number[]): E.Either<RenderError, void> => {
  const { schedule = listName, steps = sigmas.length - 1, noiseLevel = sigmas[0] } = recipe
  const amount = recipe.noiseLevel === undefined && recipe.amount !== undefined
  const beside = {
    schedule: schedule !== listName,
    steps: steps !== sigmas.length - 1,
    sigmaMin: (recipe.sigmaMin ?? null) !== null,
    sigmaMax: (recipe.sigmaMax ?? null) !== null,
    shift: recipe.shift !== undefined,
    noiseLevel: recipe.command === 'vary' && noiseLevel !== sigmas[0],
    amount: recipe.command === 'vary' && amount,
  }
  const stray = Object.entries(beside).find(([, is]) => is)?.[0]
  return stray === undefined
    ? E.right(undefined)
    : refuseRecipe(stray, words`${field('sigmas')} is the whole schedule: it says ${field(stray)}`, [
        'leave one of them out',
      ])
}

/** The sigmas of a list of one's own, brought to an end at 0. Refused: one that does not fall. */
export const listSigmas = (list: readonly number[]): E.Either<RenderError, readonly number[]> =>
  pipe(
    sigmasIn(fromSigmas(list)),
    E.mapLeft((error) => fromSampleError(error, 'sigmas')),
  )

/** A schedule that the recipe lists. */
const listedSchedule = (recipe: Recipe, list: readonly number[]): E.Either<RenderError, RecipeSchedule> =>
  pipe(
    listSigmas(list),
    E.tap((sigmas) => checkBeside(recipe, sigmas)),
    E.map((sigmas) => ({
      sigmas,
      fields: {
        schedule: listName,
        steps: sigmas.length - 1,
        sigmaMin: null,
        sigmaMax: null,
        sigmas,
        ...(recipe.command === 'vary' && sigmas[0] !== undefined ? { noiseLevel: sigmas[0] } : {}),
      },
    })),
  )

/**
 * The falling sigmas that a recipe goes down: those that it lists, or those of a schedule by its name, between the levels
 * that it asks for or the model's. Refused: what makes no list that falls, by the field that is to blame, and fields
 * that say otherwise than a list.
 */
export const recipeSchedule = (recipe: Recipe, piece: Piece): E.Either<RenderError, RecipeSchedule> =>
  recipe.sigmas === undefined ? namedSchedule(recipe, piece) : listedSchedule(recipe, recipe.sigmas)
