import { batchItem, build, constant, stack } from '@sigmastream/core'
import { afterAll, describe, expect, it } from 'vitest'
import { distance, layouts, openTiny, recorded, right, start, times, withConfig } from './support.js'

/** Of the largest recorded value. */
const TOLERANCE = 1e-5

describe.each(layouts)('the autoencoder in the layout "%s"', async (layout) => {
  const autoencoder = await openTiny({}, layout)
  afterAll(autoencoder.close)

  it('encodes to the mean, deviation and latent that PyTorch has', async () => {
    const encoded = right(await autoencoder.encode(recorded('vae.audio'), { noise: recorded('vae.eps') })())
    expect(distance(encoded.mean, recorded('vae.mean'))).toBeLessThan(TOLERANCE)
    expect(distance(encoded.std, recorded('vae.std'))).toBeLessThan(TOLERANCE)
    expect(distance(encoded.latent, recorded('vae.latent'))).toBeLessThan(TOLERANCE)
  })

  it('decodes to the audio that PyTorch has, long latents too', async () => {
    const short = right(await autoencoder.decode(recorded('vae.z'))())
    const long = right(await autoencoder.decode(recorded('vae.long_z'))())
    expect(distance(short, recorded('vae.decoded'))).toBeLessThan(TOLERANCE)
    expect(distance(long, recorded('vae.long_decoded'))).toBeLessThan(TOLERANCE)
  })
})

describe('the autoencoder', async () => {
  const autoencoder = await openTiny()
  afterAll(autoencoder.close)
  const audio = recorded('vae.audio')

  it('has the mean for a latent where no noise is given', async () => {
    const { mean, latent } = right(await autoencoder.encode(audio)())
    expect(latent).toEqual(mean)
  })

  it('fills the last frame up with silence', async () => {
    const short = start(audio, 1000)
    const filled = build([1, 2, 1024], (out) => {
      out.set(short.data.subarray(0, 1000))
      out.set(short.data.subarray(1000), 1024)
    })
    const encoded = right(await autoencoder.encode(short)())
    expect(encoded.mean.shape).toEqual([1, 8, 16])
    expect(encoded).toEqual(right(await autoencoder.encode(filled)()))
  })

  it('makes of every item of a batch what it makes of that item alone', async () => {
    const other = times(audio, -0.5)
    const both = right(await autoencoder.encode(stack([audio, other]), { chunk: 10 })())
    const alone = right(await autoencoder.encode(other, { chunk: 10 })())
    expect(batchItem(both.std, 1)).toEqual(alone.std)
    const decoded = right(await autoencoder.decode(both.mean, { chunk: 10 })())
    expect(batchItem(decoded, 1)).toEqual(right(await autoencoder.decode(alone.mean, { chunk: 10 })()))
  })

  it('divides latents by the scale of the configuration, and multiplies them before decoding', () =>
    withConfig({ scale: 4 }, async (scaled) => {
      const noise = recorded('vae.eps')
      const { latent } = right(await scaled.encode(audio, { noise })())
      expect(distance(times(latent, 4), recorded('vae.latent'))).toBeLessThan(TOLERANCE)
      const decoded = right(await scaled.decode(times(recorded('vae.z'), 1 / 4))())
      expect(distance(decoded, recorded('vae.decoded'))).toBeLessThan(TOLERANCE)
    }))

  it('ends with tanh where the configuration says so', () =>
    withConfig({ finalTanh: true }, async (bounded) => {
      const decoded = recorded('vae.decoded')
      const expected = build(decoded.shape, (out) => out.set(Float32Array.from(decoded.data, Math.tanh)))
      expect(distance(expected, decoded)).toBeGreaterThan(1e-3)
      expect(distance(right(await bounded.decode(recorded('vae.z'))()), expected)).toBeLessThan(TOLERANCE)
    }))

  it('decodes a single frame', async () => {
    expect(right(await autoencoder.decode(constant([1, 8, 1], 0.5))()).shape).toEqual([1, 2, 64])
  })
})
