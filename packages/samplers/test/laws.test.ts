import { drawsOf, type Interval, plan, type Step, startLane } from '@sigmastream/core'
import { assertLaw, type Exactness, samplerLaws, stepSubject, type Traits } from '@sigmastream/laws'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import {
  ancestral,
  catalogue,
  ddim,
  deis,
  dpm2,
  dpmAdaptive,
  dpmFast,
  erSde,
  euler,
  heun,
  ipndm,
  isSamplerName,
  lms,
  resMultistep,
  type Sampler,
  type SamplerName,
  type SamplerOptions,
  samplers,
  saSolver,
  unipc,
  withChurn,
} from '../src/index.js'
import { flowForms } from './flow-forms.js'

const of: Readonly<Record<SamplerName, (options?: SamplerOptions) => Sampler>> = samplers

const inside: Interval = { index: 0, of: 4, from: 2, to: 1 }

/** Whether a run draws more than its start: on an interval, or in a jump between two. */
const isStochastic = (step: Step): boolean =>
  pipe(
    drawsOf(plan({ step, schedule: [4, 2, 1, 0.5], shape: [1, 1, 1] })),
    E.match(
      () => step.draws(inside).length > 0,
      (draws) => draws.some(({ lane }) => lane !== startLane),
    ),
  )

/** The samplers that follow no reverse SDE: of their noise no order is claimed. */
const withoutSde: readonly string[] = ['restart', 'ping-pong', 'lcm']

/**
 * The weak and the strong order that a sampler's noise has: 2 where a step is of second order, but for one that draws over a
 * whole step what it has drawn over a part of it; and 1, as with noise that does not depend on x.
 */
const ordersOfNoise = (name: string, { order }: Sampler): Pick<Traits, 'weakOrder' | 'strongOrder'> =>
  withoutSde.includes(name) ? {} : { weakOrder: name === 'dpmpp-sde' ? 1 : Math.min(2, order), strongOrder: 1 }

/** The time of the variance-preserving process of beta 0.1 + 19.9 t: what DEIS takes the derivative as a polynomial in. */
const timeOf = (sigma: number): number => (Math.sqrt(0.01 + 39.8 * Math.log1p(sigma ** 2)) - 0.1) / 19.9
const sigmaItself = (sigma: number): number => sigma

/** What each multistep method integrates exactly, by its own account; the others approximate their weights. */
const exactness: Readonly<Record<string, Exactness>> = {
  euler: { of: 'derivative', variable: sigmaItself, degree: 0 },
  lms: { of: 'derivative', variable: sigmaItself, degree: 3 },
  'lms of order 1': { of: 'derivative', variable: sigmaItself, degree: 0 },
  'lms of order 2': { of: 'derivative', variable: sigmaItself, degree: 1 },
  'lms of order 3': { of: 'derivative', variable: sigmaItself, degree: 2 },
  ipndm: { of: 'derivative', variable: sigmaItself, degree: 3, steps: 'equal' },
  'ipndm of order 3': { of: 'derivative', variable: sigmaItself, degree: 2, steps: 'equal' },
  deis: { of: 'derivative', variable: timeOf, degree: 2 },
  'deis of order 4': { of: 'derivative', variable: timeOf, degree: 3 },
  'res-multistep': { of: 'denoised', variable: Math.log, degree: 1 },
  'res-multistep-ancestral without noise': { of: 'denoised', variable: Math.log, degree: 1 },
  'res-multistep-flow': { of: 'denoised', variable: (sigma) => Math.log(sigma / (1 + sigma)), degree: 1 },
  'sa-solver without noise': { of: 'denoised', variable: Math.log, degree: 2 },
  'sa-solver-pece without noise': { of: 'denoised', variable: Math.log, degree: 3 },
  'sa-solver of order 4': { of: 'denoised', variable: Math.log, degree: 3 },
  'sa-solver without a corrector': { of: 'denoised', variable: Math.log, degree: 2 },
  'unipc of order 3': { of: 'denoised', variable: Math.log, degree: 2 },
  'unipc of order 4': { of: 'denoised', variable: Math.log, degree: 3 },
}

const traitsOf = (name: string, step: Sampler): Traits => {
  const stochastic = isStochastic(step)
  const adaptive = E.exists(({ intervals }: { readonly intervals: unknown }) => typeof intervals === 'function')(
    plan({ step, schedule: [4, 2, 1, 0], shape: [1, 1, 1] }),
  )
  // An order shows without noise, and on a list of intervals.
  const exact = exactness[name]
  return {
    stochastic,
    pureNoise: true,
    ...(stochastic ? ordersOfNoise(name, step) : adaptive ? {} : { order: step.order }),
    ...(exact === undefined ? {} : { exact }),
  }
}

/** A first step that is no smaller than the scenes of the laws have room for. */
const options: SamplerOptions = { firstStep: 0.5 }

/** Names under which a sampler is listed that has another name already. */
const aliases = catalogue.filter(({ name }, i) => catalogue.slice(0, i).some((other) => of[other.name] === of[name]))

/** The samplers that are nothing without their noise. */
const allNoise: readonly SamplerName[] = ['restart', 'ping-pong']

/** Every entry of the catalogue, as it is, and without its noise where it has some: no entry escapes. */
const entries: readonly (readonly [name: string, step: Sampler])[] = catalogue
  .filter((entry) => !aliases.includes(entry))
  .flatMap(({ name, stochastic }) => [
    [name, of[name](options)] as const,
    ...(stochastic && !allNoise.includes(name)
      ? [[`${name} without noise`, of[name]({ ...options, eta: 0 })] as const]
      : []),
  ])

