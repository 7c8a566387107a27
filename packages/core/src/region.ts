import { either as E } from 'fp-ts'
import { type Refused, refuse } from './errors.js'

/** A region in seconds, the end not included. */
export interface Region {
  readonly from: number
  readonly to: number
}

/** Frames `start <= frame < end`. */
export interface FrameRange {
  readonly start: number
  readonly end: number
}

/**
 * The frames of a region: floor(from * rate) up to floor(to * rate) - 1. `frameRate`
 * is in frames a second, `frames` the length. Refused: an empty, reversed, negative or non-finite region, one past the
 * end, one shorter than a frame.
 */
export const framesOf = ({ from, to }: Region, frameRate: number, frames: number): E.Either<Refused, FrameRange> => {
  const seconds = frames / frameRate
  const right = `0 <= from < to <= ${Number(seconds.toFixed(3))} (seconds)`
  const range = { start: Math.floor(from * frameRate), end: Math.floor(to * frameRate) }
  if (!(Number.isFinite(frameRate) && frameRate > 0))
    return refuse('the frame rate', `${frameRate}`, 'a number of frames a second above 0')
  if (!(Number.isFinite(from) && Number.isFinite(to) && from >= 0 && from < to))
    return refuse('the region', `from ${from} to ${to}`, right)
  if (range.end > frames) return refuse('the region', `from ${from} to ${to}, past the end`, right)
  if (range.start === range.end)
    return refuse(
      'the region',
      `from ${from} to ${to}, shorter than a frame`,
      `at least ${(1 / frameRate).toPrecision(3)} seconds`,
    )
  return E.right(range)
}
