import FFT from 'fft.js'

/** The length of a window, in samples: about a twentieth of a second. */
export const windowLength = 2048

const weights = Float64Array.from(
  { length: windowLength },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / windowLength),
)

/** The bins of a window: bin b is at `b * sampleRate / windowLength` Hz. */
export const binCount = windowLength / 2 + 1

/**
 * Adds the power of every bin around a sample to `sum`. Hann window (Harris 1978, equation 27), scaled so that a sine of
 * amplitude 1 in the middle of a bin has power 1; silence surrounds the sound. The function keeps its buffers.
 */
export const powerMeter = (): ((samples: ArrayLike<number>, centre: number, sum: Float64Array) => void) => {
  const fft = new FFT(windowLength)
  const [input, spectrum] = [new Float64Array(windowLength), new Float64Array(2 * windowLength)]
  const scale = (4 / windowLength) ** 2 // the weights add up to half the window; a sine is in two halves
  return (samples, centre, sum) => {
    const start = Math.round(centre) - windowLength / 2
    // i stays inside weights, b inside spectrum; where samples end on either side, zero stands in
    for (let i = 0; i < windowLength; i++) input[i] = weights[i]! * (samples[start + i] ?? 0)
    fft.realTransform(spectrum, input)
    for (let b = 0; b < binCount; b++) sum[b] = sum[b]! + scale * (spectrum[2 * b]! ** 2 + spectrum[2 * b + 1]! ** 2)
  }
}
