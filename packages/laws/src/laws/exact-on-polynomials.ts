import type { Carry, Denoiser, Evaluation, Latent } from '@sigmastream/core'
import { advance, intervalsOf } from '@sigmastream/core'
import { pure } from '@sigmastream/core/analytic'
import fc from 'fast-check'
import { schedules } from '../arbitraries/schedules.js'
import { mustBeNear } from '../compare.js'
import { type Law, law } from '../law.js'
import { testNoise } from '../noise.js'
import { orThrow } from '../or-throw.js'
import { planOf } from '../scene.js'
import type { Subject } from '../subject.js'
import type { Exactness } from './exactness.js'

/** A polynomial of the variable, and a run over a list that does not end at 0. */
interface PolynomialRun {
  readonly sigmas: readonly number[]
  readonly coefficients: readonly number[]
  readonly x: number
}

/** How many steps are tried after the history is full. */
const trials = 3

/** So many intervals of Simpson's rule on one step, in log sigma: more than float32 sees. */
const panels = 64

const equalSteps = (steps: number): fc.Arbitrary<readonly number[]> =>
  fc
    .tuple(fc.integer({ min: 2, max: 100 }), fc.integer({ min: 20, max: 90 }))
    .map(([top, part]) => Array.from({ length: steps + 1 }, (_, i) => top * (1 - ((part / 100) * i) / steps)))

const runsFor = ({ degree, steps = 'any' }: Exactness, memory: number): fc.Arbitrary<PolynomialRun> => {
  const count = Math.max(0, memory - 1) + trials
  const coefficient = fc.integer({ min: -100, max: 100 }).map((n) => n / 100)
  return fc.record({
    sigmas: steps === 'equal' ? equalSteps(count) : schedules({ steps: [count, count], end: 'above' }),
    coefficients: fc.array(coefficient, { minLength: degree + 1, maxLength: degree + 1 }),
    x: fc.integer({ min: -8, max: 8 }),
  })
}

/** The polynomial as a function of sigma; the list lies between 0 and 1 of its variable, so that no term is lost. */
const polynomialOf =
  ({ variable }: Exactness, { sigmas, coefficients }: PolynomialRun) =>
  (sigma: number): number => {
    const [first, last] = [variable(sigmas[0] ?? 1), variable(sigmas.at(-1) ?? 1)]
    const place = (variable(sigma) - last) / (first - last)
    return coefficients.reduce((sum, coefficient) => sum * place + coefficient, 0)
  }

/** The integral over sigma by Simpson's rule, in log sigma. */
const integral = (f: (sigma: number) => number, from: number, to: number): number => {
  const width = Math.log(to / from) / panels
  return Array.from({ length: panels + 1 }, (_, i) => {
    const sigma = from * Math.exp(i * width)
    const weight = i === 0 || i === panels ? 1 : i % 2 === 1 ? 4 : 2
    return (weight * f(sigma) * sigma * width) / 3
  }).reduce((sum, part) => sum + part, 0)
}

/** x carried from one sigma to another, where dx/dsigma is the polynomial, or (x - polynomial) / sigma. */
const flowOf = (of: Exactness['of'], f: (sigma: number) => number, x: number, from: number, to: number): number =>
  of === 'derivative'
    ? x + integral(f, from, to)
    : to * (x / from - integral((sigma) => f(sigma) / sigma ** 2, from, to))

const single = (value: number): Latent => ({ shape: [1, 1, 1], data: Float32Array.of(value) })

/** The model whose derivative, or answer, is the polynomial whatever x is. */
const denoiserFor = (of: Exactness['of'], f: (sigma: number) => number): Denoiser =>
  pure((x, sigma) => single(of === 'denoised' ? f(sigma) : (x.data[0] ?? Number.NaN) - sigma * f(sigma)))

/**
 * A multistep method is as good as what it interpolates: with a full history, each of its steps integrates exactly the
 * polynomials of a degree that it has room for, to float32 rounding, which extrapolation amplifies. The list does not end
 * at 0, where every method is Euler's. A wrong weight, which an order of convergence may still forgive, shows here at
 * once.
 */
export const exactOnPolynomials = (subject: Subject, exactness: Exactness): Law => {
  const { shape } = single(0)
  return law(
    `${subject.name}: with a full history, the polynomials that it claims are integrated exactly, to rounding`,
    runsFor(exactness, subject.step.memory),
    async (one) => {
      const { sigmas } = one
      const { step } = planOf(subject, { sigmas, shape })
      const polynomial = polynomialOf(exactness, one)
      const engine = { denoiser: denoiserFor(exactness.of, polynomial), noise: testNoise(0) }
      const { signal } = new AbortController()
      const exact = sigmas.reduce<readonly number[]>((xs, sigma, i) => {
        const [before, from] = [xs[i - 1], sigmas[i - 1]]
        return [
          ...xs,
          before === undefined || from === undefined ? one.x : flowOf(exactness.of, polynomial, before, from, sigma),
        ]
      }, [])
      const evaluations = await Promise.all(
        sigmas.map(async (sigma, i): Promise<Evaluation> => {
          const x = single(exact[i] ?? Number.NaN)
          return { sigma, x, denoised: await engine.denoiser(x, sigma, signal) }
        }),
      )
      const size = Math.max(
        ...evaluations.flatMap(({ x, denoised }) => [x, denoised].map(({ data }) => Math.abs(data[0] ?? 0))),
      )
      for (const at of intervalsOf(sigmas, 2 * sigmas.length).slice(-trials)) {
        const past = evaluations.slice(Math.max(0, at.index - step.memory + 1), at.index).toReversed()
        const start: Carry = { phase: 'ready', x: single(exact[at.index] ?? Number.NaN), past, slot: null }
        const { x } = orThrow(await advance(step, start, at, engine, signal)())
        mustBeNear(`step ${at.index}, and the integral`, x, single(exact[at.index + 1] ?? Number.NaN), size * 2 ** -14)
      }
    },
  )
}
