import type { Evaluation, Levels, Term } from '@sigmastream/core'
import { exponentialAdams } from './exponential-adams.js'
import { logStep } from './log-sigma.js'

/** The function B of the step by which UniPC weighs a single difference: -h, or e^-h - 1. */
export type UniPcVariant = 'bh1' | 'bh2'

/** What a single other denoised weighs: -B / 2 over its place, in steps. Two and more are solved for, and have no B. */
const singleWeight = (variant: UniPcVariant, over: Levels, sigma: number): number => {
  const h = logStep(over)
  return -(variant === 'bh1' ? -h : Math.expm1(-h)) / 2 / (logStep({ from: over.from, to: sigma }) / h)
}

/**
 * The terms sum_m b_m (D_m - D) that the other evaluations add to a step of first order from `base` down to sigma `to`.
 * Zhao et al. 2023 (UniPC, arXiv 2302.04867), section 3, for the prediction of data.
 */
export const differences = (
  variant: UniPcVariant,
  base: Evaluation,
  others: readonly Evaluation[],
  to: number,
): readonly Term[] => {
  const over = { from: base.sigma, to }
  const sigmas = others.map(({ sigma }) => sigma)
  const weights =
    sigmas.length === 1
      ? sigmas.map((sigma) => singleWeight(variant, over, sigma))
      : exponentialAdams([base.sigma, ...sigmas], over, 1).slice(1)
  return others.flatMap(({ denoised }, m): readonly Term[] => {
    const weight = weights[m] ?? 0
    return [
      [weight, denoised],
      [-weight, base.denoised],
    ]
  })
}
