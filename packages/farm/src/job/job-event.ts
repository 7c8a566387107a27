import { hash } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'
import { JobFault } from './dead-letter.js'
import { Submitter } from './lane.js'

/** What every event says: which it is, of which job, and when (milliseconds since 1970, by the clock of who tells it). */
const common = { id: t.string, job: hash, at: t.number }

/** What happens to a job. Events may be lost where a reader is slow, and come twice: their `id` tells which were read. */
export const JobEvent = t.union([
  /** This submitter sent it, or wants it tried again. */
  t.type({ ...common, _tag: t.literal('Waiting'), submitter: Submitter }),
  /** `step` is how many steps a checkpoint had done, `delivery` how often it was taken, this time included. */
  t.type({ ...common, _tag: t.literal('Running'), worker: t.string, delivery: t.number, step: t.number }),
  /** `done` of `steps` are done; `steps` is `null` where a solver finds its own. `sigma` is the noise level reached. */
  t.type({
    ...common,
    _tag: t.literal('Step'),
    done: t.number,
    steps: t.union([t.number, t.null]),
    sigma: t.number,
    secondsLeft: t.union([t.number, t.null]),
  }),
  /** What it sounds like so far: a picture as PNG in base64, of at most 64 KB. */
  t.type({ ...common, _tag: t.literal('Preview'), done: t.number, picture: t.string }),
  /** A checkpoint of it is in the store. */
  t.type({ ...common, _tag: t.literal('Checkpoint'), done: t.number }),
  /** Its result is in the store, `content` being the SHA-256 of its file. */
  t.type({ ...common, _tag: t.literal('Done'), worker: t.string, content: hash }),
  /** It was given up as one of this submitter. */
  t.type({ ...common, _tag: t.literal('Dead'), submitter: Submitter, fault: JobFault }),
  /** This submitter does not want it any more. */
  t.type({ ...common, _tag: t.literal('Cancelled'), submitter: Submitter }),
])

/** See the codec of the same name. */
export type JobEvent = Readonly<t.TypeOf<typeof JobEvent>>

/** Whether nothing happens to a job of a submitter after this. Others may have the same job, and want it still. */
export const isLast = (event: JobEvent, submitter: string): boolean =>
  event._tag === 'Done' || ((event._tag === 'Dead' || event._tag === 'Cancelled') && event.submitter === submitter)
