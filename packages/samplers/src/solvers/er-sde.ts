import { addNoise, chain, combine, denoise, type Levels, line, multistepUpdate, type Term } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { type Ancestral, ancestralLane, badAncestral } from './parts/ancestral.js'
import { withRefusal } from './parts/with-refusal.js'

/** `terms` is how many terms of the Taylor series of the denoised it takes: 1 is Euler's. */
export interface ErSde extends Ancestral {
  readonly terms?: 1 | 2 | 3
}

/** How many points the integrals of the Taylor terms are summed over, as the authors do. */
const points = 200

/** log p(sigma) = log sigma + eta log(exp(sigma^0.3) + 10): p itself passes what a double holds at large sigmas. */
const logScale = (sigma: number, eta: number): number => {
  const bend = sigma ** 0.3
  return Math.log(sigma) + eta * (bend + Math.log1p(10 * Math.exp(-bend)))
}

/** p(sigma) / p(from), which is what is kept of x from there. */
const scaleRatio = (sigma: number, from: number, eta: number): number =>
  Math.exp(logScale(sigma, eta) - logScale(from, eta))

/**
 * What the first and the second derivative of the denoised weigh: the integrals over the interval of p(to) / p(s) and of
 * (s - from) p(to) / p(s), each with what the Taylor series has at its end.
 */
const taylorWeights = ({ from, to }: Levels, eta: number): readonly [first: number, second: number] => {
  const change = to - from
  const width = -change / points
  const top = logScale(to, eta)
  let once = 0
  let twice = 0
  for (let i = 0; i < points; i++) {
    const sigma = to + i * width
    const share = Math.exp(top - logScale(sigma, eta)) * width
    once += share
    twice += (sigma - from) * share
  }
  return [change + once, change ** 2 / 2 + twice]
}

/** The deviation of what a step adds: sqrt(to^2 - r^2 from^2). */
const deviation = ({ from, to }: Levels, eta: number): number =>
  Math.sqrt(Math.max(0, to ** 2 - (scaleRatio(to, from, eta) * from) ** 2))

/**
 * ER-SDE: the reverse SDE whose noise follows a scale p, with a Taylor series of the denoised over the last evaluations.
 *
 * ```text
 * p(s) = s (exp(s^0.3) + 10)^eta,   r = p(to) / p(from)
 * x'   = r x + (1 - r) D + w1 D_1 + w2 D_2 + noise sqrt(to^2 - r^2 from^2) eps
 * w1   = (to - from) + I(1),   w2 = (to - from)^2 / 2 + I(s - from),   I(f) = integral of f p(to) / p(s) from `to` to `from`
 * ```
 *
 * D_1 and D_2 are the first and second differences of the last denoised over sigma. I is a sum over 200 points, as the
 * authors take it, which shows with very many steps. One call a step; `terms` 3 unless told otherwise, fewer in the first
 * steps; order 2 without noise, 1 of one term; eta 0 is the probability flow. eps from the lane `ancestral`; the step
 * to 0 is the denoised. Latents `[batch, channels, frames]`.
 * Refused: eta or noise negative or not finite.
 * Law: on one Brownian path the strong order of convergence is at least 1.
 * Source: Cui et al. 2023 (Elucidating the solution space of extended reverse-time SDE), alg. 3 to 5 with noise scale
 * function 5, to which eta is added; ComfyUI `sample_er_sde`. See {@link dpmpp3mSde}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { erSde } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: erSde({ eta: 0 }), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.705
 * ```
 */
export const erSde = ({ terms = 3, eta = 1, noise = 1 }: ErSde = {}): Sampler =>
  sampler(
    {
      order: Math.min(2, terms),
      family: 'ER-SDE',
      reference: 'Cui et al. 2023 (ER-SDE), alg. 3 to 5; ComfyUI sample_er_sde',
    },
    withRefusal(
      badAncestral({ eta, noise }),
      chain(
        denoise,
        multistepUpdate('erSdeUpdate', terms, ({ at, x, past: [newest, one, two] }) => {
          if (at.to === 0) return combine(...line(newest, at))
          const keep = scaleRatio(at.to, at.from, eta)
          const euler: readonly [Term, Term] = [
            [keep, x],
            [1 - keep, newest.denoised],
          ]
          if (one === undefined) return combine(...euler)
          const [first, second] = taylorWeights(at, eta)
          const near = at.from - one.sigma
          if (two === undefined)
            return combine(...euler, [first / near, newest.denoised], [-first / near, one.denoised])
          const bent = (2 * second) / (at.from - two.sigma)
          const slope = (first + bent) / near
          const slopeBefore = bent / (one.sigma - two.sigma)
          return combine(
            ...euler,
            [slope, newest.denoised],
            [-slope - slopeBefore, one.denoised],
            [slopeBefore, two.denoised],
          )
        }),
        addNoise(ancestralLane, (at) => {
          const scale = eta === 0 || at.to === 0 ? 0 : deviation(at, eta)
          return scale === 0 ? null : { scale: noise * scale, at }
        }),
      ),
    ),
  )
