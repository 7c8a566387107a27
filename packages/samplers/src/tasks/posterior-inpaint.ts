import {
  addNoise,
  type Carry,
  chain,
  choose,
  combine,
  type Denoised,
  denoise,
  denoiseAt,
  draw,
  fallible,
  type Interval,
  identity,
  type Latent,
  type Mask,
  maskedBlend,
  type Refused,
  refusal,
  type Stage,
  type Step,
  stage,
  toZero,
  withX,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { ddimAmount, ddimMean, ddimUpdate } from '../solvers/ddim.js'
import { ancestralLane } from '../solvers/parts/ancestral.js'
import { outside, withRefusal } from '../solvers/parts/with-refusal.js'
import { posteriorSample, sharesOf } from './gaussian-posterior.js'
import { project } from './project.js'

/**
 * `eta` is that of {@link ddim}: how much of the noise is new in each step. `observation` is the deviation of the noise in
 * what is known, in the units of the latents: 0 keeps it exactly.
 */
export interface Posterior {
  readonly eta?: number
  readonly observation?: number
}

/** The lane of the draw at which the model is asked what noise it sees. */
const proxyLane = 'proxy'

const end = ({ to }: Interval): number => to

/** What the proxy tells of the noise, put on the reference; then the posterior of that and the step of DDIM. */
const posteriorUpdate = (
  reference: Latent,
  mask: Mask,
  { eta, observation }: Required<Posterior>,
): Stage<Denoised, Carry> => {
  const amountOf = ddimAmount({ eta, noise: 1 })
  return fallible(
    'posteriorUpdate',
    (flow, env) => {
      const [proxy, first] = flow.past
      if (proxy === undefined || first === undefined)
        throw new Error('posteriorUpdate reads two evaluations of its own')
      const mean = ddimMean(env.at, first, eta)
      const observed = combine([1, reference], [1, proxy.x], [-1, proxy.denoised])
      const amount = amountOf(env.at)
      return amount === null
        ? E.right(withX(flow, posteriorSample(sharesOf(mask, observation, 0), mean, null, 0, observed)))
        : pipe(
            draw(env, ancestralLane, mean.shape),
            E.map((eps) => {
              const sample = combine([1, mean], [amount.scale, eps])
              const shares = sharesOf(mask, observation, amount.scale)
              return withX(flow, posteriorSample(shares, sample, eps, amount.scale, observed))
            }),
          )
    },
    { memory: 2, draws: (at) => (amountOf(at) === null ? [] : [ancestralLane]) },
  )
}

/** At 0 what is known is known without noise. */
const restore = (reference: Latent, mask: Mask): Step =>
  stage('restore', (carry: Carry) => withX(carry, maskedBlend(mask, carry.x, [[1, reference]])))

const bad = ({ eta, observation }: Required<Posterior>): Refused | null =>
  outside('the posterior', 'eta', eta, 0, 1) ??
  outside('the posterior', 'observation noise', observation, 0) ??
  (eta === 0 && observation > 0
    ? refusal(
        'the posterior',
        `observation noise ${observation} with eta 0`,
        'an eta above 0: a step without noise is certain of itself',
      )
    : null)

/**
 * Inpainting by the exact posterior of each step: DDIM's Gaussian, given the reference with the noise that the model sees.
 * It is a step of its own, in place of a sampler's.
 *
 * ```text
 * m  = the mean of DDIM's step from x, s = its deviation
 * z  = m + s eps'                                 the proxy, at which the model is asked again
 * y  = reference + (z - D(z, to))                 what is known, with the noise that it tells
 * x' = m + s eps where the mask is 1, y where it is 0
 *      w m + (1 - w) y + sqrt(w) s eps between, w the mask
 * ```
 *
 * With noise in the observation, w = (v (1 - mask) + s^2 mask) / (v (1 - mask) + s^2), v its variance. Two calls a step, one
 * to 0, where x' is the denoised and the reference. eps from the lane `ancestral`, eps' from `proxy`. No gradient is taken.
 * Reference and mask `[batch, channels, frames]`. Refused: what {@link project} refuses, eta outside 0..1, observation noise
 * negative, not finite, or with eta 0.
 * Laws: what is known is the reference, bit for bit, when the schedule ends at 0; a mask that observes nothing is
 * {@link ddim} of the same eta, bit for bit, whatever the second call answers; before, what is known is the reference with
 * the noise that the second call tells.
 * Source: Moufad et al. 2025 (DInG), alg. 1; the authors' `exact_algo.py` and `bridge.py`, in sigma space, where their
 * eta follows from the level. With any sampler: {@link inpaint}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { maskOfRanges, posteriorInpaint } from '@sigmastream/samplers'
 *
 * const step = posteriorInpaint(constant([1, 1, 6], 0.5), maskOfRanges([1, 1, 6], [{ start: 2, end: 4 }]))
 * const filling = plan({ step, schedule: [9, 3, 1, 0], shape: [1, 1, 6] })
 * const { x } = orThrow(await run(filling, { denoiser: gaussianDenoiser(9, 0), noise: keyed(7) })())
 * console.log([...x.data].join(' ')) // 0.5 0.5 9 9 0.5 0.5
 * ```
 */
export const posteriorInpaint = (reference: Latent, mask: Mask, { eta = 1, observation = 0 }: Posterior = {}): Step =>
  withRefusal(bad({ eta, observation }), {
    ...chain(
      denoise,
      ddimUpdate(eta),
      addNoise(proxyLane, ddimAmount({ eta, noise: 1 })),
      choose(
        toZero,
        observation === 0 ? restore(reference, mask) : identity(),
        chain(denoiseAt(end, 'denoise(to)'), posteriorUpdate(reference, mask, { eta, observation })),
      ),
    ),
    check: project(reference, mask).check,
  })
