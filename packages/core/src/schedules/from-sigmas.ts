import type { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Refused } from '../errors.js'
import { checkedSigmas } from './checked.js'

/**
 * An explicit list of falling sigmas, with a 0 behind it unless it ends with one or is asked not to. Refused: what
 * `checkedSigmas` refuses, a rising list above all.
 */
export const fromSigmas = (sigmas: readonly number[], endAtZero = true): E.Either<Refused, readonly number[]> =>
  pipe(endAtZero && sigmas.at(-1) !== 0 ? [...sigmas, 0] : sigmas, (list) => checkedSigmas('schedule', list))
