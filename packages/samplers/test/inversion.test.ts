import {
  constant,
  describeSampleError,
  frameList,
  type PlanResult,
  plan,
  resume,
  run,
  type SampleError,
  type Step,
} from '@sigmastream/core'
import { gaussianDenoiser, linearDenoiser } from '@sigmastream/core/analytic'
import { assertLaw, inversionLaws, mustHaveSameFrames, orThrow, record, testNoise } from '@sigmastream/laws'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import {
  catalogue,
  ddim,
  dpmFast,
  dpmppSde,
  euler,
  eulerAncestral,
  expHeun,
  inpaint,
  invert,
  noiseTape,
  replay,
  restart,
  samplers,
  saSolver,
  saSolverPece,
  styleTransfer,
  vary,
  withChurn,
  withReuse,
} from '../src/index.js'

/** Samplers that ask the model after their last noise, by name. */
const askAfter = ['exp-heun-2-x0-sde', 'sa-solver-pece']

const refusal = (result: E.Either<SampleError, unknown>): string =>
  E.isLeft(result) ? describeSampleError(result.left) : 'nothing was refused'

const shape = [1, 2, 5] as const
const recording = constant(shape, 2)
const schedule = [9, 4, 2, 1, 0] as const
const engine = { denoiser: linearDenoiser(0.4, 0.3), noise: testNoise(3) }
const planned = (step: Step): PlanResult => plan({ step, schedule, shape })
const takenBy = (step: Step): Promise<E.Either<SampleError, unknown>> => run(invert(planned(step), recording), engine)()

describe.each(catalogue.filter(({ name, stochastic }) => stochastic && name !== 'restart' && !askAfter.includes(name)))(
  'the noise of $name',
  ({ name }) => {
    for (const law of inversionLaws({ name, step: samplers[name](), invert, replay, tape: noiseTape }))
      it(law.name, () => assertLaw(law, { runs: 5 }))
  },
)

describe.each([
  ['ddim with noise', ddim({ eta: 1 })],
  ['little noise', eulerAncestral({ eta: 0.2, noise: 0.7 })],
] as const)('%s', (name, step) => {
  for (const law of inversionLaws({ name, step, invert, replay, tape: noiseTape }))
    it(law.name, () => assertLaw(law, { runs: 5 }))
})

/** The step with every value of its noise as another. */
const bent = (step: Step, to: (value: number) => number): Step => ({
  ...step,
  run: (carry, env) =>
    step.run(carry, {
      ...env,
      noise: (query) => {
        const { data } = env.noise(query)
        return { shape: query.shape, data: Float32Array.from(data, to) }
      },
    }),
})

/** The frames of an inversion, and those of the run on its tape. */
const thereAndBack = async (given: PlanResult, asked = engine) => {
  const taken = await record(orThrow(invert(given, recording)), asked)
  const back = await record(orThrow(replay(given)), { ...asked, noise: noiseTape(taken, asked.noise) })
  return { taken, back }
}

