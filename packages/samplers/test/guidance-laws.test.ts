import { carryAt, combine, constant, type Denoiser, inFlowTime, type Latent, plan, type Step } from '@sigmastream/core'
import { pointDenoiser } from '@sigmastream/core/analytic'
import { pureNoise } from '@sigmastream/core/schedules'
import {
  assertLaw,
  cfgppLaws,
  type GuidanceSubject,
  guidanceLaws,
  latents,
  mustBeNear,
  orThrow,
  record,
  samplerLaws,
  stepSubject,
  testNoise,
} from '@sigmastream/laws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adaptiveProjection,
  type ConditionalDenoiser,
  catalogue,
  ddim,
  dpmpp2m,
  dpmpp2mSde,
  dpmpp2sAncestral,
  dpmpp3mSde,
  dpmppSde,
  euler,
  frequencyDecoupled,
  type GuidedConditions,
  guidedDenoiser,
  heun,
  heunFlow,
  isStateful,
  magnitudeAware,
  outputOfFlow,
  perpendicular,
  resMultistep,
  type SamplerName,
  type SamplerOptions,
  samplers,
  tangential,
  withCfgpp,
  withGuidanceState,
  withReuse,
  zeroStar,
} from '../src/index.js'

const samplersByName: Readonly<Record<SamplerName, (options?: SamplerOptions) => Step>> = samplers

type Settings = Omit<GuidedConditions<number>, 'toward' | 'away' | 'neutral' | 'scale'>

const settings: readonly (readonly [name: string, of: Settings])[] = [
  ['guidance', {}],
  ['guidance with phi', { phi: 0.7 }],
  ['guidance with phi of the velocity', { phi: 0.7, output: outputOfFlow }],
  ['adaptive projection', { rule: adaptiveProjection() }],
  [
    'adaptive projection, all its options',
    { rule: adaptiveProjection({ parallel: 0.3, threshold: 2, momentum: -0.5 }) },
  ],
  ['a reused branch', { refresh: 2 }],
  ['a reused branch, and momentum', { refresh: 3, rule: adaptiveProjection({ momentum: 0.5 }) }],
  ['zero*', { rule: zeroStar() }],
  ['tangential', { rule: tangential() }],
  ['magnitude-aware', { rule: magnitudeAware() }],
  ['frequency-decoupled', { rule: frequencyDecoupled({ slow: 0.3, octaves: 2 }) }],
  ['perpendicular', { rule: perpendicular(1.5) }],
  ['zero* that stands still', { rule: zeroStar({ stillAbove: 8 }) }],
]

/** What acts at scale 1 too, by name. */
const exempt = ['perpendicular', 'zero* that stands still']

const subjectOf = ([name, of]: (typeof settings)[number]): GuidanceSubject => ({
  name,
  guided: (model, scale) => guidedDenoiser(model, { toward: 0, away: 1, neutral: 2, scale, ...of }),
  ...(exempt.includes(name) ? { actsAtOne: true } : {}),
})

describe.each(settings)('%s', (...one) => {
  for (const law of guidanceLaws(subjectOf(one))) it(law.name, () => assertLaw(law, { runs: 6 }))
})

/** The step under guidance between the model of a law and another that follows from it: one call of the one is asked. */
const under = (of: Settings, inner: Step): Step => {
  const { check, run, ...step } = isStateful(of) ? withGuidanceState(inner) : inner
  return {
    ...step,
    check,
    run: (carry, env) => {
      const model: ConditionalDenoiser<number> = async (x, sigma, labels, signal) => {
        const answer = await env.denoiser(x, sigma, signal)
        return labels.map((label) => (label === 0 ? answer : combine([0.5, answer], [0.1, x])))
      }
      const denoiser = guidedDenoiser(model, { toward: 0, away: 1, scale: 1.5, ...of })
      return run(carry, { ...env, denoiser })
    },
  }
}

const momentum: Settings = { rule: adaptiveProjection({ momentum: -0.5 }) }

describe.each([
  ['euler under momentum', under(momentum, euler())],
  ['heun under a reused branch', under({ refresh: 2 }, heun())],
  ['2M under both, with CFG++', under({ ...momentum, refresh: 3 }, withCfgpp(dpmpp2m()))],
  ['heun in flow time under both, with CFG++', under({ ...momentum, refresh: 3 }, withCfgpp(heunFlow()))],
] as const)('%s: state of guidance lives in the carry', (name, step) => {
  const which = /resuming|every item|the declared memory|the same seed|no stage changes|calls are those declared/
  const laws = samplerLaws(stepSubject(name, step)).filter((law) => which.test(law.name))
  for (const law of laws) it(law.name, () => assertLaw(law, { runs: 6 }))

  it('is told by six laws', () => expect(laws).toHaveLength(6))

  it('reads more than the step alone', () => expect(step.memory).toBe(2))
})

