import type { FrameRange, Mask, Shape } from '@sigmastream/core'
import { maskOfRanges } from '@sigmastream/samplers'
import { type FramedTask, framedTask } from '../framed-task.js'
import { tellsModel } from '../inpaint-method.js'
import { intervalCount } from '../intervals.js'
import { stepsOf } from '../recipe-schedule.js'
import { conventionsOf, type StableAudioRecipe } from './recipe.js'

/** How many intervals the run has. */
const intervalsIn = (recipe: StableAudioRecipe): number => {
  const conventions = conventionsOf(recipe)
  return intervalCount(recipe.sampler ?? conventions.sampler, stepsOf(recipe, conventions.steps))
}

/** A task on a clip in frames of its latents, of `shape`; `ranges` are those of its regions. */
export const framedClip = (
  recipe: StableAudioRecipe,
  shape: Shape,
  ranges: readonly FrameRange[],
  frameRate: number,
): FramedTask => framedTask(recipe, shape, ranges, frameRate, intervalsIn(recipe))

/** What the model is told to make of so many frames, where it is told what surrounds that. */
export const toldMask = (recipe: StableAudioRecipe, { gaps }: FramedTask, frames: number): Mask | null =>
  gaps !== null && tellsModel(recipe) ? maskOfRanges([1, 1, frames], gaps) : null
