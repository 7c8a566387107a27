import { either as E } from 'fp-ts'
import type { Lease } from '../engine/engine.js'
import type { EngineError } from '../engine/error.js'
import type { JobFault } from '../job/dead-letter.js'
import type { StoreError } from '../store/error.js'
import type { ResultNote } from '../store/farm-store.js'
import { atMost } from './clock.js'
import { insist } from './insist.js'
import { type Bench, makeJob } from './make-job.js'
import type { Ending } from './remark.js'
import { endsItsWorkers, mostLosses, type Setback, storeSetback, unexpectedFailure } from './setback.js'
import type { Worker } from './worker.js'

/** How a job left a worker, and what the store failed at, where every job would meet it. */
export interface Delivery {
  readonly ending: Ending
  readonly trouble: StoreError | null
}

/** Milliseconds that the last events of a job may take, where the engine takes none. */
const lastWords = 5000

/**
 * Sees to a job that was taken: it is made, or found in the store, where a worker before this one put it; or it is given
 * up, given back, cancelled or lost. Every ending is told of, to the engine and to who listens.
 */
export const deliver = async (lease: Lease, bench: Bench, worker: Worker): Promise<Delivery> => {
  const { job, losses, deliveries, lost, cancelled } = lease
  const { id, store, clock, hear } = worker
  const { teller } = bench

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

  const done = async ({ content }: ResultNote, ending: Ending): Promise<Delivery> => {
    // told first: a worker that ends here leaves a job that the next one finds done, and nobody waits in vain
    teller.tell({ _tag: 'Done', worker: id, content })
    await forget()
    await finish()
    return { ending, trouble: null }
  }
  const bury = async (fault: JobFault): Promise<Delivery> => {
    const letter = { job, fault, deliveries, worker: id, at: clock.now() }
    const isBuried = await told(insist(lease.bury(letter), lost, worker))
    // another worker may have it where this one has not given it up
    if (isBuried) teller.tell({ _tag: 'Dead', fault })
    return { ending: isBuried ? 'dead' : 'lost', trouble: null }
  }
  const giveBack = async (trouble: StoreError | null): Promise<Delivery> => {
    await told(insist(lease.giveBack, lost, worker))
    return { ending: 'given-back', trouble }
  }
  const setBack = async (setback: Setback): Promise<Delivery> => {
    if (lost.aborted) {
      // a checkpoint that was on its way may have come after the result of who has the job now
      const result = await store.result(job.id)()
      if (E.isRight(result) && result.right !== null) await forget()
      return { ending: 'lost', trouble: null }
    }
    if (cancelled.aborted) {
      teller.tell({ _tag: 'Cancelled' })
      await forget()
      await finish()
      return { ending: 'cancelled', trouble: null }
    }
    if (worker.abort.aborted) return giveBack(null)
    switch (setback._tag) {
      case 'StoreFails':
        return giveBack(setback.error)
      case 'MakeFailed':
        return bury(setback.fault)
      case 'MakeStopped':
        return worker.stop.aborted
          ? giveBack(null)
          : bury(unexpectedFailure('it stopped, though nothing had asked it to').fault)
    }
  }

  const see = async (): Promise<Delivery> => {
    const found = await store.result(job.id)()
    if (E.isLeft(found)) return setBack(storeSetback(found.left))
    if (found.right !== null) return done(found.right, 'found')
    if ([lost, cancelled, worker.stop, worker.abort].some(({ aborted }) => aborted))
      return setBack({ _tag: 'MakeStopped' })
    if (losses >= mostLosses) return bury(endsItsWorkers(losses))
    const made = await makeJob(lease, bench, worker)()
    return E.isLeft(made) ? setBack(made.left) : done(made.right, 'made')
  }

  const begun = clock.now()
  const delivery = await see()
  if (!worker.abort.aborted) await atMost(lastWords, teller.told(), clock)
  hear({ _tag: 'Ended', job: job.id, ending: delivery.ending, seconds: Math.max(0, clock.now() - begun) / 1000 })
  return delivery
}
