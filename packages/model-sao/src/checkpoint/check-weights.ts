import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { askAutoencoder, askConditioner, askDenoiser, askText } from './asked-weights.js'
import type { Checkpoint } from './checkpoint.js'
import type { CheckpointError } from './errors.js'

/**
 * Whether every weight that any part will ask for is there in its shape, so that none is missed in the middle of a run.
 * No weight is read. `MissingWeight`, `WrongShape`.
 */
export const checkWeights = ({
  partConfigs,
  textConfig,
  weights,
}: Pick<Checkpoint, 'partConfigs' | 'textConfig' | 'weights'>): E.Either<CheckpointError, unknown> =>
  pipe(
    [
      askText(textConfig),
      askConditioner(partConfigs, textConfig.width),
      askDenoiser(partConfigs),
      askAutoencoder(partConfigs.autoencoder),
    ],
    E.traverseArray((ask) => ask(weights)),
  )
