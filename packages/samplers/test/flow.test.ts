import { flowTime, type Interval, identity, probe, pureNoiseSigma, type Step, withInterval } from '@sigmastream/core'
import { engineOf, listedScenes, mustHaveSameFrames, planOf, record, type Scene, stepSubject } from '@sigmastream/laws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ancestralFlow, dpmpp2m, dpmpp2mFlow } from '../src/index.js'

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
          const [before, after] = [flowTime(at.from), flowTime(at.to)]
          const wanted = after * (1 - eta * (1 - after / before))
          expect(Math.abs(flowTime(await aimOf(eta, at)) - wanted)).toBeLessThan(1e-12)
          expect(await aimOf(0, at)).toBe(at.to)
        },
      ),
      { numRuns: 30 },
    ))

  it('from pure noise aims at t squared, where an ancestral step in sigma aims at nothing', async () => {
    const aim = await aimOf(1, { index: 0, of: 1, from: pureNoiseSigma, to: 9 })
    expect(flowTime(aim)).toBeCloseTo(0.81, 9)
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
    const scene: Scene = { sigmas: [pureNoiseSigma, 9, 3, 1], shape: [1, 1, 1], seed: 3, model }
    const [flow, plain] = [await framesOf(dpmpp2mFlow(), scene), await framesOf(dpmpp2m(), scene)]
    mustHaveSameFrames('the step from pure noise', flow.slice(0, 1), plain.slice(0, 1))
    const [at9, at3] = [flow[0]?.carry.x.data[0] ?? Number.NaN, flow[1]?.carry.x.data[0] ?? Number.NaN]
    // The answer at sigma 9, 1 + (x - 1) / 82, and Euler's line from there.
    expect(at3).toBeCloseTo(at9 / 3 + (2 / 3) * (1 + (at9 - 1) / 82), 5)
    expect(plain[1]?.carry.x.data[0]).not.toBeCloseTo(at3, 5)
  })
})
