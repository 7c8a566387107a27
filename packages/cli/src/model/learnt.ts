import { availableParallelism } from 'node:os'
import type { Audio } from '@sigmastream/audio'
import type { Latent } from '@sigmastream/core'
import {
  type Band,
  describeExemplarError,
  type Exemplar,
  type ExemplarError,
  exemplarModel,
} from '@sigmastream/model-exemplar'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure, fromSampleError, usage } from '../errors.js'
import type { Subject } from '../run/subject.js'
import { show } from '../table.js'
import type { Framed } from './task.js'

/**
 * What the model cannot learn from is usage; what its engine fails at is a failure. `frameRate` says what its frames
 * are.
 */
export const fromExemplarError =
  (frameRate: number | null = null) =>
  (error: ExemplarError): CliError => {
    const rate = frameRate === null ? '' : `${show(frameRate)} frames are a second; `
    return error._tag === 'Refused'
      ? usage(`${describeExemplarError(error)} (${rate}--from-audio takes other clips to learn from)`)
      : failure(describeExemplarError(error))
  }

/** Nothing but silence can be made of silence. */
export const silentLesson: CliError = failure(
  'what there is to learn from is silent, so the result would be: nothing was run; --from-audio takes clips with sound in them',
)

/** What is learnt from, and for what. */
export interface Lesson {
  readonly reference: Latent
  readonly exemplars: readonly Exemplar[]
  readonly windowFrames: number
  readonly framed: Framed
  readonly frameRate: number | null
  readonly bands?: readonly Band[]
  /** The sound that the reference is of, and how other latents sound; `null` where they cannot be heard. */
  readonly heard: { readonly original: Audio; readonly listen: (latent: Latent) => Audio } | null
  readonly threads?: number
}

/**
 * The embedded model of exemplars, ready to be loaded. A usage error: nothing to learn from, gaps that are too long; a
 * failure: silence.
 */
export const learnt = (lesson: Lesson): E.Either<CliError, Subject> => {
  const { reference, exemplars, framed, frameRate, bands, heard, threads = availableParallelism() } = lesson
  const windowFrames = Math.min(lesson.windowFrames, reference.shape[2])
  const surroundings =
    framed.gaps === null
      ? {}
      : { surroundings: { reference, gaps: framed.gaps, ...(bands === undefined ? {} : { bands }) } }
  if (exemplars.every(({ latent }) => latent.data.slice().every((value) => value === 0))) return E.left(silentLesson)
  return pipe(
    exemplarModel({ exemplars, windowFrames, ...surroundings }),
    E.bimap(fromExemplarError(frameRate), ({ sigmaRange: { min, max }, open }) => ({
      shape: reference.shape,
      frameRate,
      task: framed.task,
      defaults: { sigmaMin: min, sigmaMax: max },
      startScale: 1,
      original: heard?.original ?? null,
      sound:
        heard === null ? null : { sampleRate: heard.original.sampleRate, channels: heard.original.channels.length },
      told: {},
      remarks: [],
      remedies: '--sigma-max or --from-audio',
      needs: null,
      open: pipe(
        open(Math.min(threads, availableParallelism())), // more than there are only wait for each other
        TE.bimap(fromExemplarError(frameRate), ({ denoiser, close }) => ({
          denoiser,
          close,
          reference,
          listen: heard === null ? null : (latent: Latent) => TE.right(heard.listen(latent)),
        })),
      ),
      errorOf: fromSampleError,
    })),
  )
}
