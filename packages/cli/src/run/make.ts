import {
  type Jobs,
  levelSplice,
  type OpenModel,
  type OpenModels,
  RenderException,
  recordOf,
  renderJob,
  type Take,
  takeFile,
  unlessStopped,
} from '@sigmastream/pipeline'
import { either as E, type readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { connect, filter, ignoreElements, lastValueFrom, map, merge, tap } from 'rxjs'
import { type CliError, failure } from '../errors.js'
import { type NewFile, type OutputFile, type WrittenFile, writeFiles } from '../files.js'
import { fromRenderError } from '../from-errors.js'
import { type Io, note, type Outcome } from '../io.js'
import type { Settings } from '../options/run-options.js'
import { type FramesFolder, openFramesFolder } from './frames-folder.js'
import { inTurn } from './in-turn.js'
import { progressOf } from './progress.js'
import { outcomeOf } from './report.js'
import type { Run, RunProduct } from './run.js'

/** One stream of the run, which progress, kept frames and the result live on. */
const renderRun =
  (run: Run, model: OpenModel, { save }: FramesFolder, io: Io): TE.TaskEither<CliError, Take> =>
  async () => {
    const { job, target, place } = run
    if (place.batch > 1) note(io, `item ${place.item + 1} of ${place.batch}`)
    const heard = target._tag === 'Sound' || job.clip?._tag === 'Sound'
    const kept = save === null ? null : (await import('./frame-files.js')).keeper(model, run, save)
    const progress = progressOf(io, job)
    const events = renderJob(job, model, { heard, signal: io.signal, ...(kept === null ? {} : { keep: kept }) }).pipe(
      connect((shared) =>
        merge(
          shared.pipe(
            tap((event) => (event._tag === 'Frame' ? progress.step(event.frame) : undefined)),
            ignoreElements(),
          ),
          shared.pipe(
            filter((event) => event._tag === 'Take'),
            map(({ take }) => take),
          ),
        ),
      ),
    )
    try {
      return E.right(await lastValueFrom(events))
    } catch (cause) {
      return E.left(
        cause instanceof RenderException ? fromRenderError(cause.error, io.signal) : failure(String(cause), cause),
      )
    } finally {
      progress.end()
    }
  }

const pictureFile = ({ plot, job }: Run, take: Take, io: Io): TE.TaskEither<CliError, readonly NewFile[]> =>
  plot === null
    ? TE.right([])
    : pipe(
        TE.fromTask(() => import('./picture.js')),
        TE.flatMap(({ pictureOf }) => pictureOf(plot, job, take, io)),
        TE.map((file) => [file]),
      )

/** Runs one job on the open model: the result judged, drawn and encoded. Errors: as `execute` has them. */
const make = (run: Run, model: OpenModel, folder: FramesFolder, io: Io): TE.TaskEither<CliError, RunProduct> => {
  const { job, target } = run
  const encoding = target._tag === 'Sound' ? target.encoding : null
  const record = recordOf(job, encoding)
  const beside =
    target.record === null
      ? []
      : [{ path: target.record, bytes: new TextEncoder().encode(`${JSON.stringify(record)}\n`) }]
  return pipe(
    TE.Do,
    TE.bind('take', () => renderRun(run, model, folder, io)),
    TE.bind('level', ({ take: { sound } }) =>
      sound === null
        ? TE.right(null)
        : pipe(
            levelSplice(sound, encoding ?? 'float32'),
            TE.mapLeft((error) => fromRenderError(error, io.signal)),
          ),
    ),
    TE.let('levelledTake', ({ take, level }): Take => ({ ...take, sound: level?.splice ?? null })),
    TE.bind('file', ({ levelledTake }) =>
      pipe(
        TE.fromEither(takeFile(levelledTake, target.path, encoding ?? 'pcm16', record)),
        TE.bimap(
          (error) => fromRenderError(error, io.signal),
          (written): WrittenFile => ({
            path: written.path,
            make: async (temporary) =>
              pipe(
                await written.make(temporary),
                E.mapLeft((error) => fromRenderError(error, io.signal)),
              ),
          }),
        ),
      ),
    ),
    TE.bind('picture', ({ levelledTake }) => pictureFile(run, levelledTake, io)),
    TE.tap(() =>
      pipe(
        unlessStopped(io.signal),
        TE.mapLeft((error) => fromRenderError(error, io.signal)),
      ),
    ),
    TE.map(({ levelledTake, level, file, picture }) => ({
      files: [...picture, file, ...beside],
      take: levelledTake,
      level,
      record,
    })),
  )
}

type Runs = RNEA.ReadonlyNonEmptyArray<Run>

const noFrames: FramesFolder = {
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
        ? E.right(noFrames)
        : await openFramesFolder(settings.saveFrames, settings.force)()
    if (E.isLeft(folder)) return folder
    try {
      const models = await open(io.signal)()
      if (E.isLeft(models)) return E.left(fromRenderError(models.left, io.signal))
      // frames of a run that failed would be taken for those of the next
      const alone = (settings.count ?? 1) > 1 && settings.saveFrames === undefined
      const one = (run: Run) => makeAndWrite(run, models.right, folder.right, settings, io)
      return await inTurn(runs, one, alone, io).finally(models.right.close)
    } finally {
      await folder.right.discard()
    }
  }
