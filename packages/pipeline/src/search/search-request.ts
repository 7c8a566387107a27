import { type Audio, alike, describeAudioError } from '@sigmastream/audio'
import { callsOf, type Refused, type Round, roundsOf } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { badRecipe, type RenderError, refuseRecipe } from '../errors.js'
import { fromSampleError } from '../from-sample-error.js'
import type { Job } from '../job.js'
import { regionsOf } from '../recipe/tasks.js'
import { field, showValue, words } from '../words.js'
import { type Verifier, type VerifierName, verifiers } from './verifiers.js'

/** How the best of several takes of a recipe is searched for. */
export interface SearchRequest {
  /** How many takes run at once. */
  readonly takes: number
  /** How many of them go on after each checkpoint. */
  readonly keep: number
  /** The checkpoints as parts of the run: none for the best of whole runs. */
  readonly at: readonly number[]
  /** What says how good a take is: a verifier by its name, or a function of one's own. */
  readonly by: VerifierName | Verifier
  /** What takes are compared with, in the place of what they are made from. */
  readonly like?: Audio | null
}

/** A search that can be done. */
export interface Search {
  readonly request: SearchRequest
  readonly verifier: Verifier
  /** What takes are compared with, of their rate and channels; `null` for what they are made from. */
  readonly like: Audio | null
  readonly rounds: readonly Round[]
  /** How often the model is asked where each of the takes is run to its end. */
  readonly bestOfCalls: number
}

const silenceLike = ({ sampleRate, channels }: NonNullable<Job['piece']['sound']>): Audio => ({
  sampleRate,
  channels: Array.from({ length: channels }, () => new Float32Array(1)),
})

/** Whether the verifier can hear what it goes by. */
const checkVerifier = ({ piece, recipe }: Job, { by, like = null }: SearchRequest): E.Either<RenderError, Verifier> => {
  if (typeof by === 'function') return E.right(by)
  // programs without types give anything
  if (!Object.hasOwn(verifiers, by))
    return refuseRecipe('by', words`${field('by')} is ${showValue(by)}`, [
      `give ${Object.keys(verifiers).join(', ')}, or a function`,
    ])
  const { verifier, compares, aligned } = verifiers[by]
  if (compares && like === null && piece.original === null)
    return refuseRecipe(
      'by',
      words`${field('by')} ${by} compares a take with a recording, and there is none`,
      words`give ${field('like')}, or ${field('by')} silence or clipping`,
    )
  return aligned && regionsOf(recipe).length > 0
    ? refuseRecipe(
        'by',
        words`${field('by')} ${by} compares moment by moment, and nobody knows what was in a gap`,
        words`give ${field('by')} loop or level`,
      )
    : E.right(verifier)
}

const fromRefusal = (error: Refused): RenderError =>
  ['takes', 'keep', 'at'].includes(error.subject) ? fromSampleError(error, error.subject) : fromSampleError(error)

/**
 * Whether a job can be searched, before its model is loaded. Refused, naming fields: numbers of takes and checkpoints that
 * are none, an adaptive sampler, a batch, latents that cannot be heard, a verifier without what it compares with.
 */
export const checkSearch = (job: Job, request: SearchRequest): E.Either<RenderError, Search> => {
  const { piece, plan, recipe } = job
  const { sound } = piece
  const { like = null } = request
  if (sound === null)
    return refuseRecipe('by', words`${field('by')}: a verifier hears takes, and these latents cannot be heard`, [
      'give sound',
    ])
  if ((recipe.batch ?? 1) > 1)
    return refuseRecipe('batch', words`${field('batch')} is ${recipe.batch ?? 1}, and a search makes one result`, [
      'leave it out',
    ])
  if (recipe.command === 'edit')
    return refuseRecipe('command', ['an edit has one noise throughout, so there are no takes of it to choose from'])
  if (job.earlier.length > 0)
    return refuseRecipe(
      'earlier',
      words`${field('earlier')}: what goes on from a checkpoint of another run is no search`,
      ['leave it out'],
    )
  if (recipe.forks !== undefined)
    return refuseRecipe('forks', words`${field('forks')} is ${recipe.forks}, and a search makes forks of its own`, [
      'leave it out',
    ])
  if (typeof plan.intervals === 'function')
    return refuseRecipe(
      'sampler',
      words`${field('sampler')} ${recipe.sampler ?? 'of the profile'} finds its steps while it runs, and the checkpoints of a search are after so many of them`,
      ['give one that goes down a list, such as dpmpp-2m'],
    )
  return pipe(
    E.Do,
    E.bind('rounds', () => pipe(roundsOf(plan, request), E.mapLeft(fromRefusal))),
    E.bind('verifier', () => checkVerifier(job, request)),
    E.bind('like', () =>
      like === null
        ? E.right(null)
        : pipe(
            alike(silenceLike(sound), like),
            E.mapLeft((error) => badRecipe('like', words`${field('like')}: ${describeAudioError(error)}`)),
          ),
    ),
    E.bind('calls', () => pipe(callsOf(plan), E.mapLeft(fromRefusal))),
    E.map(({ rounds, verifier, like: other, calls }) => ({
      request,
      verifier,
      like: other,
      rounds,
      bestOfCalls: calls * request.takes,
    })),
  )
}
