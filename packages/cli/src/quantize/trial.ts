import { atMost, constant, drawsOf, type NoiseSource, type Plan } from '@sigmastream/core'
import { loadStableAudio, type Precision, profiles, type StableAudio, usualProfile } from '@sigmastream/model-sao'
import { noiseOf, sigmasOf, taskPlan } from '@sigmastream/pipeline'
import { checkSeconds, memoryBudget } from '@sigmastream/pipeline/stable-audio'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { fromRenderError, fromSampleError } from '../from-errors.js'
import { noSignal } from '../interruption.js'
import type { Io } from '../io.js'
import { fromStableAudioError } from '../stable-audio/errors.js'
import { showPacking } from '../stable-audio/packing.js'
import { defaults, type QuantizeOptions } from './quantize-options.js'

/** The sampler of the runs: one that draws no noise on its way, so that all of a difference is the model's. */
export const SAMPLER = 'dpmpp-2m'

/** A run that is made in two precisions, known before any weight is read. */
export interface Trial {
  readonly prompt: string
  readonly seconds: number
  /** Samples of the result at the model's rate. */
  readonly samples: number
  readonly seed: number
  readonly sigmas: readonly number[]
  readonly plan: Plan
  readonly noise: NoiseSource
}

/** How models are loaded: the threads that one operator may use, and the folder of packed weights. */
export interface Settings {
  readonly threads: number
  readonly cache: string
}

/** Loads the model in a precision, and closes it whatever happens. Errors: usage for the folder, and those of `use`. */
export const withModel = <A>(
  folder: string,
  { threads, cache }: Settings,
  precision: Precision,
  io: Io,
  use: (model: StableAudio) => TE.TaskEither<CliError, A>,
): TE.TaskEither<CliError, A> =>
  TE.bracket(
    pipe(
      loadStableAudio(folder, {
        threads,
        cache,
        precision,
        available: memoryBudget(),
        onPacking: showPacking(io),
        signal: io.signal,
      }),
      TE.mapLeft(fromStableAudioError('loading the model')),
    ),
    use,
    ({ close }) => TE.fromTask(close),
  )

/** A trial is one window: what is longer would measure how windows are joined as well. */
const checkWindow = (
  { geometry: { maxFrames, frameRate } }: StableAudio,
  seconds: number,
): E.Either<CliError, void> => {
  const window = maxFrames / frameRate
  return seconds <= window
    ? E.right(undefined)
    : E.left(
        usage(`--seconds is ${seconds}, and one run of this model is ${atMost(window)} s: give --seconds up to that`),
      )
}

/** The trial that was asked for on a model. Errors: usage. */
export const trialOf = (
  model: StableAudio,
  { prompt = defaults.prompt, steps = defaults.steps, seed = defaults.seed, seconds: asked }: QuantizeOptions,
): E.Either<CliError, Trial> => {
  const { maxFrames, frameRate, latentChannels } = model.geometry
  const seconds = asked ?? Math.min(defaults.seconds, maxFrames / frameRate)
  const shape = [1, latentChannels, model.frames(seconds)] as const
  const { sigmaMin, sigmaMax } = profiles[usualProfile(model.traits.family, model.objective)]
  return pipe(
    checkWindow(model, seconds),
    E.map(() => ({})),
    E.bind('samples', () =>
      pipe(
        checkSeconds(model, seconds),
        E.mapLeft((error) => fromRenderError(error, noSignal)),
      ),
    ),
    E.bind('sigmas', () =>
      pipe(
        sigmasOf({ schedule: 'polyexponential', steps, sigmaMin, sigmaMax, frames: shape[2] }),
        E.mapLeft((error) => fromRenderError(error, noSignal)),
      ),
    ),
    E.bind('plan', ({ sigmas }) =>
      pipe(
        taskPlan(
          { sampler: SAMPLER, reuse: null, sigmas, task: { _tag: 'Generate' }, startScale: 1 },
          constant(shape, 0),
        ),
        E.mapLeft(fromSampleError),
      ),
    ),
    E.bind('noise', ({ plan }) =>
      pipe(
        noiseOf({ noise: 'keyed', seed }, drawsOf(plan), shape),
        E.mapLeft((error) => fromRenderError(error, noSignal)),
      ),
    ),
    E.map(({ samples, sigmas, plan, noise }) => ({ prompt, seconds, samples, seed, sigmas, plan, noise })),
  )
}
