import type { FrameRange } from '@sigmastream/core'

/**
 * Groups of neighbouring channels whose power is taken together: the bands of one audio channel, a part of an octave
 * each, say.
 */
export interface Band {
  readonly start: number
  readonly end: number
}

/**
 * Twenty groups from `start` on, each reaching as much higher in proportion, as hearing does: of the `count` bands of
 * one channel.
 */
export const octaveBands = (count: number, start: number): readonly Band[] => {
  const borders = Array.from({ length: 21 }, (_, i) => Math.round(2 * (count / 2) ** (i / 20)))
  return borders
    .slice(1)
    .map((end, i) => ({ start: start + (i === 0 ? 0 : borders[i]!), end: start + end })) // as many borders, and one more
    .filter((band) => band.start < band.end)
}

/** About twenty groups of equal size: for latents of which nothing is known. */
export const evenBands = (channels: number): readonly Band[] => {
  const count = Math.min(channels, 20)
  return Array.from({ length: count }, (_, i) => ({
    start: Math.round((i * channels) / count),
    end: Math.round(((i + 1) * channels) / count),
  }))
}

/**
 * How loud each band is in each frame, whatever its waveform: power summed over the band and, inside each run, over
 * three frames (weights 1, 2, 1), to the power of a quarter, as loudness grows (Stevens, "The measurement of loudness",
 * 1955, in round numbers). `data` is `[frames][channels]`; the result `[frames][bands]`.
 */
export const envelopeOf = (
  data: Float32Array,
  channels: number,
  runs: readonly FrameRange[],
  bands: readonly Band[],
): Float32Array => {
  const frames = data.length / channels
  const power = new Float64Array(frames * bands.length)
  // frames, bands and the channels of a band are inside the arrays they index
  for (let frame = 0; frame < frames; frame++) {
    bands.forEach(({ start, end }, band) => {
      let sum = 0
      for (let i = frame * channels + start; i < frame * channels + end; i++) sum += data[i]! ** 2
      power[frame * bands.length + band] = sum
    })
  }
  const out = new Float32Array(frames * bands.length)
  for (const { start, end } of runs) {
    for (let frame = start; frame < end; frame++) {
      const [before, after] = [Math.max(start, frame - 1), Math.min(end - 1, frame + 1)]
      for (let band = 0; band < bands.length; band++) {
        out[frame * bands.length + band] =
          (power[before * bands.length + band]! +
            2 * power[frame * bands.length + band]! +
            power[after * bands.length + band]!) **
          0.25
      }
    }
  }
  return out
}

/** The mean of each column of `[frames][columns]`. */
export const columnMeans = (values: Float32Array, columns: number): Float64Array => {
  const sums = new Float64Array(columns)
  values.forEach((value, i) => (sums[i % columns] = sums[i % columns]! + value)) // i % columns < columns
  return sums.map((sum) => (sum * columns) / Math.max(1, values.length))
}

/** The same with another mean in each column: `means` subtracted. */
export const subtractMeans = (values: Float32Array, means: Float64Array): Float32Array =>
  values.map((value, i) => value - means[i % means.length]!) // i % length < length
