import { type Audio, resample } from '@sigmastream/audio'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { prepareReference, type ReferenceStyle } from '../src/index.js'

const geometry = {
  sampleRate: 44_100,
  audioChannels: 2,
  latentChannels: 64,
  frameSamples: 2048,
  maxFrames: 1024,
  frameRate: 44_100 / 2048,
}
const mono = { ...geometry, audioChannels: 1 }

const sound = (...channels: readonly (readonly number[])[]): Audio => ({
  sampleRate: 44_100,
  channels: channels.map((channel) => Float32Array.from(channel)),
})

const rows = (audio: Audio, samples: number, style: ReferenceStyle, of = geometry): readonly (readonly number[])[] => {
  const made = prepareReference(audio, of, samples, style)
  if (E.isLeft(made)) throw new Error(JSON.stringify(made.left))
  const { shape, data } = made.right
  expect(shape).toEqual([1, of.audioChannels, samples])
  return Array.from({ length: shape[1] }, (_, i) => [...data.subarray(i * samples, (i + 1) * samples)])
}

describe('prepareReference', () => {
  it.each(['exercises', 'silence'] as const)('takes samples from where they lie, not one by one: %s', (style) => {
    // an iterator makes a number of its own for each of millions of samples, which took half a gigabyte for six minutes
    const channels = [Float32Array.of(0.25, 0.5), Float32Array.of(-0.125, 0)].map((samples) =>
      Object.defineProperty(samples, Symbol.iterator, {
        value: () => {
          throw new Error('one by one')
        },
      }),
    )
    for (const of of [geometry, mono])
      expect(E.isRight(prepareReference({ sampleRate: 44_100, channels }, of, 5, style))).toBe(true)
  })

  it('divides by the peak of all channels, repeats and cuts, as the notebook of the course does', () => {
    expect(rows(sound([0.25, 0.5], [-0.125, 0]), 5, 'exercises')).toEqual([
      [0.5, 1, 0.5, 1, 0.5],
      [-0.25, 0, -0.25, 0, -0.25],
    ])
    expect(rows(sound([0.25, 0.5, 1], [0, 0, 0]), 2, 'exercises')).toEqual([
      [0.25, 0.5],
      [0, 0],
    ])
  })

  it('pads with silence and leaves loudness as it is otherwise', () => {
    expect(rows(sound([0.25, 0.5], [-0.125, 0]), 4, 'silence')).toEqual([
      [0.25, 0.5, 0, 0],
      [-0.125, 0, 0, 0],
    ])
    expect(rows(sound([0.25, 2], [0, 0]), 1, 'silence')).toEqual([[0.25], [0]])
  })

  it('gives mono to every channel, takes the first of more, and the mean where one is wanted', () => {
    expect(rows(sound([0.5, 1]), 2, 'silence')).toEqual([
      [0.5, 1],
      [0.5, 1],
    ])
    expect(rows(sound([0.5], [0.25], [1]), 1, 'silence')).toEqual([[0.5], [0.25]])
    expect(rows(sound([0.5], [0.25]), 1, 'silence', mono)).toEqual([[0.375]])
  })

  it('leaves silence silent, which has no peak', () => {
    expect(rows(sound([0, 0]), 3, 'exercises')).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
  })

  it('resamples as torchaudio does, before anything else', () => {
    const audio = { ...sound(Array.from({ length: 400 }, (_, i) => Math.sin(i / 9))), sampleRate: 22_050 }
    const expected = resample(audio, 44_100, 'torchaudio')
    const [channel = []] = E.isRight(expected) ? expected.right.channels : []
    expect(rows(audio, 800, 'silence')[0]).toEqual([...channel])
    const peak = Math.max(...Array.from(channel, Math.abs))
    expect(rows(audio, 800, 'exercises')[0]).toEqual(Array.from(channel, (value) => Math.fround(value / peak)))
  })

  it('repeats with the period of the sound, and has its peak at 1 once it is whole', () => {
    const samples = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 60 }), (values, length) => {
        fc.pre(values.some((value) => Math.abs(value) > 1e-3))
        const [left = []] = rows(sound(values), length, 'exercises')
        left.forEach((value, i) => expect(value).toBe(left[i % values.length]))
        expect(length < values.length || Math.max(...left.map(Math.abs)) === 1).toBe(true)
      }),
    )
  })

  it.each([0, -1, 1.5, NaN])('refuses a length of %d samples', (samples) => {
    const refused = { _tag: 'Left', left: { _tag: 'BadOption' } }
    expect(prepareReference(sound([1]), geometry, samples, 'silence')).toMatchObject(refused)
  })
})
