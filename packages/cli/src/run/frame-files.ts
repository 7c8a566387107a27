import { type Audio, describeAudioError, encodeWav, toFullScale } from '@sigmastream/audio'
import { encodeNpy } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure, fromFileError } from '../errors.js'
import type { NewFile } from '../files.js'
import { frameFile } from './frames-folder.js'
import type { View } from './job.js'
import type { Place } from './run.js'
import type { OpenModel } from './subject.js'

const soundFile = (name: string, step: number, audio: Audio): E.Either<CliError, NewFile> =>
  pipe(
    encodeWav(toFullScale(audio).audio, 'pcm16'),
    E.bimap(
      (error) => failure(`step ${step}: ${describeAudioError(error)}`),
      (bytes) => ({ path: `${name}.wav`, bytes }),
    ),
  )

/**
 * The files of one frame: the denoised latent `[batch, channels, frames]`, and its sound where it can be heard, brought
 * to full scale if it is above. A step without a model call has none.
 */
export const frameFiles = (
  { listen }: OpenModel,
  place: Place,
  { at, denoised }: View,
): TE.TaskEither<CliError, readonly NewFile[]> => {
  if (denoised === null) return TE.right([])
  const name = frameFile(at.index, place)
  const latent = pipe(
    encodeNpy(denoised, name),
    E.bimap(fromFileError, (bytes): NewFile => ({ path: `${name}.npy`, bytes })),
  )
  return pipe(
    TE.fromEither(latent),
    TE.flatMap((file) =>
      listen === null
        ? TE.right([file])
        : pipe(
            listen(denoised),
            TE.flatMapEither((audio) => soundFile(name, at.index, audio)),
            TE.map((sound) => [file, sound]),
          ),
    ),
  )
}
