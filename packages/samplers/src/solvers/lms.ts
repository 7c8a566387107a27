import { along, chain, combine, denoise, type Levels, multistepUpdate } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'

/** The order of the multistep method: how many derivatives it fits a polynomial through. */
export type LmsOrder = 1 | 2 | 3 | 4

/** Options of the linear multistep method. */
export interface Lms {
  readonly order?: LmsOrder
}

/**
 * The integral over the interval of the Lagrange polynomial that is 1 at `nodes[which]` and 0 at the others. Two
 * Gauss-Legendre points are exact for cubics, and order 4 has no more.
 */
const lagrangeIntegral = (nodes: readonly number[], which: number, { from, to }: Levels): number => {
  const basis = (tau: number): number =>
    nodes.reduce(
      (product, node, k) => (k === which ? product : (product * (tau - node)) / ((nodes[which] ?? node) - node)),
      1,
    )
  const middle = (from + to) / 2
  const half = (to - from) / 2
  return half * (basis(middle - half / Math.sqrt(3)) + basis(middle + half / Math.sqrt(3)))
}

/**
 * Linear multistep (Adams-Bashforth on uneven sigmas): k-diffusion `sample_lms`. Its derivatives follow from past
 * evaluations.
 */
export const lms = ({ order = 4 }: Lms = {}): Sampler =>
  sampler(
    { order, family: 'multistep', reference: 'k-diffusion sample_lms' },
    chain(
      denoise,
      multistepUpdate('lmsUpdate', order, ({ at, x, past }) => {
        const sigmas = past.map(({ sigma }) => sigma)
        return combine([1, x], ...past.flatMap((evaluation, k) => along(evaluation, lagrangeIntegral(sigmas, k, at))))
      }),
    ),
  )
