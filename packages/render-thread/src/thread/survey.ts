import { describeStableAudioError, loadStableAudio, PRECISIONS, packedCache } from '@sigmastream/model-sao'
import { badRecipe, type RenderError } from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Checkpoint } from '../wire/checkpoint.js'

/**
 * What the checkpoint in a folder is called by, in each precision, and what it makes. Configurations, headers and
 * samples of the weights are read. Refused: a folder that is no checkpoint.
 */
export const surveyErrand = (folder: string): TE.TaskEither<RenderError, Checkpoint> =>
  pipe(
    ['fp32' as const, ...PRECISIONS.filter((one) => one !== 'fp32')],
    TE.traverseSeqArray((precision) => loadStableAudio(folder, { precision, cache: packedCache(process.env) })),
    TE.tap((models) => TE.fromTask(async () => void (await Promise.all(models.map(({ close }) => close()))))),
    TE.bimap(
      (error) => badRecipe('model', [describeStableAudioError(error)], ['give the folder of a checkpoint']),
      ([first, ...others]): Checkpoint => ({
        folder,
        identities: [first?.identity ?? '', ...others.map(({ identity }) => identity)],
        sampleRate: first?.geometry.sampleRate ?? 0,
        seconds: (first?.geometry.maxFrames ?? 0) / (first?.geometry.frameRate ?? 1),
        fillsGaps: first?.traits.fillsGaps ?? false,
      }),
    ),
  )
