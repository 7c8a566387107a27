import type { Audio } from '@sigmastream/audio'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tone } from '../../cli/test/support.js'
import { keepOutside } from '../src/keep-outside.js'
import { extrapolate } from '../src/linear-prediction.js'

const largest = (values: Iterable<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0)

describe('linear prediction', () => {
  it('goes on with a tone', () => {
    const rate = 44100
    const sine = (n: number): number => 0.5 * Math.sin((2 * Math.PI * 330 * n) / rate)
    const ahead = extrapolate(
      Float32Array.from({ length: 1764 }, (_, n) => sine(n)),
      220,
    )
    expect(largest([...ahead].map((value, i) => value - sine(1764 + i)))).toBeLessThan(0.02)
  })

  it('never grows: noise dies away', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { maxLength: 300 }), (samples) => {
        const ahead = extrapolate(Float32Array.from(samples), 500)
        expect(ahead.every(Number.isFinite)).toBe(true)
        expect(largest(ahead.slice(400))).toBeLessThan(100)
      }),
      { numRuns: 30 },
    )
  })

  it('of silence, or of too little, is silence', () => {
    expect([...extrapolate(new Float32Array(100), 5)]).toEqual([0, 0, 0, 0, 0])
    expect([...extrapolate(Float32Array.of(1, 1), 3)]).toEqual([0, 0, 0])
  })
})

describe('keepOutside', () => {
  const original = tone(1, { channels: 2, sampleRate: 44100 })
  const other: Audio = {
    ...original,
    channels: original.channels.map((samples) => samples.slice().map((sample, n) => -sample + 0.2 * Math.sin(n / 50))),
  }

  it('is the recording, bit for bit, outside every region and its margin', () => {
    const second = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(second, second), { minLength: 1, maxLength: 3 }),
        fc.double({ min: 0, max: 0.1, noNaN: true }),
        (pairs, margin) => {
          const regions = pairs.map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
          const { channels } = keepOutside(original, other, regions, margin)
          const stray = channels.flatMap((samples, c) =>
            [...samples].flatMap((sample, n) => {
              const inside = regions.some(
                ({ from, to }) => n >= Math.round((from - margin) * 44100) && n < Math.round((to + margin) * 44100),
              )
              return inside || sample === original.channels[c]?.[n] ? [] : [n]
            }),
          )
          expect(stray).toEqual([])
        },
      ),
      { numRuns: 20 },
    )
  })

  it('has what was made in the middle of a region, and no jump at its borders', () => {
    const { channels } = keepOutside(original, other, [{ from: 0.25, to: 0.75 }], 0)
    const [samples = [], made] = [channels[0], other.channels[0]]
    expect(samples[22050]).toBe(made?.[22050])
    // The largest step of either sound by itself; a cut between them would be one of about 0.4.
    const steps = [...samples].slice(1).map((sample, n) => sample - (samples[n] ?? NaN))
    expect(largest(steps)).toBeLessThan(0.06)
  })

  it('reads nothing inside the region: what is damaged there does not matter', () => {
    const damaged: Audio = {
      ...original,
      channels: original.channels.map((samples) => samples.slice().fill(0, 11025, 33075)),
    }
    const regions = [{ from: 0.25, to: 0.75 }]
    expect(keepOutside(damaged, other, regions, 0).channels).toEqual(keepOutside(original, other, regions, 0).channels)
  })
})
