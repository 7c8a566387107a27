import type { Levels } from '@sigmastream/core'
import { logStep } from './log-sigma.js'

/** The coefficients of a polynomial, the constant one first. */
type Polynomial = readonly number[]

/** (mu - root) / scale times a polynomial. */
const timesFactor = (polynomial: Polynomial, root: number, scale: number): Polynomial =>
  Array.from(
    { length: polynomial.length + 1 },
    (_, p) => ((polynomial[p - 1] ?? 0) - root * (polynomial[p] ?? 0)) / scale,
  )

/** The coefficients of the Lagrange polynomial that is 1 at `nodes[which]` and 0 at the others. */
const lagrangeCoefficients = (nodes: readonly number[], which: number): Polynomial =>
  nodes.reduce<Polynomial>(
    (product, node, k) => (k === which ? product : timesFactor(product, node, (nodes[which] ?? node) - node)),
    [1],
  )

/** The integrals of rate e^(rate mu) mu^p from -h to 0 for p below `count`, by parts. */
const momentsOf = (h: number, rate: number, count: number): readonly number[] =>
  Array.from({ length: count }).reduce<readonly number[]>(
    (moments, _, p) => [
      ...moments,
      p === 0 ? -Math.expm1(-rate * h) : -((-h) ** p) * Math.exp(-rate * h) - (p / rate) * (moments.at(-1) ?? 0),
    ],
    [],
  )

/**
 * What each denoised weighs in a step of the reverse SDE that takes the denoised as a polynomial in log sigma through
 * `sigmas`: with mu = log(to / sigma), the integral of rate e^(rate mu) l_j(mu) over the interval, l_j the Lagrange basis.
 * The weights add up to 1 - (to / from)^rate. Xue et al. 2023 (SA-Solver), eq. 15 and 18.
 */
export const exponentialAdams = (sigmas: readonly number[], over: Levels, rate: number): readonly number[] => {
  const nodes = sigmas.map((sigma) => -logStep({ from: sigma, to: over.to }))
  const moments = momentsOf(logStep(over), rate, sigmas.length)
  return sigmas.map((_, which) =>
    lagrangeCoefficients(nodes, which).reduce((sum, coefficient, p) => sum + coefficient * (moments[p] ?? 0), 0),
  )
}

/**
 * The same of two denoised, one of them at the start of the interval, with rate h^2 / 2 in place of the integral of rate
 * e^(rate mu) over the way from there: what the authors use at few steps. Xue et al. 2023, appendix D.
 */
export const simpleAdams = (sigmas: readonly number[], over: Levels, rate: number): readonly number[] => {
  const h = logStep(over)
  const other = sigmas.find((sigma) => sigma !== over.from) ?? over.to
  const weight = (rate * h ** 2) / 2 / logStep({ from: over.from, to: other })
  return sigmas.map((sigma) => (sigma === over.from ? -Math.expm1(-rate * h) - weight : weight))
}
