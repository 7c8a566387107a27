import { setImmediate } from 'node:timers/promises'
import { describeSampleError, type SampleError } from '@sigmastream/core'
import { StepLimit } from '@sigmastream/samplers'
import { either as E, type taskEither as TE } from 'fp-ts'

/** The name of a field inside a sentence: who shows it says how it is written (`sigmaMax`, `--sigma-max`). */
export interface FieldName {
  readonly field: string
}

/** A sentence that names fields. */
export type Words = readonly (string | FieldName)[]

/** How a field is written. */
export type NameOf = (field: string) => string

/** A field to be named in a sentence. */
export const field = (name: string): FieldName => ({ field: name })

/** A sentence: `` words`${field('noise')} needs ${field('seed')}` ``. */
export const words = (texts: TemplateStringsArray, ...between: readonly (string | number | FieldName)[]): Words =>
  texts.flatMap((text, i) => {
    const part = between[i]
    return part === undefined ? [text] : [text, typeof part === 'number' ? String(part) : part]
  })

/** The sentence as text; fields are written as they are in a recipe unless `nameOf` says otherwise. */
export const textOf = (sentence: Words, nameOf: NameOf = (name) => name): string =>
  sentence.map((part) => (typeof part === 'string' ? part : nameOf(part.field))).join('')

/** A number to read: six significant digits at most, no trailing zeros. */
export const showNumber = (value: number): string => String(Number(value.toPrecision(6)))

/** A value of any kind to read: as JSON, and not too much of it. */
export const showValue = (value: unknown): string => (JSON.stringify(value) ?? 'missing').slice(0, 80)

/** Bytes to read. */
export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

/**
 * What was asked for cannot be done, and nothing was run: `field` of the recipe (or `clip`, `exemplars`; `null` where it
 * is none of them alone) is `wrong`, and `right` would do. `line` is which of several recipes it is, from 0.
 */
export interface BadRecipe {
  readonly _tag: 'BadRecipe'
  readonly field: string | null
  readonly wrong: Words
  readonly right: Words
  readonly line?: number
}

/** It was asked rightly and went wrong. */
export interface RenderFailed {
  readonly _tag: 'RenderFailed'
  readonly message: Words
  readonly cause?: unknown
}

/** Its signal ended it. */
export interface RenderStopped {
  readonly _tag: 'RenderStopped'
}

/** Every way in which a rendering can end without its result. */
export type RenderError = BadRecipe | RenderFailed | RenderStopped

/** A refusal that names a field. */
export const badRecipe = (of: string | null, wrong: Words, right: Words = []): BadRecipe => ({
  _tag: 'BadRecipe',
  field: of,
  wrong,
  right,
})

/** The refusal as a `Left`. */
export const refuseRecipe = (of: string | null, wrong: Words, right: Words = []): E.Either<RenderError, never> =>
  E.left(badRecipe(of, wrong, right))

/** What an engine, a file or the loop failed at. */
export const renderFailed = (message: string | Words, cause?: unknown): RenderFailed => ({
  _tag: 'RenderFailed',
  message: typeof message === 'string' ? [message] : message,
  cause,
})

/** The end by a signal. */
const renderStopped: RenderStopped = { _tag: 'RenderStopped' }

/** One line: what is wrong, and what would be right; `nameOf` says how fields are written. */
export const describeRenderError = (error: RenderError, nameOf?: NameOf): string => {
  switch (error._tag) {
    case 'BadRecipe':
      return [error.wrong, error.right].flatMap((part) => (part.length === 0 ? [] : [textOf(part, nameOf)])).join(': ')
    case 'RenderFailed':
      return textOf(error.message, nameOf)
    case 'RenderStopped':
      return 'stopped'
  }
}

/** The error as a face says it whose options have names of their own: in its sentences, and in its `field`. */
export const renameFields =
  (nameOf: NameOf) =>
  (error: RenderError): RenderError => {
    const renamed = (sentence: Words): Words =>
      sentence.map((part) => (typeof part === 'string' ? part : field(nameOf(part.field))))
    switch (error._tag) {
      case 'BadRecipe':
        return {
          ...error,
          field: error.field === null ? null : nameOf(error.field),
          wrong: renamed(error.wrong),
          right: renamed(error.right),
        }
      case 'RenderFailed':
        return { ...error, message: renamed(error.message) }
      case 'RenderStopped':
        return error
    }
  }

/** An error of one of several recipes says which of them it is of. */
export const onLine =
  (line: number, of: number) =>
  (error: RenderError): RenderError =>
    error._tag === 'BadRecipe' && of > 1 ? { ...error, line } : error

/** The fields of a recipe by what a run calls them when it refuses them. */
const refusedFields: Readonly<Record<string, string>> = {
  'the region': 'regions',
  'the frame rate': 'frameRate',
  'the paint window': 'paintEnd',
  seed: 'seed',
  threads: 'cudaThreads',
}

const stepLimit = ({ steps, sigmaMin }: StepLimit): Words =>
  words`${field('sampler')} dpm-adaptive gave up after ${steps} steps: the model's answers jump so much that its steps became too small to reach sigma ${sigmaMin}; nothing was written; give ${field('sampler')} dpmpp-2m, or a higher ${field('sigmaMin')}`

/**
 * What a run's errors are: refused before it starts is of the recipe, everything else a failure that names its step.
 * `of` is the field that a refusal is of, where who asks knows it.
 */
export const fromSampleError = (error: SampleError, of?: string): RenderError => {
  if (error._tag === 'StageFailed' && error.cause instanceof StepLimit)
    return renderFailed(stepLimit(error.cause), error.cause)
  if (error._tag !== 'Refused')
    return renderFailed(describeSampleError(error), 'cause' in error ? error.cause : undefined)
  const name = of ?? refusedFields[error.subject] ?? null
  return name === null || name === 'regions' // a region is one of several, and says which
    ? badRecipe(name, [describeSampleError(error)])
    : badRecipe(name, words`${field(name)}: ${error.wrong}; give ${error.right}`)
}

/** The one exception of this package, for edges that can only throw: a rejected promise, an observable's error. */
export class RenderException extends Error {
  override readonly name = 'RenderException'
  constructor(readonly error: RenderError) {
    super(describeRenderError(error), { cause: error._tag === 'RenderFailed' ? error.cause : undefined })
  }
}

/** The value, or `RenderException`. */
export const orThrow = <A>(result: E.Either<RenderError, A>): A => {
  if (E.isLeft(result)) throw new RenderException(result.left)
  return result.right
}

/** `RenderStopped` where the signal has asked to stop; one that came during synchronous work is given its turn. */
export const unlessStopped =
  (signal: AbortSignal | undefined): TE.TaskEither<RenderError, void> =>
  async () => {
    await setImmediate()
    return signal?.aborted === true ? E.left(renderStopped) : E.right(undefined)
  }

/** A task whose failure is the stop where the signal has asked for it meanwhile. */
export const orStopped =
  (signal: AbortSignal | undefined) =>
  <A>(task: TE.TaskEither<RenderError, A>): TE.TaskEither<RenderError, A> =>
  async () => {
    const result = await task()
    const going = await unlessStopped(signal)()
    return E.isLeft(going) ? going : result
  }
