import { engineOf, listedScenes, mustBeNear, orThrow, peakOf, planOf, record, stepSubject } from '@sigmastream/laws'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { adaptiveStep, euler, twoStep } from '../../laws/test/samplers.js'
import {
  addNoise,
  build,
  type Carry,
  carryAt,
  chain,
  constant,
  denoiseAt,
  eulerStep,
  inFlowTime,
  plan,
  probe,
  run,
  type Step,
  score,
  stage,
  startAt,
} from '../src/index.js'
import { pureNoise, sigmaOfTime, timeOfSigma } from '../src/schedules/index.js'
import { engine, shape } from './support.js'

describe('the time of flow models', () => {
  it('is t = sigma / (1 + sigma), there and back', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (sigma) => {
        const t = timeOfSigma(sigma)
        // x0 + sigma n is (1 - t) x0 + t n, divided by 1 - t.
        expect(Math.abs(t / (1 - t) - sigma) / sigma).toBeLessThan(1e-9)
        expect(Math.abs(sigmaOfTime(t) - sigma) / sigma).toBeLessThan(1e-9)
      }),
    )
  })

  it('ends at 0 and at pure noise, which is 1 to a model in float32, and leaves x / (1 + sigma) the noise', () => {
    expect([timeOfSigma(0), sigmaOfTime(0), sigmaOfTime(1)]).toEqual([0, 0, pureNoise])
    expect(Math.fround(timeOfSigma(pureNoise))).toBe(1)
    expect((pureNoise * 0.75) / (1 + pureNoise)).toBeCloseTo(0.75, 11)
  })
})

/** A step that asks the model where the interval ends. */
const denoiseEnd: Step = chain(
  denoiseAt(({ to }) => to),
  score,
  eulerStep,
)

describe('a step in flow time', () => {
  const lastOf = async (step: Step, sigmas: readonly number[], scene: Parameters<typeof engineOf>[0]) => {
    const frames = await record(planOf(stepSubject('one', step), { ...scene, sigmas }), engineOf(scene))
    return frames.at(-1)?.carry.x ?? constant(scene.shape, Number.NaN)
  }

  it('of Euler is Euler, to rounding, from pure noise too', () =>
    fc.assert(
      fc.asyncProperty(listedScenes(), fc.boolean(), async (scene, fromNoise) => {
        const sigmas = fromNoise ? [pureNoise, ...scene.sigmas] : scene.sigmas
        const [a, b] = [await lastOf(inFlowTime(euler), sigmas, scene), await lastOf(euler, sigmas, scene)]
        mustBeNear('in flow time and in sigma', a, b, 2e-5 * Math.max(1, peakOf(b), scene.sigmas[0] ?? 1))
      }),
      { numRuns: 40 },
    ))

  const at = { index: 0, of: 1, from: pureNoise, to: 3 }

  it('shows the model and the noise sigmas, the step times, and remembers sigmas', async () => {
    const asked: number[] = []
    const drawn: number[][] = []
    const seen: unknown[] = []
    const past = { sigma: 4, x: constant(shape, 10), denoised: constant(shape, 1) }
    const env = {
      ...engine({
        denoiser: (x, sigma) => {
          asked.push(sigma, x.data[0] ?? Number.NaN)
          return Promise.resolve(constant(x.shape, 0.5))
        },
        noise: ({ at: { from, to }, shape: asShape }) => {
          drawn.push([from, to])
          return constant(asShape, 0)
        },
      }),
      at,
      signal: new AbortController().signal,
    }
    const look = probe<Carry>('look', (carry, { at: times }) =>
      seen.push(times.from, times.to, carry.x.data[0], carry.past[0]?.sigma, carry.past[0]?.x.data[0]),
    )
    const before = { ...carryAt(constant(shape, 2e12)), past: [past] }
    const runInTime = async (step: Step): Promise<Carry> => orThrow(await inFlowTime(step).run(before, env)())
    await runInTime(look)
    expect(seen).toEqual([timeOfSigma(at.from), 0.75, 2, 0.8, 2])
    const after = await runInTime(euler)
    expect(asked).toEqual([pureNoise, before.x.data[0]])
    expect(after.past[0]).toEqual({ sigma: pureNoise, x: before.x, denoised: constant(shape, 0.5) })
    expect(after.past[1]).toBe(past)
    // 3/4 of the noise, which was 2, and 1/4 of the sound, at sigma 3.
    expect(after.x.data[0]).toBeCloseTo(4 * (0.75 * 2 + 0.25 * 0.5), 5)
    // There and back, 7.3 is 7.299999999999996.
    const bent = { ...env, at: { ...at, to: 7.3 } }
    await inFlowTime(addNoise('mine', (times) => ({ scale: 1, at: times }))).run(before, bent)()
    await inFlowTime(denoiseEnd).run(before, bent)()
    expect(drawn).toEqual([[pureNoise, 7.3]])
    expect(asked.at(-2)).toBe(7.3)
  })

  it('remembers the unconditional estimate as the model gave it', async () => {
    const unconditional = constant(shape, 0.25)
    const env = {
      ...engine({ denoiser: (x) => Promise.resolve({ ...constant(x.shape, 0.5), unconditional }) }),
      at,
      signal: new AbortController().signal,
    }
    const after = orThrow(await inFlowTime(euler).run(carryAt(constant(shape, 2e12)), env)())
    expect(after.past[0]?.unconditional).toBe(unconditional)
  })

  it('declares what the step declares, on times', () => {
    const late = addNoise('late', ({ to }) => (to < 0.5 ? { scale: 1, at } : null))
    expect([0.9, 1, 1.1].map((to) => inFlowTime(late).draws({ ...at, to }).length)).toEqual([1, 0, 0])
    expect([inFlowTime(twoStep).memory, inFlowTime(twoStep).calls(at), inFlowTime(twoStep).name]).toEqual([
      2,
      1,
      `inFlowTime(${twoStep.name})`,
    ])
  })

  it('leaves a held x where the interval began', async () => {
    const held = inFlowTime(stage('hold', (carry: Carry): Carry => ({ ...carry, held: true })))
    const x = build(shape, (out) => out.fill(7))
    const { x: after } = orThrow(
      await held.run(carryAt(x), { ...engine(), at, signal: new AbortController().signal })(),
    )
    expect(after).toBe(x)
  })

  it('says the sigma at which a model failed', async () => {
    const failing = engine({ denoiser: () => Promise.reject(new Error('no')) })
    const one = startAt(plan({ step: inFlowTime(euler), schedule: [3, 1, 0], shape }), constant(shape, 1))
    expect(await run(one, failing)()).toMatchObject(E.left({ _tag: 'DenoiserFailed', step: 0, sigma: 3 }))
  })

  it('is refused of a solver that finds its intervals itself', () => {
    expect(plan({ step: inFlowTime(adaptiveStep), schedule: [4, 2, 1, 0], shape })).toMatchObject(
      E.left({ subject: 'inFlowTime', wrong: 'a solver that finds its intervals itself' }),
    )
  })
})
