import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { orThrow } from '@sigmastream/laws'
import { readTensors } from '@sigmastream/tensor-files'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { expect, describe as group, it } from 'vitest'
import { describeSampleError } from '../src/index.js'
import { betaQuantile } from '../src/numerics/beta-quantile.js'
import {
  beta,
  exponential,
  klOptimal,
  laplace,
  linearQuadratic,
  type Schedule,
  sgmUniform,
  sigmaOfTime,
  sigmasOf,
  timeOfSigma,
} from '../src/schedules/index.js'

const golden = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/samplers-extra/schedules.${name}`, import.meta.url))

const rightOf = E.getOrElseW((error: object): never => {
  throw new Error(JSON.stringify(error))
})

const Tolerances = t.type({ tolerance_relative: t.record(t.string, t.number) })
const { tolerance_relative: tolerances } = rightOf(
  Tolerances.decode(JSON.parse(await readFile(golden('json'), 'utf8'))),
)
const recorded = rightOf(await readTensors(golden('safetensors'))())

const said = ({ refusal }: Schedule): string => (refusal === undefined ? 'accepted' : describeSampleError(refusal))

/** What is made of the numbers in a recording's name; of flow times, the times. */
const makers: readonly (readonly [name: RegExp, make: (numbers: readonly number[]) => readonly number[]])[] = [
  [
    /^(?:kl_optimal|normal)_(\d+)_v_([\d.]+)_([\d.]+)$/,
    ([steps = 0, sigmaMin = 0, sigmaMax = 0]) => klOptimal({ steps, sigmaMin, sigmaMax }).sigmas,
  ],
  [/^kl_optimal_(\d+)_flow_1$/, ([steps = 0]) => klOptimal({ steps, sigmaMin: 0.001, sigmaMax: 1 }).sigmas],
  [
    /^sgm_uniform_(\d+)_v_([\d.]+)_([\d.]+)$/,
    ([steps = 0, sigmaMin = 0, sigmaMax = 0]) => sgmUniform({ steps, sigmaMin, sigmaMax }).sigmas,
  ],
  [
    /^laplace_(\d+)_([\d.]+)_([\d.]+)_([\d.]+)_([\d.]+)$/,
    ([steps = 0, sigmaMin = 0, sigmaMax = 0, mu = 0, width = 0]) =>
      laplace({ steps, sigmaMin, sigmaMax, mu, beta: width, endAtZero: false }).sigmas,
  ],
  [/^linear_quadratic_(\d+)_flow_1$/, ([steps = 0]) => linearQuadratic({ steps }).sigmas.map(timeOfSigma)],
]

const cases = [...recorded].flatMap(([name, { data }]) =>
  makers.flatMap(([pattern, make]) => {
    const found = pattern.exec(name)
    return found === null ? [] : [{ name, theirs: Array.from(data), ours: make(found.slice(1).map(Number)) }]
  }),
)

group('the schedules of the field', () => {
  it('are all among the recordings', () => expect(cases).toHaveLength(6 + 6 + 3 + 6 + 6 + 3))

  it.each(cases)('$name equals what ComfyUI made', ({ name, theirs, ours }) => {
    expect(ours).toHaveLength(theirs.length)
    const bound = tolerances[name] ?? Number.NaN
    expect(theirs.filter((value, i) => !(Math.abs((ours[i] ?? Number.NaN) - value) <= bound * value))).toEqual([])
  })

  const between = { 'kl-optimal': klOptimal, 'sgm-uniform': sgmUniform, beta, laplace }
  const level = fc.record({
    steps: fc.integer({ min: 1, max: 60 }),
    sigmaMin: fc.double({ min: 0.01, max: 1, noNaN: true }),
    sigmaMax: fc.double({ min: 1.5, max: 500, noNaN: true }),
  })

  it.each(Object.entries(between))('%s falls from at most the largest sigma, and then to 0', (name, make) => {
    fc.assert(
      fc.property(level, (ramp) => {
        const sigmas = orThrow(sigmasOf(make(ramp)))
        const { steps, sigmaMin, sigmaMax } = ramp
        // what falls together at the ends of a laplace schedule is there once
        expect(sigmas.length).toBeLessThanOrEqual(steps + 1)
        expect(name === 'laplace' || sigmas.length > steps).toBe(true)
        expect(Math.max(...sigmas)).toBeLessThanOrEqual(sigmaMax * (1 + 1e-12))
        expect(Math.min(...sigmas.slice(0, -1))).toBeGreaterThanOrEqual(sigmaMin * (1 - 1e-12))
        expect(sigmas.every((sigma, i) => i === 0 || sigma < (sigmas[i - 1] ?? 0))).toBe(true)
        expect(orThrow(sigmasOf(make({ ...ramp, endAtZero: false })))).toEqual(sigmas.slice(0, -1))
      }),
    )
  })

  it.each(Object.entries(between))('%s refuses steps and levels that it cannot be made of', (name, make) => {
    expect(said(make({ steps: 0, sigmaMin: 1, sigmaMax: 2 }))).toContain(`${name} schedule: 0 steps; give a whole`)
    expect(said(make({ steps: 2, sigmaMin: 2, sigmaMax: 1 }))).toContain(
      `${name} schedule: sigma min 2 and sigma max 1`,
    )
  })

  it('with shapes of their own refuse those that are none', () => {
    const ramp = { steps: 3, sigmaMin: 1, sigmaMax: 9 }
    expect(said(beta({ ...ramp, alpha: 0 }))).toBe('beta schedule: alpha 0; give a finite number above 0')
    expect(said(beta({ ...ramp, beta: NaN }))).toBe('beta schedule: beta NaN; give a finite number above 0')
    expect(said(laplace({ ...ramp, beta: -1 }))).toBe('laplace schedule: beta -1; give a finite number above 0')
    expect(said(laplace({ ...ramp, mu: Infinity }))).toBe('laplace schedule: mu Infinity; give a finite number')
  })

  it('keep their ends where the arctangent is as near to its own end as a double can say', () => {
    expect(klOptimal({ steps: 3, sigmaMin: 1e-9, sigmaMax: 1e12 }).sigmas).toEqual([
      1e12,
      expect.closeTo(1, 6),
      1e-9,
      0,
    ])
  })
})

group('a laplace schedule', () => {
  it('has each sigma once where the distribution is wider than the levels', () => {
    const { sigmas } = laplace({ steps: 60, sigmaMin: 0.3, sigmaMax: 20 })
    expect(sigmas.length).toBeLessThan(61)
    expect([sigmas[0], sigmas.at(-2)]).toEqual([20, 0.3])
  })
})

group('a beta schedule', () => {
  it('is exponential, one step longer and without its end, where the distribution is even', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (steps) => {
        const even = beta({ steps, sigmaMin: 0.1, sigmaMax: 80, alpha: 1, beta: 1, endAtZero: false })
        const longer = exponential({ steps: steps + 1, sigmaMin: 0.1, sigmaMax: 80, endAtZero: false })
        expect(even.sigmas).toEqual(longer.sigmas.slice(0, steps).map((sigma) => expect.closeTo(sigma, 10)))
      }),
    )
  })

  // Closed forms: x = p^(1/a) of Beta(a, 1), 1 - (1 - p)^(1/b) of Beta(1, b), sin^2(pi p / 2) of the arcsine distribution.
  it.each([
    [2.5, 1, (p: number) => p ** 0.4],
    [0.3, 1, (p: number) => p ** (1 / 0.3)],
    [1, 3, (p: number) => 1 - (1 - p) ** (1 / 3)],
    [0.5, 0.5, (p: number) => Math.sin((Math.PI * p) / 2) ** 2],
  ])('has the quantiles of Beta(%s, %s)', (a, b, quantile) => {
    const at = betaQuantile(a, b)
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999999, noNaN: true }), (p) => {
        expect(at(p)).toBeCloseTo(quantile(p), 7)
      }),
      { numRuns: 30 },
    )
  })

  // By the trapezoidal rule over t^a with 2 000 001 points, in NumPy.
  it('has the quantiles that a numerical integral has', () => {
    expect(betaQuantile(0.6, 0.6)(0.75)).toBeCloseTo(0.8243196213, 9)
    expect(betaQuantile(2.5, 4)(0.87002697872)).toBeCloseTo(0.6, 9)
  })
})

group('a linear-quadratic schedule', () => {
  it('falls strictly from any level, the first half by the threshold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 80 }), fc.double({ min: 0.05, max: 1, noNaN: true }), (steps, top) => {
        const times = orThrow(sigmasOf(linearQuadratic({ steps, sigmaMax: sigmaOfTime(top) }))).map(timeOfSigma)
        expect(times).toHaveLength(steps + 1)
        expect(times.every((time, i) => i === 0 || time < (times[i - 1] ?? 0))).toBe(true)
        expect(times[Math.floor(steps / 2)]).toBeCloseTo(top * 0.975, 9)
      }),
    )
  })

  it('refuses what it cannot be made of', () => {
    expect(linearQuadratic({ steps: 1 }).sigmas).toEqual([1e12, 0])
    expect(said(linearQuadratic({ steps: 0 }))).toBe(
      'linear-quadratic schedule: 0 steps; give a whole number of at least 1',
    )
    expect(said(linearQuadratic({ steps: 5, threshold: 0.5 }))).toContain(
      'threshold 0.5; give a number above 0, at most 0.4',
    )
    expect(said(linearQuadratic({ steps: 5, threshold: 0 }))).toContain('threshold 0; give')
    expect(said(linearQuadratic({ steps: 5, sigmaMax: -1 }))).toContain('sigma max -1; give a finite number above 0')
  })
})
