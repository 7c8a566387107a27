import { either as E } from 'fp-ts'
import { atLeast, atMost, type CountRule, writtenCount } from './counting.js'
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

/** How far behind the end of a clip, in seconds, an end is still taken as that: a length is read to a thousandth. */
const slack = 0.001

/**
 * The frames of a region: floor(from * rate) up to floor(to * rate) - 1, counted by `writtenCount` unless told
 * otherwise. An end up to a thousandth of a second behind the last frame is taken as the end. `frameRate` is in frames
 * a second, `frames` the length. Refused: an empty, reversed, negative or non-finite region, one past the end, one
 * shorter than a frame; a bound that is suggested is taken.
 */
export const framesOf = (
  { from, to }: Region,
  frameRate: number,
  frames: number,
  count: CountRule = writtenCount,
): E.Either<Refused, FrameRange> => {
  if (!(Number.isFinite(frameRate) && frameRate > 0))
    return refuse('the frame rate', `${frameRate}`, 'a number of frames a second above 0')
  const seconds = frames / frameRate
  const right = `0 <= from < to <= ${atMost(seconds)} (seconds)`
  if (!(Number.isFinite(from) && Number.isFinite(to) && from >= 0 && from < to))
    return refuse('the region', `from ${from} to ${to}`, right)
  const range = {
    start: count(from, frameRate),
    end: to > seconds && to - seconds <= slack ? frames : count(to, frameRate),
  }
  if (range.end > frames) return refuse('the region', `from ${from} to ${to}, past the end`, right)
  if (range.start >= range.end)
    return refuse(
      'the region',
      `from ${from} to ${to}, shorter than a frame`,
      `at least ${atLeast(1 / frameRate)} seconds`,
    )
  return E.right(range)
}
