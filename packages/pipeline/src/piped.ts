import { createHash } from 'node:crypto'
import { type DecodedSound, decodeSound, describeAudioError, readBytes } from '@sigmastream/audio'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** Sound, and the SHA-256 of the bytes that it came in. */
interface HashedSound extends DecodedSound {
  readonly hash: string
}

/** How files of latents begin: NumPy's own, and the archives of NumPy and PyTorch. */
const beginnings = ['\u0093NUMPY', 'PK\u0003\u0004']

const isLatents = (bytes: Uint8Array): boolean =>
  beginnings.some((mark) => String.fromCharCode(...bytes.subarray(0, mark.length)) === mark)

/**
 * Reads sound from a pipe, once. Refused, in words: whatever is wrong with it, and latents, whose readers go to and
 * fro.
 */
export const readPiped = (path: string): TE.TaskEither<string, HashedSound> => {
  const label = path === '-' ? 'standard input' : path
  return pipe(
    readBytes(path),
    TE.mapLeft(describeAudioError),
    TE.filterOrElse(
      (bytes) => !isLatents(bytes),
      () => `${label} gives latents through a pipe: put them into a file and give its name`,
    ),
    TE.flatMap((bytes) =>
      pipe(
        decodeSound(bytes, label),
        TE.bimap(describeAudioError, (sound) => ({ ...sound, hash: createHash('sha256').update(bytes).digest('hex') })),
      ),
    ),
  )
}
