import { parseJson } from '@sigmastream/tensor-files'
import { option as O } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { Job } from '../../job/job.js'

/**
 * What is kept of a job in its queue. The job is a text of JSON in JSON, for Postgres reads what it keeps, and takes
 * neither a zero character nor half a character, which the name of a file may have.
 */
export const Entry = t.type({
  job: t.string,
  /** Names the submission that brought it, so that what is meant for this one is never taken for a later one. */
  admission: t.string,
  /** How many losses do not count any more, because it was tried again after them. */
  forgiven: t.number,
  /** It is cancelled: whoever takes it is told. */
  cancelled: t.boolean,
})

/** See the codec of the same name. */
export type Entry = Readonly<t.TypeOf<typeof Entry>>

/** What is kept, and the job that it is. */
export interface OpenEntry {
  readonly entry: Entry
  readonly job: Job
}

/** A new job as it is put into its queue. */
export const entryOf = (job: Job, admission: string): Entry => ({
  job: JSON.stringify(Job.encode(job)),
  admission,
  forgiven: 0,
  cancelled: false,
})

/** The value of a text of JSON, where it is one of the codec. */
export const readText = <A>(text: string, codec: t.Type<A, unknown>): O.Option<A> =>
  pipe(
    O.fromEither(parseJson(text)),
    O.flatMap((json) => O.fromEither(codec.decode(json))),
  )

/** Reads what a queue keeps; nothing where this version does not write it. */
export const openEntry = (data: unknown): O.Option<OpenEntry> =>
  pipe(
    O.fromEither(Entry.decode(data)),
    O.flatMap((entry) =>
      pipe(
        readText(entry.job, Job),
        O.map((job) => ({ entry, job })),
      ),
    ),
  )
