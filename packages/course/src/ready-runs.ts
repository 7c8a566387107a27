import type { Denoiser } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CourseFiles } from './course.js'
import type { CourseError } from './errors.js'
import type { CourseRun } from './graded-runs.js'
import type { CourseModel } from './model.js'
import type { ReadyRun } from './one-run.js'
import { readyReferencesOf } from './references.js'
import { secondsOfPrompts } from './settings.js'

/** What runs are made ready with; `sequence` is the notebook's, of which they are some. */
interface Preparation {
  readonly model: CourseModel
  readonly course: CourseFiles
  readonly sequence: readonly CourseRun[]
  readonly guidance: number
  readonly signal: AbortSignal
}

/** One denoiser for each prompt: several runs share it. */
const denoisersOf = (
  { model, guidance, signal }: Preparation,
  runs: readonly CourseRun[],
): TE.TaskEither<CourseError, ReadonlyMap<string, Denoiser>> =>
  pipe(
    [...new Set(runs.map(({ prompt }) => prompt))],
    TE.traverseSeqArray((prompt) =>
      pipe(
        model.denoiser({ items: [{ prompt, ...secondsOfPrompts }], guidance: { scale: guidance } }, signal),
        TE.bimap(
          (error): CourseError => ({ _tag: 'ModelFailed', part: `the prompt "${prompt}"`, error }),
          (denoiser) => [prompt, denoiser] as const,
        ),
      ),
    ),
    TE.map((entries) => new Map(entries)),
  )

/**
 * What runs need before the first of them starts: each reference encoded once, each prompt told once. Errors:
 * `NoReference`, `BadSound`, `ModelFailed`.
 */
export const prepareRuns = (
  before: Preparation,
  runs: readonly CourseRun[],
): TE.TaskEither<CourseError, readonly ReadyRun[]> => {
  const { model, course, sequence, signal } = before
  const names = runs.flatMap(({ task }) => (task._tag === 'Sample' ? [] : [task.reference]))
  return pipe(
    TE.Do,
    TE.bind('references', () => readyReferencesOf(course, names, model, signal)),
    TE.bind('denoisers', () => denoisersOf(before, runs)),
    TE.map(({ references, denoisers }) =>
      runs.map((run) => ({
        run,
        before: sequence[sequence.indexOf(run) - 1],
        // Both maps were made of these runs.
        denoiser: denoisers.get(run.prompt)!,
        reference: run.task._tag === 'Sample' ? null : references.get(run.task.reference)!,
      })),
    ),
  )
}
