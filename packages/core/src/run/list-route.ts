import { either as E } from 'fp-ts'
import type { RouteFrom } from '../algebra/intervals.js'
import { writtenCount } from '../counting.js'
import { type Refused, refuse } from '../errors.js'
import { intervalsOf } from '../interval.js'

/**
 * The route down a list of sigmas, of `of` steps (as many as it has, unless told otherwise); a fraction leaves out the
 * first floor(fraction * steps) intervals, counted by `writtenCount` unless told otherwise. Refused: fewer than two
 * sigmas.
 */
export const listRoute = (sigmas: readonly number[], of?: number): E.Either<Refused, RouteFrom> => {
  const intervals = intervalsOf(sigmas, of)
  const [whole] = intervals
  return whole === undefined
    ? refuse('schedule', sigmas.length === 1 ? '1 sigma' : `${sigmas.length} sigmas`, 'at least two')
    : E.right((fraction, count = writtenCount) => {
        const rest = intervals.slice(count(fraction, intervals.length))
        return { intervals: rest, first: rest[0] ?? whole, slot: null }
      })
}
