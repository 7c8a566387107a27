import { chain, combine, denoise, type Evaluation, type Interval, type Step, type Term } from '@sigmastream/core'
import { update } from './parts/update.js'

/** The order of the multistep method: how many derivatives it fits a polynomial through. */
export type LmsOrder = 1 | 2 | 3 | 4

/**
 * The integral over the interval of the Lagrange polynomial that is 1 at `nodes[which]` and 0 at the others. Two
 * Gauss-Legendre points are exact for cubics, and order 4 has no more.
 */
const lagrangeIntegral = (
  nodes: readonly number[],
  which: number,
  { from, to }: Pick<Interval, 'from' | 'to'>,
): number => {
  const basis = (tau: number): number =>
    nodes.reduce(
      (product, node, k) => (k === which ? product : (product * (tau - node)) / ((nodes[which] ?? node) - node)),
      1,
    )
  const middle = (from + to) / 2
  const half = (to - from) / 2
  return half * (basis(middle - half / Math.sqrt(3)) + basis(middle + half / Math.sqrt(3)))
}

const derivativeTerms = (coefficient: number, { sigma, x, denoised }: Evaluation): readonly Term[] => [
  [coefficient / sigma, x],
  [-coefficient / sigma, denoised],
]

/**
 * Linear multistep (Adams-Bashforth on uneven sigmas): k-diffusion `sample_lms`. Its derivatives follow from past
 * evaluations.
 */
export const lms = (order: LmsOrder = 4): Step =>
  chain(
    denoise,
    update(
      'lmsUpdate',
      ({ at, x, denoised, past }) => {
        const sigmas = past.slice(0, order).map(({ sigma }) => sigma)
        const weigh = (which: number): number => lagrangeIntegral(sigmas, which, at)
        const newest = weigh(0) / at.from
        const older = past.slice(1, order).flatMap((evaluation, k) => derivativeTerms(weigh(k + 1), evaluation))
        return combine([1 + newest, x], [-newest, denoised], ...older)
      },
      order,
    ),
  )
