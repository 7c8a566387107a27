import { join } from 'node:path'
import type { Latent } from '@sigmastream/core'
import { type CourseQuestion, needsModel, readLatent } from '@sigmastream/course'
import { loadStableAudio, type StableAudio } from '@sigmastream/model-sao'
import type { Device } from '@sigmastream/onnx'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import type { Io } from '../io.js'
import { chosenDevice } from '../stable-audio/device.js'
import { fromStableAudioError } from '../stable-audio/errors.js'
import { fromExercisesError } from './exercises-error.js'
import type { ExercisesOptions } from './exercises-options.js'

const requireOption = (option: string, what: string, value: string | undefined): TE.TaskEither<CliError, string> =>
  value === undefined
    ? TE.left(usage(`--${option} is missing: give ${what}; only question Q2, of masks, goes without`))
    : TE.right(value)

/**
 * What the answers are made with, and where: with no model and perhaps no course where the questions are of masks
 * alone.
 */
export interface AnswerSetup {
  readonly model: StableAudio | null
  readonly device: Device
  readonly start: Latent | null
}

const startOf = (course: string): TE.TaskEither<CliError, Latent> =>
  pipe(readLatent(join(course, 'x_T.pt')), TE.mapLeft(fromExercisesError))

/** Opens what the questions need, and nothing else: the model, and the latent that the runs start from. */
export const openSetup = (
  { model, course, threads, device: asked = 'cpu' }: ExercisesOptions,
  only: readonly CourseQuestion[],
  io: Io,
): TE.TaskEither<CliError, AnswerSetup> =>
  needsModel(only)
    ? pipe(
        TE.Do,
        TE.bind('folder', () => requireOption('model', 'the folder of Stable Audio Open', model)),
        TE.bind('start', () =>
          pipe(requireOption('course', 'the folder with x_T.pt and references/', course), TE.flatMap(startOf)),
        ),
        TE.bind('device', () => chosenDevice(asked, io)),
        TE.bind('model', ({ folder, device }) =>
          pipe(
            loadStableAudio(folder, { device, ...(threads === undefined ? {} : { threads }) }),
            TE.mapLeft(fromStableAudioError('loading the model')),
          ),
        ),
      )
    : pipe(
        course === undefined ? TE.right<CliError, Latent | null>(null) : startOf(course),
        TE.map((start): AnswerSetup => ({ model: null, device: 'cpu', start })),
      )
