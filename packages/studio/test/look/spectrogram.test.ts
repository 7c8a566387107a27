import { expect, it } from 'vitest'
import { rampOf } from '../../src/look/colour/ramp.js'
import { type Levels, levelsOf, silence } from '../../src/look/spectrogram/levels.js'
import { pixelsOf, shownRange } from '../../src/look/spectrogram/pixels.js'

const sampleRate = 44_100
const tone = (hertz: number, seconds = 1): Float32Array =>
  Float32Array.from({ length: sampleRate * seconds }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / sampleRate))

const column = ({ rows, columns, decibels }: Levels, at: number): readonly number[] =>
  Array.from({ length: rows }, (_, row) => decibels[row * columns + at] ?? Number.NaN)

const loudestRow = (levels: Levels, at: number): number => {
  const values = column(levels, at)
  return values.indexOf(Math.max(...values))
}

it.each([110, 440, 1000, 3520, 12_000])('the brightest row of a tone of %i Hz is the one of its frequency', (hertz) => {
  const levels = levelsOf({ channels: [tone(hertz)], sampleRate }, { rows: 96, columns: 9 })
  const apart = levels.hertz.map((middle) => Math.abs(middle - hertz))
  const nearest = apart.indexOf(Math.min(...apart))
  expect(Math.abs(loudestRow(levels, 4) - nearest)).toBeLessThanOrEqual(1)
})

it('a tone of full scale has the level 0 dB where its row is as narrow as a bin, half of it 6 dB less', () => {
  const hertz = (93 * sampleRate) / 2048 // the middle of a bin
  const [full, half] = [tone(hertz), tone(hertz).map((x) => x / 2)].map((samples) =>
    Math.max(...column(levelsOf({ channels: [samples], sampleRate }, { rows: 600, columns: 3 }), 1)),
  )
  expect(full).toBeGreaterThan(-1)
  expect(full).toBeLessThanOrEqual(0.001)
  expect((full ?? 0) - (half ?? 0)).toBeCloseTo(20 * Math.log10(2), 2)
})

it('time goes to the right: what sounds in the second half lies there', () => {
  const samples = tone(1000)
  samples.fill(0, 0, samples.length / 2)
  const levels = levelsOf({ channels: [samples], sampleRate }, { rows: 64, columns: 10 })
  expect(Math.max(...column(levels, 2))).toBe(silence)
  expect(Math.max(...column(levels, 7))).toBeGreaterThan(-12)
})

it('the power of channels is averaged: opposite phases do not cancel', () => {
  const samples = tone(1000)
  const size = { rows: 64, columns: 4 }
  const [one, both] = [[samples], [samples, samples.map((x) => -x)]].map((channels) =>
    column(levelsOf({ channels, sampleRate }, size), 2),
  )
  both?.forEach((value, i) => expect(value).toBeCloseTo(one?.[i] ?? Number.NaN, 4))
})

it('a click in a long sound is in its column, though columns are longer than a window', () => {
  const samples = new Float32Array(40 * 2048 * 3)
  samples[2048 * 3 * 7 + 1024] = 1
  const levels = levelsOf({ channels: [samples], sampleRate }, { rows: 16, columns: 40 })
  const loud = Array.from({ length: 40 }, (_, i) => Math.max(...column(levels, i))).map((value) => value > silence)
  expect(loud.indexOf(true)).toBe(7)
  expect(loud.lastIndexOf(true)).toBe(7)
})

it('silence and nothing at all are drawn as the first colour, the loudest as the last', () => {
  const ramp = rampOf('dark')
  const levels: Levels = {
    rows: 1,
    columns: 4,
    hertz: [440],
    decibels: Float32Array.of(-120, shownRange.floor, 0, -55),
  }
  const pixels = [...pixelsOf(levels, ramp)]
  expect(pixels.slice(0, 8)).toEqual([...(ramp[0] ?? []), 255, ...(ramp[0] ?? []), 255])
  expect(pixels.slice(8, 12)).toEqual([...(ramp[255] ?? []), 255])
  expect(pixels.slice(12)).toEqual([...(ramp[128] ?? []), 255])
})
