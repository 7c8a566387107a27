import { build, type Latent } from '@sigmastream/core'

/**
 * Coefficients of each channel, `[frames][bands]`, as a latent `[1, channels * bands, frames]`, each band divided by
 * its scale.
 */
export const whiten = (coefficients: readonly Float32Array[], bands: number, scales: Float64Array): Latent => {
  const frames = (coefficients[0]?.length ?? 0) / bands
  return build([1, coefficients.length * bands, frames], (out) => {
    coefficients.forEach((values, channel) => {
      for (let band = 0; band < bands; band++) {
        const row = channel * bands + band
        const scale = scales[row]! // row < channels * bands
        for (let frame = 0; frame < frames; frame++) out[row * frames + frame] = values[frame * bands + band]! / scale
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
): Float32Array => {
  const out = new Float32Array(frames * bands)
  for (let band = 0; band < bands; band++) {
    const row = channel * bands + band
    const scale = scales[row]! // row < channels * bands
    for (let frame = 0; frame < frames; frame++) out[frame * bands + band] = data[row * frames + frame]! * scale
  }
  return out
}
