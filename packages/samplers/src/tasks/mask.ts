import { build, type FrameRange, framesOf, type Mask, type Region, refuse, type Shape } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** 1 on ranges of frames, 0 elsewhere, equal on all channels: `[batch, channels, frames]` of `shape`. */
export const maskOfRanges = (shape: Shape, ranges: readonly FrameRange[]): Mask =>
  build(shape, (out) => {
    const frames = shape[2]
    for (let row = 0; row < out.length; row += frames)
      for (const { start, end } of ranges) out.fill(1, row + start, row + end)
  })

/** Ranges with `width` more frames to each side, inside `frames`. */
export const widenRanges = (ranges: readonly FrameRange[], width: number, frames: number): readonly FrameRange[] =>
  ranges.map(({ start, end }) => ({ start: Math.max(0, start - width), end: Math.min(frames, end + width) }))

/**
 * 1 in the regions, 0 elsewhere, equal on all channels: `[batch, channels, frames]` of `shape`; `frameRate` in frames a
 * second. Without a region, or with one that `framesOf` refuses, the mask carries the refusal and has no values.
 */
export const maskOf = (shape: Shape, regions: readonly Region[], frameRate: number): Mask =>
  pipe(
    regions.length === 0
      ? refuse('the mask', 'no region', 'at least one')
      : E.traverseArray((region: Region) => framesOf(region, frameRate, shape[2]))(regions),
    E.match(
      (refusal): Mask => ({ shape, data: new Float32Array(0), refusal }),
      (ranges) => maskOfRanges(shape, ranges),
    ),
  )
