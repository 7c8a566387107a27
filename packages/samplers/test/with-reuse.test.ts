import {
  build,
  combine,
  constant,
  type Denoiser,
  describeSampleError,
  type Engine,
  type Evaluation,
  type Latent,
  type Plan,
  plan,
  run,
  type Step,
  sameShape,
} from '@sigmastream/core'
import { mixtureDenoiser, pointDenoiser } from '@sigmastream/core/analytic'
import { polyexponential } from '@sigmastream/core/schedules'
import {
  assertLaw,
  engineOf,
  listedScenes,
  mustBeNear,
  mustHaveSameFrames,
  orThrow,
  planOf,
  record,
  sameBits,
  samplerLaws,
  stepSubject,
  type Traits,
  testNoise,
  withStep,
} from '@sigmastream/laws'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import {
  catalogue,
  dpmAdaptive,
  dpmpp2m,
  dpmpp3mSde,
  dpmppSde,
  euler,
  heun,
  samplers,
  withChurn,
  withReuse,
} from '../src/index.js'
import { reuse } from '../src/saving/reuse.js'

/** A tolerance at which the short runs of the laws reuse answers, as a test below makes sure. */
const loose = 0.5

const batchwise: Traits = { batchwise: true }
const stochastic: Traits = { batchwise: true, stochastic: true }

const steps: readonly (readonly [name: string, step: Step, traits: Traits])[] = [
  ['reuse(euler)', withReuse(loose, euler()), batchwise],
  ['reuse(heun)', withReuse(loose, heun()), batchwise],
  ['reuse(heun with churn)', withReuse(loose, withChurn({ amount: 4 }, heun())), stochastic],
  ['churn(reuse(heun))', withChurn({ amount: 4 }, withReuse(loose, heun())), stochastic],
  ['reuse(dpm++ 2m)', withReuse(loose, dpmpp2m()), batchwise],
  ['reuse(dpm++ 3m sde)', withReuse(loose, dpmpp3mSde()), stochastic],
  ['reuse(dpm++ sde)', withReuse(loose, dpmppSde()), stochastic],
  ['reuse(dpm adaptive)', withReuse(loose, dpmAdaptive({ firstStep: 0.5 })), batchwise],
]

describe.each(steps)('%s', (name, step, traits) => {
  for (const law of samplerLaws(stepSubject(name, step, traits))) it(law.name, () => assertLaw(law))
})

it('the scenes of the laws have runs with reused answers in them', async () => {
  const reused = await Promise.all(
    fc.sample(listedScenes(), { seed: 1, numRuns: 40 }).map(async (scene) => {
      const frames = await record(planOf(stepSubject('reuse', withReuse(loose, euler())), scene), engineOf(scene))
      return frames.some(({ carry }) => carry.past[0]?.reused === true)
    }),
  )
  expect(reused.filter((some) => some).length).toBeGreaterThan(10)
})

/** `withReuse`, with a memory that lives on after the step. */
const remembering = (): Step => {
  let all: readonly Evaluation[] = []
  return {
    ...withReuse(loose, euler()),
    run: (carry, env) => {
      const denoiser: Denoiser = async (x, sigma, signal) => {
        const fitting = all.filter((one) => sameShape(one.x.shape, x.shape))
        const evaluation = await reuse(loose)(env.denoiser)(fitting, x, sigma, signal)
        all = [evaluation, ...fitting]
        return evaluation.denoised
      }
      return euler().run(carry, { ...env, denoiser })
    },
  }
}

const whole = withReuse(loose, euler())

const silent: Step = {
  ...whole,
  run: (carry, env) => async () =>
    E.map((after: typeof carry) => ({
      ...after,
      past: after.past.map(({ sigma, x, denoised }) => ({ sigma, x, denoised })),
    }))(await whole.run(carry, env)()),
}

