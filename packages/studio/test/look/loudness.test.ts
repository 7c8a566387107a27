import { describe, expect, it } from 'vitest'
import { equalLoudness } from '../../src/look/loudness/equal-loudness.js'
import { kWeighted } from '../../src/look/loudness/k-weighting.js'
import { loudnessOf } from '../../src/look/loudness/loudness.js'

/** A tone of so many dB below full scale, as long as wanted, stretch after stretch. */
const tone = (
  stretches: readonly (readonly [decibels: number, seconds: number])[],
  { sampleRate = 48_000, hertz = 1000 } = {},
): Float32Array => {
  const samples = new Float32Array(stretches.reduce((sum, [, seconds]) => sum + Math.round(seconds * sampleRate), 0))
  let at = 0
  for (const [decibels, seconds] of stretches) {
    const end = at + Math.round(seconds * sampleRate)
    for (; at < end; at++) samples[at] = 10 ** (decibels / 20) * Math.sin((2 * Math.PI * hertz * at) / sampleRate)
  }
  return samples
}

describe('loudness by ITU-R BS.1770', () => {
  // EBU Tech 3341 lets a meter be wrong by 0.1 LU
  const mustBeWithin = (measured: number, lufs: number): void =>
    expect(Math.abs(measured - lufs)).toBeLessThanOrEqual(0.1)

  it.each([22_050, 44_100, 48_000, 96_000])(
    'a tone of 997 Hz at full scale on one channel is -3.01 LUFS (%i Hz)',
    (sampleRate) => {
      mustBeWithin(loudnessOf({ channels: [tone([[0, 1]], { sampleRate, hertz: 997 })], sampleRate }), -3.01)
    },
  )

  it.each([-23, -33])('a stereo tone of 1 kHz at %i dB is that many LUFS (EBU Tech 3341, cases 1 and 2)', (lufs) => {
    const channel = tone([[lufs, 2]])
    mustBeWithin(loudnessOf({ channels: [channel, channel], sampleRate: 48_000 }), lufs)
  })

  it('what is 13 dB quieter does not count (case 3, a fifth as long)', () => {
    const sampleRate = 16_000
    const channel = tone(
      [
        [-36, 2],
        [-23, 12],
        [-36, 2],
      ],
      { sampleRate },
    )
    mustBeWithin(loudnessOf({ channels: [channel, channel], sampleRate }), -23)
  })

  it('silence does not count (case 4, a fifth as long)', () => {
    const sampleRate = 16_000
    const channel = tone(
      [
        [-72, 2],
        [-36, 2],
        [-23, 12],
        [-36, 2],
        [-72, 2],
      ],
      { sampleRate },
    )
    mustBeWithin(loudnessOf({ channels: [channel, channel], sampleRate }), -23)
  })

  it('at 48 kHz the filters are those that the standard has in numbers', () => {
    const impulse = Float64Array.from({ length: 2000 }, (_, i) => (i === 0 ? 1 : 0))
    const through = (samples: Float64Array, b: readonly number[], a: readonly number[]): Float64Array => {
      const out = new Float64Array(samples.length)
      const sum = (weights: readonly number[], of: Float64Array, i: number): number =>
        weights.reduce((total, weight, k) => total + weight * (of[i - k] ?? 0), 0)
      samples.forEach((_, i) => (out[i] = sum(b, samples, i) - sum([0, ...a], out, i)))
      return out
    }
    // ITU-R BS.1770-4, tables 1 and 2
    const head = through(
      impulse,
      [1.53512485958697, -2.69169618940638, 1.19839281085285],
      [-1.69065929318241, 0.73248077421585],
    )
    const expected = through(head, [1, -2, 1], [-1.99004745483398, 0.99007225036621])
    const apart = kWeighted(impulse, 48_000).map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN)))
    expect(Math.max(...apart)).toBeLessThan(1e-6)
  })

  it('silence has no loudness, and a sound shorter than a block has one', () => {
    expect(loudnessOf({ channels: [new Float32Array(48_000)], sampleRate: 48_000 })).toBe(-Infinity)
    expect(loudnessOf({ channels: [new Float32Array(0)], sampleRate: 48_000 })).toBe(-Infinity)
    mustBeWithin(loudnessOf({ channels: [tone([[-10, 0.2]])], sampleRate: 48_000 }), -13.01)
  })
})

describe('takes at equal loudness', () => {
  const sampleRate = 16_000
  const takes = [-12, -20, -17].map((decibels) => ({ channels: [tone([[decibels, 1]], { sampleRate })], sampleRate }))

  it('are all as loud as the quietest, and none is made louder', () => {
    const gains = equalLoudness(takes)
    gains.forEach((gain, i) => expect(20 * Math.log10(gain)).toBeCloseTo([-8, 0, -3][i] ?? Number.NaN, 3))
    const lufs = takes.map(({ channels }, i) =>
      loudnessOf({ sampleRate, channels: channels.map((samples) => samples.map((x) => x * (gains[i] ?? 0))) }),
    )
    for (const one of lufs) expect(one).toBeCloseTo(lufs[0] ?? Number.NaN, 3)
  })

  it('leave silence as it is, and do not follow it', () => {
    const silent = { channels: [new Float32Array(sampleRate)], sampleRate }
    expect(equalLoudness([...takes, silent])).toEqual([...equalLoudness(takes), 1])
    expect(equalLoudness([silent])).toEqual([1])
    expect(equalLoudness([])).toEqual([])
  })
})
