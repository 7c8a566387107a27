import {
  type CountRule,
  constant,
  describeSampleError,
  doubleCount,
  type PlanResult,
  plan,
  resume,
  run,
  type Step,
} from '@sigmastream/core'
import { linearDenoiser } from '@sigmastream/core/analytic'
import { mustHaveSameFrames, orThrow, record, testNoise } from '@sigmastream/laws'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { dpmpp2m, dpmpp3mSde, euler, inpaint, restart, samplers, styleTransfer } from '../src/index.js'

const shape = [2, 2, 4] as const
const reference = constant(shape, 3)
const engine = { denoiser: linearDenoiser(0.4, 0.3), noise: testNoise(5) }
const sigmas = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
const planned = (step: Step = euler()): PlanResult => plan({ step, schedule: sigmas, shape })
const curve = (step: Step, strengths: number | readonly number[], count?: CountRule) =>
  record(orThrow(styleTransfer(planned(step), reference, strengths, count)), engine)

/** The value of one frame on the first channel of the first item. */
const at = (x: { readonly data: { readonly [index: number]: number } }, frame: number): number => x.data[frame] ?? NaN

describe('a strength for each frame', () => {
  it('is one strength where all frames begin together, bit for bit', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.nat(99), { minLength: 4, maxLength: 4 }),
        fc.constantFrom(euler(), dpmpp2m(), dpmpp3mSde()),
        async (tenths, parts, step) => {
          const strengths = parts.map((part) => tenths / 10 + part / 1000)
          mustHaveSameFrames('a curve, and one strength', await curve(step, strengths), await curve(step, tenths / 10))
        },
      ),
      { numRuns: 8 },
    ))

  it('holds each frame at the reference and noise of the level, up to its own first step', async () => {
    const frames = await curve(euler(), [0, 0.31, 0.6, 1])
    expect(frames.map(({ at: { index } }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    for (const { at: interval, carry } of frames) {
      const { index, to } = interval
      const noise = engine.noise({ lane: 'reference', at: interval, shape })
      const held = (frame: number): number => Math.fround(3 + to * at(noise, frame))
      expect(at(carry.x, 3)).toBeCloseTo(to === 0 ? 3 : held(3), 5)
      const isHeld = ([1, 2] as const).map((frame) => Math.abs(at(carry.x, frame) - held(frame)) < 1e-4)
      expect(isHeld).toEqual([index < 3, index < 6])
    }
  })

  it('draws for what is held, and no more once all have begun', () => {
    const { step, intervals } = orThrow(styleTransfer(planned(), reference, [0.2, 0.3, 0.5, 0.5]))
    const drawing = typeof intervals === 'function' ? [] : intervals.filter((one) => step.draws(one).length > 0)
    expect(drawing.map(({ index }) => index)).toEqual([2, 3, 4])
  })

  it('is the reference itself where it is 1, bit for bit, and pure noise at first where it is 0', async () => {
    const given = orThrow(styleTransfer(planned(), reference, [0, 0.02, 0.5, 1]))
    const x = given.start.carry(engine.noise).x
    const own = orThrow(planned()).start.carry(engine.noise).x
    expect(at(x, 0)).toBe(at(own, 0))
    expect(given.start.draws.map(({ lane }) => lane)).toEqual(['start', 'transfer'])
    const eps = engine.noise({ lane: 'transfer', at: { index: 0, of: 10, from: 10, to: 9 }, shape })
    expect(at(x, 1)).toBeCloseTo(3 + 10 * at(eps, 1), 4)
    const end = orThrow(await run(given, engine)()).x
    expect([3, 7, 11, 15].map((place) => at(end, place))).toEqual([3, 3, 3, 3])
  })

  it('counts steps as one strength does', async () => {
    const firstOf = (count?: CountRule): number | undefined => {
      const { intervals } = orThrow(
        styleTransfer(
          plan({ step: euler(), schedule: Array.from({ length: 51 }, (_, i) => 50 - i), shape: [1, 1, 2] }),
          constant([1, 1, 2], 1),
          [0.58, 0.9],
          count,
        ),
      )
      return typeof intervals === 'function' ? -1 : intervals[0]?.index
    }
    expect([firstOf(), firstOf(doubleCount)]).toEqual([29, 28])
  })

  it('is resumed from any frame, with jumps in the list and within an inpainting, bit for bit', async () => {
    const mask = { shape, data: Float32Array.from({ length: 16 }, (_, i) => i % 2) }
    for (const step of [restart({ jumps: [{ low: 2, high: 6 }] }), inpaint(dpmpp2m(), reference, mask)]) {
      const given = orThrow(styleTransfer(planned(step), reference, [0.2, 0.5, 0.7, 1]))
      const whole = await record(given, engine)
      const rest = await record(orThrow(resume(given, whole[3]!)), engine) // there are more frames than four
      expect(rest.map(({ carry }) => [...carry.x.data])).toEqual(whole.slice(4).map(({ carry }) => [...carry.x.data]))
    }
  })

  it.each([
    [[0.5, 0.2], euler(), 'the transfer strength: 2 numbers for 4 frames; give one, or one for each frame'],
    [[], euler(), 'the transfer strength: 0 numbers for 4 frames; give one, or one for each frame'],
    [[0.5, 0.2, 1.5, 0], euler(), 'the transfer strength: 1.5; give a number from 0 (ignore the reference) to 1'],
    [[0.5, 0.2, NaN, 0], euler(), 'the transfer strength: NaN; give a number from 0'],
    [
      [0.5, 0.2, 0.1, 0],
      samplers['dpm-adaptive'](),
      'the transfer strength: a curve, where the solver finds its steps while it runs; give one number, or a sampler that',
    ],
  ])('%j is refused', (strengths, step, says) => {
    const made = styleTransfer(planned(step), reference, strengths)
    expect(E.isLeft(made) ? describeSampleError(made.left) : 'nothing was refused').toContain(says)
  })
})