describe('what a reuse must not do is seen by the laws', () => {
  it.each<readonly [string, Step, string, RegExp]>([
    [
      'remember in a closure',
      remembering(),
      'resuming from any frame gives the rest of the run, bit for bit',
      /resumed after frame \d+/,
    ],
    [
      'hide that an answer was reused',
      silent,
      'denoiser calls are those declared, and noise is drawn as declared, in order',
      /reused 0 answers/,
    ],
    [
      'read more of the past than it declares',
      { ...whole, memory: 3 },
      'the declared memory suffices, bit for bit',
      /the declared memory gives/,
    ],
  ])('%s', async (_, step, sentence, says) => {
    const law = samplerLaws(stepSubject('mutant', step)).find(({ name }) => name === `mutant: ${sentence}`)
    expect(law).toBeDefined()
    await expect(law && assertLaw(law, { seed: 1, runs: 50 })).rejects.toThrow(says)
  })
})

const sigmas = polyexponential({ steps: 20, sigmaMin: 0.3, sigmaMax: 100 })
const shape = [2, 3, 4] as const
const means = combine([2, testNoise(3)({ lane: 'means', at: { index: 0, of: 8, from: 1, to: 0 }, shape: [3, 3, 4] })])
const mixture = mixtureDenoiser({ means, weights: [0.5, 0.3, 0.2], deviation: 0.5 })

const counted = async (of: Plan, denoiser: Denoiser): Promise<{ readonly x: Latent; readonly calls: number }> => {
  let calls = 0
  const engine: Engine = {
    noise: testNoise(1),
    denoiser: (...question) => {
      calls += 1
      return denoiser(...question)
    },
  }
  const { x } = orThrow(await run(of, engine)())
  return { x, calls }
}

const size = ({ data }: Latent): number => Math.hypot(...data)
const apart = (a: Latent, b: Latent): number => size(combine([1, a], [-1, b])) / size(b)

/** In these all of x is new noise at every step, so that no answer is near the one before. */
const allNoise: readonly string[] = ['ping-pong', 'lcm']

describe.each(catalogue)('reuse in $name', ({ name }) => {
  const step = samplers[name]()
  const saving =
    (tolerance: number) =>
    (inner: Step): Step =>
      withReuse(tolerance, inner)
  const planned = orThrow(plan({ step, schedule: sigmas, shape }))

  it('with tolerance 0 is the sampler itself, bit for bit', () =>
    fc.assert(
      fc.asyncProperty(listedScenes({ steps: [2, 6] }), async (scene) => {
        const of = planOf(stepSubject(name, step), scene)
        mustHaveSameFrames(
          'tolerance 0',
          await record(withStep(of, saving(0)), engineOf(scene)),
          await record(of, engineOf(scene)),
        )
      }),
      { numRuns: 15 },
    ))

  it('calls less often, and comes close to what the sampler gives', async () => {
    const plain = await counted(planned, mixture)
    const saved = await counted(withStep(planned, saving(0.05)), mixture)
    expect(saved.calls < plain.calls).toBe(!allNoise.includes(name))
    expect(apart(saved.x, plain.x)).toBeLessThan(0.1)
  })

  it('gives x0 where the denoiser always does, with a third of the calls', async () => {
    const x0 = constant(shape, 3)
    const plain = await counted(planned, pointDenoiser(x0))
    const saved = await counted(withStep(planned, saving(0.05)), pointDenoiser(x0))
    mustBeNear('the result and x0', saved.x, x0, 0.01)
    // The first two, every third after them, and the last; behind a jump nothing is remembered.
    const runs = name === 'restart' ? 2 : 1
    expect(saved.calls).toBeLessThanOrEqual(3 * runs + Math.ceil((plain.calls - 3 * runs) / 3))
  })
})

const signal = new AbortController().signal
const one = (value: number): Latent => constant([1, 1, 2], value)
const before: Evaluation = { sigma: 4, x: one(8), denoised: one(1) }
const last: Evaluation = { sigma: 2, x: one(4), denoised: one(2) }
const asked = (tolerance: number, past: readonly Evaluation[], x = one(1)) =>
  reuse(tolerance)(pointDenoiser(one(9)))(past, x, 1, signal)

