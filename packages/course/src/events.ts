import type { RunProgress } from './one-run.js'

/** How far runs are: those that are finished, of all that were asked for, and where the one under way is. */
export interface CourseProgress extends RunProgress {
  readonly run: string
  readonly finished: number
  readonly runs: number
}

/** What happens while answers are made, in this order, for whoever shows it. */
export type CourseEvent =
  /** So many runs had finished before, and are taken from the folder. */
  | { readonly _tag: 'Resumed'; readonly runs: number; readonly folder: string }
  /** The references and the prompts are being encoded. */
  | { readonly _tag: 'Encoding' }
  /** A step of a run is done. */
  | ({ readonly _tag: 'Progress' } & CourseProgress)
  /** No run is under way any more: all are done, or one failed. */
  | { readonly _tag: 'RunsEnded' }
  /** It ended too early; so many runs are kept in the folder, and need not be done again. */
  | { readonly _tag: 'Kept'; readonly runs: number; readonly folder: string }
