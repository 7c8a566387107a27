import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Recipe } from '@sigmastream/pipeline/recipe'
import type { taskEither as TE } from 'fp-ts'
import { afterAll } from 'vitest'
import { openMemory } from '../../src/engine/memory/memory.js'
import { engineOn } from '../../src/engine/memory/memory-engine.js'
import { type Job, jobVersion } from '../../src/job/job.js'
import type { JobEvent } from '../../src/job/job-event.js'
import type { StoreError } from '../../src/store/error.js'
import type { WorkerRemark } from '../../src/worker/remark.js'
import { runWorker, type WorkerTally } from '../../src/worker/run-worker.js'
import type { Abilities, WorkerEngine, WorkerStore } from '../../src/worker/worker.js'
import { laneOf, orThrow } from '../contract/samples.js'
import { mapStore, throughHand } from './map-store.js'
import { type QuickOptions, quickMaker } from './quick-maker.js'
import { virtualTime } from './virtual-time.js'

/** A folder of its own for one test file, removed at its end. */
export const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-farm-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A job of so many steps, told apart by its seed. */
export const jobOf = (seed: number, steps: number, change: Partial<Pick<Job, 'lane' | 'sounds'>> = {}): Job => ({
  version: jobVersion,
  id: createHash('sha256').update(`job ${seed}`).digest('hex'),
  recipe: orThrow(Recipe.decode({ command: 'generate', seed, steps })),
  lane: laneOf('anna', { need: { model: 'exemplar', memory: 1 } }),
  sounds: [],
  ...change,
})

/** What a worker on trial is given. */
export interface WorkerTrial extends Omit<QuickOptions, 'clock' | 'isAlive'> {
  readonly places?: number
  readonly abilities?: Partial<Abilities>
  /** By how many milliseconds its clock is wrong. */
  readonly wrongBy?: () => number
  readonly storeHand?: (store: WorkerStore) => WorkerStore
  readonly engineHand?: (engine: WorkerEngine) => WorkerEngine
}

const usual: Abilities = {
  models: ['exemplar', 'large'],
  memory: 8,
  device: 'cpu',
  bitsClass: 'any',
  speed: 1,
  classOf: () => 'any',
  needOf: () => 1,
}

const same = <A>(value: A): A => value

/** A farm in one process: an engine, a store, workers that come and go, and time that passes when it is let. */
export const openFarm = (folder: string) => {
  const time = virtualTime()
  const memory = openMemory({ clock: time.engine, leaseTime: 30_000, silence: 15_000 })
  const desk = engineOn(memory)
  const store = mapStore()
  const events: JobEvent[] = []
  desk.events().subscribe((event) => events.push(event))
  let workers = 0

  const start = (trial: WorkerTrial = {}) => {
    const { places = 1, abilities = {}, wrongBy = () => 0, storeHand = same, engineHand = same } = trial
    const id = `w${(workers += 1)}`
    const engine = engineOn(memory)
    const state = { isAlive: true }
    const isAlive = (): boolean => state.isAlive
    const clock = time.worker(isAlive, wrongBy)
    const [stop, abort] = [new AbortController(), new AbortController()]
    const remarks: WorkerRemark[] = []
    const made = Array.from({ length: places }, () => quickMaker({ ...trial, clock, isAlive }))
    const underWay = mkdtempSync(join(folder, `${id}-`))
    const never = new Promise<never>(() => undefined)
    const whileAlive =
      <A>(answer: TE.TaskEither<StoreError, A>): TE.TaskEither<StoreError, A> =>
      async () => {
        const answered = isAlive() ? await answer() : await never
        return isAlive() ? answered : never
      }
    const tally: { current: WorkerTally | null } = { current: null }
    const left = runWorker({
      id,
      engine: engineHand(engine),
      store: storeHand(throughHand(store.store, whileAlive)),
      abilities: { ...usual, ...abilities },
      makers: made.map(({ maker }) => maker),
      scratch: underWay,
      clock,
      stop: stop.signal,
      abort: abort.signal,
      hear: (remark) => remarks.push(remark),
    })().then((came) => {
      tally.current = came
    })
    return {
      id,
      remarks,
      made,
      tally: () => tally.current,
      leftovers: () => readdirSync(underWay),
      stop: () => stop.abort(),
      abort: () => abort.abort(),
      /** As a process that is killed: it does nothing more, and its leases run out. */
      kill: () => {
        state.isAlive = false
        void engine.close()
      },
      /** Its engine is out of reach from now on, and it goes on with what it can. */
      cutOff: () => void engine.close(),
      leave: async () => {
        stop.abort()
        await time.until(() => tally.current !== null)
        await left
      },
    }
  }

  const counts = async () => orThrow(await desk.lanes())
  return {
    time,
    desk,
    store,
    events,
    start,
    submit: async (jobs: readonly Job[]) => orThrow(await desk.submit(jobs)()),
    letters: async () => orThrow(await desk.dead()),
    counts,
    /** Lets time pass until nothing waits and nothing runs. */
    drained: async () => {
      let isDrained = false
      void desk.drain().then(() => {
        isDrained = true
      })
      await time.until(() => isDrained)
    },
    tagsOf: ({ id }: Job) => events.filter(({ job }) => job === id).map(({ _tag }) => _tag),
  }
}

/** A worker on trial. */
export type TrialWorker = ReturnType<ReturnType<typeof openFarm>['start']>
