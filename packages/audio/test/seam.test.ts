import { describe, expect, it } from 'vitest'
import { type Audio, type SeamMeasure, seamOf } from '../src/index.js'

const sampleRate = 8000

/** One channel or several, each a function of the sample. */
const sound = (length: number, ...channels: readonly ((n: number) => number)[]): Audio => ({
  sampleRate,
  channels: channels.map((of) => Float32Array.from({ length }, (_, n) => of(n))),
})

/** A sine of so many periods in the sound, and a little of its overtone. */
const sine =
  (periods: number, length: number, loudness = 0.4) =>
  (n: number): number =>
    loudness * Math.sin((2 * Math.PI * periods * n) / length) + 0.1 * Math.sin((6 * Math.PI * periods * n) / length)

describe('the seam of a loop', () => {
  it('of whole periods is as any place inside', () => {
    const { click, level, spectrum } = seamOf(sound(16_384, sine(440, 16_384)))
    expect(click.seam).toBeLessThanOrEqual(click.most)
    expect(level.seam).toBeLessThan(0.01)
    expect(spectrum.seam).toBeLessThan(0.1)
  })

  it('of half a period more has a click, which is found in whatever channel it is', () => {
    const [whole, torn] = [sine(440, 16_384), sine(440.5, 16_384)]
    for (const audio of [sound(16_384, torn), sound(16_384, whole, torn)]) {
      const { click, level } = seamOf(audio)
      expect(click.seam).toBeGreaterThan(10 * click.most)
      expect(level.seam).toBeLessThan(1)
    }
  })

  it('that is a stroke has no click where the same stroke is inside, wherever it is', () => {
    const stroke = (n: number): number => 0.5 * Math.exp(-n / 400) * Math.sin(0.2 * n)
    const { click, level } = seamOf(sound(8000, (n) => stroke(n % 2000)))
    expect(level.seam).toBeGreaterThan(30)
    expect(click.seam).toBeGreaterThan(10 * click.usual)
    expect(click.most).toBeGreaterThan(0.99 * click.seam)
    const other = seamOf(sound(8000, (n) => stroke((n + 1000) % 2000))).click
    expect(other.seam).toBeLessThan(3)
    expect(other.most).toBeGreaterThan(0.99 * click.seam)
  })

  it('a step in digital silence is a click, and the rounding to 16 bits is none', () => {
    expect(seamOf(sound(4096, (n) => (n < 2048 ? 0.01 : 0))).click.seam).toBeGreaterThan(100)
    const rounded = seamOf(sound(4096, (n) => Math.round(Math.sin(n * n)) * 2 ** -16))
    expect(rounded.click.seam).toBeLessThan(3)
  })

  it('of sound that grows by 20 dB has that step in level, and none of it inside', () => {
    const length = 16_384
    const { level, spectrum } = seamOf(sound(length, (n) => 10 ** (n / length - 1) * Math.sin(0.3 * n)))
    expect(level.seam).toBeGreaterThan(19)
    expect(level.seam).toBeLessThan(20)
    expect(level.most).toBeLessThan(1)
    expect(spectrum.seam).toBeGreaterThan(10)
  })

  it('between two pitches of one loudness differs in spectrum alone', () => {
    const length = 16_384
    const glide = (n: number): number => 0.4 * Math.sin(2 * Math.PI * (200 + (400 * n) / length) * (n / sampleRate))
    const { level, spectrum } = seamOf(sound(length, glide))
    expect(level.seam).toBeLessThan(1)
    expect(spectrum.seam).toBeGreaterThan(2 * spectrum.most)
  })

  it('is one place of the ring: with it, what is found is the same wherever the loop begins', () => {
    const length = 4096
    const [one, other] = [0, 1024].map((start) =>
      seamOf(sound(length, (n) => Math.sin(((n + start) % length) ** 2 * 0.001))),
    )
    const mostOf = ({ seam, most }: SeamMeasure = { seam: NaN, usual: NaN, most: NaN }): number => Math.max(seam, most)
    for (const name of ['click', 'level', 'spectrum'] as const)
      expect(mostOf(one?.[name])).toBeCloseTo(mostOf(other?.[name]), 4)
    expect(one?.click.seam).not.toBeCloseTo(other?.click.seam ?? NaN, 4)
  })

  it('of a few samples is measured, and of fewer than 16 is 0', () => {
    expect(seamOf(sound(16, (n) => n / 16)).click.seam).toBeGreaterThan(1)
    expect(seamOf(sound(15, (n) => n / 15))).toEqual({
      click: { seam: 0, usual: 0, most: 0 },
      level: { seam: 0, usual: 0, most: 0 },
      spectrum: { seam: 0, usual: 0, most: 0 },
    })
  })
})
