import type { EngineError } from '../engine/error.js'
import type { StoreError } from '../store/error.js'

/** How a job left a worker. */
export type Ending = 'made' | 'found' | 'dead' | 'cancelled' | 'lost' | 'given-back'

/** What a worker says to who started it. */
export type WorkerRemark =
  /** It has a job, and goes on after so many of its steps. */
  | { readonly _tag: 'Took'; readonly job: string; readonly delivery: number; readonly step: number }
  /** It has a job that another worker makes at this moment, and waits for that one. */
  | { readonly _tag: 'Shares'; readonly job: string }
  | { readonly _tag: 'Ended'; readonly job: string; readonly ending: Ending; readonly seconds: number }
  /** What it needs is not to be had, and it looks again after so many seconds. */
  | { readonly _tag: 'Waits'; readonly error: EngineError | StoreError; readonly seconds: number }
  /** A job goes on without this: a checkpoint was not kept or not found, the engine was not told. */
  | { readonly _tag: 'Without'; readonly job: string; readonly error: EngineError | StoreError }
