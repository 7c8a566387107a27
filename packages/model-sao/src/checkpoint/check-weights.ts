import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { askAutoencoder, askConditioner, askDenoiser, askText } from './asked-weights.js'
import type { Checkpoint } from './checkpoint.js'
import type { CheckpointError } from './errors.js'
import { unusedWeights } from './unused-weights.js'

/**
 * Whether every weight that any part will ask for is there in its shape, so that none is missed in the middle of a run,
 * and whether every block that there are weights of is built. No weight is read. `MissingWeight`, `WrongShape`,
 * `UnbuiltBlock`.
 */
export const checkWeights = ({
  partConfigs,
  textConfig,
  stored,
}: Pick<Checkpoint, 'partConfigs' | 'textConfig' | 'stored'>): E.Either<CheckpointError, unknown> =>
  unusedWeights(stored, (weights) =>
    pipe(
      [
        askText(textConfig),
        askConditioner(partConfigs, textConfig.width),
        askDenoiser(partConfigs),
        askAutoencoder(partConfigs.autoencoder),
      ],
      E.traverseArray((ask) => ask(weights)),
    ),
  )
