import { isDeepStrictEqual } from 'node:util'
import { either as E } from 'fp-ts'
import type { Lease } from '../engine/engine.js'
import type { DeadLetter, JobFault } from '../job/dead-letter.js'
import { bell } from './bell.js'
import { withLastWords } from './deliver.js'
import { type Delivery, endingsOf } from './endings.js'
import type { Bench } from './make-job.js'
import { storeSetback } from './setback.js'
import type { Worker } from './worker.js'

type Letters = readonly DeadLetter[]

/** The letters of a job; `null` where the engine does not say. */
const lettersOf = async ({ job }: Lease, { engine }: Worker): Promise<Letters | null> => {
  const letters = await engine.dead()
  return E.isLeft(letters) ? null : letters.right.filter((letter) => letter.job.id === job.id)
}

/**
 * Why the job was given up while this lease waited for who made it, in another lane; `null` where it was not, or is not
 * known. A letter is new where none of the old ones is the same: its time is another machine's, and tells nothing here.
 */
const verdict = async (lease: Lease, worker: Worker, old: Letters): Promise<JobFault | null> => {
  const letters = await lettersOf(lease, worker)
  return letters?.find((letter) => !old.some((one) => isDeepStrictEqual(one, letter)))?.fault ?? null
}

/**
 * Keeps a job that is made elsewhere at this moment, for another who sent the same, until that is over: then its result is
 * there; or it was given up, and is so for both; or it goes back, to be made after all. It takes no place of the worker.
 */
export const waitAside = (lease: Lease, bench: Pick<Bench, 'teller'>, worker: Worker): Promise<Delivery> => {
  const { job, lost, cancelled } = lease
  const { engine, store, stop, abort, hear } = worker
  const { done, bury, giveBack, lose, cancel } = endingsOf(lease, bench.teller, worker)
  const changes = bell()
  const state = { isTold: false }

  /** What it has come to; `null` where it is still made elsewhere. */
  const look = async (old: Letters): Promise<Delivery | null> => {
    if (lost.aborted) return lose()
    if (cancelled.aborted) return cancel()
    if (stop.aborted || abort.aborted) return giveBack(null)
    // it claims nothing: where several wait, each would be in the way of who begins
    const claimed = await lease.isClaimed()
    if (E.isLeft(claimed)) return claimed.left._tag === 'LeaseLost' ? lose() : giveBack(null)
    if (claimed.right) {
      if (!state.isTold) hear({ _tag: 'Shares', job: job.id })
      state.isTold = true
      return null
    }
    const found = await store.result(job.id)()
    if (E.isLeft(found)) {
      const setback = storeSetback(found.left)
      return giveBack(setback._tag === 'StoreFails' ? setback.error : null)
    }
    if (found.right !== null) return done(found.right, 'found')
    const fault = await verdict(lease, worker, old)
    return fault === null ? giveBack(null) : bury(fault)
  }

  return withLastWords(job.id, bench, worker, async () => {
    const old = await lettersOf(lease, worker)
    if (old === null) return giveBack(null) // without them nobody could tell whether it was given up
    const signals = [lost, cancelled, stop, abort]
    for (const signal of signals) signal.addEventListener('abort', changes.ring)
    const wakes = engine.wakes.subscribe(changes.ring)
    try {
      for (;;) {
        const delivery = await look(old)
        if (delivery !== null) return delivery
        await changes.rung()
      }
    } finally {
      wakes.unsubscribe()
      for (const signal of signals) signal.removeEventListener('abort', changes.ring)
    }
  })
}
