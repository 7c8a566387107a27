import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { loadAutoencoder, type LoadedAutoencoder } from '@sigmastream/model-sao'
import type { CliError } from '../errors.js'
import { fromStableAudioError } from './errors.js'
import { memoryBudget } from './memory.js'

/** Uses the autoencoder of a folder alone; it is closed whatever happens. Errors: usage for the folder, and those of `use`. */
export const withAutoencoder = <A>(
  folder: string,
  threads: number,
  use: (autoencoder: LoadedAutoencoder) => TE.TaskEither<CliError, A>,
): TE.TaskEither<CliError, A> =>
  TE.bracket(
    pipe(
      loadAutoencoder(folder, { threads, available: memoryBudget() }),
      TE.mapLeft(fromStableAudioError('loading the autoencoder')),
    ),
    use,
    ({ close }) => TE.fromTask(close),
  )
