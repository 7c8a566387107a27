import type { Evaluation, Term } from '@sigmastream/core'
import { logStep } from './log-sigma.js'
import { factorial, phi } from './phi.js'
import { solve } from './solve.js'

/** The function B of the step by which UniPC weighs a single difference: -h, or e^-h - 1. */
export type UniPcVariant = 'bh1' | 'bh2'

/**
 * What the differences (D_m - D) / r_m weigh in a step of log sigma, r_m being where D_m is, in steps. They are exact
 * where the denoised is a polynomial: sum_m w_m r_m^(k-1) = k! (-h) phi_(k+1)(-h) for each k. A single one weighs B / 2
 * instead, which is where the variants differ.
 */
const weightsOf = (variant: UniPcVariant, h: number, ratios: readonly number[]): readonly number[] =>
  ratios.length === 1
    ? [(variant === 'bh1' ? -h : Math.expm1(-h)) / 2]
    : solve(
        ratios.map((_, k) => ratios.map((ratio) => ratio ** k)),
        ratios.map((_, k) => factorial(k + 1) * -h * phi(k + 2, -h)),
      )

/**
 * The terms -sum_m w_m (D_m - D) / r_m that the other evaluations add to a step of first order from `base` down to
 * sigma `to`. Zhao et al. 2023 (UniPC, arXiv 2302.04867), section 3, for the prediction of data.
 */
export const differences = (
  variant: UniPcVariant,
  base: Evaluation,
  others: readonly Evaluation[],
  to: number,
): readonly Term[] => {
  const h = logStep({ from: base.sigma, to })
  const ratios = others.map(({ sigma }) => logStep({ from: base.sigma, to: sigma }) / h)
  const weights = weightsOf(variant, h, ratios)
  return others.flatMap(({ denoised }, m): readonly Term[] => {
    const weight = (weights[m] ?? 0) / (ratios[m] ?? 1)
    return [
      [-weight, denoised],
      [weight, base.denoised],
    ]
  })
}
