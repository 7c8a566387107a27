import { type CountRule, type FrameRange, framesOf, type Region, writtenCount } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { fromSampleError, type RenderError } from '../errors.js'

/** The last whole frame that is reached, or the one that has begun. */
const begunFrames: CountRule = (seconds, rate) => {
  const whole = writtenCount(seconds, rate)
  return whole / rate === seconds ? whole : whole + 1
}

/** Every frame that has a part in a region. */
export const touchedFrames = (regions: readonly Region[], frameRate: number, frames: number): readonly FrameRange[] =>
  regions.map(({ from, to }) => ({
    start: writtenCount(from, frameRate),
    end: Math.min(frames, begunFrames(to, frameRate)),
  }))

/** The regions by the rule of `framesOf`, at `rate` places a second, counted as it is told. Refused as that. */
export const checkedRanges = (
  regions: readonly Region[],
  rate: number,
  length: number,
  count?: CountRule,
): E.Either<RenderError, readonly FrameRange[]> =>
  pipe(
    regions,
    E.traverseArray((region) => framesOf(region, rate, length, count)),
    E.mapLeft(fromSampleError),
  )
