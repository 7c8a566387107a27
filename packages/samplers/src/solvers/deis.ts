import { along, chain, combine, denoise, type Levels, line, multistepUpdate } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { integral, lagrange } from './parts/lagrange.js'
import type { Multistep } from './parts/multistep.js'
import { outside, withRefusal } from './parts/with-refusal.js'

/** Options of DEIS: its order, and the variance-preserving process whose time it uses, beta(t) = betaMin + betaD t. */
export interface Deis extends Multistep {
  readonly betaD?: number
  readonly betaMin?: number
}

type Process = Required<Pick<Deis, 'betaD' | 'betaMin'>>

/** The time at which the process has this sigma: the inverse of sigma = sqrt(exp(betaD t^2 / 2 + betaMin t) - 1). */
const timeOf = (sigma: number, { betaD, betaMin }: Process): number =>
  (Math.sqrt(betaMin ** 2 + 2 * betaD * Math.log1p(sigma ** 2)) - betaMin) / betaD

/** In log sigma the integrands are smooth: with so many pieces a step to half is within 1e-9, one to a thousandth 1e-6. */
const pieces = 32

/** The integral over sigma of the Lagrange polynomial in time that is 1 at the time of `sigmas[which]`. */
const weightOf = (sigmas: readonly number[], which: number, { from, to }: Levels, process: Process): number => {
  const basis = lagrange(
    sigmas.map((sigma) => timeOf(sigma, process)),
    which,
  )
  const inLog = { from: Math.log(from), to: Math.log(to) }
  return integral((log) => basis(timeOf(Math.exp(log), process)) * Math.exp(log), inLog, pieces)
}

/**
 * DEIS: a polynomial through the last derivatives in the time of the diffusion, integrated over the step in sigma.
 *
 * ```text
 * x' = x + sum_k d_k (integral from `from` to `to` of l_k(t(sigma)) dsigma),   l_k the Lagrange basis on the past times
 * t(sigma) = (sqrt(betaMin^2 + 2 betaD log(1 + sigma^2)) - betaMin) / betaD
 * ```
 *
 * One call a step, no noise; order 3 unless told otherwise, fewer in the first steps; the step to 0 is the denoised.
 * betaD 19.9 and betaMin 0.1 are those of Song et al. 2021, and of the schedule `vp`. Where time begins and ends is
 * nothing to an interpolation: of the two only betaMin^2 / (2 betaD) counts, and that only at sigmas below its square
 * root. Latents `[batch, channels, frames]`. Refused: a betaD below 0.01, a negative betaMin, what is not finite.
 * Law: exact where the derivative is a polynomial in t of a degree one below the order, on any list.
 * Source: Zhang and Chen 2022 (DEIS, arXiv 2204.13902), tAB-DEIS; ComfyUI `sample_deis`, which takes
 * the time of sigma 0.002 to 80 whatever the model is, and adds up 10 000 points. In sigma, not in time: {@link lms}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { deis } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: deis(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.722
 * ```
 */
export const deis = ({ order = 3, betaD = 19.9, betaMin = 0.1 }: Deis = {}): Sampler =>
  sampler(
    { order, family: 'multistep', reference: 'Zhang and Chen 2022 (DEIS), tAB; ComfyUI sample_deis' },
    withRefusal(
      outside('deis', 'beta d', betaD, 0.01) ?? outside('deis', 'beta min', betaMin, 0),
      chain(
        denoise,
        multistepUpdate('deisUpdate', order, ({ at, x, past }) => {
          if (past.length === 1 || at.to === 0) return combine(...line(past[0], at))
          const sigmas = past.map(({ sigma }) => sigma)
          return combine(
            [1, x],
            ...past.flatMap((evaluation, k) => along(evaluation, weightOf(sigmas, k, at, { betaD, betaMin }))),
          )
        }),
      ),
    ),
  )
