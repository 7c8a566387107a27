import { build, type Latent } from '@sigmastream/core'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { reachOf } from '../../src/autoencoder/oobleck/reach.js'
import { decoderWhole, distance, encoderWhole, openTiny, recorded, right, start } from './support.js'

/** Sums in another order: float32 rounding, of the largest value. */
const ROUNDING = 2e-6
const ALL = 1000

/** x with everything in its frame `frame` far off. */
const disturbed = ({ shape, data }: Latent, frame: number, rate: number): Latent =>
  build(shape, (out) => {
    out.forEach((_, i) => (out[i] = (data[i] ?? NaN) + (Math.floor((i % shape[2]) / rate) === frame ? 100 : 0)))
  })

/** The frames in which two differ, from the first to the last. */
const changed = (a: Latent, b: Latent, rate: number): readonly number[] => {
  const frames = Array.from(a.data, (value, i) =>
    value === b.data[i] ? [] : [Math.floor((i % a.shape[2]) / rate)],
  ).flat()
  return [Math.min(...frames), Math.max(...frames)]
}

describe('coding in chunks', async () => {
  const autoencoder = await openTiny()
  afterAll(autoencoder.close)
  const latent = recorded('vae.long_z')
  const audio = recorded('vae.long_decoded')
  const lengths = fc.integer({ min: 1, max: 200 })
  const sizes = fc.integer({ min: 1, max: 60 })

  it('decodes what the whole decodes to, everywhere, whatever the chunk', () =>
    fc.assert(
      fc.asyncProperty(lengths, sizes, async (frames, chunk) => {
        const z = start(latent, frames)
        const whole = right(await autoencoder.decode(z, { chunk: ALL })())
        expect(distance(right(await autoencoder.decode(z, { chunk })()), whole)).toBeLessThan(ROUNDING)
      }),
      { numRuns: 12 },
    ))

  it('encodes what the whole encodes to, everywhere, whatever the chunk', () =>
    fc.assert(
      fc.asyncProperty(lengths, sizes, fc.integer({ min: 0, max: 63 }), async (frames, chunk, missing) => {
        const sound = start(audio, frames * 64 - missing)
        const whole = right(await autoencoder.encode(sound, { chunk: ALL })())
        const { mean, std } = right(await autoencoder.encode(sound, { chunk })())
        expect(distance(mean, whole.mean)).toBeLessThan(ROUNDING)
        expect(distance(std, whole.std)).toBeLessThan(ROUNDING)
      }),
      { numRuns: 12 },
    ))

  it('knows exactly how far a latent frame reaches', async () => {
    const z = start(latent, 60)
    const reach = reachOf(decoderWhole(autoencoder.config), 1, 64)
    const before = right(await autoencoder.decode(z)())
    const after = right(await autoencoder.decode(disturbed(z, 30, 1))())
    expect(changed(before, after, 64)).toEqual([30 - reach.after, 30 + reach.before])
  })

  it('knows exactly how far a frame of samples reaches', async () => {
    const sound = start(audio, 60 * 64)
    const reach = reachOf(encoderWhole(autoencoder.config), 64, 1)
    const before = right(await autoencoder.encode(sound)())
    const after = right(await autoencoder.encode(disturbed(sound, 30, 64))())
    expect(changed(before.mean, after.mean, 1)).toEqual([30 - reach.after, 30 + reach.before])
  })

  it('asks for the memory at hand at each run, and not where the chunk is given', async () => {
    const asked: number[] = []
    const measured = await openTiny({ available: () => (asked.push(1), 1) })
    const z = start(latent, 100)
    const chosen: Latent = right(await measured.decode(z)())
    expect(asked.length).toBe(1)
    await measured.decode(z, { chunk: 50 })()
    expect(asked.length).toBe(1)
    await measured.close()
    expect(distance(chosen, right(await autoencoder.decode(z)()))).toBeLessThan(ROUNDING)
  })
})
