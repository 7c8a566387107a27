import type { Frame } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from './errors.js'
import type { Model } from './model.js'
import type { RecipeFields } from './recipe/recipe.js'
import type { stableAudioNames } from './recipe/stable-audio-fields.js'
import type { Recording } from './recording.js'
import type { SearchRequest } from './search/search-request.js'
import { field, showValue, words } from './words.js'

/** What any model may be asked for, and who is told of it. One result is made, so there is no batch. */
interface CommonOptions
  extends Pick<
    RecipeFields,
    | 'tensor'
    | 'windowLength'
    | 'overlap'
    | 'frameRate'
    | 'threads'
    | 'noise'
    | 'seed'
    | 'forks'
    | 'toward'
    | 'by'
    | 'cudaThreads'
    | 'sampler'
    | 'reuse'
    | 'schedule'
    | 'steps'
    | 'sigmaMin'
    | 'sigmaMax'
    | 'shift'
    | 'sigmas'
    | 'encoding'
  > {
  /** Makes several takes in the place of one, and gives the best by a verifier: one by name, or a function of your own. */
  readonly search?: SearchRequest
  /** Told of every step; of a search, of none. */
  readonly onFrame?: (frame: Frame) => void
  /** Ends it: the promise rejects with `RenderStopped` in a `RenderException`. */
  readonly signal?: AbortSignal
}

type StableAudioName = (typeof stableAudioNames)[number]

/** How the embedded model makes something. Everything has its default. */
export interface EmbeddedOptions extends CommonOptions, Readonly<Partial<Record<StableAudioName, never>>> {
  readonly model?: never
  /** What is learnt from in the place of the recording itself. */
  readonly learnFrom?: readonly Recording[]
}

/** How a model that is given makes something. Everything else has its default. */
export interface ModelOptions extends CommonOptions, Pick<RecipeFields, StableAudioName | 'startScale' | 'memory'> {
  readonly model: Model
  readonly learnFrom?: never
}

/** How something is made: by the embedded model unless one is given. */
export type MakeOptions = EmbeddedOptions | ModelOptions

/** Options that are no object, as programs without types may give them (`null` is not left out). */
export const checkObject = <A>(options: A): E.Either<RenderError, A> =>
  typeof options === 'object' && options !== null
    ? E.right(options)
    : refuseRecipe(null, [`the options are ${showValue(options)}`], ['give an object, or leave them out'])

/** Fields of a recipe that a program without types may give here, and that are none of the options. */
export const checkOptions = (options: object): E.Either<RenderError, void> => {
  const stray = ['batch', 'item', 'exemplars'].find((name) => name in options)
  if (stray === undefined) return E.right(undefined)
  return stray === 'exemplars'
    ? refuseRecipe(stray, ['exemplars are names that a recipe stores'], words`give recordings as ${field(stray)}`)
    : refuseRecipe(stray, words`${field(stray)} is for several results, and this makes one`, [
        'leave it out, or render the recipe',
      ])
}
