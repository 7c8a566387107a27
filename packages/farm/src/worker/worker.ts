import type { Recipe } from '@sigmastream/pipeline/recipe'
import type { Engine } from '../engine/engine.js'
import type { WorkerCard } from '../engine/worker-card.js'
import type { FarmStore } from '../store/farm-store.js'
import type { Clock } from './clock.js'
import type { WorkerRemark } from './remark.js'

/** What a worker can do. */
export interface Abilities extends Pick<WorkerCard, 'models' | 'memory' | 'device' | 'bitsClass' | 'speed'> {
  /** The class of machines that make the same bits of a recipe, this one among them. */
  readonly classOf: (recipe: Recipe) => string
  /** Bytes that a job of a model takes where its lane does not say so. */
  readonly needOf: (model: string) => number
}

/** What a worker asks of an engine. */
export type WorkerEngine = Pick<
  Engine,
  'lanes' | 'lanesOf' | 'wakes' | 'work' | 'publish' | 'dead' | 'announce' | 'leave'
>

/** What a worker asks of a store. */
export type WorkerStore = Pick<
  FarmStore,
  'fetchSound' | 'result' | 'keepResult' | 'fetchCheckpoint' | 'keepCheckpoint' | 'forgetCheckpoints'
>

/** What every job of a worker is made with. */
export interface Worker {
  /** Its name: of its machine, with something that tells two on one machine apart. */
  readonly id: string
  readonly engine: WorkerEngine
  readonly store: WorkerStore
  readonly abilities: Abilities
  /** A folder for what is under way: every job has one of its own in it, which is removed when the job ends. */
  readonly scratch: string
  readonly clock: Clock
  /** Aborted when it is to leave: frames end, are kept, and jobs are given back. */
  readonly stop: AbortSignal
  /** Aborted when it is to leave at once: what is under way is given back as it lies in the store. */
  readonly abort: AbortSignal
  readonly hear: (remark: WorkerRemark) => void
}
