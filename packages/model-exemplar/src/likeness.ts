import type { FrameRange } from '@sigmastream/core'

/** Frames with channels or bands: `[frames][width]`. */
export interface FrameRows {
  readonly values: Float32Array
  readonly width: number
}

/** A frame, and how much it counts. */
export interface WeightedFrame {
  readonly frame: number
  readonly weight: number
}

/** Pairs of frames `(frame, frame + shift)`, of those in `frames` whose partner is inside `run`. */
export interface FramePairs {
  readonly frames: readonly WeightedFrame[]
  readonly shift: number
  readonly run: FrameRange
}

/** How much the frames count that have a partner. */
export const weightOf = ({ frames, shift, run }: FramePairs): number =>
  frames.reduce(
    (sum, { frame, weight }) => (frame + shift >= run.start && frame + shift < run.end ? sum + weight : sum),
    0,
  )

/**
 * How far frames a differ from their partners b: sum w |a - b|^2 / sum w (|a|^2 + |b|^2), which is 0 where they are
 * equal, 1 where they have nothing in common, however loud they are, and 2 where they are opposite.
 */
export const distance = (a: FrameRows, b: FrameRows, { frames, shift, run }: FramePairs): number => {
  const width = a.width
  let [common, energy] = [0, 0]
  // the frames are inside a, and their partners are tested to be inside b
  for (const { frame, weight } of frames) {
    if (frame + shift < run.start || frame + shift >= run.end) continue
    const [i, j] = [frame * width, (frame + shift) * width]
    for (let k = 0; k < width; k++) {
      const [x, y] = [a.values[i + k]!, b.values[j + k]!]
      common += weight * x * y
      energy += weight * (x * x + y * y)
    }
  }
  return energy === 0 ? 1 : 1 - (2 * common) / energy
}

/**
 * Decibels within which two stretches are as loud as each other, and how many more are as bad as having nothing else in
 * common.
 */
const TOLERANCE = 2
const UNLIKE = 6

/**
 * What a difference in loudness adds to a distance: nothing up to 2 dB, 1 at 8 dB, quadratically. Energies are per
 * frame.
 */
export const loudnessDistance = (energy: number, expected: number): number => {
  const decibels = Math.abs(10 * Math.log10(Math.max(energy, 1e-12) / Math.max(expected, 1e-12)))
  return (Math.max(0, decibels - TOLERANCE) / UNLIKE) ** 2
}

/** The energy of each frame. */
export const frameEnergies = ({ values, width }: FrameRows): Float64Array =>
  Float64Array.from({ length: values.length / width }, (_, frame) =>
    values.subarray(frame * width, (frame + 1) * width).reduce((sum, value) => sum + value * value, 0),
  )
