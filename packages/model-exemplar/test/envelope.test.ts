import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { envelopeOf } from '../src/envelope.js'

describe('the envelope', () => {
  it('is the power of each band over three frames of one run, to the power of a quarter', () => {
    const [frames, channels] = [7, 3]
    const bands = [
      { start: 0, end: 1 },
      { start: 1, end: 3 },
    ]
    const runs = [
      { start: 0, end: 3 },
      { start: 3, end: 7 },
    ]
    const values = fc.array(fc.integer({ min: -9, max: 9 }), {
      minLength: frames * channels,
      maxLength: frames * channels,
    })
    fc.assert(
      fc.property(values, (data) => {
        const power = (frame: number, { start, end }: { readonly start: number; readonly end: number }): number =>
          data.slice(frame * channels + start, frame * channels + end).reduce((sum, value) => sum + value * value, 0)
        const expected = runs.flatMap((run) =>
          Array.from({ length: run.end - run.start }, (_, i) => run.start + i).flatMap((frame) =>
            bands.map((band) => {
              // At the border of a run, its own frame stands for the one that is not in it.
              const before = frame - 1 < run.start ? frame : frame - 1
              const after = frame + 1 >= run.end ? frame : frame + 1
              return Math.sqrt(Math.sqrt(power(before, band) + 2 * power(frame, band) + power(after, band)))
            }),
          ),
        )
        const actual = envelopeOf(Float32Array.from(data), channels, runs, bands)
        expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 5))
      }),
    )
  })
})
