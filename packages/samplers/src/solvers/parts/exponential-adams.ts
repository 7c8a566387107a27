import type { Levels } from '@sigmastream/core'
import { logStep } from './log-sigma.js'
import { factorial, phi } from './phi.js'

/** The coefficients of a polynomial, the constant one first. */
type Polynomial = readonly number[]

/** (u - root) / scale times a polynomial. */
const timesFactor = (polynomial: Polynomial, root: number, scale: number): Polynomial =>
  Array.from(
    { length: polynomial.length + 1 },
    (_, p) => ((polynomial[p - 1] ?? 0) - root * (polynomial[p] ?? 0)) / scale,
  )

/** The coefficients of the Lagrange polynomial that is 1 at `nodes[which]` and 0 at the others. */
const basis = (nodes: readonly number[], which: number): Polynomial =>
  nodes.reduce<Polynomial>(
    (product, node, k) => (k === which ? product : timesFactor(product, node, (nodes[which] ?? node) - node)),
    [1],
  )

/**
 * What each denoised weighs in a step of the reverse SDE that takes the denoised as a polynomial in log sigma through
 * `sigmas`: with u going from 0 to 1 over the interval and s = rate log(from / to), the integral of s e^(s (u - 1)) l_j(u),
 * l_j the Lagrange basis, whose powers u^p give s p! phi_(p+1)(-s). The weights add up to 1 - (to / from)^rate. Xue et al.
 * 2023 (SA-Solver), eq. 15 and 18.
 */
export const exponentialAdams = (sigmas: readonly number[], over: Levels, rate: number): readonly number[] => {
  const h = logStep(over)
  const s = rate * h
  const nodes = sigmas.map((sigma) => logStep({ from: over.from, to: sigma }) / h)
  const powers = sigmas.map((_, p) => s * factorial(p) * phi(p + 1, -s))
  return sigmas.map((_, which) =>
    basis(nodes, which).reduce((sum, coefficient, p) => sum + coefficient * (powers[p] ?? 0), 0),
  )
}

/**
 * The same of two denoised, one of them at the start of the interval, with s / 2 in place of the integral of
 * s e^(s (u - 1)) u: what the authors use at few steps. Xue et al. 2023, appendix D.
 */
export const simpleAdams = (sigmas: readonly number[], over: Levels, rate: number): readonly number[] => {
  const h = logStep(over)
  const other = sigmas.find((sigma) => sigma !== over.from) ?? over.to
  const weight = (rate * h ** 2) / 2 / logStep({ from: over.from, to: other })
  return sigmas.map((sigma) => (sigma === over.from ? -Math.expm1(-rate * h) - weight : weight))
}
