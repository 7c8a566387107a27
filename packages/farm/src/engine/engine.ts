import type { task as T, taskEither as TE } from 'fp-ts'
import type { Observable } from 'rxjs'
import type { DeadLetter } from '../job/dead-letter.js'
import type { Job, JobPlace } from '../job/job.js'
import type { JobEvent } from '../job/job-event.js'
import type { Lane } from '../job/lane.js'
import type { EngineError } from './error.js'
import type { WorkerCard } from './worker-card.js'

/** What became of a job that was submitted: it is new, or was there already and stays as it is. */
export interface Admission {
  readonly id: string
  readonly isNew: boolean
}

/** How many jobs of a lane wait, run and were given up. */
export interface LaneCount {
  readonly lane: Lane
  readonly waiting: number
  readonly running: number
  readonly dead: number
}

/** A job in the hands of one worker. The engine renews the lease by itself until it is ended in one of three ways. */
export interface Lease {
  readonly job: Job
  /** How often the job was taken, this time included. */
  readonly deliveries: number
  /** How often a worker that had it was lost. */
  readonly losses: number
  /** Aborted when the lease could not be kept: another worker may have the job. */
  readonly lost: AbortSignal
  /** Aborted when the job is cancelled. */
  readonly cancelled: AbortSignal
  /**
   * Whether its job may be made now. Several submitters may have one job, each in a lane of its own: of its leases one at a
   * time may, until that is ended or lost. Errors: `LeaseLost`.
   */
  readonly claim: TE.TaskEither<EngineError, boolean>
  /** Whether another lease may make its job now. Where one may, who asks is woken when that is over. Errors: `LeaseLost`. */
  readonly isClaimed: TE.TaskEither<EngineError, boolean>
  /** It is made, or was cancelled: it leaves the engine. Errors: `LeaseLost`. */
  readonly finish: TE.TaskEither<EngineError, void>
  /** It is given up: it becomes a dead letter. Errors: `LeaseLost`. */
  readonly bury: (letter: DeadLetter) => TE.TaskEither<EngineError, void>
  /** It goes back to the front of its lane, and that counts as no loss. Errors: `LeaseLost`. */
  readonly giveBack: TE.TaskEither<EngineError, void>
}

/** What a cancelled job was: it waited and is gone, it runs and its worker is told, or it is not here. */
export type Cancellation = 'removed' | 'told' | 'absent'

/**
 * What moves jobs from submitters to workers, once or more often: a queue in lanes with leases, and messages. It knows
 * nothing of sound. Every engine passes one suite of laws (`test/contract`), of which the engine in memory is the oracle.
 */
export interface Engine {
  /** As a person sees it, without a password: `memory`, `redis://host:6379`. */
  readonly name: string
  /** Puts jobs into their lanes. One that waits, runs, or was given up stays as it is. */
  readonly submit: (jobs: readonly Job[]) => TE.TaskEither<EngineError, readonly Admission[]>
  /** Every lane in which something waits, runs or was given up. */
  readonly lanes: TE.TaskEither<EngineError, readonly LaneCount[]>
  /**
   * Emits when something may wait that did not before, or may be claimed, so that a worker looks again. Hot, never ends,
   * never fails.
   */
  readonly wakes: Observable<void>
  /** Takes the job of a lane that is next; `null` where none waits. `worker` is who takes it. */
  readonly work: (lane: Lane, worker: string) => TE.TaskEither<EngineError, Lease | null>
  /** Tells whoever listens. */
  readonly publish: (event: JobEvent) => TE.TaskEither<EngineError, void>
  /**
   * What happens to a job, or to all where none is named. Of a named one the newest event comes first where there was
   * one, so that who comes late is told that it is over. A slow reader loses the oldest it has not read. Fails with an
   * `EngineError` where the engine is lost for good.
   */
  readonly events: (job?: string) => Observable<JobEvent>
  /** The lanes in which a job waits or runs: one for each submitter that wants it, or for each priority. */
  readonly lanesOf: (job: string) => TE.TaskEither<EngineError, readonly Lane[]>
  /** Takes a job out where it waits, and tells its worker where it runs. */
  readonly cancel: (place: JobPlace) => TE.TaskEither<EngineError, Cancellation>
  /** Every job that was given up, the oldest first. */
  readonly dead: TE.TaskEither<EngineError, readonly DeadLetter[]>
  /** Puts a job that was given up into its lane again, with no losses; `false` where it is not among them. */
  readonly retry: (place: JobPlace) => TE.TaskEither<EngineError, boolean>
  /** Resolves when nothing waits and nothing runs. */
  readonly drain: TE.TaskEither<EngineError, void>
  /** Says that a worker is there and what it can do, until it leaves or is silent for too long. */
  readonly announce: (card: WorkerCard) => TE.TaskEither<EngineError, void>
  /** A worker is gone. */
  readonly leave: (worker: string) => TE.TaskEither<EngineError, void>
  /** The workers that are there. */
  readonly workers: TE.TaskEither<EngineError, readonly WorkerCard[]>
  /** Lets go of the engine; leases that are not ended are lost in time. */
  readonly close: T.Task<void>
}
