import { either as E, type task as T } from 'fp-ts'
import type { Lease } from '../engine/engine.js'
import type { EngineError } from '../engine/error.js'
import type { StoreError } from '../store/error.js'
import { backOff } from './back-off.js'
import { bell } from './bell.js'
import { deliver } from './deliver.js'
import type { Delivery } from './endings.js'
import { type JobTeller, jobTeller } from './job-teller.js'
import { laneList } from './lane-list.js'
import type { Maker } from './maker.js'
import { choosePlace, empty, emptyPlace, occupy, type Place, roomAt } from './places.js'
import type { Ending } from './remark.js'
import { stayKnown } from './stay-known.js'
import { afterTaking, noTurns } from './turns.js'
import { waitAside } from './wait-aside.js'
import type { Worker } from './worker.js'

/** How many jobs left a worker in which way. */
export type WorkerTally = Readonly<Record<Ending, number>>

/** What a worker is, and what makes its jobs: one for each of its places. */
export interface WorkerOptions extends Worker {
  readonly makers: readonly Maker[]
}

/**
 * Takes jobs for as long as it may: whatever fits, several at once where there are places and memory for them. Where the
 * store or the engine fails it gives back what it has, waits, longer after each failure, and goes on. It ends when
 * `stop` is aborted and its jobs have left it, and never fails.
 */
export const runWorker =
  ({ makers, ...worker }: WorkerOptions): T.Task<WorkerTally> =>
  async () => {
    const { id, engine, abilities, clock, stop, abort, hear } = worker
    const places = makers.map(emptyPlace)
    const tally = { made: 0, found: 0, dead: 0, cancelled: 0, lost: 0, 'given-back': 0 }
    const changes = bell()
    const lanes = laneList(engine, clock)
    const begun = clock.now().toString(36)
    const state = { turns: noTurns, failures: { engine: 0, store: 0 }, isPaused: false, events: 0 }
    const gone = new AbortController()
    const deliveries = new Set<Promise<void>>()

    const pause = (of: 'engine' | 'store', error: EngineError | StoreError): void => {
      if (state.isPaused) return
      state.isPaused = true
      state.failures[of] += 1
      const wait = backOff(state.failures[of])
      hear({ _tag: 'Waits', error, seconds: wait / 1000 })
      void clock.sleep(wait, stop).then(() => {
        state.isPaused = false
        changes.ring()
      })
    }

    const tellerOf = (job: string): JobTeller =>
      jobTeller(job, engine, clock, () => `${id}-${begun}-${(state.events += 1)}`)

    const follow = (coming: Promise<Delivery>, after: () => void): void => {
      const delivery = coming.then(({ ending, trouble }) => {
        tally[ending] += 1
        after()
        deliveries.delete(delivery)
        if (trouble === null) state.failures.store = 0
        else pause('store', trouble)
        changes.ring()
      })
      deliveries.add(delivery)
    }

    const begin = (place: Place, lease: Lease): void => {
      const { job } = lease
      occupy(place, job.id, job.lane, abilities.needOf)
      state.turns = afterTaking(state.turns, job.lane)
      const { maker } = place
      // who cannot tell what it takes may take all that is left
      const memory = job.lane.need.memory ?? roomAt(place, places, abilities.memory)
      follow(deliver(lease, { maker, memory, teller: tellerOf(job.id) }, worker), () => {
        place.job = null
      })
    }

    /** It takes no place, and is no turn of its submitter, whom it costs nothing. */
    const putAside = (lease: Lease): void =>
      follow(waitAside(lease, { teller: tellerOf(lease.job.id) }, worker), () => undefined)

    /** Whether a job was taken. */
    const takeOne = async (): Promise<boolean> => {
      if (state.isPaused || places.every(({ job }) => job !== null)) return false
      while (!stop.aborted) {
        const listed = await lanes.counts()
        if (E.isLeft(listed)) {
          pause('engine', listed.left)
          return false
        }
        const choice = choosePlace(listed.right.counts, places, { ...abilities, turns: state.turns })
        if (choice === null) {
          if (!listed.right.isNew) {
            lanes.forget()
            continue
          }
          state.failures.engine = 0
          return false
        }
        const { place, lane, drop } = choice
        const taken = await engine.work(lane, id)()
        if (E.isLeft(taken)) {
          pause('engine', taken.left)
          return false
        }
        lanes.without(lane, taken.right === null)
        if (taken.right === null) {
          state.failures.engine = 0
          continue // others were quicker
        }
        const claimed = await taken.right.claim()
        if (E.isLeft(claimed)) {
          if (claimed.left._tag === 'LeaseLost') continue
          // a lease that nobody may make, and nobody gives back, would be kept for ever
          await taken.right.giveBack()
          pause('engine', claimed.left)
          return false
        }
        state.failures.engine = 0
        if (!claimed.right) {
          putAside(taken.right)
          continue
        }
        for (const idle of drop) await empty(idle)
        begin(place, taken.right)
        return true
      }
      return false
    }

    const jobs = (): readonly string[] => places.flatMap(({ job }) => (job === null ? [] : [job]))
    const wakes = engine.wakes.subscribe(() => {
      lanes.forget()
      changes.ring()
    })
    const letGo = (): void => {
      changes.ring()
      for (const { maker } of places) void maker.release()
    }
    stop.addEventListener('abort', changes.ring)
    abort.addEventListener('abort', letGo)
    const known = stayKnown(worker, jobs, changes.ring, gone.signal)
    while (!stop.aborted && !abort.aborted) if (!(await takeOne())) await changes.rung()
    await Promise.all(deliveries)
    gone.abort()
    wakes.unsubscribe()
    stop.removeEventListener('abort', changes.ring)
    abort.removeEventListener('abort', letGo)
    await known
    await engine.leave(id)()
    await Promise.all(places.map(empty))
    return tally
  }
