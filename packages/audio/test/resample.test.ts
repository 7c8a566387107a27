import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxSamples } from '../src/audio.js'
import { type ResampleQuality, resample } from '../src/index.js'
import { fixture, floatsOf, mono, noise, sine, snr, tagOf, valueOf } from './support.js'

interface Row {
  readonly from: number
  readonly to: number
  readonly quality: ResampleQuality
  readonly samples: string
}

const one = (samples: ArrayLike<number>, from: number, to: number, quality?: ResampleQuality): Float32Array =>
  valueOf(resample(mono(from, Array.from(samples)), to, quality)).channels[0]?.slice() ?? new Float32Array(0)

const rate = fc.constantFrom(8000, 16000, 22050, 32000, 44100, 48000, 96000)
const quality = fc.constantFrom<ResampleQuality>('best', 'torchaudio')
const signal = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 300 })
const largest = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

describe('resampling', () => {
  for (const { from, to, quality: kernel, samples } of fixture<readonly Row[]>('resampled')) {
    it(`gives the values of torchaudio.functional.resample from ${from} to ${to} Hz, kernel ${kernel}`, () => {
      const wanted = floatsOf(samples)
      const got = one(noise(200), from, to, kernel)
      expect(got.length).toBe(wanted.length)
      expect(largest(got.map((value, i) => value - (wanted[i] ?? 0)))).toBeLessThan(2e-7)
    })
  }

  it('gives back the audio itself where the rates are equal', () => {
    fc.assert(
      fc.property(rate, signal, quality, (hertz, samples, kernel) => {
        const audio = mono(hertz, samples)
        expect(valueOf(resample(audio, hertz, kernel))).toBe(audio)
      }),
    )
  })

  it('has ceil(to * frames / from) frames in every channel', () => {
    fc.assert(
      fc.property(rate, rate, signal, (from, to, samples) => {
        const audio = { sampleRate: from, channels: [Float32Array.from(samples), Float32Array.from(samples)] }
        const { sampleRate, channels } = valueOf(resample(audio, to))
        expect([sampleRate, ...channels.map((channel) => channel.length)]).toEqual([
          to,
          ...channels.map(() => Math.ceil((to * samples.length) / from)),
        ])
      }),
    )
  })

  it('is linear', () => {
    const weight = fc.float({ min: -2, max: 2, noNaN: true })
    fc.assert(
      fc.property(rate, rate, signal, weight, quality, (from, to, a, factor, kernel) => {
        const b = noise(a.length)
        const together = one(
          a.map((x, i) => x + factor * (b[i] ?? 0)),
          from,
          to,
          kernel,
        )
        const [alone, other] = [one(a, from, to, kernel), one(b, from, to, kernel)]
        expect(largest(together.map((x, i) => x - (alone[i] ?? 0) - factor * (other[i] ?? 0)))).toBeLessThan(2e-6)
      }),
    )
  })

  it('keeps a sine at 140 dB SNR up to 0.85 of both Nyquist frequencies, and with torchaudio at 45 dB up to 0.6', () => {
    fc.assert(
      fc.property(rate, rate, fc.double({ min: 0.02, max: 1, noNaN: true }), (from, to, part) => {
        fc.pre(from !== to)
        for (const [kernel, limit, decibels] of [
          ['best', 0.85, 140],
          ['torchaudio', 0.6, 45],
        ] as const) {
          const hertz = (part * limit * Math.min(from, to)) / 2
          const got = one(sine(hertz, from, Math.round(from / 20)), from, to, kernel)
          expect(snr(sine(hertz, to, got.length), got)).toBeGreaterThan(decibels)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('removes a sine above the lower Nyquist frequency', () => {
    expect(largest(one(sine(10000, 44100, 4410), 44100, 16000).slice(400, 1200))).toBeLessThan(1e-5)
  })

  it('keeps a constant away from the ends: to 1e-6, and to 1e-3 with the kernel of torchaudio', () => {
    fc.assert(
      fc.property(rate, rate, (from, to) => {
        const middle = (kernel: ResampleQuality): Float32Array => {
          const all = one(new Float32Array(2000).fill(0.5), from, to, kernel)
          return all.slice(Math.floor(all.length * 0.45), Math.ceil(all.length * 0.55)).map((x) => x - 0.5)
        }
        expect(largest(middle('best'))).toBeLessThan(1e-6)
        expect(largest(middle('torchaudio'))).toBeLessThan(1e-3)
      }),
      { numRuns: 30 },
    )
  })

  it('refuses rates that are no whole number of Hz', async () => {
    for (const to of [0, -1, 1.5, Number.NaN, Infinity]) {
      expect(await tagOf(async () => resample(mono(8000, [0]), to))).toBe('BadOption')
    }
    expect(await tagOf(async () => resample(mono(44100.5, [0]), 48000))).toBe('BadAudio')
  })

  it('takes rates far apart, without memory for more than the samples', async () => {
    expect(one(new Float32Array(1000).fill(1), 4294967295, 44100)).toHaveLength(1)
    expect(maxSamples).toBeLessThan(1e6 * 44100)
    expect(await tagOf(async () => resample(mono(1, new Float32Array(1e6)), 44100))).toBe('TooLong')
  })
})