/** What the catalogue does not list: options that make another method. */
const variants: readonly (readonly [name: string, step: Sampler])[] = [
  ['lms of order 1', lms({ order: 1 })],
  ['lms of order 2', lms({ order: 2 })],
  ['lms of order 3', lms({ order: 3 })],
  ['ddim with eta 0.7', ddim({ eta: 0.7 })],
]

describe.each([...entries, ...variants])('%s', (name, step) => {
  const inFlow = isSamplerName(name) ? flowForms[name] : undefined
  const traits = { ...traitsOf(name, step), ...(inFlow === undefined ? {} : { inFlow }) }
  for (const law of samplerLaws(stepSubject(name, step, traits))) it(law.name, () => assertLaw(law))
})

describe.each([
  ['euler with churn', withChurn({ amount: 4, noise: 1.01 }, euler())],
  ['heun with churn', withChurn({ amount: 4 }, heun())],
  ['dpm-2 with churn', withChurn({ amount: 4 }, dpm2())],
] as const)('%s', (name, step) => {
  for (const law of samplerLaws(stepSubject(name, step, { stochastic: true }))) it(law.name, () => assertLaw(law))
})

describe.each([
  ['dpm-fast with noise', dpmFast({ eta: 1 })],
  ['dpm-adaptive with noise', dpmAdaptive({ ...options, eta: 1 })],
] as const)('%s', (name, step) => {
  const laws = samplerLaws(stepSubject(name, step, { stochastic: true }))
  // A run may be a single step, whose end is that of the range: no noise is added there.
  for (const law of laws.filter((one) => !one.name.includes('another seed'))) it(law.name, () => assertLaw(law))
})

/** What the catalogue does not list, and what differs from it in its weights alone: its order, and its polynomials. */
const otherWeights: readonly (readonly [name: string, step: Sampler])[] = [
  ['ipndm of order 3', ipndm({ order: 3 })],
  ['deis of order 4', deis({ order: 4 })],
  ['unipc of order 3', unipc({ order: 3 })],
  ['unipc of order 4', unipc({ order: 4 })],
  ['er-sde of one term', erSde({ terms: 1, eta: 0 })],
  ['er-sde of two terms', erSde({ terms: 2, eta: 0 })],
  ['sa-solver with simple weights', saSolver({ eta: 0, predictor: 2, corrector: 2, secondOrder: 'simple' })],
  ['sa-solver of order 4', saSolver({ eta: 0, predictor: 4 })],
  ['sa-solver without a corrector', saSolver({ eta: 0, corrector: 0 })],
]

describe.each(otherWeights)('%s without noise', (name, step) => {
  const laws = samplerLaws(stepSubject(name, step, traitsOf(name, step)))
  const ofWeights = laws.filter((one) => /order of convergence|polynomials/.test(one.name))
  for (const law of ofWeights) it(law.name, () => assertLaw(law))
})

describe.each(catalogue.filter(({ name, stochastic }) => stochastic && !withoutSde.includes(name)))(
  '$name with half its noise',
  ({ name }) => {
    const step = of[name]({ eta: 0.5 })
    const laws = samplerLaws(stepSubject(`${name} with half its noise`, step, traitsOf(name, step)))
    for (const law of laws.filter((one) => one.name.includes('weak order'))) it(law.name, () => assertLaw(law))
  },
)

it('RES ancestral has weak order 1 where the last two denoised lie as far apart as the run came, not as it aimed', async () => {
  const step = ancestral({}, resMultistep())
  const [weak] = samplerLaws(stepSubject('as it came', step, { weakOrder: 2 })).filter(({ name }) =>
    name.includes('weak'),
  )
  await expect(weak && assertLaw(weak)).rejects.toThrow(/the weak order measured from 32 to 64 steps is 1\.\d+, not 2/)
})

describe('the catalogue under the laws', () => {
  it('has the polynomials of every name that claims some', () => {
    const names = [...entries, ...variants, ...otherWeights].map(([name]) => name)
    expect(Object.keys(exactness).filter((name) => !names.includes(name))).toEqual([])
  })

  it('measures the order of every sampler that has no noise left, but for the one that finds its steps as it goes', () => {
    const measured = entries.filter(([name, step]) => traitsOf(name, step).order !== undefined).map(([name]) => name)
    const names = catalogue
      .filter((entry) => !aliases.includes(entry) && !allNoise.includes(entry.name))
      .map(({ name, stochastic }) => (stochastic ? `${name} without noise` : name))
    expect(measured).toEqual(names.filter((name) => name !== 'dpm-adaptive'))
  })

  it('measures the weak and the strong order of every sampler with noise, but for what follows no reverse SDE', () => {
    const measured = entries.filter(([name, step]) => traitsOf(name, step).strongOrder !== undefined)
    const stochastic = catalogue.filter((one) => one.stochastic).map(({ name }) => name)
    expect(measured.map(([name]) => name)).toEqual(stochastic.filter((name) => !withoutSde.includes(name)))
  })
  it('has ping-pong under its other name too, and lms', () =>
    expect(aliases.map(({ name }) => name)).toEqual(['ipndm-v', 'lcm']))

  it('gives a sampler one order, with its noise and without', () => {
    for (const { name, order } of catalogue) expect([name, of[name]({ eta: 0 }).order]).toEqual([name, order])
  })

  it('takes its options to the solver: another step than without', () => {
    expect(of.lms({ order: 2 }).memory).toBe(2)
    expect(dpmAdaptive({ relative: 0 }).check({ shape: [1, 1, 1], steps: 4 })).not.toBeNull()
  })
})
