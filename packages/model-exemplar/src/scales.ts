import { type ExemplarClip, framesTouched, lengthOf } from './clips.js'
import type { Mdct } from './mdct.js'
import { stretchesOutside } from './ranges.js'

/** Frames that are transformed at once: what a long clip takes is no more than what a short one does. */
const blockFrames = 1024

/** Sums of squares of each band over the frames that are learnt, and how many those are. */
export const statistics = ({ sound, leaveOut }: ExemplarClip, { bands, forward, framesFor }: Mdct) => {
  const frames = framesFor(lengthOf(sound))
  const left = leaveOut.map(({ from, to }) => framesTouched(from * sound.sampleRate, to * sound.sampleRate, 0, bands))
  const stretches = stretchesOutside(left, frames)
  const squares = new Float64Array(sound.channels.length * bands)
  sound.channels.forEach((samples, channel) => {
    for (const { start, end } of stretches) {
      for (let first = start; first < end; first += blockFrames) {
        const last = Math.min(end, first + blockFrames)
        // frame f reaches from (f - 1) hops to (f + 1): as the second of these, its hops are all there
        const from = Math.max(0, first - 1)
        const coefficients = forward(samples.subarray(from * bands, last * bands))
        const offset = (first - from) * bands
        // the frames asked for are inside the coefficients, and channel * bands + band inside the squares
        for (let i = offset; i < offset + (last - first) * bands; i++) {
          const at = channel * bands + (i % bands)
          squares[at] = squares[at]! + coefficients[i]! ** 2
        }
      }
    }
  })
  return { squares, frames: stretches.reduce((sum, { start, end }) => sum + end - start, 0) }
}

/** A band quieter than this part of the loudest one's level, -10 dB, is not made as loud as the others. */
const floor = 0.3

/**
 * What each band is divided by: the root of its mean square, but at least 0.3 of the largest one's, times what gives
 * all together unit variance. `[bands]` from the sums of squares of each band over `frames` frames; all zero for
 * silence.
 *
 * Whitening down to the last band would let what nobody hears decide which patches fit: of a drum recording most bands
 * are hiss, in which no two strokes are alike, and the beat is in a few loud ones. Without any whitening only the bass
 * would decide.
 */
export const bandScales = (squares: Float64Array, frames: number): Float64Array => {
  const levels = squares.map((sum) => Math.sqrt(sum / Math.max(1, frames)))
  const least = floor * levels.reduce((a, b) => Math.max(a, b), 0)
  const limited = levels.map((level) => Math.max(level, least))
  const variance =
    levels.reduce((sum, level, i) => sum + (least === 0 ? 0 : (level / limited[i]!) ** 2), 0) / levels.length // same length
  return limited.map((level) => level * Math.sqrt(variance))
}
