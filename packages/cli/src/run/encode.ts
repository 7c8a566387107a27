import { type Audio, describeAudioError, encodeFlac, encodeWav, type SampleEncoding } from '@sigmastream/audio'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Clip } from '../clip.js'
import { type CliError, failure } from '../errors.js'
import type { NewFile } from '../files.js'
import { extensionOf, tensorFile } from '../tensor-output.js'
import type { Made } from './finish.js'
import type { Target } from './target.js'

/** Sound as the bytes of a WAV or FLAC file, by the extension of its name, with a comment where there is one. */
export const soundFile = (
  path: string,
  encoding: SampleEncoding,
  audio: Audio,
  comment?: string,
): TE.TaskEither<CliError, NewFile> =>
  pipe(
    extensionOf(path) === '.flac'
      ? encodeFlac(audio, encoding === 'pcm24' ? 24 : 16, comment)
      : TE.fromEither(encodeWav(audio, encoding, comment)),
    TE.bimap(
      (error) => failure(describeAudioError(error)),
      (bytes) => ({ path, bytes }),
    ),
  )

/**
 * A result as the bytes of its files; the record is the comment of a sound file, and a JSON file where one is asked
 * for.
 */
export const encodeResult = (
  target: Target,
  clip: Clip | null,
  { latent, sound }: Made,
  record: string,
): TE.TaskEither<CliError, readonly NewFile[]> => {
  const { path } = target
  const beside = target.record === null ? [] : [{ path: target.record, bytes: new TextEncoder().encode(`${record}\n`) }]
  if (target._tag === 'Sound' && sound !== null)
    return pipe(
      soundFile(path, target.encoding, sound.audio, record),
      TE.map((file) => [file, ...beside]),
    )
  const shape = clip?._tag === 'Latents' ? clip.storedShape : latent.shape
  return pipe(
    TE.fromEither(tensorFile(path, { shape, data: latent.data })),
    TE.map((file) => [file, ...beside]),
  )
}
