import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparedPatches } from '../src/compared.js'
import { gainsOf } from '../src/consensus.js'
import { evenBands } from '../src/envelope.js'
import { distinctPlaces, type FittingPlace } from '../src/places.js'
import { scattered } from './support.js'

const channels = 4
const bands = evenBands(channels)
const length = 3

/** Stretches of 6 frames, each as loud as its amplitude, one run each; a place begins at the second frame of its own. */
const learntOf = (amplitudes: readonly number[], distances: readonly number[]) => {
  const runs = amplitudes.map((_, i) => ({ start: 6 * i, end: 6 * i + 6 }))
  const data = Float32Array.from(
    { length: amplitudes.length * 6 * channels },
    (_, i) => amplitudes[Math.floor(i / (6 * channels))]! * (i % 2 === 0 ? 1 : -1),
  )
  const places = runs.map((run, i): FittingPlace => ({ at: run.start + 1, run, distance: distances[i]! }))
  return { learnt: comparedPatches({ channels, frames: data.length / channels, data, runs }, bands), places }
}

/** The one gain of each place, where all its frames and bands are as loud. */
const gains = (amplitudes: readonly number[], distances: readonly number[]): readonly number[] => {
  const { learnt, places } = learntOf(amplitudes, distances)
  return gainsOf(learnt, places, length).map((each) => {
    expect(each.every((gain) => Math.abs(gain - each[0]!) < 1e-4)).toBe(true)
    return each[0] ?? Number.NaN
  })
}

describe('what places are multiplied by', () => {
  it('is nothing where they are as loud as each other, within a decibel', () => {
    expect(gains([1, 1, 1], [0.5, 0.5, 0.5])).toEqual([1, 1, 1])
    expect(gains([1, 1.05], [0.5, 0.5])).toEqual([1, 1])
  })

  it('is nothing of the best where all others fit far worse', () => {
    const [best] = gains([1, 0.01, 30], [0.1, 1.9, 1.9])
    expect(best).toBe(1)
  })

  it('brings what fits as well to the mean of their loudness, of the root of an amplitude, within a decibel', () => {
    // the roots are 1 and 1.4, their mean 1.2, and so the amplitude 1.44
    const [quiet = 0, loud = 0] = gains([1, 1.96], [0.7, 0.7])
    expect(quiet * 10 ** (1 / 20)).toBeCloseTo(1.44, 3)
    expect((1.96 * loud) / 10 ** (1 / 20)).toBeCloseTo(1.44, 3)
  })

  it('raises and lowers by 3 dB where they differ by more', () => {
    const [quiet = 0, loud = 0] = gains([1, 9], [0.7, 0.7])
    expect(quiet).toBeCloseTo(Math.SQRT2, 4)
    expect(loud).toBeCloseTo(Math.SQRT1_2, 4)
  })

  it('is 3 dB at the most either way, and a number in silence', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1e-6, 0.1, 1, 50), { minLength: 1, maxLength: 5 }), (amplitudes) => {
        const { learnt, places } = learntOf(
          amplitudes,
          amplitudes.map((_, i) => 0.2 * i),
        )
        for (const each of gainsOf(learnt, places, length))
          expect(each.every((gain) => gain >= 1 / Math.SQRT2 && gain <= Math.SQRT2)).toBe(true)
      }),
      { numRuns: 20 },
    ))
})

describe('the places that a gap is filled from', () => {
  const run = { start: 0, end: 400 }
  const placeAt = (at: number, of = run): FittingPlace => ({ at, run: of, distance: at })

  it('are the first of those given, and none is another one’s neighbour', () => {
    expect(distinctPlaces([9, 10, 40, 12, 13, 39].map((at) => placeAt(at))).map(({ at }) => at)).toEqual([9, 40, 13])
  })

  it('are not the same moment again in another step of the clip', () => {
    const step = { start: 400, end: 799 }
    const other = { start: 799, end: 900 }
    const places = [placeAt(20), placeAt(421, step), placeAt(820, other)]
    expect(distinctPlaces(places).map(({ at }) => at)).toEqual([20, 820])
  })

  it('are sixteen at the most', () => {
    const many = Array.from(scattered(200, 1), (_, i) => placeAt(10 * i, { start: 0, end: 4000 }))
    expect(distinctPlaces(many)).toEqual(many.slice(0, 16))
  })
})
