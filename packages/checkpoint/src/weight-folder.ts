import { dirname } from 'node:path'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointFault } from './errors.js'
import type { Weights } from './weights.js'

/**
 * The real folder that a weight lies in, and with it all of its model: the shards of one lie in one folder.
 * `MissingWeight`, `WrongShape`.
 */
export const weightFolder = (
  weights: Weights,
  name: string,
  shape: readonly number[],
): E.Either<CheckpointFault, string> =>
  pipe(
    weights.get(name, shape),
    E.map(({ parts: [{ file }] }) => dirname(file)),
  )
