import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describeAudioError, encodeWav, toFullScale } from '@sigmastream/audio'
import { encodeNpy } from '@sigmastream/core/files'
import { type CliError, failure, fromFileError } from '../errors.js'
import type { NewFile } from '../files.js'
import { frameFile } from './frames-folder.js'
import type { View } from './job.js'
import type { Subject } from './subject.js'

/**
 * The files of one frame: the denoised latent `[batch, channels, frames]`, and its sound where it can be heard, brought to full
 * scale if it is above. A step without a model call has none.
 */
export const frameFiles = ({ listen }: Subject, { at, denoised }: View): E.Either<CliError, readonly NewFile[]> => {
  if (denoised === null) return E.right([])
  const name = frameFile(at.index)
  const latent = pipe(
    encodeNpy(denoised, name),
    E.bimap(fromFileError, (bytes): NewFile => ({ path: `${name}.npy`, bytes })),
  )
  if (listen === null)
    return pipe(
      latent,
      E.map((file) => [file]),
    )
  const sound = pipe(
    listen(denoised),
    E.flatMap((audio) =>
      pipe(
        encodeWav(toFullScale(audio).audio, 'pcm16'),
        E.mapLeft((error) => failure(`step ${at.index}: ${describeAudioError(error)}`)),
      ),
    ),
    E.map((bytes): NewFile => ({ path: `${name}.wav`, bytes })),
  )
  return E.sequenceArray([latent, sound])
}
