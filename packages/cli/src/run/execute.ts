import { resolve } from 'node:path'
import { announceFiles, type Jobs, type OpenModels } from '@sigmastream/pipeline'
import { either as E, type readonlyNonEmptyArray as RNEA, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { asMade, type OutputFile, writeFiles } from '../files.js'
import { fromRenderError } from '../from-errors.js'
import { type Io, note, type Outcome } from '../io.js'
import type { Settings } from '../options/settings.js'
import { type EqualityNote, equalityNote } from './equal-takes.js'
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

/** A result with its frames, all whole or none there; where it is what a take was to be, the note of that tells of it first. */
const writeProduct = (
  { files }: RunProduct,
  { take, target }: Run,
  folder: FramesFolder,
  { force }: Settings,
  { signal }: Io,
): TE.TaskEither<CliError, void> => {
  const told: readonly OutputFile[] =
    take === null || resolve(target.path) !== take.take.output.path
      ? files
      : announceFiles<CliError>(take.take, files.map(asMade), (error) => fromRenderError(error, signal))
  return pipe(
    TE.fromTask<readonly OutputFile[], CliError>(folder.gathered),
    TE.flatMap((frames) => writeFiles([...frames, ...told], force)),
    TE.tap(() => TE.fromTask(folder.settle)),
  )
}

/** See `makePreviewsFolder`. */
const makeHeardFolder = async ({ preview }: Settings): Promise<E.Either<CliError, T.Task<void>>> =>
  preview === undefined
    ? E.right(() => Promise.resolve())
    : (await import('./previews-folder.js')).makePreviewsFolder(preview)()

/** A result, written whole or not at all. */
const makeAndWrite = async (
  run: Run,
  models: OpenModels,
  folder: FramesFolder,
  compared: EqualityNote,
  settings: Settings,
  io: Io,
): Promise<E.Either<CliError, Outcome>> => {
  const previews =
    settings.preview === undefined
      ? null
      : (await import('./previews-folder.js')).previewsIn(settings.preview, run, settings, io)
  const made = await make(run, models, folder, previews, io)()
  if (E.isLeft(made)) return made
  const written = await writeProduct(made.right, run, folder, settings, io)()
  await previews?.draw()
  return E.isLeft(written)
    ? written
    : E.right(compared(run, made.right.take, outcomeOf(run, made.right, settings, previews?.count() ?? null)))
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
    const unheard = await makeHeardFolder(settings)
    if (E.isLeft(unheard)) return folder.right.discard().then(() => unheard)
    try {
      const models = await open(io.signal)()
      if (E.isLeft(models)) return E.left(fromRenderError(models.left, io.signal))
      // frames of a run that failed would be taken for those of the next
      const alone = Math.max(settings.count ?? 1, settings.by?.length ?? 1) > 1 && settings.saveFrames === undefined
      const written: Run[] = []
      const compared = equalityNote(runs.length > 1)
      const one = async (run: Run) => {
        const made = await makeAndWrite(run, models.right, folder.right, compared, settings, io)
        if (E.isRight(made)) written.push(run)
        return made
      }
      const outcome = await inTurn(runs, one, alone, io).finally(models.right.close)
      if (settings.grid === undefined || E.isLeft(outcome)) return outcome
      const { withGrid } = await import('./grid.js')
      return withGrid(settings.grid, written, settings.force)(outcome.right)()
    } finally {
      await folder.right.discard()
      await unheard.right()
    }
  }
