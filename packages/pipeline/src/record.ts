import { type Audio, describeAudioError, encodeFlac, encodeWav, type SampleEncoding } from '@sigmastream/audio'
import {
  describeFileError,
  encodeNpy,
  encodeNpz,
  encodeSafetensors,
  type FileError,
  SINGLE_TENSOR,
  type Tensor,
} from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { extensionOf, isTensorName } from './clip.js'
import { badRecipe, type RenderError, refuseRecipe, renderFailed } from './errors.js'
import type { Job } from './job.js'
import { outputFormat } from './output.js'
import { recipeJson } from './recipe/recipe.js'
import type { Take } from './result.js'
import { joined } from './splice.js'
import { version } from './version.js'

/** A recipe as it is stored with what it made: what made it, the recipe, and what else there is to know of it. */
export type RunRecord = Readonly<Record<string, unknown>>

/**
 * What makes the same again, as it is stored with a result. Files are named without their folders, and there is no time
 * in it, so that the same run has the same record. `encoding` is `null` for a result that is stored as latents.
 */
export const recordOf = ({ recipe, plan, piece }: Job, encoding: SampleEncoding | null): RunRecord => ({
  sigmastream: version,
  ...recipeJson({ ...recipe, encoding }),
  chain: plan.step.name,
  ...(piece.unheard === undefined ? {} : { unheard: piece.unheard }),
  shape: piece.shape,
  frameRate: piece.frameRate,
  node: process.version,
})

const tensorEncoders: Readonly<Record<string, (tensor: Tensor, file: string) => E.Either<FileError, Uint8Array>>> = {
  '.npy': (tensor, file) => encodeNpy(tensor, file),
  '.npz': (tensor, file) => encodeNpz(new Map([[SINGLE_TENSOR, tensor]]), file),
  '.safetensors': (tensor, file) => encodeSafetensors(new Map([[SINGLE_TENSOR, tensor]]), file),
}

/** One float32 tensor as the bytes of a file, by the extension of its name. */
export const encodeTensor = (path: string, tensor: Tensor): E.Either<RenderError, Uint8Array> => {
  const encode = tensorEncoders[extensionOf(path)]
  return encode === undefined
    ? refuseRecipe(
        null,
        [`${path} has no extension of a tensor file that is written`],
        ['give .npy, .npz or .safetensors'],
      )
    : pipe(
        encode(tensor, path),
        E.mapLeft((error) => badRecipe(null, [describeFileError(error)])),
      )
}

/**
 * Sound as the bytes of a WAV or FLAC file, by the extension of its name, with a comment where there is one. Refused: as
 * `outputFormat` does.
 */
export const encodeSound = (
  path: string,
  encoding: SampleEncoding,
  audio: Audio,
  comment?: string,
): TE.TaskEither<RenderError, Uint8Array> =>
  pipe(
    TE.fromEither(outputFormat(path, encoding, true)),
    TE.flatMap(() =>
      pipe(
        extensionOf(path) === '.flac'
          ? encodeFlac(audio, encoding === 'pcm24' ? 24 : 16, comment)
          : TE.fromEither(encodeWav(audio, encoding, comment)),
        TE.mapLeft((error): RenderError => renderFailed(describeAudioError(error))),
      ),
    ),
  )

/**
 * A take, its level as the encoding has it, as the bytes of a file, by its name: sound with its recipe in it as WAV or
 * FLAC, latents as .npy, .npz or .safetensors, of the shape that the clip's have in their file.
 */
export const encodeTake = (
  { job: { clip }, latent, sound }: Take,
  path: string,
  encoding: SampleEncoding,
  record: RunRecord,
): TE.TaskEither<RenderError, Uint8Array> => {
  if (!isTensorName(path) && sound !== null)
    return pipe(
      joined(sound),
      TE.flatMap((audio) => encodeSound(path, encoding, audio, JSON.stringify(record))),
    )
  const shape = clip?._tag === 'Latents' ? clip.storedShape : latent.shape
  return TE.fromEither(encodeTensor(path, { shape, data: latent.data }))
}
