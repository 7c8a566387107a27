import { levelledTake, type OpenModels, type RunRecord, renderJob, type Take } from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { concatMap, connect, EMPTY, filter, ignoreElements, lastValueFrom, map, merge, tap } from 'rxjs'
import type { CliError } from '../errors.js'
import { type NewFile, recordFile, type WrittenFile } from '../files.js'
import { fromRenderError, fromThrown } from '../from-errors.js'
import { interruptedBy } from '../interruption.js'
import { type Io, note } from '../io.js'
import type { FramesFolder } from './frames-folder.js'
import { checkpointKeeper, keepAll } from './keep.js'
import type { PreviewsFolder } from './previews-folder.js'
import { progressOf } from './progress.js'
import type { Run, RunProduct } from './run.js'
import { type FoundTake, searchRun } from './search-run.js'
import type { Target } from './target.js'

/** One stream of the run, which progress, kept frames and the result live on. */
const renderRun =
  (
    run: Run,
    models: OpenModels,
    { save }: FramesFolder,
    previews: PreviewsFolder | null,
    io: Io,
  ): TE.TaskEither<CliError, FoundTake> =>
  async () => {
    const { job, target, take: kept } = run
    const heard = target._tag === 'Sound' || job.clip?._tag === 'Sound'
    const frames = save === null ? [] : [(await import('./frame-files.js')).keeper(models.of(run.job.place), run, save)]
    const checkpoints = kept === null ? [] : [checkpointKeeper(kept)]
    const from = kept?.from ?? null
    const progress = progressOf(io, job, from?.summary.done ?? 0)
    const events = renderJob(job, models, {
      heard,
      signal: io.signal,
      ...keepAll([...frames, ...checkpoints]),
      ...(from === null ? {} : { from }),
      ...(previews === null ? {} : { previewEvery: previews.every }),
    }).pipe(
      connect((shared) =>
        merge(
          shared.pipe(
            tap((event) => {
              if (event._tag !== 'Frame') return
              progress.step(event.frame)
              previews?.pass(event.frame)
            }),
            ignoreElements(),
          ),
          shared.pipe(
            concatMap((event) => (event._tag === 'Preview' ? (previews?.write(event)() ?? EMPTY) : EMPTY)),
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
      return E.right({ take: await lastValueFrom(events), rounds: [] })
    } catch (cause) {
      return E.left(fromThrown(cause, io.signal))
    } finally {
      progress.end()
    }
  }

const pictureFile = ({ plot }: Run, take: Take, io: Io): TE.TaskEither<CliError, readonly NewFile[]> =>
  plot === null
    ? TE.right([])
    : pipe(
        TE.fromTask(() => import('@sigmastream/render-thread/picture')),
        TE.flatMap(({ pictureOf }) => pictureOf(take)),
        TE.bimap(
          (error) => fromRenderError(error, io.signal),
          (bytes) => [{ path: plot, bytes }],
        ),
      )

/** The record of a run in a file of its own, where its result has none in it. */
const besideFiles = ({ record: path }: Target, record: RunRecord): readonly NewFile[] =>
  path === null ? [] : [recordFile(path, record)]

/** Runs one job on the open model: the result judged, drawn and encoded. Errors: as `execute` has them. */
export const make = (
  run: Run,
  models: OpenModels,
  folder: FramesFolder,
  previews: PreviewsFolder | null,
  io: Io,
): TE.TaskEither<CliError, RunProduct> => {
  const { job, target, place, search } = run
  const encoding = target._tag === 'Sound' ? target.encoding : null
  if (place.batch > 1) note(io, `item ${place.item + 1} of ${place.batch}`)
  return pipe(
    search === null ? renderRun(run, models, folder, previews, io) : searchRun(run, search, models.of(job.place), io),
    // what was searched for has a recipe of its own
    TE.bind('stored', ({ take }) =>
      pipe(
        levelledTake(take, target.path, encoding),
        TE.mapLeft((error) => fromRenderError(error, io.signal)),
      ),
    ),
    TE.let(
      'file',
      ({ stored: { file } }): WrittenFile => ({
        path: file.path,
        make: async (temporary) =>
          pipe(
            await file.make(temporary),
            E.mapLeft((error) => fromRenderError(error, io.signal)),
          ),
      }),
    ),
    TE.bind('picture', ({ stored }) => pictureFile(run, stored.take, io)),
    TE.tap(() => interruptedBy(io.signal)),
    TE.map(({ stored: { take, level, record }, file, picture, rounds }) => ({
      files: [...picture, file, ...besideFiles(target, record)],
      take,
      level,
      record,
      rounds,
    })),
  )
}
