import { type readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, keeping } from '../errors.js'
import { writeFiles } from '../files.js'
import { type Io, note } from '../io.js'
import type { Outcome } from '../outcome.js'
import { type FramesFolder, openFramesFolder } from './frames-folder.js'
import { make } from './make.js'
import { outcomeOf } from './report.js'
import type { Run } from './run.js'
import { interruptedBy } from './stop.js'
import type { OpenModels } from './subject.js'

type Runs = RNEA.ReadonlyNonEmptyArray<Run>

const noFrames: FramesFolder = { save: null, publish: TE.right(undefined), discard: () => Promise.resolve() }

/** What of `runs` is finished when `done` of them are, for people. */
const keptOf = (runs: Runs, done: number): string => {
  const paths = runs.slice(0, done).map(({ target }) => target.path)
  const names = done > 3 ? `${paths[0]}, ... ${paths.at(-1)}` : paths.join(', ')
  return `${done} of ${runs.length} ${done === 1 ? 'is' : 'are'} finished and kept: ${names}`
}

/** One result, written whole or not at all. */
const finished = (run: Run, models: OpenModels, folder: FramesFolder, io: Io): TE.TaskEither<CliError, Outcome> =>
  pipe(
    make(run, models.of(run.source), folder, io),
    TE.tap(() => interruptedBy(io.signal)),
    TE.tap(({ files }) => writeFiles(files)),
    TE.map((made) => outcomeOf(made.finished)),
  )

/** Every result, each written before the next is begun, on their model, which is closed whatever happens. */
const allOf = (
  runs: Runs,
  open: TE.TaskEither<CliError, OpenModels>,
  folder: FramesFolder,
  io: Io,
): TE.TaskEither<CliError, readonly Outcome[]> =>
  TE.bracket(
    open,
    (models) =>
      pipe(
        runs,
        TE.traverseSeqArrayWithIndex((done, run: Run) =>
          pipe(
            finished(run, models, folder, io),
            TE.mapLeft((error) => (done === 0 ? error : keeping(keptOf(runs, done))(error))),
          ),
        ),
      ),
    ({ close }) => TE.fromTask(close),
  )

/** One outcome of several: its object has them as items. */
const together = (outcomes: readonly Outcome[]): Outcome => ({
  exit: 0,
  lines: outcomes.flatMap(({ lines }) => lines),
  json: outcomes.length === 1 ? { ...outcomes[0]?.json } : { items: outcomes.map(({ json }) => json) },
})

/**
 * Runs what was prepared, one after the other, on the model that `open` loads. Progress and the seed go to standard
 * error. Frames appear when all results are there. Errors: a failure with its step, `Interrupted`; then nothing but
 * what was finished before is written, and the error says what that is.
 */
export const execute = (
  runs: Runs,
  open: TE.TaskEither<CliError, OpenModels>,
  io: Io,
): TE.TaskEither<CliError, Outcome> => {
  const { saveFrames } = runs[0].prepared.options
  const opened: TE.TaskEither<CliError, FramesFolder> =
    saveFrames === undefined ? TE.right(noFrames) : openFramesFolder(saveFrames)
  const unsown = runs.find(({ prepared: { options } }) => options.seed === undefined)?.prepared.item
  if (unsown !== undefined)
    note(io, `seed ${unsown.seed}, chosen at random: --seed ${unsown.seed} makes the same again`)
  return TE.bracket(
    opened,
    (folder) =>
      pipe(
        allOf(runs, open, folder, io),
        TE.tap(() => pipe(folder.publish, TE.mapLeft(keeping(keptOf(runs, runs.length))))),
        TE.map(together),
      ),
    ({ discard }) => TE.fromTask(discard),
  )
}
