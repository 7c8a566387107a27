import { build, constant, type Latent, orThrow, plan, run, type Shape, type Step, startAt } from '@sigmastream/core'
import { gaussianDenoiser, pointDenoiser } from '@sigmastream/core/analytic'
import { assertLaw, posteriorLaws, samplerLaws, stepSubject, testNoise } from '@sigmastream/laws'
import { describe, expect, it } from 'vitest'
import { ddim, maskOfRanges, type Posterior, posteriorInpaint } from '../src/index.js'

describe.each([
  ['the posterior', {}],
  ['the posterior with half of the noise', { eta: 0.5 }],
] as const)('%s', (name, options: Posterior) => {
  const free = ddim({ eta: options.eta ?? 1 })
  for (const law of posteriorLaws({
    name,
    posterior: (reference, mask) => posteriorInpaint(reference, mask, options),
    free,
  }))
    it(law.name, () => assertLaw(law))
})

/** Half of the frames known, of latents of any shape, as the laws of samplers give them. */
const ofAnyShape = (options: Posterior): Step => {
  const stepFor = (shape: Shape): Step =>
    posteriorInpaint(constant(shape, 0.5), maskOfRanges(shape, [{ start: 0, end: Math.ceil(shape[2] / 2) }]), options)
  return {
    ...stepFor([1, 1, 1]),
    check: () => null,
    run: (carry, env) => stepFor(carry.x.shape).run(carry, env),
  }
}

describe('the posterior as a sampler, with noise in what is known', () => {
  const laws = samplerLaws(stepSubject('the posterior', ofAnyShape({ observation: 0.3 }), { stochastic: true }))
  // What is known is not what the denoiser answers, whatever that is.
  for (const law of laws.filter((one) => !one.name.includes('always answers x0'))) it(law.name, () => assertLaw(law))
})

const shape = [1, 1, 4096] as const
const [from, to] = [2, 1]
/** One step from x = 3 on data of mean 0 and deviation 1. */
const stepOn = async (mask: Latent, options: Posterior): Promise<readonly number[]> => {
  const one = plan({ step: posteriorInpaint(constant(shape, 5), mask, options), schedule: [from, to], shape })
  const engine = { denoiser: gaussianDenoiser(0, 1), noise: testNoise(7) }
  return [...orThrow(await run(startAt(one, constant(shape, 3)), engine)()).x.data]
}
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const deviationOf = (values: readonly number[]): number => {
  const mean = meanOf(values)
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)))
}

// By hand: D(3, 2) = 3/5. The prior of the step: variance to^2 (1 - to^2 / from^2) = 3/4, mean 3/5 + (1/2 / 2) (3 - 3/5) = 6/5.
// The proxy has that law, and D(z, 1) = z / 2, so what is observed is 5 + z / 2: mean 28/5, variance 3/16.
describe('one step of the posterior, beside its moments by hand', () => {
  const [prior, observed] = [
    { mean: 6 / 5, variance: 3 / 4 },
    { mean: 28 / 5, variance: 3 / 16 },
  ]
  it.each([0, 0.25, 0.5, 1])('where the mask is %f', async (share) => {
    const values = await stepOn(constant(shape, share), {})
    expect(meanOf(values)).toBeCloseTo(share * prior.mean + (1 - share) * observed.mean, 1)
    expect(deviationOf(values)).toBeCloseTo(Math.sqrt(share * prior.variance + (1 - share) ** 2 * observed.variance), 1)
  })

  it.each([0.1, 1, 30])('with observation noise of %f', async (observation) => {
    const share = observation ** 2 / (observation ** 2 + prior.variance)
    const values = await stepOn(constant(shape, 0), { observation })
    expect(meanOf(values)).toBeCloseTo(share * prior.mean + (1 - share) * observed.mean, 1)
    expect(deviationOf(values)).toBeCloseTo(Math.sqrt(share * prior.variance + (1 - share) ** 2 * observed.variance), 1)
  })

  it('a mask between observes less: the same share with noise in the observation as by its variance', async () => {
    const [observation, mask] = [0.8, 0.4]
    const [kept, deviation] = [(1 - mask) * observation ** 2, prior.variance]
    const share = (kept + mask * deviation) / (kept + deviation)
    const values = await stepOn(constant(shape, mask), { observation })
    expect(meanOf(values)).toBeCloseTo(share * prior.mean + (1 - share) * observed.mean, 1)
  })
})

describe('what is known at the end', () => {
  const clip = constant([1, 1, 4], 3)
  const mask = build([1, 1, 4], (out) => out.set([0, 0.25, 0.5, 1]))
  const ended = async (options: Posterior): Promise<readonly number[]> => {
    const step = posteriorInpaint(clip, mask, options)
    const engine = { denoiser: pointDenoiser(constant([1, 1, 4], 7)), noise: testNoise(3) }
    return [...orThrow(await run(plan({ step, schedule: [4, 2, 1, 0], shape: [1, 1, 4] }), engine)()).x.data]
  }
  it('is blended by the mask', async () => expect(await ended({})).toEqual([3, 4, 5, 7]))
  it('is what the denoiser says, where the observation has noise', async () =>
    expect(await ended({ observation: 0.5 })).toEqual([7, 7, 7, 7]))
})

describe('what no posterior can be made of is refused', () => {
  const refused = (options: Posterior, mask = constant([1, 1, 4], 1)): string | undefined =>
    posteriorInpaint(constant([1, 1, 4], 0), mask, options).check({ shape: [1, 1, 4], steps: 3 })?.wrong
  it.each<readonly [Posterior, string]>([
    [{ eta: -0.1 }, 'eta -0.1'],
    [{ eta: 1.1 }, 'eta 1.1'],
    [{ observation: -1 }, 'observation noise -1'],
    [{ observation: Infinity }, 'observation noise Infinity'],
    [{ observation: 0.1, eta: 0 }, 'observation noise 0.1 with eta 0'],
  ])('%j', (options, wrong) => expect(refused(options)).toBe(wrong))

  it('and so is a mask that is none', () => {
    expect(refused({}, constant([1, 1, 4], 2))).toBe('a value of 2')
    expect(refused({}, constant([1, 1, 5], 1))).toBe('a shape of 1x1x5 in a run of 1x1x4')
    expect(refused({}, constant([1, 1, 4], 0.5))).toBeUndefined()
  })
})
