import { type LoadedAutoencoder, loadAutoencoder } from '@sigmastream/model-sao'
import type { DeviceName } from '@sigmastream/pipeline'
import { memoryBudget } from '@sigmastream/pipeline/stable-audio'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import type { Io } from '../io.js'
import { chosenDevice } from './device.js'
import { fromStableAudioError } from './errors.js'

/** What the autoencoder is computed with. */
export interface Engine {
  readonly threads: number
  readonly device: DeviceName
}

/**
 * Uses the autoencoder of a folder alone; it is closed whatever happens. Errors: usage for the folder, and those of
 * `use`.
 */
export const withAutoencoder = <A>(
  folder: string,
  { threads, device: asked }: Engine,
  io: Io,
  use: (autoencoder: LoadedAutoencoder) => TE.TaskEither<CliError, A>,
): TE.TaskEither<CliError, A> =>
  TE.bracket(
    pipe(
      chosenDevice(asked, io),
      TE.flatMap((device) =>
        pipe(
          loadAutoencoder(folder, { threads, device, available: memoryBudget() }),
          TE.mapLeft(fromStableAudioError('loading the autoencoder')),
        ),
      ),
    ),
    use,
    ({ close }) => TE.fromTask(close),
  )
