import type { Jobs, OpenModels } from '@sigmastream/pipeline'
import { either as E, type readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { type OutputFile, writeFiles } from '../files.js'
import { fromRenderError } from '../from-errors.js'
import { type Io, note, type Outcome } from '../io.js'
import type { Settings } from '../options/run-options.js'
import { type FramesFolder, openFramesFolder } from './frames-folder.js'
import { inTurn } from './in-turn.js'
import { make } from './make.js'
import { outcomeOf } from './report.js'
import type { Run, RunProduct } from './run.js'

type Runs = RNEA.ReadonlyNonEmptyArray<Run>

const noFolder: FramesFolder = {
  save: null,
  gathered: () => Promise.resolve([]),
  settle: () => Promise.resolve(),
  discard: () => Promise.resolve(),
}

/** A result with its frames, all whole or none there. */
const writeProduct = ({ files }: RunProduct, folder: FramesFolder, force: boolean): TE.TaskEither<CliError, void> =>
  pipe(
    TE.fromTask<readonly OutputFile[], CliError>(folder.gathered),
    TE.flatMap((frames) => writeFiles([...frames, ...files], force)),
    TE.tap(() => TE.fromTask(folder.settle)),
  )

/** A result, written whole or not at all. */
const makeAndWrite = async (
  run: Run,
  models: OpenModels,
  folder: FramesFolder,
  settings: Settings,
  io: Io,
): Promise<E.Either<CliError, Outcome>> => {
  const made = await make(run, models.of(run.job.place), folder, io)()
  if (E.isLeft(made)) return made
  const written = await writeProduct(made.right, folder, settings.force)()
  return E.isLeft(written) ? written : E.right(outcomeOf(run, made.right, settings))
}

/**
 * Runs what was prepared, one after the other, on the model that `open` loads. Progress and the seed go to standard
 * error. Frames appear with their result. Errors: a failure with its step, `Interrupted`; then nothing but
 * what was finished before is written, and the error says what that is.
 */
export const execute =
  (runs: Runs, open: Jobs['open'], settings: Settings, io: Io): TE.TaskEither<CliError, Outcome> =>
  async () => {
    const unsown = runs.flatMap(({ sown, job }) => (sown ? [] : [job.recipe.seed]))
    const [seed, last] = [unsown[0], unsown.at(-1)]
    if (seed !== undefined) {
      const told = seed === last ? `seed ${seed}` : `seeds ${seed} to ${last}`
      note(io, `${told}, chosen at random: --seed ${seed} makes the same again`)
    }
    const folder =
      settings.saveFrames === undefined
        ? E.right(noFolder)
        : await openFramesFolder(settings.saveFrames, settings.force)()
    if (E.isLeft(folder)) return folder
    try {
      const models = await open(io.signal)()
      if (E.isLeft(models)) return E.left(fromRenderError(models.left, io.signal))
      // frames of a run that failed would be taken for those of the next
      const alone = Math.max(settings.count ?? 1, settings.by?.length ?? 1) > 1 && settings.saveFrames === undefined
      const one = (run: Run) => makeAndWrite(run, models.right, folder.right, settings, io)
      return await inTurn(runs, one, alone, io).finally(models.right.close)
    } finally {
      await folder.right.discard()
    }
  }
