import type { Job, Result, RunRecord } from '@sigmastream/pipeline'
import type { NewFile } from '../files.js'
import type { Place } from './place.js'
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
  /** Whether its seed was asked for. */
  readonly sown: boolean
}

/** What one run came to, ready to be written. */
export interface RunProduct {
  readonly files: readonly NewFile[]
  readonly result: Result
  readonly record: RunRecord
}
