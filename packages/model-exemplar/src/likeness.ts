import type { FrameRange } from '@sigmastream/core'
import type { Band } from './envelope.js'

/** Frames with channels or bands, `[frames][width]`, and the energy of each frame. */
export interface FrameRows {
  readonly values: Float32Array
  readonly width: number
  readonly energies: Float64Array
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

/** The sum of the products of `width` values of a from `i` on, and of b from `j` on: four sums, which need not wait for each other. */
export const productOf = (a: Float32Array, i: number, b: Float32Array, j: number, width: number): number => {
  const whole = width - (width % 4)
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  // all of it is inside a and b
  for (let k = 0; k < whole; k += 4) {
    s0 += a[i + k]! * b[j + k]!
    s1 += a[i + k + 1]! * b[j + k + 1]!
    s2 += a[i + k + 2]! * b[j + k + 2]!
    s3 += a[i + k + 3]! * b[j + k + 3]!
  }
  for (let k = whole; k < width; k++) s0 += a[i + k]! * b[j + k]!
  return s0 + s1 + (s2 + s3)
}

/** Rows `[frames][width]`, with their energies. */
export const frameRows = (values: Float32Array, width: number): FrameRows => ({
  values,
  width,
  energies: Float64Array.from({ length: values.length / width }, (_, frame) =>
    productOf(values, frame * width, values, frame * width, width),
  ),
})

/** How much the frames count that have a partner. */
export const weightOf = ({ frames, shift, run }: FramePairs): number => {
  let sum = 0
  for (const { frame, weight } of frames) if (frame + shift >= run.start && frame + shift < run.end) sum += weight
  return sum
}

/** Frames that follow on each other, each times how much it counts: `[frames][width]`, in a row. */
interface WeightedStretch {
  readonly start: number
  readonly values: Float32Array
  readonly weights: Float64Array
  /** The energy of each frame, times how much it counts. */
  readonly energies: Float64Array
}

/** Frames that others are compared with, ready for that. */
export interface ComparedFrames {
  readonly width: number
  readonly stretches: readonly WeightedStretch[]
}

/** Frames of rows, in order, and how much each counts, as others are compared with them. */
export const comparedFrames = (
  { values, width, energies }: FrameRows,
  frames: readonly WeightedFrame[],
): ComparedFrames => {
  const groups = frames.reduce<(readonly WeightedFrame[])[]>((before, one) => {
    const last = before.at(-1)
    const isNext = last?.at(-1)?.frame === one.frame - 1
    if (isNext && last !== undefined) before[before.length - 1] = [...last, one]
    else before.push([one])
    return before
  }, [])
  return {
    width,
    stretches: groups.map((group): WeightedStretch => {
      const start = group[0]!.frame // no group is empty
      const weights = Float64Array.from(group, ({ weight }) => weight)
      return {
        start,
        values: Float32Array.from(
          { length: group.length * width },
          (_, i) => weights[Math.floor(i / width)]! * values[start * width + i]!, // inside of the rows
        ),
        weights,
        energies: weights.map((weight, i) => weight * energies[start + i]!),
      }
    }),
  }
}

/**
 * How far frames a differ from their partners b, which are `shift` further on and inside `run`: sum w |a - b|^2 / sum w
 * (|a|^2 + |b|^2), which is 0 where they are equal, 1 where they have nothing in common, however loud they are, and 2 where
 * they are opposite.
 */
export const distance = (
  { width, stretches }: ComparedFrames,
  b: FrameRows,
  shift: number,
  run: FrameRange,
): number => {
  let common = 0
  let energy = 0
  for (const { start, values, weights, energies } of stretches) {
    const first = Math.max(0, run.start - shift - start)
    const last = Math.min(weights.length, run.end - shift - start)
    if (first >= last) continue
    const partner = start + shift
    common += productOf(values, first * width, b.values, (partner + first) * width, (last - first) * width)
    // first to last are inside of the stretch, and their partners inside of the run
    for (let i = first; i < last; i++) energy += energies[i]! + weights[i]! * b.energies[partner + i]!
  }
  return energy === 0 ? 1 : 1 - (2 * common) / energy
}

/**
 * How far frames a correlate with their partners b in each band, 0 to 1, for each channel: 2 sum w a b / sum w (|a|^2 +
 * |b|^2).
 */
export const agreementOf = (
  a: FrameRows,
  b: FrameRows,
  { frames, shift, run }: FramePairs,
  bands: readonly Band[],
): Float64Array => {
  const out = new Float64Array(a.width)
  for (const { start, end } of bands) {
    let common = 0
    let energy = 0
    // as in distance
    for (const { frame, weight } of frames) {
      if (frame + shift < run.start || frame + shift >= run.end) continue
      const i = frame * a.width + start
      const j = (frame + shift) * a.width + start
      common += weight * productOf(a.values, i, b.values, j, end - start)
      energy +=
        weight * (productOf(a.values, i, a.values, i, end - start) + productOf(b.values, j, b.values, j, end - start))
    }
    out.fill(energy === 0 ? 0 : Math.min(1, Math.max(0, (2 * common) / energy)), start, end)
  }
  return out
}

/**
 * Decibels within which two stretches are as loud as each other, and how many more are as bad as having nothing else in
 * common.
 */
const TOLERANCE = 2
const UNLIKE = 6

/** The power of a channel, 60 dB below that of all that is learnt, below which all is as quiet. */
const quiet = 1e-6

/** How loud each frame is: its energy to the power of a quarter, as in `envelopeOf`, and what is too quiet to tell alike. */
export const loudnessOf = ({ energies, width }: FrameRows): Float64Array =>
  energies.map((energy) => Math.max(energy, width * quiet) ** 0.25)

/** What a difference in loudness adds to a distance: nothing up to 2 dB, 1 at 8 dB, quadratically. */
export const loudnessDistance = (loud: number, expected: number): number => {
  const decibels = 40 * Math.abs(Math.log10(loud / expected))
  return (Math.max(0, decibels - TOLERANCE) / UNLIKE) ** 2
}
