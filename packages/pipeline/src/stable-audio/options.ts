import type { LoadOptions, PackingProgress, StableAudio, StableAudioError } from '@sigmastream/model-sao'
import type { taskEither as TE } from 'fp-ts'

/** What can be told to a model when it is made, beside its folder; nothing of it changes a result. */
export interface StableAudioOptions {
  /** Where `SIGMASTREAM_CACHE` may say the folder of packed weights; the environment of the process unless it is given. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Bytes of memory that are free, for precision `auto`. */
  readonly free?: number
  /** Told what was chosen and what takes time, one line each. */
  readonly note?: (line: string) => void
  /** Told how far the weights are packed, which happens once for a model and a precision. */
  readonly onPacking?: (progress: PackingProgress) => void
  /** What loads the model: `loadStableAudio` unless it is given. One that lends a model which is open already saves its loading. */
  readonly load?: (folder: string, options: LoadOptions) => TE.TaskEither<StableAudioError, StableAudio>
}