describe('the noise of a recording', () => {
  it.each([
    ['steps of which some draw nothing', dpmFast({ eta: 1 })],
    ['jumps', restart({ jumps: [{ low: 1, high: 4, times: 2 }] })],
    ['answers that are reused', withReuse(0.3, eulerAncestral())],
  ] as const)('is taken through %s, which have every state back', async (_, step) => {
    const { taken, back } = await thereAndBack(planned(step))
    mustHaveSameFrames('the tape, and where it was taken', back, taken)
    expect(taken.at(-1)?.carry.x.data[3]).toBeCloseTo(2, 5)
  })

  it.each([
    ['vary', vary(planned(eulerAncestral()), recording)],
    ['styleTransfer', styleTransfer(planned(dpmppSde()), recording, 0.5)],
  ] as const)('is taken from where %s starts', async (_, given) => {
    const { taken, back } = await thereAndBack(given)
    mustHaveSameFrames('the tape, and where it was taken', back, taken)
    expect(back.at(-1)?.carry.x.data[3]).toBeCloseTo(2, 5)
  })

  it('is taken on after any frame, and by a sampler that has a slot', async () => {
    const taking = orThrow(invert(planned(saSolver()), recording))
    const whole = await record(taking, engine)
    for (const [k, frame] of whole.entries())
      mustHaveSameFrames('resumed', await record(orThrow(resume(taking, frame)), engine), whole.slice(k + 1))
  })

  it('keeps of the recording what another model does not change', async () => {
    const given = vary(planned(eulerAncestral()), recording)
    const taken = orThrow(await frameList(invert(given, recording), { ...engine, denoiser: gaussianDenoiser(0, 1) })())
    const edited = async (noise: typeof engine.noise) =>
      orThrow(await run(replay(given), { denoiser: gaussianDenoiser(0.5, 1), noise })()).x
    const distance = (x: { readonly data: Iterable<number> }): number =>
      Math.max(...[...x.data].map((value) => Math.abs(value - 2)))
    const [kept, drawn] = [await edited(noiseTape(taken, engine.noise)), await edited(noiseTape([], engine.noise))]
    expect(distance(kept)).toBeLessThan(0.5001)
    expect(distance(drawn)).toBeGreaterThan(distance(kept))
  })

  it('of frames that are left out is drawn anew, and leaves no remainder', async () => {
    const given = planned(eulerAncestral())
    const taken = orThrow(await frameList(invert(given, recording), engine)())
    const half = { ...engine, noise: noiseTape(taken.slice(0, 2), engine.noise) }
    const [end, plain] = [orThrow(await run(replay(given), half)()), orThrow(await run(given, half)())]
    expect([...end.x.data]).toEqual([...plain.x.data])
  })

  it.each([
    [
      'a sampler without noise',
      euler(),
      'the inversion: a sampler that draws no noise; give one that draws noise in its steps',
    ],
    [
      'one that finds its steps',
      samplers['dpm-adaptive'](),
      'a sampler that finds its steps while it runs; give one that goes down a list',
    ],
    [
      'one that asks after its noise',
      saSolverPece(),
      'a sampler that asks the model once more after its last noise; give one that adds',
    ],
    ['another that does', expHeun({ eta: 1 }), 'that asks the model once more after its last noise'],
    ['churn', withChurn({ amount: 2 }, euler()), 'that asks the model once more after its last noise'],
    ['noise of no weight', eulerAncestral({ noise: 0 }), 'whose last noise does not count alike in every value'],
    [
      'a projection',
      inpaint(eulerAncestral(), recording, { shape, data: Float32Array.of(0, 1, 1, 0, 0, 1, 1, 0, 1, 0) }),
      'whose last noise does not count alike in every value',
    ],
    [
      'noise that is not added',
      bent(eulerAncestral(), (value) => value * Math.abs(value)),
      'whose last noise is not added',
    ],
    [
      'noise that is added a little crookedly',
      bent(eulerAncestral(), (value) => value + 0.01 * Math.sin(value)),
      'whose last noise is not added',
    ],
  ] as const satisfies readonly (readonly [string, Step, string])[])('is not taken from %s', async (_, step, says) => {
    expect(refusal(await takenBy(step))).toContain(says)
  })

  it('draws a copy of the recording in the place of the last noise of a step, and nothing for a step to 0', () => {
    const { step, intervals } = orThrow(invert(planned(eulerAncestral()), recording))
    const lanes = typeof intervals === 'function' ? [] : intervals.map((at) => step.draws(at).join())
    expect(new Set(lanes.slice(0, -1))).toEqual(new Set(['copy']))
    expect(lanes.at(-1)).toBe('')
  })

  it('has the shape of the run', () => {
    expect(refusal(invert(planned(eulerAncestral()), constant([1, 2, 6], 2)))).toBe(
      "the recording: a shape of 1x2x6; give the run's, 1x2x5",
    )
  })

  it('is on no tape of another run', async () => {
    const frames = orThrow(await frameList(planned(eulerAncestral()), engine)())
    const tape = { ...engine, noise: noiseTape(frames, engine.noise) }
    expect(refusal(await run(replay(planned(eulerAncestral())), tape)())).toBe(
      'the tape: frames of a run that takes no noise from a recording; give those of a plan that invert made',
    )
  })
})
