import { build, type FrameRange, type Latent, type Shape, valueOrRefusal } from '@sigmastream/core'
import { feather } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, fromSampleError } from '../errors.js'

/** Ranges with `width` more frames to each side, inside `frames`. */
export const widened = (ranges: readonly FrameRange[], width: number, frames: number): readonly FrameRange[] =>
  ranges.map(({ start, end }) => ({ start: Math.max(0, start - width), end: Math.min(frames, end + width) }))

/**
 * 1 on the ranges, falling to 0 over `width` frames outside them: `[batch, channels, frames]` of `shape`, equal on all
 * channels.
 */
export const maskOfRanges = (
  shape: Shape,
  ranges: readonly FrameRange[],
  width: number,
): E.Either<CliError, Latent> => {
  const frames = shape[2]
  const hard = build(shape, (out) => {
    for (let row = 0; row < out.length; row += frames)
      for (const { start, end } of ranges) out.fill(1, row + start, row + end)
  })
  return pipe(valueOrRefusal(feather(hard, width)), E.mapLeft(fromSampleError))
}
