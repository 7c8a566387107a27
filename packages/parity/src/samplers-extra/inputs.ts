import { combine, type Denoiser, type Latent, type Refused } from '@sigmastream/core'
import { mixtureDenoiser } from '@sigmastream/core/analytic'
import { sigmaOfTime } from '@sigmastream/core/schedules'
import { guidedDenoiser } from '@sigmastream/samplers'
import type { Tensor } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { asLatent, need, type SharedInputs, sharedInputs } from '../kdiffusion/shared-inputs.js'
import { UNIPC_END } from './copies/unipc.js'
import { functionOf, type ReferenceRun } from './recorded-run.js'

/**
 * The inputs of all runs: those in sigma, where runs in flow time start and go down, and what guided runs lead away from.
 */
export interface ReferenceInputs {
  readonly shared: SharedInputs
  readonly unconditional: Denoiser
  readonly flowStart: Latent
  readonly times: readonly number[]
}

/** Reads the inputs off the tensors. Refused where one is missing or is no latent. */
export const referenceInputs = (tensors: ReadonlyMap<string, Tensor>): E.Either<Refused, ReferenceInputs> =>
  pipe(
    E.Do,
    E.bind('shared', () => sharedInputs(tensors)),
    E.bind('flowStart', () => asLatent(tensors, 'rf.x_T')),
    E.bind('times', () => need(tensors, 'rf.t')),
    E.bind('means', () => asLatent(tensors, 'gmm.mu')),
    E.bind('weights', () => need(tensors, 'gmm.uncond_weights')),
    E.bind('deviation', () => need(tensors, 'gmm.std')),
    E.map(({ shared, flowStart, times, means, weights, deviation }) => ({
      shared,
      flowStart,
      times: [...times.data],
      unconditional: mixtureDenoiser({ means, weights: [...weights.data], deviation: deviation.data[0] ?? NaN }),
    })),
  )

/** A run in flow time as the same run in sigma: x = x_t (1 + sigma), sigma = t / (1 - t). */
const inSigma = ({ shared, flowStart, times }: ReferenceInputs, { first_t_used }: ReferenceRun): SharedInputs => {
  const [first = NaN, ...rest] = times
  const sigmas = [first_t_used ?? first, ...rest].map(sigmaOfTime)
  return { ...shared, sigmas, start: combine([1 + (sigmas[0] ?? NaN), flowStart]) }
}

/** The same, stopped a little above 0. */
const endAt = (last: number, inputs: SharedInputs): SharedInputs => ({
  ...inputs,
  sigmas: inputs.sigmas.map((sigma) => (sigma === 0 ? last : sigma)),
})

/** The model of a guided run: between the one of all runs and the one to lead away from. */
const withGuidance = (inputs: SharedInputs, away: Denoiser, scale: number): SharedInputs => ({
  ...inputs,
  denoiser: guidedDenoiser<Denoiser>(
    (x, sigma, models, signal) => Promise.all(models.map((model) => model(x, sigma, signal))),
    { toward: inputs.denoiser, away, scale },
  ),
})

/** What one run starts from, goes down and asks, in sigma. */
export const inputsOf = (run: ReferenceRun, inputs: ReferenceInputs): SharedInputs => {
  const own = run.parameterisation === 'flow' ? inSigma(inputs, run) : inputs.shared
  if (run.guidance_scale !== null) return withGuidance(own, inputs.unconditional, run.guidance_scale)
  return functionOf(run) === 'UniPC.sample' ? endAt(UNIPC_END, own) : own
}