describe('a reused answer', () => {
  it('is on the line through the last two, as far on as x moved, where the change is below the tolerance', async () => {
    // x moved by 3 / 2 in units of its noise, and by 4 / 4 before: reach 1.5, error 1.5 * 1 / 2.
    expect(await asked(0.76, [last, before])).toEqual({ sigma: 1, x: one(1), denoised: one(3.5), reused: true })
    expect(await asked(0.75, [last, before])).toEqual({ sigma: 1, x: one(1), denoised: one(9) })
  })

  it('needs two answers of the denoiser, and is none of them itself', async () => {
    const reused: Evaluation = { ...last, denoised: one(7), reused: true }
    expect((await asked(10, [last])).reused).toBeUndefined()
    expect((await asked(10, [reused, last])).reused).toBeUndefined()
    expect((await asked(10, [reused, last, before])).denoised).toEqual(one(3.5))
  })

  it('is at most the second in a row', async () => {
    const reused: Evaluation = { ...last, reused: true }
    expect((await asked(10, [reused, last, before])).reused).toBe(true)
    expect((await asked(10, [reused, reused, last, before])).reused).toBeUndefined()
  })

  it('to the question that was asked last is the last answer, and another latent', async () => {
    const { denoised, reused } = await reuse(0.1)(pointDenoiser(one(9)))([last, before], last.x, 2, signal)
    expect([denoised, reused]).toEqual([last.denoised, true])
    expect(denoised).not.toBe(last.denoised)
  })

  it('is not made where one item of the batch changed too much', async () => {
    const two = (a: number, b: number): Latent => build([2, 1, 1], (out) => out.set([a, b]))
    const past = [
      { sigma: 2, x: two(4, 4), denoised: two(100, 2) },
      { sigma: 4, x: two(8, 8), denoised: two(100, 1) },
    ]
    expect((await asked(0.5, past, two(2, 2))).reused).toBeUndefined()
    expect((await asked(0.51, past, two(2, 2))).reused).toBe(true)
  })

  it('is never the result: the step to sigma 0 asks', () =>
    fc.assert(
      fc.asyncProperty(listedScenes({ end: 'zero' }), async (scene) => {
        const frames = await record(planOf(stepSubject('reuse', withReuse(1e9, euler())), scene), engineOf(scene))
        expect(frames.at(-1)?.carry.past[0]?.reused).toBeUndefined()
      }),
    ))

  it('of an unchanging denoiser leaves one call in three', async () => {
    const x0 = testNoise(2)({ lane: 'x0', at: { index: 0, of: 8, from: 1, to: 0 }, shape })
    const { x, calls } = await counted(
      orThrow(plan({ step: withReuse(1e-6, euler()), schedule: sigmas, shape })),
      pointDenoiser(x0),
    )
    expect(sameBits(x, x0)).toBe(true)
    // Steps 0, 1, 4, 7, 10, 13, 16, and 19, which goes to 0.
    expect(calls).toBe(8)
  })
})

it('a tolerance that is none is refused before the first call', () => {
  const refusals = [-1, NaN, Infinity].map((tolerance) =>
    plan({ step: withReuse(tolerance, euler()), schedule: [2, 1, 0], shape: [1, 1, 2] }),
  )
  expect(refusals.map((refused) => E.isLeft(refused) && describeSampleError(refused.left))).toEqual([
    'reuse: a tolerance of -1; give a finite number of at least 0',
    'reuse: a tolerance of NaN; give a finite number of at least 0',
    'reuse: a tolerance of Infinity; give a finite number of at least 0',
  ])
})

it('a step that refuses a run is refused with reuse as well', () => {
  const refused = plan({
    step: withReuse(0.05, withChurn({ amount: -1 }, euler())),
    schedule: [2, 1, 0],
    shape: [1, 1, 2],
  })
  expect(E.isLeft(refused) && describeSampleError(refused.left)).toContain('churn: amount -1')
})
