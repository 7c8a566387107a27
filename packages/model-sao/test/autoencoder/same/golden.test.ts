import { constant } from '@sigmastream/core'
import { afterAll, describe, expect, it } from 'vitest'
import { distance, right, start } from '../support.js'
import { openTiny, recordings, sizes } from './support.js'

describe.each(sizes)('SAME of the %s model', async (size) => {
  const autoencoder = await openTiny(size)
  afterAll(autoencoder.close)
  const { recorded, tolerance } = await recordings(size)
  const { frameSamples } = autoencoder.config

  it('encodes to the latents that PyTorch has, with no deviation', async () => {
    const encoded = right(await autoencoder.encode(recorded('ae.audio'))())
    expect(distance(encoded.latent, recorded('ae.latent'))).toBeLessThan(tolerance('ae.latent'))
    expect(encoded.mean).toEqual(encoded.latent)
    expect(encoded.std).toEqual(constant(encoded.latent.shape, 0))
  })

  it('decodes to the audio that PyTorch has', async () => {
    const decoded = right(await autoencoder.decode(recorded('ae.z'))())
    expect(distance(decoded, recorded('ae.decoded'))).toBeLessThan(tolerance('ae.decoded'))
  })

  it('codes lengths that are no whole frames or chunks, as long as they are', async () => {
    const audio = recorded('ae.odd_audio')
    const { latent } = right(await autoencoder.encode(audio)())
    const frames = Math.ceil(audio.shape[2] / frameSamples)
    expect(latent.shape[2]).toBe(frames)
    expect(distance(latent, start(recorded('ae.odd_latent'), frames))).toBeLessThan(tolerance('ae.odd_latent'))
    const decoded = right(await autoencoder.decode(recorded('ae.odd_z'))())
    expect(decoded.shape[2]).toBe(7 * frameSamples)
    const expected = start(recorded('ae.odd_decoded'), 7 * frameSamples)
    expect(distance(decoded, expected)).toBeLessThan(tolerance('ae.odd_decoded'))
  })

  it('codes what is long as the reference does, in its chunks and in its own', async () => {
    const z = recorded('ae.long_z')
    const whole = right(await autoencoder.decode(z, { chunk: 1000 })())
    expect(distance(whole, recorded('ae.long_decoded_whole'))).toBeLessThan(tolerance('ae.long_decoded_whole'))
    const theirs = right(await autoencoder.decode(z, { chunks: 'reference' })())
    expect(distance(theirs, recorded('ae.long_decoded_chunked'))).toBeLessThan(tolerance('ae.long_decoded_chunked'))
    const ours = right(await autoencoder.decode(z, { chunk: 20 })())
    expect(distance(ours, recorded('ae.long_decoded_chunked'))).toBeLessThan(tolerance('ae.long_decoded_chunked'))
    const audio = recorded('ae.long_audio')
    const expected = recorded('ae.long_latent_chunked')
    const encoded = right(await autoencoder.encode(audio, { chunks: 'reference' })())
    expect(distance(encoded.latent, expected)).toBeLessThan(tolerance('ae.long_latent_chunked'))
    const exact = right(await autoencoder.encode(audio, { chunk: 20 })())
    expect(distance(exact.latent, expected)).toBeLessThan(tolerance('ae.long_latent_chunked'))
  })

  it('adds the noise of the reference where it is given', async () => {
    const latents = recorded('ae.noise.bottleneck')
    const tokens = recorded('ae.noise.tokens')
    const decoded = right(await autoencoder.decode(recorded('ae.z'), { inferenceNoise: { latents, tokens } })())
    expect(distance(decoded, recorded('ae.noisy_decoded'))).toBeLessThan(tolerance('ae.noisy_decoded'))
    const inferenceNoise = size === 'medium' ? { tokens: recorded('ae.noise.encoder_tokens') } : {}
    const { latent } = right(await autoencoder.encode(recorded('ae.audio'), { inferenceNoise })())
    expect(distance(latent, recorded('ae.noisy_latent'))).toBeLessThan(tolerance('ae.noisy_latent'))
  })
})
