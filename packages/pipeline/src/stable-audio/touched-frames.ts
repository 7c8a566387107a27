import { type CountRule, type FrameRange, type Region, writtenCount } from '@sigmastream/core'

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
