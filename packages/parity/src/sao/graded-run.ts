import type { Latent } from '@sigmastream/core'
import {
  type CourseError,
  type CourseSettings,
  describeCourseError,
  gradedMasks,
  gradedRuns,
  masksOf,
  readCourseFiles,
  runCourse,
} from '@sigmastream/course'
import { describeStableAudioError, loadStableAudio, type StableAudio } from '@sigmastream/model-sao'
import { readTensors, type Tensor } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type Comparison, compare } from '../comparison.js'
import type { ParityError } from '../errors.js'
import { readIndex } from '../index-file.js'
import type { Report } from '../report.js'
import { modelsIn, type RecordedModel } from './layouts.js'
import { THREADS } from './part.js'

const Index = t.type({
  tolerance_of_largest: t.number,
  steps: t.number,
  guidance: t.number,
  seed: t.number,
  generator: t.keyof({ 'torch-cpu': null, 'torch-cuda': null }),
})
type Index = t.TypeOf<typeof Index>

type LatentsByName = ReadonlyMap<string, Latent>

const settingsOf = ({ steps, guidance, seed, generator }: Index): CourseSettings => ({
  steps,
  guidance,
  seed,
  noise: generator,
})

/** The name `Q3.reference.0` of the reference of the run `Q3.0`. */
const referenceName = (run: string): string => run.replace('.', '.reference.')

/**
 * What the notebook makes of a model and a course, as far as it is `wanted`, by recorded names: masks, answers,
 * references.
 */
const runNotebook = (
  model: StableAudio,
  folder: string,
  index: Index,
  wanted: readonly string[],
): TE.TaskEither<CourseError, LatentsByName> =>
  pipe(
    TE.Do,
    TE.bind('course', () => readCourseFiles(`${folder}/course`, gradedRuns)),
    TE.bindW('masks', ({ course }) => TE.fromEither(masksOf(gradedMasks, course.start, model.geometry.frameRate))),
    TE.bindW('exercised', ({ course }) => {
      const names = gradedRuns.map(({ name }) => name)
      const only = names.filter((run) => wanted.includes(run) || wanted.includes(referenceName(run)))
      return runCourse({ ...settingsOf(index), model, course, only })
    }),
    TE.map(
      ({ masks, exercised: { answers, references } }): LatentsByName =>
        new Map([
          ...masks,
          ...answers,
          ...[...references].map(([run, latent]) => [referenceName(run), latent] as const),
        ]),
    ),
  )

const compareModel = (
  folder: string,
  index: Index,
  tensors: ReadonlyMap<string, Tensor>,
  { checkpoint, label }: RecordedModel,
): TE.TaskEither<ParityError, Report> => {
  const bad = (problem: string): ParityError => ({ _tag: 'BadRecording', file: checkpoint, problem })
  return pipe(
    TE.bracket(
      pipe(
        loadStableAudio(checkpoint, { threads: THREADS }),
        TE.mapLeft((error) => bad(describeStableAudioError(error))),
      ),
      (model) =>
        pipe(
          runNotebook(model, folder, index, [...tensors.keys()]),
          TE.mapLeft((error) => bad(describeCourseError(error))),
        ),
      (model) => TE.fromTask(model.close),
    ),
    TE.map(
      (ours): Report => ({
        comparisons: [...tensors].flatMap(([name, { data }]): readonly Comparison[] => {
          const own = ours.get(name)
          const tolerance = { bound: index.tolerance_of_largest, measure: 'of largest' } as const
          return own === undefined ? [] : [compare(`${label} ${name}`, own.data, data, tolerance)]
        }),
        unknown: [...tensors.keys()].filter((name) => !ours.has(name)),
      }),
    ),
  )
}

/**
 * The whole of the graded notebook, from the sound of its references on, on the model in `checkpoint/` or `diffusers/`
 * and the course in `course/`, against `homework4.safetensors`, with the steps, guidance, seed and generator of
 * `homework4.json`.
 */
export const compareGradedRun = (folder: string): TE.TaskEither<ParityError, Report> =>
  pipe(
    TE.Do,
    TE.bindW('index', () => readIndex(`${folder}/homework4.json`, Index)),
    TE.bindW('tensors', () => readTensors(`${folder}/homework4.safetensors`)),
    TE.bindW('models', () => modelsIn(folder)),
    TE.flatMap(({ index, tensors, models }) =>
      TE.traverseSeqArray((model: RecordedModel) => compareModel(folder, index, tensors, model))(models),
    ),
    TE.map(
      (reports): Report => ({
        comparisons: reports.flatMap(({ comparisons }) => comparisons),
        unknown: [...new Set(reports.flatMap(({ unknown }) => unknown))],
      }),
    ),
  )
