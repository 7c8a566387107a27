import type { ReadonlyF32 } from '@sigmastream/core'
import { type Audio, sampleCount } from './audio.js'
import { spectrogramOf } from './spectrogram.js'

/**
 * How much begins at each moment: `strength[f]` at `f / rate` seconds, in dB of rise, averaged over the bins.
 *
 * @internal
 */
export interface Onsets {
  /** Values a second, in Hz. */
  readonly rate: number
  readonly strength: ReadonlyF32
}

/** Below the loudest bin by this much, in dB, nothing counts: noise that rises out of silence is no onset. */
const dynamicRange = 80

/** The power of two nearest to 23 ms: 1024 samples at 44.1 kHz. */
const windowFor = (sampleRate: number): number => 2 ** Math.max(3, Math.round(Math.log2(0.0232 * sampleRate)))

/**
 * Onset strength by spectral flux: the rises of the log magnitude from one frame to the next, falls taken as 0,
 * averaged over the bins (Dixon, "Onset Detection Revisited", 2006, section 2.1; on decibels as
 * `librosa.onset.onset_strength`). The window is about 23 ms, the hop an eighth of it. Where a window reaches past
 * either end the strength is 0: being cut out of a longer sound is no onset.
 *
 * @internal
 */
export const onsetStrength = (audio: Audio): Onsets => {
  const window = windowFor(audio.sampleRate)
  const hop = window / 8
  const { frames, bins, decibels } = spectrogramOf(audio, window, hop)
  const floor = decibels.slice().reduce((a, b) => Math.max(a, b), -Infinity) - dynamicRange
  const strength = new Float32Array(frames)
  // the rise into a frame also needs the frame before it inside the sound
  for (let frame = 5; frame < frames && frame * hop + window / 2 <= sampleCount(audio); frame++) {
    let sum = 0
    // both frames are inside [frames, bins]
    for (let i = frame * bins; i < (frame + 1) * bins; i++) {
      sum += Math.max(0, Math.max(floor, decibels[i]!) - Math.max(floor, decibels[i - bins]!))
    }
    strength[frame] = sum / bins
  }
  return { rate: audio.sampleRate / hop, strength }
}

/**
 * Autocorrelation of the strengths about their mean, at lags 0 .. count - 1; each sum has fewer terms the longer its
 * lag.
 */
const autocorrelation = (values: ReadonlyF32, count: number): Float64Array => {
  const mean = values.slice().reduce((a, b) => a + b, 0) / Math.max(1, values.length)
  return Float64Array.from({ length: count }, (_, lag) => {
    let sum = 0
    // i and i + lag are inside values
    for (let i = 0; i + lag < values.length; i++) sum += (values[i]! - mean) * (values[i + lag]! - mean)
    return sum
  })
}

/**
 * Where lags are looked for, in seconds.
 *
 * @internal
 */
export interface LagRange {
  readonly from: number
  readonly to: number
}

interface Peak {
  readonly lag: number
  readonly height: number
}

/** The top of the parabola through a local maximum of `r` and its two neighbours. */
const parabolaTop = (r: Float64Array, lag: number): Peak => {
  const [before, peak, after] = [r[lag - 1]!, r[lag]!, r[lag + 1]!] // the caller has looked at all three
  const shift = (before - after) / (2 * (before - 2 * peak + after))
  return { lag: lag + shift, height: peak - ((before - after) * shift) / 4 }
}

/**
 * The lag, in seconds, at which the onsets repeat most strongly: the highest local maximum of their autocorrelation in
 * `range` (0.1 to 2 s unless told otherwise, and never beyond half of the sound), place and height taken from the
 * parabola through it and its neighbours. Undefined where nothing repeats: silence, or a sound too short to hold a lag
 * twice.
 *
 * This is the measure of "keeps its beat": the lag inside a filled gap, with a second of context on each side, is
 * within 5 % of the lag of the rest. (Autocorrelation of an onset envelope: Ellis, "Beat Tracking by Dynamic
 * Programming", 2007, section 3.2, without its preference for a tempo.) A beat and its multiples can be equally strong:
 * to compare two sounds, give both the same `range`, with `to` below half of the shorter one.
 *
 * @internal
 */
export const strongestLag = (
  { rate, strength }: Onsets,
  { from, to }: LagRange = { from: 0.1, to: 2 },
): number | undefined => {
  const last = Math.floor(Math.min(to * rate, strength.length / 2))
  const r = autocorrelation(strength, last + 2)
  let best: Peak | undefined
  // lag - 1 and lag + 1 are inside r, which has last + 2 elements
  for (let lag = Math.max(1, Math.ceil(from * rate)); lag <= last; lag++) {
    if (r[lag]! <= 0 || r[lag]! < r[lag - 1]! || r[lag]! <= r[lag + 1]!) continue
    const peak = parabolaTop(r, lag)
    if (best === undefined || peak.height > best.height) best = peak
  }
  return best === undefined ? undefined : best.lag / rate
}
