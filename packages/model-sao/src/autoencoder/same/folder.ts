import { type Weights, weightFolder } from '@sigmastream/checkpoint'
import type { either as E } from 'fp-ts'
import type { CheckpointError } from '../../checkpoint/errors.js'

/** The folder that the weights of a SAME autoencoder are read from. `MissingWeight`, `WrongShape`. */
export const folderOf = (weights: Weights): E.Either<CheckpointError, string> =>
  weightFolder(weights, 'pretransform.model.bottleneck.running_std', [1])
