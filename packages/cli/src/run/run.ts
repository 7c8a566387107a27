import type { Item } from '../noise.js'
import type { Prepared } from './prepare.js'
import type { Target } from './target.js'

/** Which of all the results of a command this is, counted from 0, and how many there are. */
export type Place = Pick<Item, 'batch' | 'item'>

/**
 * A run and where its result goes. Those that are executed together share one model and what is written beside the
 * results.
 */
export interface Run {
  readonly prepared: Prepared
  /** Its source, among those of the model that is opened. */
  readonly source: number
  readonly place: Place
  readonly target: Target
  /** Where its picture goes. */
  readonly plot: string | null
}
