import {
  levelSplice,
  type OpenModels,
  RenderException,
  recordOf,
  renderJob,
  type Take,
  takeFile,
} from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { connect, filter, ignoreElements, lastValueFrom, map, merge, tap } from 'rxjs'
import { type CliError, failure } from '../errors.js'
import type { NewFile, WrittenFile } from '../files.js'
import { fromRenderError } from '../from-errors.js'
import { interruptedBy } from '../interruption.js'
import { type Io, note } from '../io.js'
import type { FramesFolder } from './frames-folder.js'
import { checkpointKeeper, keepAll } from './keep.js'
import { progressOf } from './progress.js'
import type { Run, RunProduct } from './run.js'

/** One stream of the run, which progress, kept frames and the result live on. */
const renderRun =
  (run: Run, models: OpenModels, { save }: FramesFolder, io: Io): TE.TaskEither<CliError, Take> =>
  async () => {
    const { job, target, place, take: kept } = run
    if (place.batch > 1) note(io, `item ${place.item + 1} of ${place.batch}`)
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
    }).pipe(
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
export const make = (
  run: Run,
  models: OpenModels,
  folder: FramesFolder,
  io: Io,
): TE.TaskEither<CliError, RunProduct> => {
  const { job, target } = run
  const encoding = target._tag === 'Sound' ? target.encoding : null
  const record = recordOf(job, encoding)
  const beside =
    target.record === null
      ? []
      : [{ path: target.record, bytes: new TextEncoder().encode(`${JSON.stringify(record)}\n`) }]
  return pipe(
    TE.Do,
    TE.bind('take', () => renderRun(run, models, folder, io)),
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
    TE.tap(() => interruptedBy(io.signal)),
    TE.map(({ levelledTake, level, file, picture }) => ({
      files: [...picture, file, ...beside],
      take: levelledTake,
      level,
      record,
    })),
  )
}
