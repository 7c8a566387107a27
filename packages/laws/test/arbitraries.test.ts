import { firstNonFinite, intervalsOf } from '@sigmastream/core'
import { checkedSigmas } from '@sigmastream/core/schedules'
import { dpmAdaptive, euler } from '@sigmastream/samplers'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import {
  hardMasks,
  intervals,
  latents,
  peakOf,
  type Subject,
  scenes,
  schedules,
  seeds,
  shapes,
  softMasks,
  stepSubject,
  windows,
} from '../src/index.js'

describe('the arbitraries', () => {
  it('make latents that are finite and no larger than asked', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 8, 1e30).chain((most) =>
          fc.tuple(
            fc.constant(most),
            shapes().chain((shape) => latents(shape, most)),
          ),
        ),
        ([most, one]) => {
          expect(firstNonFinite(one)).toBeNull()
          expect(peakOf(one)).toBeLessThanOrEqual(Math.fround(most))
        },
      ),
    )
  })

  it('reach zeros of both signs, subnormals, negatives and extremes', () => {
    const seen = fc.sample(latents([1, 1, 50], 1e30), { numRuns: 50, seed: 1 }).flatMap(({ data }) => [...data])
    const kinds = [
      (v: number) => Object.is(v, 0),
      (v: number) => Object.is(v, -0),
      (v: number) => v !== 0 && Math.abs(v) < 2 ** -126,
      (v: number) => v < 0,
      (v: number) => v > 9e29,
    ]
    expect(kinds.map((kind) => seen.some(kind))).toEqual([true, true, true, true, true])
  })

  it('make schedules that a run accepts, of as many steps as asked, ending where asked', () => {
    fc.assert(
      fc.property(
        schedules({ steps: [2, 5], end: 'zero' }),
        schedules({ steps: [1, 12], end: 'above' }),
        (toZero, above) => {
          expect([toZero, above].map((sigmas) => E.isRight(checkedSigmas('schedule', sigmas)))).toEqual([true, true])
          expect([toZero.at(-1), (above.at(-1) ?? 0) > 0]).toEqual([0, true])
          const steps = intervalsOf(toZero).length
          expect(steps >= 2 && steps <= 5).toBe(true)
        },
      ),
    )
  })

  it('make masks, seeds, windows and intervals that are what they are called', () => {
    fc.assert(
      fc.property(
        hardMasks([1, 2, 8]),
        softMasks([1, 2, 8]),
        seeds,
        windows(6),
        intervals,
        (hard, soft, seed, [start, end], at) => {
          expect([...hard.data].every((value) => value === 0 || value === 1)).toBe(true)
          expect([...soft.data].every((value) => value >= 0 && value <= 1)).toBe(true)
          expect(Number.isSafeInteger(seed) && seed >= 0).toBe(true)
          expect(start <= end && end <= 7).toBe(true)
          expect(at.from > at.to && at.to >= 0).toBe(true)
        },
      ),
    )
  })

  it('make scenes of one step and more, and of two and more where the solver chooses its steps', () => {
    const shortest = (subject: Subject): number =>
      Math.min(...fc.sample(scenes(subject), { numRuns: 200, seed: 1 }).map(({ sigmas }) => sigmas.length - 1))
    expect(shortest(stepSubject('euler', euler()))).toBe(1)
    expect(shortest(stepSubject('dpm-adaptive', dpmAdaptive()))).toBe(2)
  })
})
