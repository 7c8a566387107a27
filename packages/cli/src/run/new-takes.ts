import { resolve } from 'node:path'
import { isPiped } from '@sigmastream/audio'
import { createTakes, type TakeFiles, type TakeNote, version } from '@sigmastream/pipeline'
import { readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { checkTarget, kindAt } from '../files.js'
import { fromRenderError } from '../from-errors.js'
import { noSignal } from '../interruption.js'
import type { Settings } from '../options/settings.js'
import type { Run } from './run.js'
import type { RunTake } from './run-take.js'

type Runs = RNEA.ReadonlyNonEmptyArray<Run>

/** Runs with the takes that they are kept as, which are made for them. Errors: usage, and what the disk fails at. */
export type TakesOf = (runs: Runs) => TE.TaskEither<CliError, Runs>

/** Runs, each with the take of its place. */
export const withTakes = (runs: Runs, takes: readonly RunTake[]): Runs =>
  RNEA.mapWithIndex((i, run: Run): Run => ({ ...run, take: takes[i] ?? null }))(runs)

/** Where files lie, from whatever folder they are looked for. */
const wholePaths = ({ input, exemplars, model }: TakeFiles): TakeFiles => ({
  input: input === null ? null : resolve(input),
  exemplars: exemplars.map((path) => resolve(path)),
  model: model === null ? null : resolve(model),
})

/** What is noted of a run before its first step. */
export const noteOf = (
  { job, target, plot }: Run,
  files: TakeFiles,
  { force, every, parent }: Pick<TakeNote, 'every' | 'parent'> & Pick<Settings, 'force'>,
): TakeNote => ({
  sigmastream: version,
  node: process.version,
  recipe: job.recipe,
  files: wholePaths(files),
  output: { path: resolve(target.path), plot: plot === null ? null : resolve(plot), force },
  every,
  parent,
  written: null,
})

/** What can be said against keeping a run before anything is read. */
export const checkCheckpoint = ({
  checkpoint,
  checkpointEvery,
  saveFrames,
}: Settings): TE.TaskEither<CliError, void> => {
  if (checkpoint === undefined)
    return checkpointEvery === undefined
      ? TE.right(undefined)
      : TE.left(usage('--checkpoint-every is for --checkpoint: give that and a folder as well, or leave it out'))
  if (saveFrames !== undefined)
    return TE.left(
      usage('--save-frames and --checkpoint: a run that goes on has its first frames no more: leave one of them out'),
    )
  return pipe(
    TE.fromTask<Awaited<ReturnType<typeof kindAt>>, CliError>(() => kindAt(checkpoint)),
    TE.flatMap((kind) =>
      kind === 'folder'
        ? TE.right(checkpoint)
        : kind === null
          ? checkTarget('--checkpoint', checkpoint, false)
          : TE.left(usage(`--checkpoint: ${checkpoint} is a file: give the name of a new folder`)),
    ),
    TE.map(() => undefined),
  )
}

/** The new takes of what is asked for with `--checkpoint`; nothing without it. */
export const takesFor = (
  { checkpoint, checkpointEvery: every = 1, force }: Settings,
  files: TakeFiles,
): { readonly takes?: TakesOf } =>
  checkpoint === undefined
    ? {}
    : {
        takes: (runs) =>
          pipe(
            TE.fromTask<boolean, CliError>(async () => files.input !== null && (await isPiped(files.input))),
            TE.filterOrElse(
              (piped) => !piped,
              (): CliError =>
                usage(
                  '--checkpoint: IN is a pipe, which could not be read again to go on: give a file, or leave it out',
                ),
            ),
            TE.flatMap(() =>
              pipe(
                createTakes(
                  checkpoint,
                  runs.map((run) => noteOf(run, files, { force, every, parent: null })),
                ),
                TE.mapLeft((error) => fromRenderError(error, noSignal)),
              ),
            ),
            TE.map((takes) =>
              withTakes(
                runs,
                takes.map((take) => ({ take, from: null })),
              ),
            ),
          ),
      }
