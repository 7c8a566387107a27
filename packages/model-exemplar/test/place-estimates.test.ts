import type { FrameRange } from '@sigmastream/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameRows } from '../src/likeness.js'
import { placeEstimates } from '../src/place-estimates.js'
import type { PlacePrior, WindowRows } from '../src/windows.js'
import { farthest, scattered } from './support.js'

const channels = 3

/** Frames `[frames][channels]` from `start` on, one after the other. */
const framesOf = (values: Float32Array, start: number, count: number): Float32Array =>
  values.subarray(start * channels, (start + count) * channels)

/** A patch that may stand in a window, and the logarithm of its prior. */
interface Candidate {
  readonly patch: Float32Array
  readonly logarithm: number
}

/** Every patch of the runs, as the least likely. */
const leastOf = (runs: readonly FrameRange[], window: number, learnt: Float32Array): readonly Candidate[] =>
  runs.flatMap(({ start, end }) =>
    Array.from({ length: Math.max(0, end - start - window + 1) }, (_, i) => ({
      patch: framesOf(learnt, start + i, window),
      logarithm: -100,
    })),
  )

/**
 * The definition, in float64: of each window the mean of its patches at the places whose run holds it, weighted by prior
 * and likelihood, and of each frame the mean over the windows that have one. Where silence explains a window e^50 times better
 * than each of these, every patch of the runs may stand in it too.
 */
const bruteForce = (
  rows: Float32Array,
  { first, last, window, estimated }: WindowRows,
  places: readonly PlacePrior[],
  learnt: Float32Array,
  runs: readonly FrameRange[],
  sigma: number,
): readonly number[] => {
  const far = (here: Float32Array, patch: Float32Array) =>
    patch.reduce((sum, p, i) => sum + (here[i]! - p) ** 2, 0) / (2 * sigma * sigma)
  const frames = estimated.end - estimated.start
  const [sum, count] = [new Float64Array(frames * channels), new Float64Array(frames * channels)]
  for (let start = first; start <= last; start++) {
    const here = framesOf(rows, start - first, window)
    const placed = places
      .map(({ at, run, logarithm }) => ({ from: at + start - estimated.start, run, logarithm }))
      .filter(({ from, run }) => from >= run.start && from + window <= run.end)
      .map(({ from, logarithm }): Candidate => ({ patch: framesOf(learnt, from, window), logarithm }))
    const logitOf = ({ patch, logarithm }: Candidate) => logarithm - far(here, patch)
    const isUnfit =
      placed.length > 0 && placed.every((one) => logitOf(one) < -50 - far(here, new Float32Array(here.length)))
    const patches = isUnfit ? [...placed, ...leastOf(runs, window, learnt)] : placed
    const best = patches.reduce((most, one) => Math.max(most, logitOf(one)), -Infinity)
    const weights = patches.map((one) => Math.exp(logitOf(one) - best))
    const all = weights.reduce((a, b) => a + b, 0)
    if (patches.length === 0) continue
    for (let i = 0; i < window * channels; i++) {
      const at = (start - estimated.start) * channels + i
      if (at < 0 || at >= sum.length) continue
      sum[at] = sum[at]! + patches.reduce((mean, { patch }, j) => mean + (weights[j]! / all) * patch[i]!, 0)
      count[at] = count[at]! + 1
    }
  }
  return [...sum].map((value, i) => value / count[i]!)
}

describe('the estimates of windows that may stand in a few places', () => {
  it('equal the definition computed in double precision, also where a run is too short for some windows', () =>
    fc.assert(
      fc.property(
        fc.record({
          window: fc.integer({ min: 1, max: 6 }),
          length: fc.integer({ min: 1, max: 8 }),
          places: fc.integer({ min: 1, max: 4 }),
          spare: fc.integer({ min: 0, max: 5 }),
          sigma: fc.double({ min: -1, max: 1, noNaN: true }).map((exponent) => 10 ** exponent),
          salt: fc.nat(1000),
        }),
        ({ window, length, places: count, spare, sigma, salt }) => {
          // each run has the frames that are filled and up to `spare` to each side, and room for one window at least
          const side = (j: number) => (j === 0 ? window : (spare + j) % (window + 1))
          const size = (j: number) => Math.max(window, length + 2 * side(j))
          const runs = Array.from({ length: count }, (_, j) => j).reduce<{ start: number; end: number }[]>(
            (before, j) => {
              const start = before.at(-1)?.end ?? 0
              return [...before, { start, end: start + size(j) }]
            },
            [],
          )
          const places = runs.map((run, j): PlacePrior => ({ at: run.start + side(j), run, logarithm: -j / 3 }))
          const learnt = scattered((runs.at(-1)?.end ?? 0) * channels, salt)
          const windows: WindowRows = {
            first: 100 - window + 1,
            last: 100 + length - 1,
            window,
            estimated: { start: 100, end: 100 + length },
            places,
            agreement: null,
          }
          const rows = scattered((windows.last + window - windows.first) * channels, salt + 1)
          const found = new Float32Array(rows.length).fill(9)
          placeEstimates(found, rows, windows, places, frameRows(learnt, channels), runs, 1 / sigma ** 2)
          const filled = framesOf(found, 100 - windows.first, length)
          expect(farthest(filled, bruteForce(rows, windows, places, learnt, runs, sigma))).toBeLessThan(1e-6)
        },
      ),
      { numRuns: 60 },
    ))

  it('are quiet where the sound ends that goes on in each place, if any of what is copied ends so too', () => {
    const window = 4
    const loud = (frame: number) => Array.from({ length: channels }, (_, c) => Math.sin(frame + c))
    const sound = Array.from({ length: 12 }, (_, frame) => loud(frame))
    const learnt = Float32Array.from([...sound, ...sound.map((each, i) => (i < 6 ? each : each.map(() => 0)))].flat())
    const runs = [0, 12].map((start) => ({ start, end: start + 12 }))
    const windows: WindowRows = {
      first: 1,
      last: 8,
      window,
      estimated: { start: 4, end: 9 },
      places: [{ at: 4, run: { start: 0, end: 12 }, logarithm: 0 }],
      agreement: null,
    }
    // frame 6 and all behind it are silent, as in the second run, and the place is in the first
    const rows = learnt.slice((12 + 1) * channels, 24 * channels)
    const found = new Float32Array(rows.length)
    placeEstimates(found, rows, windows, windows.places ?? [], frameRows(learnt, channels), runs, 1 / 0.1 ** 2)
    expect(farthest(framesOf(found, 7, 1), new Float32Array(channels))).toBeLessThan(1e-6)
    expect(farthest(framesOf(found, 3, 1), loud(4))).toBeLessThan(1e-6)
  })
})
