import { dirname } from 'node:path'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import type { Weights } from '../../checkpoint/weights.js'

/** The folder that the weights of a SAME autoencoder are read from: the shards of one model lie in one. */
export const folderOf = (weights: Weights): E.Either<CheckpointError, string> =>
  pipe(
    weights.get('pretransform.model.bottleneck.running_std', [1]),
    E.map(({ parts: [{ file }] }) => dirname(file)),
  )
