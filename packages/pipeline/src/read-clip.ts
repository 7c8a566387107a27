import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { describeAudioError, isPiped, readSound as readSoundFile } from '@sigmastream/audio'
import { type Latent, latent, messageOf } from '@sigmastream/core'
import { describeFileError, readTensor, type Tensor } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Clip, soundClip } from './clip.js'
import { badRecipe, type RenderError, refuseRecipe } from './errors.js'
import { isLatentsName } from './file-names.js'
import { fromSampleError } from './from-sample-error.js'
import { originOf } from './latents-origin.js'
import { readPiped } from './piped.js'

/** Three axes, the first of them 1 where there are two. */
const asLatent = (path: string, { shape, data }: Tensor): E.Either<RenderError, Latent> => {
  const [batch, channels, frames] = shape.length === 2 ? [1, ...shape] : shape
  if (batch === undefined || channels === undefined || frames === undefined || shape.length > 3)
    return refuseRecipe(
      'clip',
      [`${path} holds a tensor of shape [${shape.join(', ')}]`],
      ['give latents of shape [channels, frames] or [batch, channels, frames]'],
    )
  const strange = data.slice().find((value) => !Number.isFinite(value))
  if (strange !== undefined)
    return refuseRecipe('clip', [`${path} holds ${strange}`], ['give latents whose values are all finite'])
  return pipe(latent([batch, channels, frames], data), E.mapLeft(fromSampleError))
}

/** The SHA-256 of a file, in hexadecimal. Refused: one that cannot be read. */
export const hashOf = (path: string): TE.TaskEither<RenderError, string> => {
  const hash = createHash('sha256')
  return pipe(
    TE.tryCatch(
      () => pipeline(createReadStream(path), hash),
      (cause) => badRecipe('clip', [`${path} cannot be read (${messageOf(cause)})`], ['give a file that can']),
    ),
    TE.map(() => hash.digest('hex')),
  )
}

const readLatents = (path: string, tensor: string | null): TE.TaskEither<RenderError, Clip> =>
  pipe(
    readTensor(path, tensor ?? undefined),
    TE.mapLeft((error): RenderError => badRecipe('clip', [describeFileError(error)])),
    TE.bindTo('stored'),
    TE.bind('read', ({ stored }) => TE.fromEither(asLatent(path, stored))),
    TE.bind('origin', ({ read }) => TE.fromTask(originOf(path, read))),
    TE.map(
      ({ stored, read, origin }): Clip => ({
        _tag: 'Latents',
        name: path,
        hash: null,
        latent: read,
        storedShape: stored.shape,
        tensor,
        origin,
      }),
    ),
  )

const readSound = (path: string): TE.TaskEither<RenderError, Clip> =>
  pipe(
    readSoundFile(path),
    TE.bimap(
      (error): RenderError => badRecipe('clip', [describeAudioError(error)]),
      ({ audio, info }) => soundClip(audio, path, info),
    ),
  )

/** The sound of a pipe, whose hash is that of the bytes that came. */
const readPipedClip = (path: string): TE.TaskEither<RenderError, Clip> =>
  pipe(
    readPiped(path),
    TE.bimap(
      (reason): RenderError => badRecipe('clip', [reason]),
      ({ audio, info, hash }): Clip => ({ ...soundClip(audio, path, info), hash }),
    ),
  )

const readFileClip = (path: string, tensor: string | null): TE.TaskEither<RenderError, Clip> =>
  pipe(
    isLatentsName(path) ? readLatents(path, tensor) : readSound(path),
    TE.flatMap((clip) =>
      pipe(
        hashOf(path),
        TE.map((hash) => ({ ...clip, hash })),
      ),
    ),
  )

/**
 * Reads a clip; `tensor` names one of several in a file of latents. A pipe is read once, and `-` is standard input:
 * those are sound. Refused: whatever is wrong with the file.
 */
export const readClip = (path: string, tensor: string | null = null): TE.TaskEither<RenderError, Clip> =>
  pipe(
    TE.fromTask(() => isPiped(path)),
    TE.flatMap((piped) => (piped ? readPipedClip(path) : readFileClip(path, tensor))),
  )
