import {
  type CountRule,
  doubleCount,
  type FrameRange,
  type Mask,
  nearestCount,
  type PaintWindow,
  type Shape,
  writtenCount,
} from '@sigmastream/core'
import { maskOfRanges, feather as softened, widenRanges } from '@sigmastream/samplers'
import { tellsModel, usualMethod } from './inpaint-method.js'
import type { LatentTask } from './latent-task.js'
import { byFrame, type RecordedSecond } from './recipe/frame-values.js'
import type { RecipeFields, Task } from './recipe/recipe.js'
import { inpaint } from './recipe/tasks.js'

/** A task, what it leaves open perhaps, and the profile whose conventions it follows. */
type CountedTask = Task & Pick<RecipeFields, 'profile' | 'paintAmount' | 'invert' | 'method' | 'resample'>

/**
 * How steps and frames are counted: from the numbers as they were written, and under the profile of the exercises as
 * Python's `int` of the product of the doubles, which is the notebook's rule.
 */
export const countingOf = ({ profile }: Pick<RecipeFields, 'profile'>): CountRule =>
  profile === 'exercises' ? doubleCount : writtenCount

/** A task in the frames of one reference, of which only the shape counts. */
export interface FramedTask {
  readonly task: LatentTask
  /**
   * The frames that are made anew, those of the feather among them, where the model is to know what surrounds them;
   * else `null`.
   */
  readonly gaps: readonly FrameRange[] | null
}

const windowOf = (start: number | null, end: number | null): Partial<PaintWindow> | null =>
  start === null && end === null ? null : { ...(start === null ? {} : { start }), ...(end === null ? {} : { end }) }

/** What stays where so much is made anew, without the digits that a difference of two numbers has too many. */
const strengthOfAmount = (amount: number | readonly number[]): number | readonly number[] => {
  const rest = (one: number): number => Number((1 - one).toFixed(12))
  return typeof amount === 'number' ? rest(amount) : amount.map(rest)
}

/** 1 on ranges of frames, falling to 0 within `width` frames around them. */
const softMask = (shape: Shape, ranges: readonly FrameRange[], width: number): Mask =>
  softened(maskOfRanges(shape, ranges), width)

/**
 * A task in frames of latents of `shape`: `ranges` are those of its regions, `frameRate` in frames a second, `steps` how
 * many the run has; `recorded` says of which second of the recording a second of the latents is, where they are of an
 * excerpt. With a paint window that leaves steps out the model is not told the surroundings: they count on the
 * steps of the window alone, through the projection. Where the method is to tell them, it is told all the same.
 */
export const framedTask = (
  task: CountedTask,
  shape: Shape,
  ranges: readonly FrameRange[],
  frameRate: number,
  steps: number,
  recorded?: RecordedSecond,
): FramedTask => {
  const valuesOf = (value: number | string): number | readonly number[] => byFrame(value, shape[2], frameRate, recorded)
  switch (task.command) {
    case 'generate':
      return { task: { _tag: 'Generate' }, gaps: null }
    case 'inpaint':
    case 'loop': {
      const { paintStart, paintEnd, feather, resample } = task.command === 'loop' ? inpaint([]) : task
      const width = nearestCount(feather, frameRate)
      const always = (paintStart ?? 0) === 0 && (paintEnd ?? steps) >= steps
      const told = always || tellsModel(task)
      return {
        task: {
          _tag: 'Inpaint',
          mask: softMask(shape, ranges, width),
          paint: windowOf(paintStart, paintEnd),
          method: task.method ?? usualMethod,
          resampling: resample === undefined ? null : { passes: resample[0], steps: resample[1] },
          strength: strengthOfAmount(valuesOf(task.paintAmount ?? 1)),
          count: countingOf(task),
        },
        gaps: told ? widenRanges(ranges, width, shape[2]) : null,
      }
    }
    case 'extend':
      return {
        task: {
          _tag: 'Inpaint',
          mask: softMask(shape, ranges, 0),
          paint: null,
          method: task.method ?? usualMethod,
          resampling: null,
          strength: 0,
          count: countingOf(task),
        },
        gaps: ranges,
      }
    case 'restyle':
      return {
        task: { _tag: 'Restyle', strength: valuesOf(task.strength), count: countingOf(task) },
        gaps: null,
      }
    case 'vary':
      return { task: { _tag: 'Vary', levels: null }, gaps: null }
    case 'edit':
      return {
        task: {
          _tag: 'Edit',
          strength: valuesOf(task.strength),
          count: countingOf(task),
          invert: task.invert ?? false,
          mask: ranges.length === 0 ? null : softMask(shape, ranges, nearestCount(task.feather, frameRate)),
        },
        gaps: null,
      }
  }
}
