import type { FrameRange, Mask, Shape } from '@sigmastream/core'
import { profiles } from '@sigmastream/model-sao'
import { maskOfRanges } from '@sigmastream/samplers'
import { countingOf, type FramedTask, framedTask } from '../framed-task.js'
import { tellsModel } from '../inpaint-method.js'
import { intervalCount } from '../intervals.js'
import { byFrame } from '../recipe/frame-values.js'
import { stepsOf } from '../recipe-schedule.js'
import { conventionsOf, type StableAudioRecipe } from './recipe.js'

/** How many intervals the run has. */
const intervalsIn = (recipe: StableAudioRecipe): number => {
  const conventions = conventionsOf(recipe)
  return intervalCount(recipe.sampler ?? conventions.sampler, stepsOf(recipe, conventions.steps))
}

/**
 * Whether a variation changes no frame at all. Stable Audio Open begins such a one at its lowest level, so that what it
 * made before comes out again bit for bit.
 */
const changesNothing = (recipe: StableAudioRecipe, frames: number, frameRate: number): boolean =>
  recipe.command === 'vary' &&
  profiles[recipe.profile].family === 'stable-audio-3' &&
  recipe.amount !== undefined &&
  [byFrame(recipe.amount, frames, frameRate)].flat().every((amount) => amount === 0)

/**
 * A task on a clip in frames of its latents, of `shape`; `ranges` are those of its regions. A variation that changes
 * nothing is the clip, without a step.
 */
export const framedClip = (
  recipe: StableAudioRecipe,
  shape: Shape,
  ranges: readonly FrameRange[],
  frameRate: number,
): FramedTask =>
  changesNothing(recipe, shape[2], frameRate)
    ? { task: { _tag: 'Restyle', strength: 1, count: countingOf(recipe) }, gaps: null }
    : framedTask(recipe, shape, ranges, frameRate, intervalsIn(recipe))

/** What the model is told to make of so many frames, where it is told what surrounds that. */
export const toldMask = (recipe: StableAudioRecipe, { gaps }: FramedTask, frames: number): Mask | null =>
  gaps !== null && tellsModel(recipe) ? maskOfRanges([1, 1, frames], gaps) : null
