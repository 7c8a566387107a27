import { batchItem, build, constant, type Latent, stack } from '@sigmastream/core'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { distance, right, start, times } from '../support.js'
import { configOf, openTiny, recordings, sizes } from './support.js'

/** Sums in another order: float32 rounding, of the largest value. */
const ROUNDING = 1e-5
const ALL = 1000

/** x with everything in its frame `frame` far off. */
const disturbed = ({ shape, data }: Latent, frame: number, rate: number): Latent =>
  build(shape, (out) => {
    out.forEach((_, i) => (out[i] = (data[i] ?? NaN) + (Math.floor((i % shape[2]) / rate) === frame ? 1 : 0)))
  })

/** The frames in which two differ, from the first to the last. */
const changed = (a: Latent, b: Latent, rate: number): readonly number[] => {
  const frames = Array.from(a.data, (value, i) =>
    value === b.data[i] ? [] : [Math.floor((i % a.shape[2]) / rate)],
  ).flat()
  return [Math.min(...frames), Math.max(...frames)]
}

/** Element i at place i + by, round the ring. */
const later = ({ shape: [batch, channels, length], data }: Latent, by: number): Latent =>
  build([batch, channels, length], (out) => {
    data.slice().forEach((value, i) => (out[i - (i % length) + (((i % length) + by) % length)] = value))
  })

/** `count` of each channel from `at` on. */
const part = ({ shape: [batch, channels, length], data }: Latent, at: number, count: number): Latent =>
  build([batch, channels, count], (out) => {
    out.forEach((_, i) => (out[i] = data[Math.floor(i / count) * length + at + (i % count)] ?? NaN))
  })

describe.each(sizes)('SAME of the %s model', async (size) => {
  const autoencoder = await openTiny(size)
  afterAll(autoencoder.close)
  const { recorded } = await recordings(size)
  const z = recorded('ae.long_z')
  const audio = recorded('ae.long_audio')
  const { frameSamples } = autoencoder.config
  const lengths = fc.integer({ min: 1, max: 60 })
  const chunks = fc.integer({ min: 1, max: 30 })

  it('decodes in chunks what the whole decodes to, whatever the chunk and the length', () =>
    fc.assert(
      fc.asyncProperty(lengths, chunks, async (frames, chunk) => {
        const some = start(z, frames)
        const whole = right(await autoencoder.decode(some, { chunk: ALL })())
        expect(distance(right(await autoencoder.decode(some, { chunk })()), whole)).toBeLessThan(ROUNDING)
      }),
      { numRuns: 6 },
    ))

  it('encodes in chunks what the whole encodes to, whatever the chunk and the length', () =>
    fc.assert(
      fc.asyncProperty(lengths, chunks, fc.integer({ min: 0, max: 127 }), async (frames, chunk, missing) => {
        const sound = start(audio, frames * frameSamples - missing)
        const whole = right(await autoencoder.encode(sound, { chunk: ALL })()).latent
        expect(distance(right(await autoencoder.encode(sound, { chunk })()).latent, whole)).toBeLessThan(ROUNDING)
      }),
      { numRuns: 6 },
    ))

  // In bands, each of three blocks reaches a frame further, but that from the frame before the new tokens stand too far.
  // In chunks, the frame's pair is heard in two pairs that are shifted by one; of the decoder, in their neighbours' patches.
  const reached = {
    small: { decoded: { 30: [28, 33], 31: [28, 33] }, encoded: { 30: [29, 32], 31: [29, 32] } },
    medium: { decoded: { 30: [27, 32], 31: [28, 33] }, encoded: { 30: [27, 32], 31: [28, 33] } },
  } as const

  it.each([30, 31] as const)('hears frame %i nowhere else than where it can reach', async (frame) => {
    const some = start(z, 60)
    const before = right(await autoencoder.decode(some, { chunk: ALL })())
    const after = right(await autoencoder.decode(disturbed(some, frame, 1), { chunk: ALL })())
    expect(changed(before, after, frameSamples)).toEqual(reached[size].decoded[frame])
    const sound = start(audio, 60 * frameSamples)
    const encoded = right(await autoencoder.encode(sound, { chunk: ALL })()).latent
    const other = right(await autoencoder.encode(disturbed(sound, frame, frameSamples), { chunk: ALL })()).latent
    expect(changed(encoded, other, 1)).toEqual(reached[size].encoded[frame])
  })

  it('makes of every item of a batch what it makes of that item alone', async () => {
    const items = [start(z, 7), times(start(z, 7), -0.5)] as const
    const both = right(await autoencoder.decode(stack(items))())
    expect(batchItem(both, 1)).toEqual(right(await autoencoder.decode(items[1])()))
    const sounds = [start(audio, 500), times(start(audio, 500), -0.5)] as const
    const encoded = right(await autoencoder.encode(stack(sounds))()).latent
    expect(batchItem(encoded, 1)).toEqual(right(await autoencoder.encode(sounds[1])()).latent)
  })

  it('decodes what goes round as the middle of what is played many times', async () => {
    const frames = 10
    const once = start(z, frames)
    const played = build([1, once.shape[1], 5 * frames], (out) => {
      out.forEach((_, i) => {
        out[i] = once.data[Math.floor(i / (5 * frames)) * frames + (i % frames)] ?? NaN
      })
    })
    const middle = part(right(await autoencoder.decode(played)()), 2 * frames * frameSamples, frames * frameSamples)
    const round = right(await autoencoder.decode(once, { ring: true })())
    expect(distance(round, middle)).toBeLessThan(ROUNDING)
    expect(distance(round, right(await autoencoder.decode(once)()))).toBeGreaterThan(100 * ROUNDING)
  })

  it('decodes what goes round and begins elsewhere to the sound that begins elsewhere', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10 }), fc.nat(9), async (pairs, by) => {
        const round = async (given: Latent) => right(await autoencoder.decode(given, { ring: true })())
        const some = start(z, 2 * pairs)
        const turned = 2 * (by % pairs) // whole pairs: that is what the small model looks at
        expect(
          distance(await round(later(some, turned)), later(await round(some), turned * frameSamples)),
        ).toBeLessThan(ROUNDING)
      }),
      { numRuns: 5 },
    ))

  it('gives an odd number of frames that go round as many frames', async () => {
    expect(right(await autoencoder.decode(start(z, 5), { ring: true })()).shape).toEqual([1, 2, 5 * frameSamples])
  })

  it('adds the noise of a frame to it wherever the chunks are cut', async () => {
    const frames = 21
    const { latents = [1, 1, 1], tokens = [1, 1, 1] } = autoencoder.noiseShapes('decoder', 1, frames)
    const waves = (shape: Latent['shape']): Latent =>
      build(shape, (out) => out.forEach((_, i) => (out[i] = 30 * Math.sin(i))))
    const inferenceNoise = { latents: waves(latents), tokens: waves(tokens) }
    const some = start(z, frames)
    const whole = right(await autoencoder.decode(some, { chunk: ALL, inferenceNoise })())
    const cut = right(await autoencoder.decode(some, { chunk: 6, inferenceNoise })())
    expect(distance(cut, whole)).toBeLessThan(ROUNDING)
    expect(distance(whole, right(await autoencoder.decode(some)()))).toBeGreaterThan(100 * ROUNDING)
  })

  it('hands silence of any length back as so many frames', async () => {
    const { latent } = right(await autoencoder.encode(constant([2, 2, 130], 0))())
    expect(latent.shape).toEqual([2, configOf(`tiny-sa3-${size}/checkpoint`).latentChannels, 2])
    expect(batchItem(latent, 0)).toEqual(batchItem(latent, 1))
  })
})
