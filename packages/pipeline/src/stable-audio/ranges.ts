import { type FrameRange, framesOf, type Region } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { fromSampleError, type RenderError } from '../errors.js'

/** Every frame that has a part in a region. */
export const touchedFrames = (regions: readonly Region[], frameRate: number, frames: number): readonly FrameRange[] =>
  regions.map(({ from, to }) => ({
    start: Math.floor(from * frameRate),
    end: Math.min(frames, Math.ceil(to * frameRate)),
  }))

/** The regions by the rule of `framesOf`, at `rate` places a second. Refused as that. */
export const checkedRanges = (
  regions: readonly Region[],
  rate: number,
  length: number,
): E.Either<RenderError, readonly FrameRange[]> =>
  pipe(
    regions,
    E.traverseArray((region) => framesOf(region, rate, length)),
    E.mapLeft(fromSampleError),
  )
