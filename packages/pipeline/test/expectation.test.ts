import type { Audio } from '@sigmastream/audio'
import { exemplarCodec } from '@sigmastream/model-exemplar'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { expectationOf } from '../src/exemplar/expectation.js'
import { similarLags } from '../src/exemplar/similar.js'

const sampleRate = 8000
const seconds = 2
const short = { from: 1, to: 1.05 }
const long = { from: 1, to: 1.2 }

const sound = (sample: (n: number) => number): Audio => ({
  sampleRate,
  channels: [Float32Array.from({ length: seconds * sampleRate }, (_, n) => sample(n))],
})

const hiss = (n: number): number => {
  const x = Math.sin((n + 1) * 12.9898) * 43758.5453
  return x - Math.floor(x) - 0.5
}
const chord = (n: number): number =>
  [220, 277, 330].reduce((sum, hertz) => sum + 0.2 * Math.sin((2 * Math.PI * hertz * n) / sampleRate), 0)

const expectedIn = (audio: Audio, gap = short) => {
  const codec = exemplarCodec([{ sound: audio, leaveOut: [gap] }])
  if (E.isLeft(codec)) throw new Error('no codec')
  const reference = codec.right.encode(audio)
  if (E.isLeft(reference)) throw new Error('no reference')
  const range = codec.right.framesOf(gap)
  const of = expectationOf(codec.right, audio, [gap], [], [range])
  const [, channels, frames] = of.mean.shape
  const inside = (values: ArrayLike<number>): readonly number[] =>
    Array.from({ length: channels }, (_, row) =>
      Array.from({ length: range.end - range.start }, (__, i) => values[row * frames + range.start + i] ?? Number.NaN),
    ).flat()
  return { of, truth: inside(reference.right.data), mean: inside(of.mean.data), open: inside(of.open.data) }
}

const power = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0)

describe('what linear prediction expects in a gap', () => {
  it('of tones is that they go on: nothing is left open', () => {
    const { truth, mean, open } = expectedIn(sound(chord))
    expect(power(mean.map((value, i) => value - truth[i]!)) / power(truth)).toBeLessThan(0.01) // as many as there are
    expect(power(truth.map((value, i) => value * Math.sqrt(open[i]!))) / power(truth)).toBeLessThan(0.01)
  })

  it('of hiss is nothing: most is left open', () => {
    const { truth, mean, open } = expectedIn(sound(hiss), long)
    expect(power(mean) / power(truth)).toBeLessThan(0.3)
    expect(open.reduce((sum, value) => sum + value, 0) / open.length).toBeGreaterThan(0.7)
  })

  it('reads nothing inside the gap, and expects nothing outside of it', () => {
    const damaged = sound((n) => (n >= short.from * sampleRate && n < short.to * sampleRate ? 0.9 : chord(n)))
    const [clean, other] = [expectedIn(sound(chord)), expectedIn(damaged)]
    expect(other.mean).toEqual(clean.mean)
    expect(other.open).toEqual(clean.open)
    const values = clean.of.mean.data.slice().filter((value) => value !== 0)
    expect(values.length).toBeLessThanOrEqual(clean.mean.length)
  })
})

describe('where a sound is like what surrounds a gap', () => {
  it('is found to the sample', () => {
    const audio = sound(hiss)
    const samples = audio.channels[0]?.slice() ?? new Float32Array(0)
    samples.copyWithin(9001, 3001, 6001)
    const lags = similarLags({ sampleRate, channels: [samples] }, { start: 4001, end: 4801 }, [
      { start: 4001, end: 4801 },
    ])
    expect(lags).toEqual([6000, 6000, 6000])
  })

  it('is nowhere in silence', () => {
    const silence = sound(() => 0)
    expect(similarLags(silence, { start: 4001, end: 4801 }, [{ start: 4001, end: 4801 }])).toEqual([])
  })
})
