import { join } from 'node:path'
import type { task as T, taskEither as TE } from 'fp-ts'
import type { JobFault } from '../job/dead-letter.js'
import type { Job } from '../job/job.js'

/** What happens while a job is made. */
export type MakerNews =
  /** A step is done, and its frame lies whole in `frames`; see the event of the same name. */
  | {
      readonly _tag: 'Step'
      readonly done: number
      readonly steps: number | null
      readonly sigma: number
      readonly secondsLeft: number | null
    }
  /** What it sounds like after so many steps: a small picture, as PNG. */
  | { readonly _tag: 'Preview'; readonly done: number; readonly picture: Uint8Array }

/** Its signal ended it. */
export interface MakeStopped {
  readonly _tag: 'MakeStopped'
}

/** It cannot be made, and would fail again: why. */
export interface MakeFailed {
  readonly _tag: 'MakeFailed'
  readonly fault: JobFault
}

/** See `MakeFailed`. */
export const makeFailure = (code: string, message: string, right: string): MakeFailed => ({
  _tag: 'MakeFailed',
  fault: { code, message, right },
})

/** A job that is to be made. */
export interface MakeOrder {
  readonly job: Job
  /** Where the sounds of the job lie, by their hashes. */
  readonly sounds: ReadonlyMap<string, string>
  /** A folder for this job alone; what its `frames` hold is gone on from, and every frame goes there. */
  readonly folder: string
  /** Bytes of memory that it may take. */
  readonly memory: number
  readonly tell: (news: MakerNews) => void
  /** Ends it within one model call. */
  readonly signal: AbortSignal
}

/** Makes one job at a time, and may keep its model loaded for the next. */
export interface Maker {
  /** The file of the result, in the folder of the job. */
  readonly make: (order: MakeOrder) => TE.TaskEither<MakeStopped | MakeFailed, string>
  /** Lets go of the model that is loaded; whatever is being made ends at once. */
  readonly release: T.Task<void>
}

/** Where the frames of a job lie, in its folder. */
export const framesOf = (folder: string): string => join(folder, 'frames')

/** The file of the frame after so many steps, as the pipeline's `saveCheckpoint` names it. */
export const frameFile = (folder: string, done: number): string =>
  join(framesOf(folder), `step-${String(done).padStart(4, '0')}.safetensors`)
