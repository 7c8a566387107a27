import { describeAudioError, type SampleEncoding, type SampleReader, writeSound } from '@sigmastream/audio'
import { fileOfBytes, fileWrittenBy, type NewFile } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describeRenderError, type RenderError, renderFailed } from './errors.js'
import { isTensorName } from './file-names.js'
import { besideOf, encodeTensor, type RunRecord } from './record.js'
import type { Take } from './result.js'
import { readSplice, type Splice } from './splice.js'

/** A splice as it is read to be written. */
export const readerOf = (splice: Splice): SampleReader<RenderError> => ({
  sampleRate: splice.recording.sampleRate,
  channels: splice.recording.channels,
  frames: splice.recording.frames,
  read: (from, to) =>
    pipe(
      readSplice(splice, from, to),
      TE.map(({ channels }) => channels),
    ),
})

/**
 * A take, its level as the encoding has it, as a file that is written a stretch at a time: sound with its recipe in it
 * as WAV or FLAC, latents as .npy, .npz or .safetensors, of the shape that the clip's have in their file. The name says
 * which. Errors: a name that says none of these, what the encoder or the recording fails at.
 */
export const takeFile = (
  { job, latent, sound }: Take,
  path: string,
  encoding: SampleEncoding,
  record: RunRecord,
): E.Either<RenderError, NewFile<RenderError>> => {
  if (!isTensorName(path) && sound !== null) {
    const write = writeSound(path, readerOf(sound), { ...besideOf(job, sound.recording, record), encoding })
    return E.right(
      fileWrittenBy(path, async (file) =>
        pipe(
          await write(file),
          E.mapLeft((error) =>
            error._tag === 'RenderFailed' || error._tag === 'RenderStopped'
              ? error
              : // the recording was read before: what is wrong with it now is no matter of what was asked
                renderFailed(error._tag === 'BadRecipe' ? describeRenderError(error) : describeAudioError(error)),
          ),
        ),
      ),
    )
  }
  const { clip } = job
  const shape = clip?._tag === 'Latents' ? clip.storedShape : latent.shape
  return pipe(
    encodeTensor(path, { shape, data: latent.data }),
    E.map((bytes) => fileOfBytes(path, bytes)),
  )
}
