import { combine, draw, type Interval, type Refused, type Step, withX } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { outside, withRefusal } from './with-refusal.js'

/** The lane that churn draws from, on every interval: the reference draws and throws away where it adds none. */
const churnLane = 'churn'

/**
 * Karras et al. 2022, alg. 2: `amount` spread over the run, added where sigma lies in `from` .. `to`, inflated by
 * `noise`.
 */
export interface Churn {
  readonly amount: number
  readonly from?: number
  readonly to?: number
  readonly noise?: number
}

const raiseSigma = ({ from: sigma, ...at }: Interval, { amount, from = 0, to = Infinity }: Churn): Interval => ({
  ...at,
  from: from <= sigma && sigma <= to ? sigma * (1 + Math.min(amount / at.of, Math.SQRT2 - 1)) : sigma,
})

/**
 * A step from a raised sigma: noise first, then the step from there.
 *
 * ```text
 * gamma = min(amount / of, sqrt(2) - 1) where churn.from <= sigma <= churn.to, else 0
 * x_hat = x + noise sqrt(sigma_hat^2 - sigma^2) eps,   sigma_hat = sigma (1 + gamma)
 * x'    = inner(x_hat; sigma_hat to `to`)
 * ```
 *
 * eps from the lane `churn` on every interval: the reference draws where it adds none, too. `of` is the original
 * schedule's number of steps, so a resumed run churns the same. Latents `[batch, channels, frames]`. Refused: an amount
 * or noise that is negative or not finite.
 * Law: churn of 0 is the step itself, to rounding, and still declares its draw.
 * Source: Karras et al. 2022, alg. 2; k-diffusion `sample_euler`, `sample_heun`, `sample_dpm_2`. See {@link ancestral}.
 *
 * @example
 * ```ts
 * import { heun, withChurn } from '@sigmastream/samplers'
 *
 * const karras = withChurn({ amount: 40, from: 0.05, to: 50, noise: 1.003 }, heun())
 * console.log(karras.name.split(' > ')[0], karras.draws({ index: 0, of: 40, from: 4, to: 1 }).join()) // churn churn
 * ```
 */
export const withChurn = (churn: Churn, inner: Step): Step => withRefusal(badChurn(churn), churnStep(churn, inner))

const badChurn = ({ amount, noise = 1 }: Churn): Refused | null =>
  outside('churn', 'amount', amount, 0) ?? outside('churn', 'noise', noise, 0)

const churnStep = (churn: Churn, inner: Step): Step => ({
  ...inner,
  name: `churn > ${inner.name}`,
  draws: (at) => [churnLane, ...inner.draws(at)],
  run: (carry, env) => {
    const at = raiseSigma(env.at, churn)
    const scale = (churn.noise ?? 1) * Math.sqrt(at.from ** 2 - env.at.from ** 2)
    const lifted =
      scale === 0
        ? E.right(carry)
        : pipe(
            draw(env, churnLane, carry.x.shape),
            E.map((noise) => withX(carry, combine([1, carry.x], [scale, noise]))),
          )
    return pipe(
      TE.fromEither(lifted),
      TE.flatMap((up) => inner.run(up, { ...env, at })),
    )
  },
})
