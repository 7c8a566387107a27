import { either as E } from 'fp-ts'
import type { Lease } from '../engine/engine.js'
import type { EngineError } from '../engine/error.js'
import type { JobFault } from '../job/dead-letter.js'
import type { StoreError } from '../store/error.js'
import type { ResultNote } from '../store/farm-store.js'
import { insist } from './insist.js'
import type { JobTeller } from './job-teller.js'
import { isWantedElsewhere } from './other-lanes.js'
import type { Ending } from './remark.js'
import type { Worker } from './worker.js'

/** How a job left a worker, and what the store failed at, where every job would meet it. */
export interface Delivery {
  readonly ending: Ending
  readonly trouble: StoreError | null
}

/** The ways in which a job leaves a worker. Each is told of, to the engine and to who listens. */
export interface Endings {
  /** Its result is in the store. */
  readonly done: (note: ResultNote, ending: 'made' | 'found') => Promise<Delivery>
  readonly bury: (fault: JobFault) => Promise<Delivery>
  readonly giveBack: (trouble: StoreError | null) => Promise<Delivery>
  /** Another worker may have it. */
  readonly lose: () => Promise<Delivery>
  readonly cancel: () => Promise<Delivery>
}

/** See `Endings`. */
export const endingsOf = (lease: Lease, teller: JobTeller, worker: Worker): Endings => {
  const { job, deliveries, lost } = lease
  const { submitter } = job.lane
  const { id, engine, store, clock, hear } = worker

  const told = async (ending: Promise<E.Either<EngineError, void>>): Promise<boolean> => {
    const result = await ending
    if (E.isRight(result)) return true
    hear({ _tag: 'Without', job: job.id, error: result.left })
    return false
  }
  const finish = (): Promise<boolean> => told(insist(lease.finish, lost, worker))
  const forget = async (): Promise<void> => {
    const forgotten = await store.forgetCheckpoints(job.id)()
    if (E.isLeft(forgotten)) hear({ _tag: 'Without', job: job.id, error: forgotten.left })
  }

  return {
    done: async ({ content }, ending) => {
      // told first: a worker that ends here leaves a job that the next one finds done, and nobody waits in vain
      teller.tell({ _tag: 'Done', worker: id, content })
      await forget()
      await finish()
      return { ending, trouble: null }
    },
    bury: async (fault) => {
      const letter = { job, fault, deliveries, worker: id, at: clock.now() }
      const isBuried = await told(insist(lease.bury(letter), lost, worker))
      // another worker may have it where this one has not given it up
      if (isBuried) teller.tell({ _tag: 'Dead', submitter, fault })
      return { ending: isBuried ? 'dead' : 'lost', trouble: null }
    },
    giveBack: async (trouble) => {
      await told(insist(lease.giveBack, lost, worker))
      return { ending: 'given-back', trouble }
    },
    lose: async () => {
      // a checkpoint that was on its way may have come after the result of who has the job now
      const result = await store.result(job.id)()
      if (E.isRight(result) && result.right !== null) await forget()
      return { ending: 'lost', trouble: null }
    },
    cancel: async () => {
      teller.tell({ _tag: 'Cancelled', submitter })
      // who wants the same goes on from there
      if (!(await isWantedElsewhere(job, engine))) await forget()
      await finish()
      return { ending: 'cancelled', trouble: null }
    },
  }
}
