import type { Model, Recipe } from '@sigmastream/pipeline'
import { type Job, jobVersion } from '../job/job.js'
import { jobId } from '../job/job-id.js'
import type { Lane } from '../job/lane.js'
import { memoryClass } from '../job/memory-class.js'
import type { SoundPlaces } from './find-sound.js'

/** What recipes are checked with before they are sent. */
export interface Desk {
  readonly sounds: SoundPlaces
  /** Stable Audio Open, where its checkpoint is on this machine: its recipes are checked, and filled in, with it. */
  readonly stableAudio: Model | null
  /** The version of the engine that models are computed by; `null` where it is not known. */
  readonly engine: string | null
  readonly sentAs: Pick<Lane, 'priority' | 'submitter'>
  /** The seed of recipes that say none. */
  readonly seed: number
  readonly signal: AbortSignal
  /** Bytes that looking into a recording may take. */
  readonly availableMemory: number
}

/** A job, the name of its result, and the files of its sounds. */
export interface NamedJob {
  readonly job: Job
  readonly name: string
  readonly files: readonly string[]
}

/** What the embedded model is called by. */
export const embeddedModel = 'exemplar'

/** A whole recipe as a job of a model; `memory` is the bytes that it needs, `null` where nobody can tell. */
export const asJob = (
  recipe: Recipe,
  model: string,
  memory: number | null,
  { engine, sentAs }: Pick<Desk, 'engine' | 'sentAs'>,
): Job => ({
  version: jobVersion,
  id: jobId(recipe, model, engine),
  recipe,
  lane: { need: { model, memory: memory === null ? null : memoryClass(memory) }, ...sentAs },
  sounds: [
    ...new Set(
      [recipe.inputHash, ...(recipe.exemplarHashes ?? [])].filter((hash): hash is string => typeof hash === 'string'),
    ),
  ],
})
