import { either as E } from 'fp-ts'
import type { Lease } from '../engine/engine.js'
import { atMost } from './clock.js'
import { type Delivery, endingsOf } from './endings.js'
import { type Bench, makeJob } from './make-job.js'
import { endsItsWorkers, mostLosses, type Setback, storeSetback, unexpectedFailure } from './setback.js'
import type { Worker } from './worker.js'

/** Milliseconds that the last events of a job may take, where the engine takes none. */
const lastWords = 5000

/** Ends what a worker does with a job as `see` comes to, tells of it, and lets the last events out. */
export const withLastWords = async (
  job: string,
  { teller }: Pick<Bench, 'teller'>,
  { clock, abort, hear }: Worker,
  see: () => Promise<Delivery>,
): Promise<Delivery> => {
  const begun = clock.now()
  const delivery = await see()
  if (!abort.aborted) await atMost(lastWords, teller.told(), clock)
  hear({ _tag: 'Ended', job, ending: delivery.ending, seconds: Math.max(0, clock.now() - begun) / 1000 })
  return delivery
}

/**
 * Sees to a job that was taken and claimed: it is made, or found in the store, where a worker before this one put it; or
 * it is given up, given back, cancelled or lost. Every ending is told of, to the engine and to who listens.
 */
export const deliver = (lease: Lease, bench: Bench, worker: Worker): Promise<Delivery> => {
  const { job, losses, lost, cancelled } = lease
  const { store, stop, abort } = worker
  const { done, bury, giveBack, lose, cancel } = endingsOf(lease, bench.teller, worker)

  const setBack = (setback: Setback): Promise<Delivery> => {
    if (lost.aborted) return lose()
    if (cancelled.aborted) return cancel()
    if (abort.aborted) return giveBack(null)
    switch (setback._tag) {
      case 'StoreFails':
        return giveBack(setback.error)
      case 'MakeFailed':
        return bury(setback.fault)
      case 'MakeStopped':
        return stop.aborted
          ? giveBack(null)
          : bury(unexpectedFailure('it stopped, though nothing had asked it to').fault)
    }
  }

  return withLastWords(job.id, bench, worker, async () => {
    const found = await store.result(job.id)()
    if (E.isLeft(found)) return setBack(storeSetback(found.left))
    if (found.right !== null) return done(found.right, 'found')
    if ([lost, cancelled, stop, abort].some(({ aborted }) => aborted)) return setBack({ _tag: 'MakeStopped' })
    if (losses >= mostLosses) return bury(endsItsWorkers(losses))
    const made = await makeJob(lease, bench, worker)()
    return E.isLeft(made) ? setBack(made.left) : done(made.right, 'made')
  })
}
