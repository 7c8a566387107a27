import {
  type CountRule,
  constant,
  describeSampleError,
  doubleCount,
  type Plan,
  plan,
  run,
  type SampleError,
} from '@sigmastream/core'
import { pointDenoiser } from '@sigmastream/core/analytic'
import {
  engineOf,
  type Inpainting,
  inpaintings,
  mustHaveSameFrames,
  orThrow,
  record,
  sameBits,
  stepSubject,
  testNoise,
  withStep,
} from '@sigmastream/laws'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import {
  catalogue,
  dpmpp3mSde,
  euler,
  eulerAncestral,
  inpaint,
  samplers,
  styleTransfer,
  variableInpaint,
} from '../src/index.js'

const subject = stepSubject('dpm++ 3m sde', dpmpp3mSde())
const planned = ({ scene: { sigmas, shape } }: Inpainting): Plan =>
  orThrow(plan({ step: dpmpp3mSde(), schedule: sigmas, shape }))

const refusal = (result: E.Either<SampleError, unknown>): string =>
  E.isLeft(result) ? describeSampleError(result.left) : 'nothing was refused'

describe('tasks over any sampler', () => {
  it('the paint window from 0 to the number of steps is the full inpaint, bit for bit', () =>
    fc.assert(
      fc.asyncProperty(inpaintings(subject), async (case_) => {
        const { scene, reference, mask } = case_
        const full = withStep(planned(case_), (step) => inpaint(step, reference, mask))
        const windowed = withStep(planned(case_), (step) =>
          variableInpaint(step, reference, mask, 0, scene.sigmas.length - 1),
        )
        mustHaveSameFrames('the runs', await record(full, engineOf(scene)), await record(windowed, engineOf(scene)))
      }),
    ))

  it('strength 0 is the plan itself, and the reference is not read', () =>
    fc.assert(
      fc.property(inpaintings(subject), (case_) => {
        const plain = planned(case_)
        expect(orThrow(styleTransfer(plain, case_.reference, 0))).toBe(plain)
      }),
    ))

  it('strength 1 is the reference itself, without a call', () =>
    fc.assert(
      fc.asyncProperty(inpaintings(subject), async (case_) => {
        const whole = orThrow(styleTransfer(planned(case_), case_.reference, 1))
        const engine = { denoiser: () => Promise.reject(new Error('called')), noise: testNoise(1) }
        expect(orThrow(await run(whole, engine)()).x).toBe(case_.reference)
      }),
    ))

  it('strength s drops the first floor(s * steps) intervals and keeps their indices', () => {
    const ten = orThrow(plan({ step: euler(), schedule: [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0], shape: [1, 1, 2] }))
    const strengths = [0.05, 0.1, 0.39, 0.4, 0.99]
    const firsts = strengths.map((strength) => {
      const { intervals } = orThrow(styleTransfer(ten, constant([1, 1, 2], 3), strength))
      return typeof intervals === 'function' ? -1 : intervals[0]?.index
    })
    expect(firsts).toEqual([0, 1, 3, 4, 9])
  })

  it.each([
    [0.58, 50, 29, 28],
    [0.29, 100, 29, 28],
    [0.57, 100, 57, 56],
    [0.5, 40, 20, 20],
  ])(
    'strength %d of %d steps drops %d, as it is written, and %d where doubles are multiplied',
    (strength, steps, written, doubles) => {
      const sigmas = Array.from({ length: steps + 1 }, (_, i) => steps - i)
      const whole = plan({ step: euler(), schedule: sigmas, shape: [1, 1, 2] })
      const dropped = (count?: CountRule): number => {
        const { intervals } = orThrow(styleTransfer(whole, constant([1, 1, 2], 3), strength, count))
        return steps - (typeof intervals === 'function' ? NaN : intervals.length)
      }
      expect([dropped(), dropped(doubleCount)]).toEqual([written, doubles])
    },
  )

  it('the start of a transfer is the reference and noise of the first sigma that is left', async () => {
    const reference = constant([1, 1, 2], 3)
    const half = orThrow(
      styleTransfer(orThrow(plan({ step: euler(), schedule: [8, 4, 2, 0], shape: [1, 1, 2] })), reference, 0.4),
    )
    const noise = testNoise(5)
    const start = half.start.carry(noise).x
    const eps = noise({ lane: 'transfer', at: { index: 1, of: 3, from: 4, to: 2 }, shape: [1, 1, 2] })
    expect([...start.data]).toEqual([...eps.data].map((value) => Math.fround(3 + Math.fround(4 * value))))
    expect(half.start.draws.map(({ lane }) => lane)).toEqual(['start', 'transfer'])
  })

  it.each(catalogue.map(({ name }) => name))('%s is a base of inpainting and of transfer', async (name) => {
    const shape = [1, 2, 4] as const
    const reference = constant(shape, 0.25)
    const mask = { shape, data: Float32Array.of(0, 1, 1, 0, 0, 1, 1, 0) }
    const engine = { denoiser: pointDenoiser(constant(shape, -1)), noise: testNoise(3) }
    const painted = plan({
      step: inpaint(samplers[name](), reference, mask),
      schedule: [20, 8, 3, 1, 0.4, 0],
      shape,
    })
    const { data } = orThrow(await run(styleTransfer(painted, reference, 0.3), engine)()).x
    expect([data[0], data[3], data[4], data[7]]).toEqual([0.25, 0.25, 0.25, 0.25])
    for (const i of [1, 2, 5, 6]) expect(data[i]).toBeCloseTo(-1, 4)
  })

  it('a mask of zeros returns the reference bit for bit, whatever the sampler', async () => {
    const shape = [1, 1, 3] as const
    const reference = { shape, data: Float32Array.of(0.1, -0, 1e-30) }
    const painted = orThrow(
      plan({ step: inpaint(eulerAncestral(), reference, constant(shape, 0)), schedule: [5, 1, 0], shape }),
    )
    const { x } = orThrow(await run(painted, { denoiser: pointDenoiser(constant(shape, 9)), noise: testNoise(2) })())
    expect(sameBits(x, reference)).toBe(true)
  })

  it('what no run can be made of is refused before the first call, with what would be right', () => {
    const [shape, other] = [[1, 2, 3] as const, [1, 2, 4] as const]
    const here = constant(shape, 0)
    const sigmas = [2, 1, 0]
    expect(refusal(plan({ step: inpaint(euler(), constant(other, 0), here), schedule: sigmas, shape }))).toBe(
      'the reference: a shape of 1x2x4 in a run of 1x2x3; give one of 1x2x3 [batch, channels, frames]',
    )
    expect(refusal(plan({ step: inpaint(euler(), here, constant(other, 1)), schedule: sigmas, shape }))).toContain(
      'the mask: a shape of 1x2x4',
    )
    const windows = [
      [-1, 1],
      [0, 3],
      [2, 1],
      [0.5, 1],
      [0, NaN],
    ] as const
    for (const [start, end] of windows)
      expect(refusal(plan({ step: variableInpaint(euler(), here, here, start, end), schedule: sigmas, shape }))).toBe(
        `the paint window: steps ${start} to ${end} of 2; give whole numbers with 0 <= start <= end <= 2`,
      )
    const good = orThrow(plan({ step: euler(), schedule: sigmas, shape }))
    for (const strength of [-0.1, 1.1, NaN])
      expect(refusal(styleTransfer(good, here, strength))).toContain(`the transfer strength: ${strength}`)
    expect(refusal(styleTransfer(good, constant(other, 0), 0.5))).toContain('the reference: a shape of 1x2x4')
  })
})
