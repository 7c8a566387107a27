import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Audio, floorDecibels, onsetStrength, spectrogram, strongestLag } from '../src/index.js'
import { mono, noise, sine, tagOf, valueOf } from './support.js'

const settings = { window: 1024, hop: 256 }

describe('the strongest lag', () => {
  it('is none where there is one onset alone, however strong', () => {
    // its autocorrelation has a local maximum, which is below 0
    for (const height of [1, 0.001])
      expect(
        strongestLag({ rate: 10, strength: Float32Array.of(0, 0, 0, 0, 0, height, ...new Float32Array(14)) }),
      ).toBe(undefined)
  })
})

describe('a spectrogram', () => {
  it('has a frame for every hop begun, half a window of bins and one more, and says where they are', () => {
    const [length, hop] = [fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 64 })]
    const sizes = fc.record({ length, window: fc.constantFrom(64, 256), hop })
    fc.assert(
      fc.property(sizes, (size) => {
        const result = valueOf(spectrogram(mono(8000, noise(size.length)), size))
        const { frames, bins, decibels, hertzPerBin, secondsPerFrame } = result
        expect([frames, bins]).toEqual([Math.ceil(size.length / size.hop), size.window / 2 + 1])
        expect(decibels).toHaveLength(frames * bins)
        expect([hertzPerBin, secondsPerFrame]).toEqual([8000 / size.window, size.hop / 8000])
      }),
    )
  })

  it('shows a full-scale sine in the middle of a bin at 0 dB, and the floor elsewhere', () => {
    const audio = mono(
      44100,
      sine((20 * 44100) / 1024, 44100, 44100).map((x) => 2 * x),
    )
    const { bins, decibels } = valueOf(spectrogram(audio, settings))
    const frame = decibels.slice(50 * bins, 51 * bins)
    expect(frame[20]).toBeCloseTo(0, 4)
    expect(frame[19]).toBeCloseTo(-6.02, 2)
    expect(frame.filter((value) => value > floorDecibels)).toHaveLength(3)
  })

  it('averages the power of channels, so that opposite phases do not cancel', () => {
    const left = noise(4096)
    const { decibels } = valueOf(spectrogram({ sampleRate: 8000, channels: [left, left.map((x) => -x)] }, settings))
    expect([...decibels]).toEqual([...valueOf(spectrogram(mono(8000, left), settings)).decibels])
  })

  it('takes silence and a single sample', () => {
    const { decibels } = valueOf(spectrogram(mono(8000, [0]), settings))
    expect([...decibels]).toEqual(Array.from({ length: 513 }, () => floorDecibels))
  })

  it('takes the smallest window, and refuses what would have more values than are held', async () => {
    expect(valueOf(spectrogram(mono(8000, noise(10)), { window: 4, hop: 4 })).bins).toBe(3)
    const huge = { window: 2 ** 20, hop: 1 }
    expect(await tagOf(async () => spectrogram(mono(8000, noise(512)), huge))).toBe('TooLong')
  })

  it('refuses windows that are no power of two and hops that are no whole number within', async () => {
    for (const [window, hop] of [
      [1000, 10],
      [2, 1],
      [64, 0],
      [64, 65],
      [64, 1.5],
    ] as const) {
      expect(await tagOf(async () => spectrogram(mono(8000, [0]), { window, hop }))).toBe('BadOption')
    }
  })
})

/** Decaying bursts of noise every `period` seconds over a quiet floor. */
const bursts = (period: number, seconds: number, sampleRate = 22050): Audio =>
  mono(
    sampleRate,
    noise(seconds * sampleRate).map((x, i) => x * (0.8 * Math.exp(-25 * ((i / sampleRate) % period)) + 0.005)),
  )

describe('the strongest lag of the onsets', () => {
  it('is the period of a beat, or a multiple of it, to one per cent', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.25, max: 0.8, noNaN: true }), (period) => {
        const ratio = (strongestLag(onsetStrength(bursts(period, 4))) ?? Number.NaN) / period
        expect(Math.abs(ratio - Math.round(ratio))).toBeLessThan(0.01)
        expect(Math.round(ratio)).toBeGreaterThanOrEqual(1)
      }),
      { numRuns: 15 },
    )
  })

  it('is the same for an excerpt as for the whole, looked for in the same range', () => {
    const [range, whole] = [{ from: 0.3, to: 0.7 }, bursts(0.5, 6)]
    const excerpt = { ...whole, channels: whole.channels.map((channel) => channel.slice(30000, 90000)) }
    expect(strongestLag(onsetStrength(whole), range)).toBeCloseTo(0.5, 2)
    expect(strongestLag(onsetStrength(excerpt), range)).toBeCloseTo(0.5, 2)
  })

  it('is undefined for silence and for a single sample', () => {
    for (const samples of [new Float32Array(44100), Float32Array.of(1)]) {
      expect(strongestLag(onsetStrength(mono(22050, samples)))).toBeUndefined()
    }
  })

  it('lies between two moments where the period does', () => {
    for (const period of [10.4, 12.25, 15.7]) {
      const strength = Float32Array.from({ length: 2000 }, (_, i) => 1 + Math.cos((2 * Math.PI * i) / period))
      const lag = strongestLag({ rate: 100, strength }, { from: 0.08, to: 0.18 })
      expect(Math.abs((lag ?? NaN) * 100 - period)).toBeLessThan(0.05)
    }
  })

  it('is undefined where the onsets only fall, or repeat below what chance would give', () => {
    const ramp = (wave: number) =>
      Float32Array.from({ length: 100 }, (_, i) => i / 100 + wave * Math.cos((2 * Math.PI * i) / 10))
    expect(strongestLag({ rate: 100, strength: ramp(0) }, { from: 0.01, to: 0.5 })).toBeUndefined()
    // A local maximum at 0.5 s, where the ramp is unlike itself: negative, so nothing that repeats.
    expect(strongestLag({ rate: 100, strength: ramp(0.2) }, { from: 0.45, to: 0.5 })).toBeUndefined()
  })

  it('is the first of two moments that are as strong, and not the way up to them', () => {
    // Autocorrelation 5, 0, 3, 0, 1 about a mean of zero: two frames is where it repeats.
    const strength = Float32Array.of(1, -1, 1, -1, 1, -1, 1, -1)
    expect(strongestLag({ rate: 1, strength }, { from: 1, to: 3 })).toBeCloseTo(2, 1)
    expect(strongestLag({ rate: 1, strength }, { from: 1, to: 1 })).toBeUndefined()
  })

  it('stays within the range that it is given', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 0.4, noNaN: true }), (from) => {
        const lag = strongestLag(onsetStrength(mono(8000, noise(16000))), { from, to: from + 0.3 })
        expect(lag === undefined || (lag > from - 0.01 && lag < from + 0.31)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })
})
