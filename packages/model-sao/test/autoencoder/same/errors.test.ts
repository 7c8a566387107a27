import { constant } from '@sigmastream/core'
import { afterAll, describe, expect, it } from 'vitest'
import { describeAutoencoderError } from '../../../src/autoencoder/errors.js'
import { left, right, silence } from '../support.js'
import { openTiny } from './support.js'

describe('a SAME autoencoder that cannot do what is asked', async () => {
  const autoencoder = await openTiny('small')
  afterAll(autoencoder.close)
  const z = constant([1, 16, 5], 0.5)
  const refusalOf = async (task: ReturnType<typeof autoencoder.decode>): Promise<string> =>
    describeAutoencoderError(left(await task()))

  it('says which channels and lengths it takes', async () => {
    expect(await refusalOf(autoencoder.decode(constant([1, 7, 3], 0)))).toBe(
      'decoder: latent of [1, 7, 3]; give [batch, 16, length], none of them 0',
    )
    expect(await refusalOf(autoencoder.decode(constant([1, 16, 0], 0), { ring: true }))).toContain('[1, 16, 0]')
    expect(describeAutoencoderError(left(await autoencoder.encode(constant([1, 1, 64], 0))()))).toBe(
      'encoder: audio of [1, 1, 64]; give [batch, 2, length], none of them 0',
    )
    expect(await refusalOf(autoencoder.decode(z, { chunk: 0 }))).toBe(
      'decoder: chunks of 0 frames; give a whole number of at least 1',
    )
  })

  it('tells the shapes of its noise, and refuses others', async () => {
    expect(autoencoder.noiseShapes('decoder', 2, 5)).toEqual({ latents: [2, 16, 5], tokens: [12, 16, 48] })
    expect(autoencoder.noiseShapes('encoder', 2, 5)).toEqual({})
    const latents = constant([1, 16, 6], 0)
    expect(await refusalOf(autoencoder.decode(z, { inferenceNoise: { latents } }))).toBe(
      'decoder: inference noise of 1x16x6 on latents; give noise of 1x16x5',
    )
    const tokens = constant([5, 16, 48], 0)
    expect(await refusalOf(autoencoder.decode(z, { inferenceNoise: { tokens } }))).toBe(
      'decoder: inference noise of 5x16x48 on tokens; give noise of 6x16x48',
    )
    const none = left(await autoencoder.encode(silence(128), { inferenceNoise: { tokens } })())
    expect(describeAutoencoderError(none)).toBe(
      'encoder: inference noise of 5x16x48 on tokens; give none, since this model draws none there',
    )
    expect(await refusalOf(autoencoder.decode(z, { ring: true, inferenceNoise: { latents: z } }))).toBe(
      'decoder: inference noise on what goes round; give none, or latents with two ends',
    )
    const noise = constant([1, 16, 1], 0)
    expect(describeAutoencoderError(left(await autoencoder.encode(silence(300), { noise })()))).toContain('1x16x3')
  })

  it('tells the noise of medium, which its encoder has too', async () => {
    const medium = await openTiny('medium')
    expect(medium.noiseShapes('decoder', 2, 5)).toEqual({ latents: [2, 16, 5], tokens: [10, 16, 72] })
    expect(medium.noiseShapes('encoder', 1, 5)).toEqual({ tokens: [5, 1, 72] })
    await medium.close()
  })

  it('says which part, item and frames a NaN came from', async () => {
    const bad = { ...z, data: z.data.slice().fill(NaN, 2, 3) }
    expect(left(await autoencoder.decode(bad, { chunk: 2 })())).toEqual({
      _tag: 'NonFiniteResult',
      part: 'decoder',
      item: 0,
      from: 0,
      to: 2,
    })
    expect(left(await autoencoder.decode(bad, { ring: true })())).toMatchObject({ part: 'decoder', from: 0, to: 5 })
  })

  it('stops where its signal is aborted, can be asked again, and is closed for all', async () => {
    const before = right(await autoencoder.decode(z)())
    expect(left(await autoencoder.decode(z, { signal: AbortSignal.abort() })())._tag).toBe('RunAborted')
    expect(right(await autoencoder.decode(z)())).toEqual(before)
    const other = await openTiny('small')
    await other.close()
    expect(left(await other.decode(z)())).toEqual({ _tag: 'SessionClosed' })
  })
})
