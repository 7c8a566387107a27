import { type FrameRange, framesOf, type Region } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, fromSampleError } from '../errors.js'
import type { ClipRequest } from '../run/subject.js'

/** The regions of a request. */
export const regionsOf = (request: ClipRequest): readonly Region[] =>
  request._tag === 'Inpaint' ? request.regions : []

/** Every frame that has a part in a region. */
export const touched = (regions: readonly Region[], frameRate: number, frames: number): readonly FrameRange[] =>
  regions.map(({ from, to }) => ({
    start: Math.floor(from * frameRate),
    end: Math.min(frames, Math.ceil(to * frameRate)),
  }))

/**
 * The regions by the rule of the exercises' masks, at `rate` places a second. A usage error: what `framesOf` refuses.
 */
export const checkedRanges = (
  request: ClipRequest,
  rate: number,
  length: number,
): E.Either<CliError, readonly FrameRange[]> =>
  pipe(
    regionsOf(request),
    E.traverseArray((region) => framesOf(region, rate, length)),
    E.mapLeft(fromSampleError),
  )
