import type { Region } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type Usage, usage } from '../errors.js'

/**
 * `--from` and `--to`, which come in pairs: the first with the first. What a region may be is checked against the clip.
 */
export const regionsOf = (from: readonly number[], to: readonly number[]): E.Either<Usage, readonly Region[]> => {
  if (from.length === 0 && to.length === 0) return E.left(usage('no region: give --from and --to, in seconds'))
  return from.length === to.length
    ? E.right(from.map((start, i) => ({ from: start, to: to[i]! }))) // equal lengths
    : E.left(
        usage(
          `${from.length} --from and ${to.length} --to: give as many of one as of the other, a pair for each region`,
        ),
      )
}
