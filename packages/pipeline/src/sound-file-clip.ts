import {
  type Audio,
  describeAudioError,
  isPiped,
  openSound,
  peakOf,
  type SoundFile,
  type SoundInfo,
} from '@sigmastream/audio'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Clip } from './clip.js'
import { badRecipe, type RenderError } from './errors.js'
import { isLatentsName } from './file-names.js'
import { hashOf, readClip } from './read-clip.js'
import { rangesOutside, type Samples } from './samples.js'

/**
 * Sound in a file that is open, of which no more is read than what is needed. `name` is its path, `hash` the SHA-256 of
 * the file; `close` ends the reading.
 */
export interface SoundFileClip {
  readonly _tag: 'SoundFile'
  readonly name: string
  readonly hash: string
  readonly samples: Samples
  readonly info: SoundInfo
  readonly close: T.Task<void>
}

/** What a recipe works on, as it is given: a clip, or a file of sound that is read as far as it is needed. */
export type Material = Clip | SoundFileClip

/** Samples that are looked at together, where all are. */
const portion = 65536

const samplesOfFile = ({ sampleRate, channels, frames, read }: SoundFile): Samples => {
  const stretch = (start: number, end: number): TE.TaskEither<RenderError, Audio> =>
    pipe(
      read(start, end),
      TE.bimap(
        (error): RenderError => badRecipe('clip', [describeAudioError(error)]),
        (samples) => ({ sampleRate, channels: samples }),
      ),
    )
  return {
    sampleRate,
    channels,
    frames,
    read: stretch,
    peakOutside: (stretches) => async () => {
      let peak = 0
      for (const { start, end } of rangesOutside(stretches, frames)) {
        for (let from = start; from < end; from += portion) {
          const part = await stretch(from, Math.min(end, from + portion))()
          if (E.isLeft(part)) return part
          peak = Math.max(peak, peakOf(part.right))
        }
      }
      return E.right(peak)
    },
  }
}

const openFileClip = (path: string): TE.TaskEither<RenderError, SoundFileClip> =>
  pipe(
    openSound(path),
    TE.mapLeft((error): RenderError => badRecipe('clip', [describeAudioError(error)])),
    TE.bindTo('file'),
    TE.bind('hash', ({ file }) =>
      pipe(
        hashOf(path),
        TE.orElseFirstTaskK(() => file.close),
      ),
    ),
    TE.map(({ hash, file }) => ({
      _tag: 'SoundFile',
      name: path,
      hash,
      samples: samplesOfFile(file),
      info: file.info,
      close: file.close,
    })),
  )

/**
 * Opens what a recipe is to work on; `tensor` names one of several in a file of latents, which is read, as is a pipe.
 * Refused: whatever is wrong with the file.
 */
export const openMaterial = (path: string, tensor: string | null = null): TE.TaskEither<RenderError, Material> =>
  pipe(
    TE.fromTask(() => isPiped(path)),
    TE.flatMap(
      (piped): TE.TaskEither<RenderError, Material> =>
        piped || isLatentsName(path) ? readClip(path, tensor) : openFileClip(path),
    ),
  )

/** Ends the reading of what was opened. */
export const closeMaterial =
  (material: Material | null): T.Task<void> =>
  async () => {
    if (material?._tag === 'SoundFile') await material.close()
  }
