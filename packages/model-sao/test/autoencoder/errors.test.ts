import { constant } from '@sigmastream/core'
import { afterAll, describe, expect, it } from 'vitest'
import { describeAutoencoderError } from '../../src/autoencoder/errors.js'
import { openAutoencoder } from '../../src/autoencoder/open.js'
import { left, openTiny, recorded, right, silence, tinyOptions } from './support.js'

describe('an autoencoder that cannot do what is asked', async () => {
  const autoencoder = await openTiny()
  afterAll(autoencoder.close)
  const z = recorded('vae.z')

  it('says which channels and lengths it takes', async () => {
    const mono = left(await autoencoder.encode(constant([1, 1, 64], 0))())
    expect(describeAutoencoderError(mono)).toBe('encoder: audio of [1, 1, 64]; give [batch, 2, length], none of them 0')
    const empty = left(await autoencoder.encode(silence(0))())
    expect(describeAutoencoderError(empty)).toContain('[1, 2, 0]')
    const narrow = left(await autoencoder.decode(constant([1, 7, 3], 0))())
    expect(describeAutoencoderError(narrow)).toBe(
      'decoder: latent of [1, 7, 3]; give [batch, 8, length], none of them 0',
    )
  })

  it.each([0, -1, 2.5, NaN])('refuses chunks of %d frames', async (chunk) => {
    const error = left(await autoencoder.decode(z, { chunk })())
    expect(describeAutoencoderError(error)).toBe(
      `decoder: chunks of ${chunk} frames; give a whole number of at least 1`,
    )
  })

  it('refuses noise of another shape than the latent', async () => {
    const error = left(await autoencoder.encode(silence(100), { noise: constant([1, 8, 1], 0) })())
    expect(describeAutoencoderError(error)).toBe("encoder: noise of 1x8x1; give noise of 1x8x2, the latent's shape")
  })

  it('says which part, item and frames a NaN came from', async () => {
    const bad = constant([1, 8, 30], NaN)
    const error = left(await autoencoder.decode(bad, { chunk: 10 })())
    expect(error).toEqual({ _tag: 'NonFiniteResult', part: 'decoder', item: 0, from: 0, to: 10 })
    expect(describeAutoencoderError(error)).toContain(
      'decoder gave NaN or an infinity for item 0, frames 0 to 9; give it finite',
    )
    const sound = left(await autoencoder.encode(constant([1, 2, 64], Infinity))())
    expect(describeAutoencoderError(sound)).toContain("the autoencoder's encoder gave NaN or an infinity for item 0")
    expect(describeAutoencoderError(sound)).toContain('give it finite samples')
  })

  it('stops where its signal is aborted, and can be asked again', async () => {
    const before = right(await autoencoder.decode(z)())
    expect(left(await autoencoder.decode(z, { signal: AbortSignal.abort() })())._tag).toBe('RunAborted')
    expect(right(await autoencoder.decode(z)())).toEqual(before)
    expect(new Set(before.data).size).toBeGreaterThan(1000)
  })

  it('is closed once and for all, loaded or not', async () => {
    const untouched = await openTiny()
    await untouched.close()
    expect(left(await untouched.decode(z)())).toEqual({ _tag: 'SessionClosed' })
    const used = await openTiny()
    right(await used.decode(z)())
    await used.close()
    await used.close()
    expect(left(await used.decode(z)())).toEqual({ _tag: 'SessionClosed' })
    expect(left(await used.encode(silence(64))())).toEqual({ _tag: 'SessionClosed' })
  })

  it('is not opened without a weight, nor with one of another shape', async () => {
    const options = await tinyOptions()
    const wider = { ...options.config, decoder: { ...options.config.decoder, channels: 9 } }
    expect(left(await openAutoencoder({ ...options, config: wider })())._tag).toBe('WrongShape')
    const deeper = { channels: 8, multiples: [1, 2, 4, 4], strides: [2, 4, 8, 2] }
    const error = left(await openAutoencoder({ ...options, config: { ...options.config, decoder: deeper } })())
    expect(describeAutoencoderError(error)).toMatch(/^the weight pretransform\.model\.decoder\.layers\./)
  })

  it('reports what onnxruntime makes of a thread count only when it is used', async () => {
    const idle = await openTiny({ threads: 0 })
    expect(describeAutoencoderError(left(await idle.decode(z)()))).toBe(
      'session: 0 threads; give a whole number of at least 1',
    )
    await idle.close()
  })
})
