import { type Audio, describeAudioError, readAudio } from '@sigmastream/audio'
import { type Latent, latent } from '@sigmastream/core'
import { readTensor, type Tensor } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, fromFileError, fromSampleError, usage } from './errors.js'
import { extensionOf } from './tensor-output.js'

/** Sound from a file. */
export interface SoundClip {
  readonly _tag: 'Sound'
  readonly path: string
  readonly audio: Audio
}

/** Latents from a file, and the shape they have in it. */
export interface LatentsClip {
  readonly _tag: 'Latents'
  readonly path: string
  readonly latent: Latent
  readonly storedShape: readonly number[]
}

/** What a run is given. */
export type Clip = SoundClip | LatentsClip

const latentExtensions = ['.pt', '.npy', '.npz', '.safetensors']

/** Whether a file is read as latents: by its extension. Any other is sound, whatever its name. */
export const isLatents = (path: string): boolean => latentExtensions.includes(extensionOf(path))

const asLatent = (path: string, { shape, data }: Tensor): E.Either<CliError, Latent> => {
  const right = 'latents of shape [channels, frames] or [batch, channels, frames]'
  const [batch, channels, frames] = shape.length === 2 ? [1, ...shape] : shape
  if (batch === undefined || channels === undefined || frames === undefined || shape.length > 3)
    return E.left(usage(`${path} holds a tensor of shape [${shape.join(', ')}]: give ${right}`))
  const strange = data.slice().find((value) => !Number.isFinite(value))
  if (strange !== undefined) return E.left(usage(`${path} holds ${strange}: give latents whose values are all finite`))
  return pipe(latent([batch, channels, frames], data), E.mapLeft(fromSampleError))
}

/** Reads a clip; `tensor` names one of several in a file of latents. A usage error: whatever is wrong with the file. */
export const readClip = (path: string, tensor?: string): TE.TaskEither<CliError, Clip> =>
  isLatents(path)
    ? pipe(
        readTensor(path, tensor),
        TE.mapLeft(fromFileError),
        TE.flatMapEither((stored) =>
          pipe(
            asLatent(path, stored),
            E.map((read): Clip => ({ _tag: 'Latents', path, latent: read, storedShape: stored.shape })),
          ),
        ),
      )
    : pipe(
        readAudio(path),
        TE.bimap(
          (error) => usage(describeAudioError(error)),
          (audio): Clip => ({ _tag: 'Sound', path, audio }),
        ),
      )
