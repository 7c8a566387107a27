import type { ReadonlyF32 } from '@sigmastream/core'
import { type Complex, fourierTransform } from './fft.js'

/** The modified discrete cosine transform of one channel, with `bands` coefficients a frame. */
export interface Mdct {
  readonly bands: number
  /** Frames that `samples` samples take: the first and last reach half a window over the ends. */
  readonly framesFor: (samples: number) => number
  /**
   * Coefficients `[frames][bands]` of samples; frame f is centred on sample f * bands and covers one hop to each side.
   */
  readonly forward: (samples: ReadonlyF32) => Float32Array
  /** The first `samples` samples of coefficients `[frames][bands]`. */
  readonly inverse: (coefficients: ReadonlyF32, samples: number) => Float32Array
}

/**
 * The orthonormal DCT-IV, X[k] = sqrt(2 / n) sum_j x[j] cos(pi / n (j + 1/2) (k + 1/2)), its own inverse, in place: a
 * Fourier transform of half the size between two twists (Britanak, Yip and Rao, "Discrete Cosine and Sine Transforms",
 * 2007, 4.5).
 */
const cosineTransform = (size: number): ((x: Float64Array) => void) => {
  const half = size / 2
  const transform = fourierTransform(half)
  const angle = (n: number): number => (-Math.PI * (8 * n + 1)) / (8 * size)
  const cos = Float64Array.from({ length: half }, (_, n) => Math.cos(angle(n)))
  const sin = Float64Array.from({ length: half }, (_, n) => Math.sin(angle(n)))
  const scale = Math.sqrt(2 / size)
  // what it is worked in, once for all calls, none of which waits for anything
  const z: Complex = { re: new Float64Array(half), im: new Float64Array(half) }
  // n counts to half, so 2 n and size - 1 - 2 n are inside x.
  return (x) => {
    for (let n = 0; n < half; n++) {
      const a = x[2 * n]!
      const b = x[size - 1 - 2 * n]!
      const c = cos[n]!
      const s = sin[n]!
      z.re[n] = a * c - b * s
      z.im[n] = a * s + b * c
    }
    transform(z)
    for (let n = 0; n < half; n++) {
      const a = z.re[n]!
      const b = z.im[n]!
      const c = cos[n]!
      const s = sin[n]!
      x[2 * n] = scale * (a * c - b * s)
      x[size - 1 - 2 * n] = -scale * (a * s + b * c)
    }
  }
}

/**
 * The MDCT with the sine window, hop `bands` (a power of two of at least 4) and windows of twice that: an orthogonal
 * transform, so its transpose gives back the samples (time domain alias cancellation: Princen, Johnson and Bradley,
 * "Subband/transform coding using filter bank designs based on time domain aliasing cancellation", 1987).
 * A window's halves fold onto one hop, of which the DCT-IV is taken.
 */
export const mdct = (bands: number): Mdct => {
  const transform = cosineTransform(bands)
  const half = bands / 2
  const window = Float64Array.from({ length: 2 * bands }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / (2 * bands)))
  const framesFor = (samples: number): number => Math.ceil(samples / bands) + 1

  // The blocks (a, b, c, d) of a window fold to (-c reversed - d, a - b reversed); n counts to half, so all indices are
  // inside.
  const forward = (samples: ReadonlyF32): Float32Array => {
    const frames = framesFor(samples.length)
    const out = new Float32Array(frames * bands)
    const folded = new Float64Array(bands)
    const within = new Float32Array(2 * bands)
    for (let frame = 0; frame < frames; frame++) {
      const start = (frame - 1) * bands
      const isInside = start >= 0 && start + 2 * bands <= samples.length
      if (!isInside) {
        within.fill(0)
        within.set(samples.subarray(Math.max(0, start), start + 2 * bands), Math.max(0, -start))
      }
      const x = isInside ? samples : within
      const at = isInside ? start : 0
      for (let n = 0; n < half; n++) {
        const c = 3 * half - 1 - n
        const d = 3 * half + n
        const b = bands - 1 - n
        folded[n] = -(window[c]! * x[at + c]!) - window[d]! * x[at + d]!
        folded[half + n] = window[n]! * x[at + n]! - window[b]! * x[at + b]!
      }
      transform(folded)
      out.set(folded, frame * bands)
    }
    return out
  }

  const inverse = (coefficients: ReadonlyF32, samples: number): Float32Array => {
    const frames = framesFor(samples)
    const sum = new Float64Array((frames + 1) * bands)
    const folded = new Float64Array(bands)
    for (let frame = 0; frame < frames; frame++) {
      folded.set(coefficients.slice(frame * bands, (frame + 1) * bands))
      transform(folded)
      const start = frame * bands
      for (let n = 0; n < half; n++) {
        const low = folded[n]!
        const high = folded[half + n]!
        const b = bands - 1 - n
        const c = 3 * half - 1 - n
        const d = 3 * half + n
        // a frame and its window are inside the sum
        sum[start + n] = sum[start + n]! + window[n]! * high
        sum[start + b] = sum[start + b]! - window[b]! * high
        sum[start + c] = sum[start + c]! - window[c]! * low
        sum[start + d] = sum[start + d]! - window[d]! * low
      }
    }
    return Float32Array.from(sum.subarray(bands, bands + samples))
  }

  return { bands, framesFor, forward, inverse }
}
