import {
  build,
  type CountRule,
  type FrameRange,
  framesOf,
  type Mask,
  type Region,
  refuse,
  type Shape,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/**
 * The mask that is 1 on ranges of frames and 0 elsewhere, equal on all channels and items.
 *
 * `shape` is `[batch, channels, frames]`; a range is `start <= frame < end`, in frames. Nothing is refused: ranges may
 * touch, overlap and reach past the end. By seconds: {@link maskOf}.
 *
 * @example
 * ```ts
 * import { maskOfRanges } from '@sigmastream/samplers'
 *
 * const mask = maskOfRanges([1, 1, 6], [{ start: 2, end: 4 }])
 * console.log([...mask.data].join('')) // 001100
 * ```
 */
export const maskOfRanges = (shape: Shape, ranges: readonly FrameRange[]): Mask =>
  build(shape, (out) => {
    const frames = shape[2]
    for (let row = 0; row < out.length; row += frames)
      for (const { start, end } of ranges) out.fill(1, row + start, row + end)
  })

/**
 * Ranges with `width` more frames to each side, inside `0..frames`: what is blended around a region.
 *
 * All in frames. Nothing is refused. See {@link maskOfRanges}, and {@link feather} for a soft border.
 *
 * @example
 * ```ts
 * import { widenRanges } from '@sigmastream/samplers'
 *
 * const [wide] = widenRanges([{ start: 1, end: 4 }], 2, 20)
 * console.log(wide?.start, wide?.end) // 0 6
 * ```
 */
export const widenRanges = (ranges: readonly FrameRange[], width: number, frames: number): readonly FrameRange[] =>
  ranges.map(({ start, end }) => ({ start: Math.max(0, start - width), end: Math.min(frames, end + width) }))

/**
 * The mask that is 1 in regions of time and 0 elsewhere, equal on all channels and items: what is to be generated.
 *
 * ```text
 * frames floor(from * frameRate) up to floor(to * frameRate) - 1
 * ```
 *
 * `shape` is `[batch, channels, frames]`; regions in seconds, `frameRate` in frames a second; `count` as of `framesOf`.
 * Refused, by the plan that takes the mask, which carries it: no region, or one that `framesOf` refuses. Then it has no
 * values. By frames: {@link maskOfRanges}.
 *
 * @example
 * ```ts
 * import { maskOf } from '@sigmastream/samplers'
 *
 * const mask = maskOf([1, 1, 10], [{ from: 0.5, to: 0.8 }], 10)
 * console.log([...mask.data].join('')) // 0000011100
 * console.log(maskOf([1, 1, 10], [{ from: 0.5, to: 3 }], 10).refusal?.wrong) // from 0.5 to 3, past the end
 * ```
 */
export const maskOf = (shape: Shape, regions: readonly Region[], frameRate: number, count?: CountRule): Mask =>
  pipe(
    regions.length === 0
      ? refuse('the mask', 'no region', 'at least one')
      : E.traverseArray((region: Region) => framesOf(region, frameRate, shape[2], count))(regions),
    E.match(
      (refusal): Mask => ({ shape, data: new Float32Array(0), refusal }),
      (ranges) => maskOfRanges(shape, ranges),
    ),
  )
