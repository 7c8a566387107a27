import { hash } from '@sigmastream/pipeline/recipe'
import type { taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'
import type { Job } from '../job/job.js'
import type { StoreError } from './error.js'

/** What is kept of a job that is done, beside its file. */
export const ResultNote = t.type({
  job: hash,
  /** The SHA-256 of its file, under which the file lies. */
  content: hash,
  bytes: t.number,
  /** The class of machines that made these bits. */
  bitsClass: t.string,
  worker: t.string,
  /** Seconds of rendering, over all of its deliveries that this worker knows of. */
  seconds: t.number,
  /** Milliseconds since 1970. */
  at: t.number,
})

/** See the codec of the same name. */
export type ResultNote = Readonly<t.TypeOf<typeof ResultNote>>

/** Jobs that were sent together, each under the name that its result is to have. */
export const JobList = t.type({
  id: hash,
  submitter: t.string,
  /** Milliseconds since 1970. */
  at: t.number,
  jobs: t.readonlyArray(t.type({ id: hash, name: t.string })),
})

/** See the codec of the same name. */
export type JobList = Readonly<t.TypeOf<typeof JobList>>

/** What a farm keeps: sounds, jobs, results, checkpoints and lists, each once, whatever is done twice. */
export interface FarmStore {
  readonly name: string
  /** Takes in a sound: its SHA-256. One that is there is not sent again. */
  readonly addSound: (file: string) => TE.TaskEither<StoreError, string>
  /** Writes a sound to a file, and checks that it has its hash. */
  readonly fetchSound: (id: string, file: string) => TE.TaskEither<StoreError, void>
  readonly noteJob: (job: Job) => TE.TaskEither<StoreError, void>
  /** A job by its id; `null` where it was never noted. */
  readonly job: (id: string) => TE.TaskEither<StoreError, Job | null>
  /**
   * Keeps the file of a result where the job has none: what is kept, which is the older where there was one. Errors:
   * `TwoResults` where that is of the same class and has another hash.
   */
  readonly keepResult: (
    note: Omit<ResultNote, 'content' | 'bytes'>,
    file: string,
  ) => TE.TaskEither<StoreError, ResultNote>
  readonly result: (job: string) => TE.TaskEither<StoreError, ResultNote | null>
  /** Writes the file of a result, and checks that it has its hash. */
  readonly fetchResult: (note: ResultNote, file: string) => TE.TaskEither<StoreError, void>
  /**
   * Keeps a frame of a run after so many steps, and lets go of those before it in its class; of a job that has its
   * result it keeps none.
   */
  readonly keepCheckpoint: (
    job: string,
    bitsClass: string,
    done: number,
    file: string,
  ) => TE.TaskEither<StoreError, void>
  /** Writes the newest undamaged frame of a class to a file of `fileOf`, and says after how many steps it is; `null` where there is none. */
  readonly fetchCheckpoint: (
    job: string,
    bitsClass: string,
    fileOf: (done: number) => string,
  ) => TE.TaskEither<StoreError, number | null>
  /** Lets go of all checkpoints of a job. */
  readonly forgetCheckpoints: (job: string) => TE.TaskEither<StoreError, void>
  readonly noteList: (list: JobList) => TE.TaskEither<StoreError, void>
  readonly list: (id: string) => TE.TaskEither<StoreError, JobList | null>
  /** The newest first. */
  readonly lists: TE.TaskEither<StoreError, readonly JobList[]>
}
