import { build, type Latent } from '@sigmastream/core'

/**
 * Coefficients of each channel, `[frames][bands]`, as a latent `[1, channels * bands, frames]`, each band divided by
 * its scale.
 */
export const whiten = (coefficients: readonly Float32Array[], bands: number, scales: Float64Array): Latent => {
  const frames = (coefficients[0]?.length ?? 0) / bands
  return build([1, coefficients.length * bands, frames], (out) => {
    coefficients.forEach((values, channel) => {
      for (let i = 0; i < values.length; i++) {
        // row < channels * bands
        const row = channel * bands + (i % bands)
        out[row * frames + Math.floor(i / bands)] = values[i]! / scales[row]!
      }
    })
  })
}

/** Item 0 of a latent, `[channel * bands][frames]`, as coefficients `[frames][bands]` of one channel. */
export const colour = (
  { shape: [, , frames], data }: Latent,
  channel: number,
  bands: number,
  scales: Float64Array,
): Float32Array =>
  Float32Array.from({ length: frames * bands }, (_, i) => {
    const row = channel * bands + (i % bands)
    return data[row * frames + Math.floor(i / bands)]! * scales[row]! // row < channels * bands
  })
