import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSilent, levels, type Patch, peakOf, toFullScale, withinPeak } from '../src/index.js'
import { mono, sine } from './support.js'

describe('levels', () => {
  it('of a full-scale sine are a peak of 0 dBFS and an RMS of -3.01 dBFS', () => {
    const { peakDbfs, rmsDbfs, dcOffset } = levels(
      mono(
        48000,
        sine(1000, 48000, 48000).map((x) => 2 * x),
      ),
    )
    expect(peakDbfs).toBeCloseTo(0, 5)
    expect(rmsDbfs).toBeCloseTo(-3.0103, 3)
    expect(dcOffset[0]).toBeCloseTo(0, 6)
  })

  it('give the peak and the mean of each channel', () => {
    const audio = { sampleRate: 8000, channels: [Float32Array.of(0.25, 0.25), Float32Array.of(-0.5, 0)] }
    expect(levels(audio)).toMatchObject({ peak: 0.5, dcOffset: [0.25, -0.25] })
  })

  it('count the samples of runs of three and more at full scale, of both signs, and no others', () => {
    const count = (...samples: readonly number[]): number => levels(mono(8000, samples)).clippedSamples
    expect(count(1, 1, 0, -1, -1, 0.5, 1)).toBe(0)
    expect(count(1, 1, 1, 0, -1, -1.5, -1, -1, 0)).toBe(7)
    expect(count(...Array.from({ length: 5 }, () => 32767 / 32768))).toBe(5)
    expect(count(...Array.from({ length: 5 }, () => 32766 / 32768))).toBe(0)
  })

  it('call audio silent that 16 bits would round to nothing', () => {
    expect(levels(mono(8000, [0, 0]))).toMatchObject({ silent: true, peakDbfs: -Infinity, rmsDbfs: -Infinity })
    expect(levels(mono(8000, [0.49 / 32768])).silent).toBe(true)
    expect(levels(mono(8000, [0.5 / 32768])).silent).toBe(false)
    for (const samples of [[0, 0], [0.49 / 32768], [0, -0.5 / 32768], [0, 1], [NaN], [0, Infinity]])
      expect(isSilent(mono(8000, samples))).toBe(levels(mono(8000, samples)).silent)
  })
})

describe('bringing to full scale', () => {
  it('leaves audio within full scale alone, and others at a peak of exactly 1 with every ratio kept', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 1 }), (samples) => {
        const audio = mono(8000, samples)
        const result = toFullScale(audio)
        expect(result.gain).toBe(1 / Math.max(1, peakOf(audio)))
        expect(peakOf(result.audio)).toBe(Math.min(1, peakOf(audio)))
        expect(result.audio === audio).toBe(peakOf(audio) <= 1)
        const wrong = [...(result.audio.channels[0] ?? [])].filter(
          (x, i) => Math.abs(x - (samples[i] ?? 0) * result.gain) > 1e-7,
        )
        expect(wrong).toEqual([])
      }),
    )
  })
})

describe('a patch that is too loud', () => {
  const patch = (samples: readonly number[]): Patch => ({ start: 5, channels: [Float32Array.from(samples)] })

  it('is brought down to the peak, at its end as at its beginning', () => {
    const samples = Array.from({ length: 60 }, (_, i) => 0.8 * Math.cos(i))
    const { patch: within, gain } = withinPeak(patch(samples), 0.5, 2000)
    const back = withinPeak(patch(samples.toReversed()), 0.5, 2000)
    expect(gain).toBeCloseTo(0.625, 6)
    expect(peakOf(within)).toBeCloseTo(0.5, 6)
    expect([...(back.patch.channels[0] ?? [])].toReversed()).toEqual([...(within.channels[0] ?? [])])
  })

  it('stays as it is where it is not', () => {
    const quiet = patch([0.1, -0.5])
    expect(withinPeak(quiet, 0.5, 2000)).toEqual({ patch: quiet, gain: 1 })
  })
})
