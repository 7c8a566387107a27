import { type Latent, type Shape, sameShape } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { NotKept } from './errors.js'
import type { CourseRun } from './graded-runs.js'

/**
 * Runs that were finished before, and where to keep those that finish now; by name. `null`: there is none of that name.
 */
export interface FinishedRuns {
  readonly load: (run: string) => TE.TaskEither<NotKept, Latent | null>
  readonly save: (run: string, answer: Latent) => TE.TaskEither<NotKept, void>
}

/** Nothing was finished before, and nothing is kept. */
export const noFinishedRuns: FinishedRuns = { load: () => TE.right(null), save: () => TE.right(undefined) }

/** The answers that there are already, by name; one of another shape is none. Errors: those of `load`. */
export const loadFinished = (
  { load }: FinishedRuns,
  runs: readonly CourseRun[],
  shape: Shape,
): TE.TaskEither<NotKept, ReadonlyMap<string, Latent>> =>
  pipe(
    runs,
    TE.traverseSeqArray(({ name }) =>
      pipe(
        load(name),
        TE.map((answer) => [name, answer] as const),
      ),
    ),
    TE.map(
      (all) =>
        new Map(
          all.flatMap(([name, answer]) =>
            answer !== null && sameShape(answer.shape, shape) ? [[name, answer] as const] : [],
          ),
        ),
    ),
  )
