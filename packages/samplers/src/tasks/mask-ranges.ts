import { build, type FrameRange, type Latent, type Refused, type Shape } from '@sigmastream/core'
import type { either as E } from 'fp-ts'
import { feather } from './feather.js'

/** Ranges with `width` more frames to each side, inside `frames`. */
export const widened = (ranges: readonly FrameRange[], width: number, frames: number): readonly FrameRange[] =>
  ranges.map(({ start, end }) => ({ start: Math.max(0, start - width), end: Math.min(frames, end + width) }))

/**
 * 1 on the ranges, falling to 0 over `width` frames outside them: `[batch, channels, frames]` of `shape`, equal on all
 * channels. Refused as `feather`.
 */
export const maskOfRanges = (shape: Shape, ranges: readonly FrameRange[], width: number): E.Either<Refused, Latent> => {
  const frames = shape[2]
  const hard = build(shape, (out) => {
    for (let row = 0; row < out.length; row += frames)
      for (const { start, end } of ranges) out.fill(1, row + start, row + end)
  })
  return feather(hard, width)
}
