import type { Prepared } from './prepare.js'
import type { Target } from './target.js'

/** A run and where its result goes. Those that are executed together are items of one batch: they share subject and options. */
export interface Run {
  readonly prepared: Prepared
  readonly target: Target
  /** Where its picture goes. */
  readonly plot: string | null
}
