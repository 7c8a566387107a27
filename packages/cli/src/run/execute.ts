import { type readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { writeFiles } from '../files.js'
import { type Io, note } from '../io.js'
import type { Outcome } from '../outcome.js'
import { type FramesFolder, openFramesFolder } from './frames-folder.js'
import { make, type MadeFiles } from './make.js'
import { outcomeOf } from './report.js'
import type { Run } from './run.js'
import { interruptedBy } from './stop.js'

type Runs = RNEA.ReadonlyNonEmptyArray<Run>

const noFrames: FramesFolder = { save: null, publish: TE.right(undefined), discard: () => Promise.resolve() }

/** Everything that the runs make, on their model, which is closed whatever happens. */
const madeBy = (runs: Runs, folder: FramesFolder, io: Io): TE.TaskEither<CliError, readonly MadeFiles[]> =>
  TE.bracket(
    runs[0].prepared.subject.open,
    (model) => TE.traverseSeqArray((run: Run) => make(run, model, folder, io))(runs),
    ({ close }) => TE.fromTask(close),
  )

/** The results first, whole or not at all; then the frames, so that none appear where a result could not be written. */
const written = (made: readonly MadeFiles[], folder: FramesFolder, io: Io): TE.TaskEither<CliError, void> =>
  pipe(
    interruptedBy(io.signal),
    TE.flatMap(() => writeFiles(made.flatMap(({ files }) => files))),
    TE.flatMap(() => folder.publish),
  )

/** One outcome of several: its object has them as items. */
const together = (outcomes: readonly Outcome[]): Outcome => ({
  exit: 0,
  lines: outcomes.flatMap(({ lines }) => lines),
  json: outcomes.length === 1 ? { ...outcomes[0]?.json } : { items: outcomes.map(({ json }) => json) },
})

/**
 * Runs what was prepared, one item after the other. Progress and the seed go to standard error. Errors: a failure with its step,
 * `Interrupted`; then nothing is written.
 */
export const execute = (runs: Runs, io: Io): TE.TaskEither<CliError, Outcome> => {
  const {
    options: { saveFrames, seed },
    item,
  } = runs[0].prepared
  const opened: TE.TaskEither<CliError, FramesFolder> =
    saveFrames === undefined ? TE.right(noFrames) : openFramesFolder(saveFrames)
  if (seed === undefined) note(io, `seed ${item.seed}, chosen at random: --seed ${item.seed} makes the same again`)
  return TE.bracket(
    opened,
    (folder) =>
      pipe(
        madeBy(runs, folder, io),
        TE.tap((made) => written(made, folder, io)),
        TE.map((made) => together(made.map(({ finished }) => outcomeOf(finished)))),
      ),
    ({ discard }) => TE.fromTask(discard),
  )
}
