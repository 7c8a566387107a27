import { constant, describeSampleError, type PlanResult, plan, resume, type Step } from '@sigmastream/core'
import { gaussianDenoiser, linearDenoiser } from '@sigmastream/core/analytic'
import { keyedBySigma } from '@sigmastream/core/noise'
import { mustHaveSameFrames, orThrow, record, testNoise } from '@sigmastream/laws'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { dpmpp2m, dpmpp3mSde, edit, editing, euler, samplers, vary } from '../src/index.js'

const shape = [2, 2, 4] as const
const reference = constant(shape, 3)
const sigmas = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
const planned = (step: Step = euler()): PlanResult => plan({ step, schedule: sigmas, shape })
const noise = testNoise(5)
const refusalOf = (made: PlanResult): string =>
  E.isLeft(made) ? describeSampleError(made.left) : 'nothing was refused'

/** The values of one frame on all channels and items. */
const frameOf = ({ data }: { readonly data: ArrayLike<number> }, frame: number): readonly number[] =>
  Array.from({ length: 4 }, (_, row) => data[4 * row + frame] ?? NaN)

describe('a noise level for each frame of a variation', () => {
  const engine = { denoiser: linearDenoiser(0.4, 0.3), noise }
  const varied = (levels?: readonly number[], step?: Step) =>
    record(orThrow(vary(planned(step), reference, levels)), engine)

  it('is the variation itself where no level is below the first sigma, bit for bit', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 10, max: 99 }), { minLength: 4, maxLength: 4 }),
        fc.constantFrom(euler(), dpmpp2m(), dpmpp3mSde()),
        async (levels, step) =>
          mustHaveSameFrames('levels, and none', await varied(levels, step), await varied(undefined, step)),
      ),
      { numRuns: 6 },
    ))

  it('holds each frame at the reference and noise of the level, until the noise is down to its own', async () => {
    const frames = await varied([10, 7.5, 2, 0])
    for (const { at, carry } of frames) {
      const drawn = noise({ lane: 'reference', at, shape })
      const isHeld = [0, 1, 2, 3].map((frame) =>
        frameOf(carry.x, frame).every(
          (value, row) => Math.abs(value - (3 + at.to * (frameOf(drawn, frame)[row] ?? NaN))) < 1e-4,
        ),
      )
      // the first that begin at 7.5 or below, and at 2 or below, are the steps from 7 and from 2
      expect(isHeld).toEqual([false, at.index < 3, at.index < 8, true])
    }
    expect(frameOf(frames.at(-1)?.carry.x ?? reference, 3)).toEqual([3, 3, 3, 3])
  })

  it('is resumed from any frame, bit for bit', async () => {
    const given = orThrow(vary(planned(dpmpp3mSde()), reference, [10, 7.5, 2, 0]))
    const whole = await record(given, engine)
    const rest = await record(orThrow(resume(given, whole[3]!)), engine) // there are more frames than four
    expect(rest.map(({ carry }) => [...carry.x.data])).toEqual(whole.slice(4).map(({ carry }) => [...carry.x.data]))
  })

  it.each([
    [[5, 2], euler(), 'the levels of the variation: 2 numbers for 4 frames; give one for each frame'],
    [[5, 2, -1, 0], euler(), 'the levels of the variation: -1; give a sigma of at least 0'],
    [[5, 2, Infinity, 0], euler(), 'the levels of the variation: Infinity; give a sigma'],
    [[5, 2, 1, 0], samplers['dpm-adaptive'](), 'a curve, where the solver finds its steps while it runs'],
  ])('%j is refused', (levels, step, says) => {
    expect(refusalOf(vary(planned(step), reference, levels))).toContain(says)
  })
})

describe('a strength for each frame of an edit', () => {
  const denoiser = editing(gaussianDenoiser(0, 1), gaussianDenoiser(3, 1), reference, keyedBySigma(7))
  const edited = (strength: number | readonly number[], step?: Step) =>
    record(orThrow(edit(planned(step), strength)), { denoiser, noise })

  it('is one strength where all frames begin together, bit for bit', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 9 }),
        fc.array(fc.nat(99), { minLength: 4, maxLength: 4 }),
        fc.constantFrom(euler(), dpmpp2m()),
        async (tenths, parts, step) => {
          const strengths = parts.map((part) => tenths / 10 + part / 1000)
          mustHaveSameFrames(
            'a curve, and one strength',
            await edited(strengths, step),
            await edited(tenths / 10, step),
          )
        },
      ),
      { numRuns: 6 },
    ))

  it('leaves each frame without a change up to its own first step, and those of 1 for good', async () => {
    const frames = await edited([0, 0.31, 0.6, 1])
    for (const { at, carry } of frames)
      expect([0, 1, 2, 3].map((frame) => frameOf(carry.x, frame).every((value) => Object.is(value, 0)))).toEqual([
        false,
        at.index < 3,
        at.index < 6,
        true,
      ])
  })

  it.each([
    [[0.5, 0.2], euler(), 'the strength of the edit: 2 numbers for 4 frames; give one, or one for each frame'],
    [[0.5, 0.2, 1.5, 0], euler(), 'the edit: a strength of 1.5; give a number from 0 to 1'],
    [[0.5, 0.2, 0.1, 0], samplers['dpm-adaptive'](), 'a curve, where the solver finds its steps while it runs'],
  ])('%j is refused', (strengths, step, says) => {
    expect(refusalOf(edit(planned(step), strengths))).toContain(says)
  })
})
