import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spectralDistance } from '../src/index.js'
import { mono, noise, sine, tagOf, valueOf } from './support.js'

describe('the log-spectral distance', () => {
  const loud = mono(8000, noise(6000))

  it('is 0 from a sound to itself, and the same both ways', () => {
    const other = mono(8000, sine(440, 8000, 6000))
    expect(valueOf(spectralDistance(loud, loud))).toBe(0)
    expect(valueOf(spectralDistance(loud, other))).toBeGreaterThan(1)
    expect(valueOf(spectralDistance(loud, other))).toBeCloseTo(valueOf(spectralDistance(other, loud)), 9)
  })

  it('of a sound made quieter is by how many dB', () => {
    fc.assert(
      fc.property(fc.double({ min: -20, max: 20, noNaN: true }), (decibels) => {
        const quieter = mono(
          8000,
          noise(6000).map((x) => x * 10 ** (decibels / 20)),
        )
        expect(valueOf(spectralDistance(loud, quieter))).toBeCloseTo(Math.abs(decibels), 2)
      }),
      { numRuns: 20 },
    )
  })

  it('is 0 between silences, and takes no sound at all', () => {
    expect(valueOf(spectralDistance(mono(8000, [0, 0]), mono(8000, [0, 1e-9])))).toBe(0)
    expect(valueOf(spectralDistance(mono(8000, []), mono(8000, [])))).toBe(0)
  })

  it('is refused between sounds that are not alike', async () => {
    for (const other of [
      mono(8000, noise(5999)),
      mono(16000, noise(6000)),
      { ...loud, channels: [...loud.channels, ...loud.channels] },
    ]) {
      expect(await tagOf(async () => spectralDistance(loud, other))).toBe('BadOption')
    }
  })
})
