import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describeAudioError, encodeFlac, encodeWav } from '@sigmastream/audio'
import type { Clip } from '../clip.js'
import { type CliError, failure } from '../errors.js'
import type { NewFile } from '../files.js'
import { extensionOf, tensorFile } from '../tensor-output.js'
import type { Made } from './finish.js'
import type { Target } from './target.js'

/** A result as the bytes of its files; the record of the run is the comment of a sound file, and a JSON file beside a tensor. */
export const encodeResult = (
  target: Target,
  clip: Clip,
  { latent, sound }: Made,
  record: string,
): TE.TaskEither<CliError, readonly NewFile[]> => {
  const { path } = target
  if (target._tag === 'Sound' && sound !== null) {
    const { encoding } = target
    return pipe(
      extensionOf(path) === '.flac'
        ? encodeFlac(sound.audio, encoding === 'pcm24' ? 24 : 16, record)
        : TE.fromEither(encodeWav(sound.audio, encoding, record)),
      TE.bimap(
        (error) => failure(describeAudioError(error)),
        (bytes) => [{ path, bytes }],
      ),
    )
  }
  const shape = clip._tag === 'Latents' ? clip.storedShape : latent.shape
  return pipe(
    TE.fromEither(tensorFile(path, { shape, data: latent.data })),
    TE.map((file) => [file, { path: `${path}.json`, bytes: new TextEncoder().encode(`${record}\n`) }]),
  )
}
