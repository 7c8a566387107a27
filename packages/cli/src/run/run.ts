import type { Job, LevelledSplice, RoundEvent, RunRecord, SearchRequest, Take } from '@sigmastream/pipeline'
import type { OutputFile } from '../files.js'
import type { Place } from './place.js'
import type { RunTake } from './run-take.js'
import type { Target } from './target.js'

/**
 * A job and where its result goes. Those that are executed together share one model and what is written beside the
 * results.
 */
export interface Run {
  readonly job: Job
  readonly place: Place
  readonly target: Target
  /** Where its picture goes. */
  readonly plot: string | null
  /** How the best of several takes is searched for; `null` where one is made. */
  readonly search: SearchRequest | null
  /** Whether its seed was asked for. */
  readonly sown: boolean
  /** The take that it is kept as; `null` where it is not. */
  readonly take: RunTake | null
}

/** What one run came to, ready to be written. */
export interface RunProduct {
  readonly files: readonly OutputFile[]
  /** Its sound as it is stored. */
  readonly take: Take
  /** What was done to its level; `null` where it was not listened to. */
  readonly level: LevelledSplice | null
  readonly record: RunRecord
  /** What was found at each checkpoint and at the end; none where one take was made. */
  readonly rounds: readonly RoundEvent[]
}
