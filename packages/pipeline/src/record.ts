import {
  type Audio,
  describeAudioError,
  encodeAudio,
  type SampleEncoding,
  type SoundFileOptions,
  type SoundShape,
} from '@sigmastream/audio'
import type { Shape } from '@sigmastream/core'
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
import { shapeOf } from './clip.js'
import { badRecipe, type RenderError, refuseRecipe, renderFailed } from './errors.js'
import { extensionOf } from './file-names.js'
import type { Job } from './job.js'
import { ORIGIN } from './latents-origin.js'
import type { Piece } from './model.js'
import { outputFormat, type Storable } from './output.js'
import { recipeJson } from './recipe/recipe.js'
import { withRecipe } from './recipe-tags.js'
import { version } from './version.js'

/** A recipe as it is stored with what it made: what made it, the recipe, and what else there is to know of it. */
export type RunRecord = Readonly<Record<string, unknown>>

/** The shape of latents as a file has them: as long as the sound, so that what goes on with it is that long too. */
const storedShape = ({ shape: [batch, channels, frames], soundFrames = frames }: Piece): Shape => [
  batch,
  channels,
  soundFrames,
]

/**
 * What makes the same again, as it is stored with a result. Files are named without their folders, and there is no time
 * in it, so that the same run has the same record. `encoding` is `null` for a result that is stored as latents: the shape
 * is then that of the file, which has no room behind the end of the sound.
 */
export const recordOf = ({ recipe, plan, piece }: Job, encoding: SampleEncoding | null): RunRecord => ({
  sigmastream: version,
  ...recipeJson({ ...recipe, encoding }),
  chain: plan.step.name,
  ...(piece.unheard === undefined ? {} : { unheard: piece.unheard }),
  shape: encoding === null ? storedShape(piece) : piece.shape,
  ...(encoding === null && piece.autoencoder !== undefined ? { [ORIGIN]: piece.autoencoder } : {}),
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
 * Sound as the bytes of a WAV or FLAC file, by the extension of its name, with what is to stand beside it. Refused: as
 * `outputFormat` does.
 */
export const encodeSound = (
  path: string,
  encoding: SampleEncoding,
  audio: Audio,
  beside: SoundFileOptions = {},
): TE.TaskEither<RenderError, Uint8Array> =>
  pipe(
    TE.fromEither(outputFormat(path, encoding, true)),
    TE.flatMap(() =>
      pipe(
        encodeAudio(path, audio, { ...beside, encoding }),
        TE.mapLeft((error): RenderError => renderFailed(describeAudioError(error))),
      ),
    ),
  )

/** What is known of the sound of a job before it is made. */
export const storable = ({ piece, clip }: Job): Storable => ({
  sound: piece.sound,
  info: clip?._tag === 'Sound' ? clip.info : null,
})

/**
 * What stands in a file beside the sound that was made: the recipe, and what the file of the recording had. Its
 * speakers where there are as many channels, and its chunks, such as markers, where every sample is where it was.
 */
export const besideOf = (
  { clip }: Job,
  { sampleRate, channels, frames }: SoundShape,
  record: RunRecord,
): SoundFileOptions => {
  const of = clip?._tag === 'Sound' ? clip : null
  const { speakers = null, tags = [], pictures = [], chunks = [] } = of?.info ?? {}
  const was = of === null ? null : shapeOf(of)
  return {
    tags: withRecipe(tags, JSON.stringify(record)),
    pictures,
    ...(was?.channels === channels ? { speakers } : {}),
    ...(was?.sampleRate === sampleRate && was.frames === frames ? { chunks } : {}),
  }
}
