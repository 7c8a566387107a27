import type { FrameRange, Shape } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { maskOfRanges, widened } from '../run/region-mask.js'
import type { ClipRequest } from '../run/subject.js'
import type { Task } from '../run/task.js'

/** A request in the frames of one reference, of which only the shape counts. */
export interface Framed {
  readonly task: Task
  /**
   * The frames that are made anew, those of the feather among them, where the model is to know what surrounds them;
   * else `null`.
   */
  readonly gaps: readonly FrameRange[] | null
}

/**
 * A request in frames of latents of `shape`: `ranges` are those of its regions, `frameRate` in frames a second. With a
 * paint window that leaves steps out the model is not told the surroundings: they count on the steps of the window
 * alone, through the projection.
 */
export const framed = (
  request: ClipRequest,
  shape: Shape,
  ranges: readonly FrameRange[],
  frameRate: number,
  steps: number,
): E.Either<CliError, Framed> => {
  switch (request._tag) {
    case 'Inpaint': {
      const { paint, feather } = request
      const width = Math.round(feather * frameRate)
      const always = paint === null || ((paint.start ?? 0) === 0 && (paint.end ?? steps) >= steps)
      return pipe(
        maskOfRanges(shape, ranges, width),
        E.map(
          (mask): Framed => ({
            task: { _tag: 'Inpaint', mask, paint },
            gaps: always ? widened(ranges, width, shape[2]) : null,
          }),
        ),
      )
    }
    case 'Restyle':
      return E.right({ task: request, gaps: null })
    case 'Vary':
      return E.right({ task: { _tag: 'Vary' }, gaps: null })
  }
}
