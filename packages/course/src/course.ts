import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { type Audio, readAudio } from '@sigmastream/audio'
import { type Latent, sameShape, showShape } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CourseFileError } from './errors.js'
import type { CourseRun } from './graded-runs.js'
import { readLatent } from './latent-file.js'

/** A reference as the course has it: sound that is still to be encoded, or a latent `[1, channels, frames]`. */
type CourseReference =
  | { readonly _tag: 'Sound'; readonly audio: Audio }
  | { readonly _tag: 'Encoded'; readonly latent: Latent }

/** What the course gives: the noise that every run starts from `[1, channels, frames]`, and references by name. */
export interface CourseFiles {
  readonly start: Latent
  readonly references: ReadonlyMap<string, CourseReference>
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

const asStart =
  (file: string, start: Latent) =>
  (reference: Latent): TE.TaskEither<CourseFileError, CourseReference> =>
    sameShape(start.shape, reference.shape)
      ? TE.right({ _tag: 'Encoded', latent: reference })
      : TE.left({
          _tag: 'WrongTensor',
          file,
          wrong: `a latent of ${showShape(reference.shape)}`,
          right: `that of x_T.pt, ${showShape(start.shape)}`,
        })

/** `name` has no extension: WAV is taken where it is there, and otherwise the `.pt` that is its encoding. */
const readReference = (
  folder: string,
  name: string,
  start: Latent,
): TE.TaskEither<CourseFileError, CourseReference> => {
  const file = join(folder, name)
  return pipe(
    TE.fromTask<readonly boolean[], CourseFileError>(() =>
      Promise.all([isThere(`${file}.wav`), isThere(`${file}.pt`)]),
    ),
    TE.flatMap(([wav, pt]): TE.TaskEither<CourseFileError, CourseReference> => {
      if (wav === true) {
        return pipe(
          readAudio(`${file}.wav`),
          TE.bimap(
            (error): CourseFileError => ({ _tag: 'BadSound', error }),
            (audio): CourseReference => ({ _tag: 'Sound', audio }),
          ),
        )
      }
      return pt === true
        ? pipe(readLatent(`${file}.pt`), TE.flatMap(asStart(`${file}.pt`, start)))
        : TE.left({ _tag: 'NoReference', file })
    }),
  )
}

/** The references that runs need, each once. */
const referencesOf = (runs: readonly CourseRun[]): readonly string[] => [
  ...new Set(runs.flatMap(({ task }) => (task._tag === 'Sample' ? [] : [task.reference]))),
]

/**
 * Reads from `folder` what `runs` need: `x_T.pt`, unless `start` is given, and their references. Errors: a file that is
 * missing or damaged, a latent of another shape than the start's.
 */
export const readCourseFiles = (
  folder: string,
  runs: readonly CourseRun[],
  start?: Latent,
): TE.TaskEither<CourseFileError, CourseFiles> =>
  pipe(
    TE.Do,
    TE.bind('start', () => (start === undefined ? readLatent(join(folder, 'x_T.pt')) : TE.right(start))),
    TE.bind('references', ({ start: begun }) =>
      pipe(
        referencesOf(runs),
        TE.traverseSeqArray((name) =>
          pipe(
            readReference(folder, name, begun),
            TE.map((read) => [name, read] as const),
          ),
        ),
        TE.map((entries): ReadonlyMap<string, CourseReference> => new Map(entries)),
      ),
    ),
  )
