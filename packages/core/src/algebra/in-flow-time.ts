import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Denoiser } from '../denoiser.js'
import { refusal, type SampleError } from '../errors.js'
import { flowTime, sigmaOfFlowTime } from '../flow-time.js'
import type { Interval } from '../interval.js'
import type { Latent } from '../latent.js'
import type { NoiseSource } from '../noise/source.js'
import { combine } from '../numerics/combine.js'
import type { Carry, Evaluation } from './carry.js'
import type { Env, Step } from './stage.js'

/** x at a sigma as a flow model has it: x_t = x / (1 + sigma). */
const toFlow = (x: Latent, sigma: number): Latent => combine([1 / (1 + sigma), x])

const toSigma = (xt: Latent, sigma: number): Latent => combine([1 + sigma, xt])

const timesOf = (at: Interval): Interval => ({ ...at, from: flowTime(at.from), to: flowTime(at.to) })

/** The sigma at a time within an interval of sigmas; at its ends it is the very number, whatever t has lost. */
const sigmaWithin = (at: Interval): ((t: number) => number) => {
  const { from, to } = timesOf(at)
  return (t) => (t === from ? at.from : t === to ? at.to : sigmaOfFlowTime(t))
}

/** The error of a step that was told times, with the sigma in place of the time. */
const inSigma =
  (sigmaAt: (t: number) => number) =>
  (error: SampleError): SampleError =>
    error._tag === 'DenoiserFailed' ? { ...error, sigma: sigmaAt(error.sigma) } : error

/** One run of `inner` on an interval: everything that goes in is in flow time, and everything that comes out in sigma. */
const runInFlowTime = (inner: Step, carry: Carry, env: Env): ReturnType<Step['run']> => {
  const times = timesOf(env.at)
  const sigmaAt = sigmaWithin(env.at)
  const start = toFlow(carry.x, env.at.from)
  // What was not moved is the x that came in, and not that x there and back.
  const xInSigma = (xt: Latent, t: number): Latent =>
    xt === start && t === times.from ? carry.x : toSigma(xt, sigmaAt(t))

  const denoiser: Denoiser = (xt, t, signal) => env.denoiser(xInSigma(xt, t), sigmaAt(t), signal)
  const noise: NoiseSource = ({ at, ...query }) =>
    env.noise({ ...query, at: { ...at, from: sigmaAt(at.from), to: sigmaAt(at.to) } })

  const known = new Map<Evaluation, Evaluation>()
  const past = carry.past.map((one) => {
    const inTime = { ...one, sigma: flowTime(one.sigma), x: toFlow(one.x, one.sigma) }
    known.set(inTime, one)
    return inTime
  })

  return pipe(
    inner.run({ ...carry, x: start, past }, { ...env, at: times, denoiser, noise }),
    TE.bimap(inSigma(sigmaAt), (after) => ({
      ...after,
      x: xInSigma(after.x, after.held === true ? times.from : times.to),
      past: after.past.map(
        (one) => known.get(one) ?? { ...one, sigma: sigmaAt(one.sigma), x: xInSigma(one.x, one.sigma) },
      ),
    })),
  )
}

/**
 * A step in the time of flow models: the same code, with t where it says sigma, and x_t where it says x.
 *
 * ```text
 * t   = sigma / (1 + sigma),   x_t = x / (1 + sigma) = (1 - t) x0 + t n,   d = (x_t - D) / t, the velocity n - x0
 * x'  = (1 + to) inner(x_t; t_from to t_to)
 * ```
 *
 * Euler's step is the same in both; what bends between two levels (Heun's trapezoid, Runge and Kutta's points, fits through
 * derivatives, points in the middle) is another method, and takes a name of its own. At sigma 1e12, t = 1, where a method
 * in sigma has no footing, one in t has. The plan stays in sigmas: frames, projections, noise by interval and what is
 * remembered are those of any step. A solver's slot is its own, in t. Latents `[batch, channels, frames]`. Refused: a
 * solver that finds its intervals itself. Errors: those of the step, with sigmas in them.
 * Law: Euler's step in flow time is Euler's step, to rounding.
 *
 * @example
 * ```ts
 * import { chain, constant, denoise, eulerStep, inFlowTime, orThrow, plan, run, score, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 *
 * const euler = inFlowTime(chain(denoise, score, eulerStep))
 * const one = plan({ step: euler, schedule: [4, 1], shape: [1, 1, 1] })
 * const engine = { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) }
 * const { x } = orThrow(await run(startAt(one, constant([1, 1, 1], 8)), engine)())
 * console.log(x.data[0]?.toFixed(4)) // 2.3529
 * ```
 */
export const inFlowTime = ({ ownIntervals, ...inner }: Step): Step => ({
  name: `inFlowTime(${inner.name})`,
  memory: inner.memory,
  calls: (at) => inner.calls(timesOf(at)),
  draws: (at) => inner.draws(timesOf(at)),
  check: (run) =>
    ownIntervals === undefined
      ? inner.check(run)
      : refusal('inFlowTime', 'a solver that finds its intervals itself', 'a step that goes down a list of sigmas'),
  run: (carry, env) => runInFlowTime(inner, carry, env),
})