/** Every sampler takes the switch; where one goes that finds its steps as it goes is not told by one step. */
describe.each(catalogue.filter(({ name }) => name !== 'dpm-adaptive'))('$name with CFG++', ({ name }) => {
  const step = samplersByName[name]()
  const laws = cfgppLaws({
    name,
    step,
    switched: withCfgpp(step),
    guided: (model, scale) => guidedDenoiser(model, { toward: 0, away: 1, scale }),
  })
  for (const law of laws) it(law.name, () => assertLaw(law, { runs: 4 }))
})

const signal = new AbortController().signal

describe('CFG++', () => {
  const shape = [1, 2, 3] as const
  const schedule = [8, 5, 3, 1, 0.5] as const
  const run = async (
    step: Step,
    denoiser: Denoiser,
    x: Latent,
    sigmas: readonly number[] = schedule,
  ): Promise<Latent> => {
    const planned = {
      ...orThrow(plan({ step, schedule: sigmas, shape })),
      start: { draws: [], carry: () => carryAt(x) },
    }
    return (await record(planned, { denoiser, noise: testNoise(7) })).at(-1)!.carry.x // a plan of four steps has frames
  }

  it.each([
    ['ddim', ddim()],
    ['dpmpp-2m', dpmpp2m()],
    ['dpmpp-2s', dpmpp2sAncestral({ eta: 0 })],
    ['dpmpp-2m-sde', dpmpp2mSde({ eta: 0 })],
    ['dpmpp-3m-sde', dpmpp3mSde({ eta: 0 })],
    ['dpmpp-sde', dpmppSde({ eta: 0 })],
    ['res-multistep', resMultistep()],
  ])('of %s lands where that of Euler does, where each branch always gives the same answer', (_, step) =>
    fc.assert(
      fc.asyncProperty(latents(shape, 4), latents(shape, 4), latents(shape, 20), async (toward, away, x) => {
        const model: ConditionalDenoiser<Latent> = async (__, ___, answers) => answers
        const denoiser = guidedDenoiser(model, { toward, away, scale: 0.6 })
        const guided = combine([0.6, toward], [0.4, away])
        // D + (to / from) (x - Du), step by step: the formula of the paper, in a loop of its own.
        const expected = schedule.slice(1).reduce(
          (at, to, i) => combine([1, guided], [to / schedule[i]!, at], [-to / schedule[i]!, away]), // i is below the count
          x,
        )
        mustBeNear('the run and the formula', await run(withCfgpp(step), denoiser, x), expected, 1e-4)
      }),
      { numRuns: 5 },
    ),
  )

  it('in flow time is CFG++ of Euler, to rounding, from pure noise too', () =>
    fc.assert(
      fc.asyncProperty(latents(shape, 4), fc.boolean(), async (noise, fromNoise) => {
        const model: ConditionalDenoiser<number> = async (x, sigma, labels) =>
          labels.map((label) => combine([1 / (1 + sigma * sigma) ** (1 - 0.2 * label), x]))
        const denoiser = guidedDenoiser(model, { toward: 0, away: 1, scale: 0.6 })
        const sigmas = fromNoise ? [pureNoise, ...schedule, 0] : [...schedule, 0]
        const of = (step: Step): Promise<Latent> =>
          run(withCfgpp(step), denoiser, combine([sigmas[0] ?? Number.NaN, noise]), sigmas)
        mustBeNear('in time, and in sigma', await of(inFlowTime(euler())), await of(euler()), 1e-4)
      }),
      { numRuns: 20 },
    ))

  it('asks for a guided denoiser', async () => {
    const { at, ...rest } = { at: { index: 0, of: 1, from: 2, to: 1 }, noise: testNoise(1), signal }
    const result = await withCfgpp(euler()).run(carryAt(constant(shape, 1)), {
      ...rest,
      at,
      denoiser: pointDenoiser(constant(shape, 0)),
    })()
    expect(JSON.stringify(result)).toContain('CFG++ needs the unconditional estimate; give a guided denoiser')
  })

  it('goes with the reuse of answers, in either order', async () => {
    const model: ConditionalDenoiser<number> = async (x, sigma, labels) =>
      labels.map((label) => combine([1 / (1 + sigma * sigma) + 0.1 * label, x]))
    const denoiser = guidedDenoiser(model, { toward: 0, away: 1, scale: 0.6 })
    const x = constant(shape, 5)
    const never = await run(withCfgpp(euler()), denoiser, x)
    for (const of of [withReuse(0, withCfgpp(euler())), withCfgpp(withReuse(0, euler()))])
      expect([...(await run(of, denoiser, x)).data]).toEqual([...never.data])
    const often = await run(withReuse(10, withCfgpp(euler())), denoiser, x)
    expect([...often.data]).not.toEqual([...never.data])
    expect([...(await run(withCfgpp(withReuse(10, euler())), denoiser, x)).data]).toEqual([...often.data])
  })

  it('can be put on every sampler of the catalogue', () => {
    for (const { name } of catalogue) {
      const step = samplersByName[name]()
      expect(withCfgpp(step)).toMatchObject({ memory: step.memory, name: `cfg++(${step.name})` })
    }
  })
})
