import { describeAudioError, type SampleEncoding, type SampleReader, writeSound } from '@sigmastream/audio'
import type { Latent } from '@sigmastream/core'
import { framesIn } from '@sigmastream/samplers'
import { fileOfBytes, fileWrittenBy, type NewFile, type Tensor } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describeRenderError, type RenderError, renderFailed } from './errors.js'
import { isTensorName } from './file-names.js'
import type { Job } from './job.js'
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

/** Latents as a file has them: what goes on with it is as long as the sound, so the room behind its end is left out. */
const storedLatents = ({ clip, piece: { soundFrames } }: Job, latent: Latent): Tensor => {
  if (clip?._tag === 'Latents') return { shape: clip.storedShape, data: latent.data }
  const { shape, data } = soundFrames === undefined ? latent : framesIn(latent, { start: 0, end: soundFrames })
  return { shape, data }
}

/**
 * A take, its level as the encoding has it, as a file that is written a stretch at a time: sound with its recipe in it
 * as WAV or FLAC, latents as .npy, .npz or .safetensors, of the shape that the clip's have in their file, or as long as
 * the sound. The name says which. Errors: a name that says none of these, what the encoder or the recording fails at.
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
  return pipe(
    encodeTensor(path, storedLatents(job, latent)),
    E.map((bytes) => fileOfBytes(path, bytes)),
  )
}
