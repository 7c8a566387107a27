import type { Audio } from '@sigmastream/audio'
import { constant } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { erbOf } from '../src/erb.js'
import { latentPictures, soundPictures } from '../src/index.js'
import { panelPixels } from '../src/layout.js'
import { soundFrames } from '../src/sound-frames.js'
import { tone, waves, withBefore } from './plots.js'

type Shown = ReturnType<typeof withBefore>

const drawn = (before: Audio, after = before): Shown => {
  const pictures = soundPictures(before, after)
  if (E.isLeft(pictures)) throw new Error(pictures.left._tag)
  return withBefore(pictures.right)
}

/** The loudest row of a column. */
const loudestRow = ({ before: { rows, columns, values } }: Shown, column: number): number =>
  Array.from({ length: rows }, (_, row) => values[row * columns + column] ?? 0).reduce(
    (best, value, row, all) => (value > (all[best] ?? 0) ? row : best),
    0,
  )

describe('the picture of sound', () => {
  it('has the pixels of its panel and the length of the sound', () => {
    const { before } = drawn(tone(440, 8000))
    expect(before).toMatchObject({ ...panelPixels, seconds: 1 })
    expect(before.values).toHaveLength(panelPixels.rows * panelPixels.columns)
  })

  it('shows a sine at its frequency, at its level', () => {
    const pictures = drawn(tone(1000, 16_000, 8000, 0.1))
    const row = loudestRow(pictures, 800)
    expect(Math.abs((row + 0.5) / panelPixels.rows - erbOf(1000) / erbOf(4000))).toBeLessThan(1.5 / panelPixels.rows)
    expect(pictures.before.values[row * panelPixels.columns + 800]).toBeCloseTo(-20, 1)
    expect(pictures.scale).toMatchObject({ ceiling: -20, floor: -100 })
  })

  it('shows a click at its time', () => {
    const samples = new Float32Array(80_000)
    samples[60_000] = 1
    const { before } = drawn({ sampleRate: 8000, channels: [samples] })
    const row = before.values.slice(100 * before.columns, 101 * before.columns)
    const sounding = [...row.keys()].filter((column) => (row[column] ?? -120) > -120)
    expect(((sounding[0] ?? 0) + (sounding.at(-1) ?? 0) + 1) / 2 / before.columns).toBeCloseTo(0.75, 2)
  })

  it('is the same whether a long recording is transformed in one block or in several', () => {
    const wanted = { rows: 8, columns: 1e9, highest: 4000 }
    const wide = tone(300, 80_000)
    const all = soundFrames(wide, wanted)
    const part = soundFrames({ ...wide, channels: wide.channels.map((channel) => channel.subarray(0, 30_000)) }, wanted)
    if (E.isLeft(all) || E.isLeft(part)) throw new Error('no frames')
    expect(all.right.decibels.length / 8).toBeGreaterThan(2 * 2048)
    const inner = part.right.decibels.length - 8 * 64
    expect([...all.right.decibels.subarray(0, inner)]).toEqual([...part.right.decibels.subarray(0, inner)])
  })

  it('is dark throughout for silence, and finite for one sample', () => {
    for (const samples of [1, 5000]) {
      const { before, scale } = drawn(tone(0, samples))
      expect([...before.values].every((value) => value === scale.floor)).toBe(true)
      expect(scale.ceiling).toBeGreaterThan(scale.floor)
    }
    expect([...drawn(tone(440, 3)).before.values].every(Number.isFinite)).toBe(true)
  })

  it('has one frequency axis for both, whatever their sample rates', () => {
    const { before, after } = drawn(tone(1000, 8000), tone(1000, 16_000, 16_000))
    const middle = (map: typeof before): readonly number[] =>
      Array.from({ length: map.rows }, (_, row) => map.values[row * map.columns + 800] ?? 0)
    const peak = (levels: readonly number[]): number => levels.indexOf(Math.max(...levels))
    expect(Math.abs(peak(middle(before)) - peak(middle(after)))).toBeLessThanOrEqual(1)
  })

  it('of what was made of nothing is by its own rate and level', () => {
    const pictures = soundPictures(null, tone(1000, 8000, 8000, 0.1))
    expect(pictures).toMatchObject({ right: { before: null, after: { seconds: 1 }, scale: { ceiling: -20 } } })
  })

  it('has one scale for both, from the louder', () => {
    expect(drawn(tone(1000, 8000, 8000, 0.01), tone(1000, 8000)).scale.ceiling).toBeCloseTo(0, 9)
  })
})

describe('the picture of latents', () => {
  it('is the first item of the batch, cell by cell', () => {
    const batch = waves([2, 3, 5])
    const { before, rows } = withBefore(latentPictures(batch, batch, 2))
    expect(before).toMatchObject({ rows: 3, columns: 5, seconds: 2.5 })
    expect([...before.values]).toEqual([...batch.data.subarray(0, 15)])
    expect(rows.ticks.map(({ label }) => label)).toEqual(['0', '1', '2'])
  })

  it('keeps the extremes of a latent that is larger than the panel', () => {
    const large = waves([1, 600, 4000])
    const { before } = withBefore(latentPictures(large, large, 20))
    expect(before).toMatchObject(panelPixels)
    expect(Math.max(...before.values.slice(0, 1000))).toBeGreaterThan(1.9)
  })

  it('has a scale around 0 that holds nearly all values, and one for zeros', () => {
    const { scale } = latentPictures(waves([1, 8, 100]), waves([1, 8, 100]), 2)
    expect(scale).toMatchObject({ floor: -2, ceiling: 2 })
    expect(latentPictures(constant([1, 1, 1], 0), constant([1, 1, 1], 0), 1).scale).toMatchObject({
      floor: -1,
      ceiling: 1,
    })
  })
})
