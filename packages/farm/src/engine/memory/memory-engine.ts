import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { Subject } from 'rxjs'
import type { JobPlace } from '../../job/job.js'
import type { Engine, Lease } from '../engine.js'
import type { EngineError } from '../error.js'
import { claim, lookForClaim } from './claims.js'
import { type Memory, type MemoryOptions, openMemory } from './memory.js'
import { values } from './ordered-map.js'
import { openReaders } from './readers.js'
import { lanesOf } from './state.js'
import type { Effect } from './turn.js'
import { cancel, countsOf, type Delivery, type End, end, retry, submit, take } from './turns.js'

/** A lease as its engine knows it. */
interface HeldLease {
  readonly place: JobPlace
  readonly lost: AbortController
  readonly cancelled: AbortController
}

const name = 'memory'
const closedError: EngineError = { _tag: 'EngineUnreachable', engine: name, message: 'it was closed' }

/** One of the engines on a memory: what processes on one server are to each other. */
export const engineOn = (memory: Memory): Engine => {
  const held = new Map<number, HeldLease>()
  const wakes = new Subject<void>()
  const readers = openReaders()
  const draining = new Set<(result: E.Either<EngineError, void>) => void>()
  let isClosed = false

  const whileOpen =
    <A>(answer: () => A): TE.TaskEither<EngineError, A> =>
    () =>
      Promise.resolve(isClosed ? E.left(closedError) : E.right(answer()))

  const endDraining = (result: E.Either<EngineError, void>): void => {
    for (const resolve of draining) resolve(result)
    draining.clear()
  }

  const on = (effect: Effect): void => {
    if (effect._tag === 'Wake') return queueMicrotask(() => wakes.next())
    const one = held.get(effect.lease)
    if (effect._tag === 'Tell') return one?.cancelled.abort()
    held.delete(effect.lease)
    one?.lost.abort()
  }

  const leave = memory.join({ on, tell: readers.tell, onDrained: () => endDraining(E.right(undefined)) })

  const leaseOf = ({ entry, lease }: Delivery): Lease => {
    const { job, deliveries, losses, isCancelled } = entry
    const one = { place: job, lost: new AbortController(), cancelled: new AbortController() }
    if (isCancelled) one.cancelled.abort()
    held.set(lease, one)
    const over: EngineError = { _tag: 'LeaseLost', job: job.id }
    const whileHeld = (question: typeof claim): TE.TaskEither<EngineError, boolean> =>
      pipe(
        whileOpen(() => memory.ask((state) => question(state, job, lease))),
        TE.flatMap((answer) => (answer === null ? TE.left(over) : TE.right(answer))),
      )
    const endBy = (how: End): TE.TaskEither<EngineError, void> =>
      pipe(
        whileOpen(() => memory.ask((state) => end(state, job, lease, how))),
        TE.flatMap((isEnded) => {
          held.delete(lease)
          return isEnded ? TE.right(undefined) : TE.left(over)
        }),
      )
    return {
      job,
      deliveries,
      losses,
      lost: one.lost.signal,
      cancelled: one.cancelled.signal,
      claim: whileHeld(claim),
      isClaimed: whileHeld(lookForClaim),
      finish: endBy({ _tag: 'Finish' }),
      giveBack: endBy({ _tag: 'GiveBack' }),
      bury: (letter) => endBy({ _tag: 'Bury', letter }),
    }
  }

  return {
    name,
    submit: (jobs) => whileOpen(() => memory.ask((state) => submit(state, jobs))),
    lanes: whileOpen(() => countsOf(memory.state())),
    wakes: wakes.asObservable(),
    work: (lane) =>
      whileOpen(() => {
        const taken = memory.ask((state) => take(state, lane))
        return taken === null ? null : leaseOf(taken)
      }),
    publish: (event) => whileOpen(() => memory.publish(event)),
    events: (job) => readers.listen(job, () => (job === undefined ? undefined : memory.newestOf(job))),
    lanesOf: (job) => whileOpen(() => lanesOf(memory.state(), job)),
    cancel: (place) => whileOpen(() => memory.ask((state) => cancel(state, place))),
    dead: whileOpen(() => values(memory.state().letters)),
    retry: (place) => whileOpen(() => memory.ask((state) => retry(state, place))),
    drain: () =>
      new Promise((resolve) => {
        if (isClosed) resolve(E.left(closedError))
        else if (memory.state().unfinished === 0) resolve(E.right(undefined))
        else draining.add(resolve)
      }),
    announce: (card) => whileOpen(() => memory.announce(card)),
    leave: (worker) => whileOpen(() => memory.leave(worker)),
    workers: whileOpen(memory.workers),
    close: async () => {
      isClosed = true
      leave()
      readers.end()
      endDraining(E.left(closedError))
      for (const { place, lost } of held.values()) {
        memory.abandon(place)
        lost.abort()
      }
      held.clear()
    },
  }
}

/**
 * An engine that needs no server: jobs, leases and messages in the memory of one process, until that ends. A worker in
 * the same process is never lost while the engine is open, so no lease is renewed and nothing is polled.
 */
export const memoryEngine = (options: Partial<MemoryOptions> = {}): Engine => engineOn(openMemory(options))
