import type { ReadonlyF32 } from '@sigmastream/core'
import FFT from 'fft.js'

/** The Hann window of `size` samples, periodic (Harris 1978, equation 27): it is 1 at `size / 2`. */
const hann = (size: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size))

/** Frames that an STFT with this hop has: one for every `hop` samples begun. */
export const stftFrames = (samples: number, hop: number): number => Math.ceil(samples / hop)

/**
 * Power of the Hann short-time Fourier transform of one channel: `[frames, window / 2 + 1]`, row-major. Frame f is
 * centred on sample `f * hop`; zeros surround the sound. Scaled so that a sine of amplitude 1 in the middle of a bin
 * has power 1. `window` is a power of two of at least 4, `hop` a whole number of at least 1: the callers check it.
 */
export const powerSpectra = (samples: ReadonlyF32, window: number, hop: number): Float64Array => {
  const [fft, weights, bins] = [new FFT(window), hann(window), window / 2 + 1]
  const frames = stftFrames(samples.length, hop)
  const out = new Float64Array(frames * bins)
  const [input, spectrum] = [new Float64Array(window), new Float64Array(2 * window)]
  const scale = (2 / (window / 2)) ** 2 // the weights add up to window / 2
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * hop - window / 2
    // i stays inside weights; where samples end on either side, zero stands in
    for (let i = 0; i < window; i++) input[i] = weights[i]! * (samples[start + i] ?? 0)
    fft.realTransform(spectrum, input)
    // the spectrum has window complex values, of which realTransform fills the first bins
    for (let bin = 0; bin < bins; bin++) {
      out[frame * bins + bin] = scale * (spectrum[2 * bin]! ** 2 + spectrum[2 * bin + 1]! ** 2)
    }
  }
  return out
}
