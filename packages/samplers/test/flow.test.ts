import {
  build,
  combine,
  type Interval,
  identity,
  plan,
  probe,
  run,
  type Step,
  startAt,
  withInterval,
} from '@sigmastream/core'
import { gaussianDenoiser, gaussianFlow } from '@sigmastream/core/analytic'
import { pureNoise, sigmaOfTime, timeOfSigma } from '@sigmastream/core/schedules'
import {
  engineOf,
  listedScenes,
  mustHaveSameFrames,
  orThrow,
  peakOf,
  planOf,
  record,
  type Scene,
  stepSubject,
  testNoise,
} from '@sigmastream/laws'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import {
  ancestralFlow,
  dpm2,
  dpm2Ancestral,
  dpmAdaptive,
  dpmFast,
  dpmpp2m,
  dpmpp2mFlow,
  euler,
  heun,
  rk4Flow,
} from '../src/index.js'

const framesOf = (step: Step, scene: Scene) => record(planOf(stepSubject('one', step), scene), engineOf(scene))

describe('an ancestral step in flow time', () => {
  /** Where a step aims on an interval. */
  const aimOf = async (eta: number, at: Interval): Promise<number> => {
    let aim = Number.NaN
    const look = ancestralFlow(
      { eta },
      probe('aim', (_, { at: { to } }) => (aim = to)),
    )
    await record(
      planOf(
        stepSubject(
          'one',
          withInterval(() => at, look),
        ),
        { sigmas: [2, 1], shape: [1, 1, 1] },
      ),
      {
        ...engineOf({ sigmas: [2, 1], shape: [1, 1, 1], seed: 1, model: { kind: 'linear', slope: 0, offset: 0 } }),
      },
    )
    return aim
  }

  it('aims at t_down = t (1 - eta (1 - t / t_before)), at the next level itself with eta 0', () =>
    fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (from, gap, eta) => {
          const at = { index: 0, of: 1, from, to: from * gap }
          const [before, after] = [timeOfSigma(at.from), timeOfSigma(at.to)]
          const wanted = after * (1 - eta * (1 - after / before))
          expect(Math.abs(timeOfSigma(await aimOf(eta, at)) - wanted)).toBeLessThan(1e-12)
          expect(await aimOf(0, at)).toBe(at.to)
        },
      ),
      { numRuns: 30 },
    ))

  it('from pure noise aims at t squared, where an ancestral step in sigma aims at nothing', async () => {
    const aim = await aimOf(1, { index: 0, of: 1, from: pureNoise, to: 9 })
    expect(timeOfSigma(aim)).toBeCloseTo(0.81, 9)
  })

  it('is refused where it would aim below 0', () => {
    expect(ancestralFlow({ eta: 1.5 }, identity()).check({ shape: [1, 1, 1], steps: 2 })).toMatchObject({
      wrong: 'eta 1.5',
      right: 'a number from 0 to 1',
    })
  })
})

describe('DPM-Solver++(2M) for flow', () => {
  it('is DPM-Solver++(2M), bit for bit, but for the step after pure noise', () =>
    fc.assert(
      fc.asyncProperty(listedScenes({ steps: [3, 6] }), async (scene) => {
        mustHaveSameFrames(
          'from sigma 100 or less',
          await framesOf(dpmpp2mFlow(), scene),
          await framesOf(dpmpp2m(), scene),
        )
      }),
      { numRuns: 20 },
    ))

  it('does not extrapolate from what was said of pure noise', async () => {
    const model = { kind: 'gaussian', mean: 1, deviation: 1 } as const
    const scene: Scene = { sigmas: [pureNoise, 9, 3, 1], shape: [1, 1, 1], seed: 3, model }
    const [flow, plain] = [await framesOf(dpmpp2mFlow(), scene), await framesOf(dpmpp2m(), scene)]
    mustHaveSameFrames('the step from pure noise', flow.slice(0, 1), plain.slice(0, 1))
    const [at9, at3] = [flow[0]?.carry.x.data[0] ?? Number.NaN, flow[1]?.carry.x.data[0] ?? Number.NaN]
    // The answer at sigma 9, 1 + (x - 1) / 82, and Euler's line from there.
    expect(at3).toBeCloseTo(at9 / 3 + (2 / 3) * (1 + (at9 - 1) / 82), 5)
    expect(plain[1]?.carry.x.data[0]).not.toBeCloseTo(at3, 5)
  })
})

describe('a start at pure noise', () => {
  const at = { index: 0, of: 3, from: pureNoise, to: 9 }

  it.each([
    ['heun', heun()],
    ['dpm-2', dpm2()],
    ['dpm-2-ancestral', dpm2Ancestral({ eta: 0 })],
  ])('is a step of Euler of %s, which goes on as it does from elsewhere', async (_, step) => {
    expect([at, { ...at, from: 9, to: 3 }, { ...at, from: 3, to: 0 }].map(step.calls)).toEqual([1, 2, 1])
    const model = { kind: 'gaussian', mean: 1, deviation: 1 } as const
    const scene: Scene = { sigmas: [pureNoise, 9, 3, 0], shape: [1, 2, 4], seed: 3, model }
    mustHaveSameFrames(
      'the first step, and that of Euler',
      (await framesOf(step, scene)).slice(0, 1),
      (await framesOf(euler(), scene)).slice(0, 1),
    )
  })

  it.each([
    ['dpm-fast', dpmFast()],
    ['dpm-adaptive', dpmAdaptive()],
  ])('is refused of %s, which spaces its steps by log sigma', (_, step) => {
    expect(plan({ step, schedule: [pureNoise, 9, 3, 0], shape: [1, 1, 1] })).toMatchObject(
      E.left({ subject: 'schedule', wrong: expect.stringContaining('pure noise') }),
    )
    expect(E.isRight(plan({ step, schedule: [pureNoise, 0], shape: [1, 1, 1] }))).toBe(true)
  })
})

describe('Runge and Kutta in flow time', () => {
  it('is of order 4 down to 0, where its last step is of order 3', async () => {
    const x = build([1, 1, 4], (out) => out.set([8, -5, 3, -9]))
    const exact = gaussianFlow(0.5, 0.3, x, sigmaOfTime(0.75), 0)
    const errorOf = async (steps: number): Promise<number> => {
      const sigmas = Array.from({ length: steps + 1 }, (_, i) => sigmaOfTime(0.75 * (1 - i / steps)))
      const planned = startAt(plan({ step: rk4Flow(), schedule: sigmas, shape: x.shape }), x)
      const end = orThrow(await run(planned, { denoiser: gaussianDenoiser(0.5, 0.3), noise: testNoise(0) })())
      return peakOf(combine([1, end.x], [-1, exact]))
    }
    expect(Math.log2((await errorOf(8)) / (await errorOf(16)))).toBeGreaterThan(4)
  })
})
