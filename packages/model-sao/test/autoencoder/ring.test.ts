import { build, constant, type Latent } from '@sigmastream/core'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { decoderStages, reachOfStages } from '../../src/autoencoder/oobleck/stages.js'
import { ringDecoder } from '../../src/autoencoder/ring.js'
import { distance, left, oobleck, openTiny, recorded, right, start } from './support.js'

/** Sums in another order: float32 rounding, of the largest value. */
const ROUNDING = 2e-6

/** Element i at place i + by, round the ring. */
const later = ({ shape: [batch, channels, length], data }: Latent, by: number): Latent =>
  build([batch, channels, length], (out) => {
    data.slice().forEach((value, i) => (out[i - (i % length) + (((i % length) + by) % length)] = value))
  })

/** A sound and the same again, the latents of which are so many times the given ones. */
const times = ({ shape: [batch, channels, length], data }: Latent, count: number): Latent =>
  build([batch, channels, count * length], (out) => {
    out.forEach((_, i) => {
      const row = Math.floor(i / (count * length))
      out[i] = data[row * length + (i % length)] ?? NaN
    })
  })

describe('decoding what goes round', async () => {
  const autoencoder = await openTiny()
  afterAll(autoencoder.close)
  const latent = recorded('vae.long_z')
  const samples = autoencoder.config.frameSamples
  const round = async (z: Latent): Promise<Latent> => right(await autoencoder.decode(z, { ring: true })())

  it('latents that begin elsewhere give the sound that begins elsewhere, however few frames there are', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.nat(39), async (frames, by) => {
        const z = start(latent, frames)
        expect(
          distance(await round(later(z, by % frames)), later(await round(z), (by % frames) * samples)),
        ).toBeLessThan(ROUNDING)
      }),
      { numRuns: 8 },
    ))

  it('is the middle of what the loop, played many times, is decoded to', async () => {
    const z = start(latent, 37)
    const played = right(await autoencoder.decode(times(z, 5))())
    const middle = build([z.shape[0], played.shape[1], 37 * samples], (out) => {
      out.forEach((_, i) => {
        const [row, at] = [Math.floor(i / (37 * samples)), i % (37 * samples)]
        out[i] = played.data[row * 5 * 37 * samples + 2 * 37 * samples + at] ?? NaN
      })
    })
    const made = await round(z)
    expect(distance(made, middle)).toBeLessThan(ROUNDING)
    expect(distance(made, right(await autoencoder.decode(z)()))).toBeGreaterThan(100 * ROUNDING)
  })

  it('asks for as many frames around it as have a say in its ends, to a frame', async () => {
    const z = start(latent, 60)
    const changed = build(z.shape, (out) => {
      out.set(z.data)
      out[30] = 9
    })
    const [one, other] = [right(await autoencoder.decode(z)()), right(await autoencoder.decode(changed)())]
    const row = 60 * samples // of the first channel
    const heard = [...one.data.slice(0, row).keys()].filter((i) => one.data[i] !== other.data[i])
    const reached = Math.floor((heard.at(-1) ?? 0) / samples) - Math.floor((heard[0] ?? 0) / samples)
    const asked: number[] = []
    const spied = ringDecoder(reachOfStages(decoderStages(oobleck(autoencoder.config))), samples, (given) => {
      asked.push(given.shape[2])
      return autoencoder.decode(given)
    })
    right(await spied(z)())
    const around = (asked[0] ?? 0) - 60
    expect(around).toBeGreaterThanOrEqual(reached)
    expect(around).toBeLessThanOrEqual(reached + 1)
  })

  it('says of which frames a sound is not finite, and refuses what has none', async () => {
    const bad = build(start(latent, 20).shape, (out) => out.set(start(latent, 20).data))
    const broken = { ...bad, data: bad.data.slice().fill(NaN, 10, 11) }
    const error = left(await autoencoder.decode(broken, { ring: true })())
    expect(error).toMatchObject({ _tag: 'NonFiniteResult', part: 'decoder' })
    const [from, to] = error._tag === 'NonFiniteResult' ? [error.from, error.to] : [NaN, NaN]
    expect(from).toBeLessThanOrEqual(10)
    expect(to).toBeGreaterThan(10)
    expect(to).toBeLessThanOrEqual(20)
    const none = constant([1, latent.shape[1], 0], 0)
    expect(left(await autoencoder.decode(none, { ring: true })())).toMatchObject({ _tag: 'Refused' })
  })
})
