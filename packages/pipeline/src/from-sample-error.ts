import { describeSampleError, type SampleError } from '@sigmastream/core'
import { StepLimit } from '@sigmastream/samplers'
import { badRecipe, type RenderError, renderFailed } from './errors.js'
import { field, type Words, words } from './words.js'

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
