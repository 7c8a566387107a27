import { exemplar, openMaterial, readClip, stableAudio } from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import type { Source } from '../run/request.js'
import { stableAudioOptions } from '../stable-audio/options.js'
import type { Setting } from './command.js'

/** The files of a run: `input` is worked on, `tensor` which of several in a file of latents. */
export interface ClipFiles {
  readonly input: string | undefined
  readonly tensor: string | null | undefined
  /** Clips that the embedded model learns from. */
  readonly fromAudio: readonly string[] | undefined
  /** The folder of a Stable Audio checkpoint; the embedded model without it. */
  readonly model: string | undefined
}

/** The clip, if there is one, and the model, which learns from other clips where they are given. */
export const clipSource = (
  { input, tensor = null, fromAudio = [], model }: ClipFiles,
  { io, embedded = exemplar }: Setting,
): TE.TaskEither<CliError, Source> =>
  pipe(
    TE.Do,
    TE.bind('clips', () => TE.traverseSeqArray((file: string) => readClip(file, tensor))(fromAudio)),
    TE.bind('clip', () => (input === undefined ? TE.right(null) : openMaterial(input, tensor))),
    TE.bimap(
      (error) => fromRenderError(error, io.signal),
      ({ clip, clips }) => ({
        clip,
        model: model === undefined ? embedded(clips) : stableAudio(model, stableAudioOptions(io)),
      }),
    ),
  )
