import { describeSampleError, type SampleError } from '@sigmastream/core'
import { describeRenderError, type RenderError, RenderException } from '@sigmastream/pipeline'
import { type CliError, failure, usage } from './errors.js'
import { interruption } from './interruption.js'
import { optionName } from './options/option-name.js'

/** What a rendering's errors are here; fields are named as their options are typed. */
export const fromRenderError = (error: RenderError, signal: AbortSignal): CliError => {
  switch (error._tag) {
    case 'BadRecipe':
      return usage(describeRenderError(error, optionName))
    case 'RenderFailed':
      return failure(describeRenderError(error, optionName), error.cause)
    case 'RenderStopped':
      return interruption(signal)
  }
}

/** What an observable of a run failed with. */
export const fromThrown = (cause: unknown, signal: AbortSignal): CliError =>
  cause instanceof RenderException ? fromRenderError(cause.error, signal) : failure(String(cause), cause)

/** What a run's errors are here: refused before it starts is usage, everything else is a failure and names its step. */
export const fromSampleError = (error: SampleError): CliError =>
  error._tag === 'Refused'
    ? usage(describeSampleError(error))
    : failure(describeSampleError(error), 'cause' in error ? error.cause : undefined)
