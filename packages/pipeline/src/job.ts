import type { NoiseSource, Plan } from '@sigmastream/core'
import type { readonlyNonEmptyArray as RNEA } from 'fp-ts'
import type { Clip } from './clip.js'
import type { Piece, Pieces } from './model.js'
import type { TaskPlan } from './plan.js'
import type { Recipe } from './recipe/recipe.js'
import type { Samples } from './samples.js'

/** What a recipe says when nothing of it is left open. */
export type WholeRecipe = Recipe & Required<Pick<Recipe, 'sampler' | 'schedule' | 'steps' | 'noise' | 'seed'>>

/** A recipe that could be rendered now: everything that can be wrong before the model is loaded has been checked. */
export interface Job {
  readonly recipe: WholeRecipe
  /** What the model works on: of a long recording, the excerpt that it asked for. */
  readonly clip: Clip | null
  /** All that stays where nothing is made; `null` where the model has no sound to keep. */
  readonly recording: Samples | null
  readonly piece: Piece
  /** Of which of the orders it is, and so which of the models that are opened. */
  readonly place: number
  /** The schedule that was asked for; a sampler with intervals of its own takes its range. */
  readonly sigmas: readonly number[]
  /** What its plan is made of, once there is a reference. */
  readonly parts: TaskPlan
  /** The plan as it can be explained: on zeros in the place of the reference. */
  readonly plan: Plan
  readonly noise: NoiseSource
  /** The parts of the run before this one, of a take that was forked: what is done when `until` steps are. */
  readonly earlier: readonly EarlierJob[]
}

/** A part of a run that another goes on from. */
export interface EarlierJob {
  readonly job: Job
  /** How many steps of the run are done at its end. */
  readonly until: number
}

/** Jobs that one model serves; `open` as of `Pieces`. */
export interface Jobs {
  readonly each: RNEA.ReadonlyNonEmptyArray<Job>
  readonly open: Pieces['open']
}
