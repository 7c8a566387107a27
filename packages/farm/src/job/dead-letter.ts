import * as t from 'io-ts'
import { Job } from './job.js'

/** Why a job was given up: `code` for programs, `message` what is wrong, `right` what would be right, both for people. */
export const JobFault = t.type({ code: t.string, message: t.string, right: t.string })

/** See the codec of the same name. */
export type JobFault = Readonly<t.TypeOf<typeof JobFault>>

/** A job that was given up, whole, so that it can be looked at and tried again. */
export const DeadLetter = t.type({
  job: Job,
  fault: JobFault,
  /** How often it was taken. */
  deliveries: t.number,
  /** The worker that gave it up, or that found that it ends its workers. */
  worker: t.string,
  /** Milliseconds since 1970. */
  at: t.number,
})

/** See the codec of the same name. */
export type DeadLetter = Readonly<t.TypeOf<typeof DeadLetter>>
