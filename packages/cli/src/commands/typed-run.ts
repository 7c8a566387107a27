import { availableParallelism } from 'node:os'
import { profiles } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { decodeOptions } from '../options/decode.js'
import { guidedBy, ModelOptions, modelOf, strayOption } from '../options/model-options.js'
import { embeddedConventions, type RunOptions, settled, TypedOptions } from '../options/run-options.js'
import { memoryBudget } from '../stable-audio/memory.js'
import type { Asked } from '../stable-audio/subject.js'

/** The options of a run, and Stable Audio Open with what it is told, or `null` for the embedded model. */
export interface TypedRun {
  readonly options: RunOptions
  readonly asked: Asked | null
}

/** What only the embedded model knows. */
const checkLearning = ({ fromAudio, windowLength, frameRate }: TypedOptions): E.Either<CliError, void> => {
  const stray = fromAudio.length > 0 ? 'from-audio' : windowLength === undefined ? null : 'window-length'
  if (stray !== null) return E.left(usage(`--${stray} is for the embedded model: leave it or --model out`))
  return frameRate === undefined
    ? E.right(undefined)
    : E.left(usage('--frame-rate: the model of --model has its own: leave it out'))
}

/** A run of Stable Audio Open. */
export interface PromptRun extends TypedRun {
  readonly asked: Asked
}

const askedOf = (prompt: string, model: ModelOptions, typed: TypedOptions): E.Either<CliError, PromptRun> => {
  const {
    seconds,
    fullWindow = false,
    reference = 'silence',
    profile = 'model-card',
    precision = 'fp32',
    device = 'cpu',
  } = model
  const conventions = profiles[profile]
  const { threads = availableParallelism() } = typed
  return pipe(
    checkLearning(typed),
    E.flatMap(() => modelOf(model)),
    E.map((folder) => ({
      options: settled(typed, {
        sampler: conventions.sampler,
        schedule: conventions.schedule,
        steps: conventions.steps,
      }),
      asked: {
        folder,
        device,
        told: {
          ...guidedBy(model),
          prompt,
          precision,
          seconds: seconds ?? null,
          fullWindow,
          reference,
          threads,
          memory: memoryBudget(),
        },
        expected: null,
        defaults: { sigmaMin: conventions.sigmaMin, sigmaMax: conventions.sigmaMax },
      },
    })),
  )
}

/** What one of many prompts says for itself, in the place of what was typed for all of them. */
export type Own = Pick<ModelOptions, 'negative' | 'seconds'> & Pick<TypedOptions, 'seed'>

/** What was typed for one prompt, or for all of them. */
export interface TypedPrompt {
  readonly model: ModelOptions
  readonly options: TypedOptions
}

/** The options of runs from prompts alone as they were typed. Errors: usage. */
export const typedPrompt = (typed: unknown): E.Either<CliError, TypedPrompt> =>
  pipe(
    E.Do,
    E.bindW('model', () => decodeOptions(ModelOptions, typed)),
    E.bindW('options', () => decodeOptions(TypedOptions, typed)),
  )

/** The run of a prompt. Errors: usage, for options that do not go together. */
export const promptRun = (
  prompt: string,
  { model, options }: TypedPrompt,
  { seed, ...told }: Own = {},
): E.Either<CliError, PromptRun> =>
  askedOf(prompt, { ...model, ...told }, { ...options, ...(seed === undefined ? {} : { seed }) })

/** The options of a run on a clip as they were typed. Errors: usage. */
export const typedRun = (typed: unknown): E.Either<CliError, TypedRun> =>
  pipe(
    E.Do,
    E.bindW('model', () => decodeOptions(ModelOptions, typed)),
    E.bindW('options', () => decodeOptions(TypedOptions, typed)),
    E.flatMap(({ model, options }): E.Either<CliError, TypedRun> => {
      if (model.model !== undefined)
        return model.prompt === undefined
          ? E.left(usage('no prompt: --model makes what --prompt says: give it'))
          : askedOf(model.prompt, model, options)
      const stray = strayOption(model)
      return stray === undefined
        ? E.right({ options: settled(options, embeddedConventions), asked: null })
        : E.left(usage(`--${stray} is for Stable Audio Open: give --model and its folder as well, or leave it out`))
    }),
  )
