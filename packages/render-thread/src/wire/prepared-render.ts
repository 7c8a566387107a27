import { nullable, Recipe, wholeNumber } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'
import { PreparedEvent } from './progress.js'

/**
 * A recipe that was checked on what it works on, before a step is made: `whole` leaves nothing open, `stored` says how its
 * sound will be stored as well; `peakBytes` is the most memory that it takes, `null` where nobody can tell; `prepared` is
 * what is told of it.
 */
export const PreparedRender = t.type({
  whole: Recipe,
  stored: Recipe,
  peakBytes: nullable(wholeNumber(0)),
  prepared: PreparedEvent,
})

/** See the codec of the same name. */
export type PreparedRender = Readonly<t.TypeOf<typeof PreparedRender>>
