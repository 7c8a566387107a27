import type { FrameRange, Shape } from '@sigmastream/core'
import { maskOfRanges, feather as softened, widened } from '@sigmastream/samplers'
import type { LatentTask, PaintWindow } from './plan.js'
import type { Task } from './recipe/recipe.js'

/** A task in the frames of one reference, of which only the shape counts. */
export interface FramedTask {
  readonly task: LatentTask
  /**
   * The frames that are made anew, those of the feather among them, where the model is to know what surrounds them;
   * else `null`.
   */
  readonly gaps: readonly FrameRange[] | null
}

const windowOf = (start: number | null, end: number | null): PaintWindow | null =>
  start === null && end === null ? null : { ...(start === null ? {} : { start }), ...(end === null ? {} : { end }) }

/**
 * A task in frames of latents of `shape`: `ranges` are those of its regions, `frameRate` in frames a second, `steps` how
 * many the run has. With a paint window that leaves steps out the model is not told the surroundings: they count on the
 * steps of the window alone, through the projection.
 */
export const framedTask = (
  task: Task,
  shape: Shape,
  ranges: readonly FrameRange[],
  frameRate: number,
  steps: number,
): FramedTask => {
  switch (task.command) {
    case 'generate':
      return { task: { _tag: 'Generate' }, gaps: null }
    case 'inpaint': {
      const { paintStart, paintEnd, feather } = task
      const width = Math.round(feather * frameRate)
      const always = (paintStart ?? 0) === 0 && (paintEnd ?? steps) >= steps
      const mask = softened(maskOfRanges(shape, ranges), width)
      return {
        task: { _tag: 'Inpaint', mask, paint: windowOf(paintStart, paintEnd) },
        gaps: always ? widened(ranges, width, shape[2]) : null,
      }
    }
    case 'restyle':
      return { task: { _tag: 'Restyle', strength: task.strength }, gaps: null }
    case 'vary':
      return { task: { _tag: 'Vary' }, gaps: null }
  }
}
