import type { Answer, Denoiser } from '../denoiser.js'
import type { SampleError } from '../errors.js'
import type { Interval } from '../interval.js'
import type { Latent } from '../latent.js'
import type { NoiseSource } from '../noise/source.js'
import { combine } from '../numerics/combine.js'
import { sigmaOfTime, timeOfSigma } from '../schedules/flow-time.js'
import type { Carry, Evaluation } from './carry.js'
import type { Env } from './stage.js'

/** The interval in times of a flow model. */
export const timesOf = (at: Interval): Interval => ({ ...at, from: timeOfSigma(at.from), to: timeOfSigma(at.to) })

/** What a step in flow time is run with, and the way back from what it gives. */
export interface FlowCoordinates {
  readonly carry: Carry
  readonly env: Env
  readonly carryInSigma: (after: Carry) => Carry
  readonly errorInSigma: (error: SampleError) => SampleError
}

/**
 * A carry and its interval in flow coordinates: t for sigma, x_t = x / (1 + sigma) for x, in what is remembered too. The
 * model and the noise are asked in sigma. What was not moved comes back as it went in, bit for bit.
 */
export const flowCoordinates = (carry: Carry, env: Env): FlowCoordinates => {
  const { at } = env
  const times = timesOf(at)
  // At the ends of the interval it is the very number, whatever t has lost.
  const sigmaAt = (t: number): number => (t === times.from ? at.from : t === times.to ? at.to : sigmaOfTime(t))
  const toTime = (x: Latent, sigma: number): Latent => combine([1 / (1 + sigma), x])
  const start = toTime(carry.x, at.from)
  const toSigma = (xt: Latent, t: number): Latent =>
    xt === start && t === times.from ? carry.x : combine([1 + sigmaAt(t), xt])

  // Under CFG++ x goes on from x + D - u. In flow time that is x_t + (1 - t) (D - u), so u must lie nearer to D.
  const unconditionals = new Map<Latent, Latent>()
  const unconditionalInTime = (sigma: number, denoised: Latent, of: Pick<Answer, 'unconditional'>): typeof of => {
    const { unconditional } = of
    if (unconditional === undefined || unconditional.data === denoised.data) return {}
    const near = combine([timeOfSigma(sigma), denoised], [1 / (1 + sigma), unconditional])
    unconditionals.set(near, unconditional)
    return { unconditional: near }
  }

  const denoiser: Denoiser = async (xt, t, ...told) => {
    const answer = await env.denoiser(toSigma(xt, t), sigmaAt(t), ...told)
    return answer.unconditional === undefined
      ? answer
      : { ...answer, ...unconditionalInTime(sigmaAt(t), answer, answer) }
  }
  const noise: NoiseSource = ({ at: part, ...query }) =>
    env.noise({ ...query, at: { ...part, from: sigmaAt(part.from), to: sigmaAt(part.to) } })

  const remembered = new Map<Evaluation, Evaluation>()
  const evaluationInTime = (one: Evaluation): Evaluation => {
    const inTime = {
      ...one,
      ...unconditionalInTime(one.sigma, one.denoised, one),
      sigma: timeOfSigma(one.sigma),
      x: toTime(one.x, one.sigma),
    }
    remembered.set(inTime, one)
    return inTime
  }
  const evaluationInSigma = ({ unconditional, ...one }: Evaluation): Evaluation => ({
    ...one,
    ...(unconditional === undefined ? {} : { unconditional: unconditionals.get(unconditional) ?? unconditional }),
    sigma: sigmaAt(one.sigma),
    x: toSigma(one.x, one.sigma),
  })

  return {
    carry: { ...carry, x: start, past: carry.past.map(evaluationInTime) },
    env: { ...env, at: times, denoiser, noise },
    carryInSigma: (after) => ({
      ...after,
      x: toSigma(after.x, after.held === true ? times.from : times.to),
      past: after.past.map((one) => remembered.get(one) ?? evaluationInSigma(one)),
    }),
    errorInSigma: (error) => (error._tag === 'DenoiserFailed' ? { ...error, sigma: sigmaAt(error.sigma) } : error),
  }
}
