import {
  encodeResult,
  type OpenModel,
  RenderException,
  type Result,
  type RunRecord,
  recordOf,
  renderJob,
  unlessStopped,
} from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { connect, filter, ignoreElements, lastValueFrom, map, merge, tap } from 'rxjs'
import { type CliError, failure } from '../errors.js'
import type { NewFile } from '../files.js'
import { fromRenderError } from '../from-errors.js'
import { type Io, note } from '../io.js'
import type { Run } from './execute.js'
import type { FramesFolder } from './frames-folder.js'
import { progressOf } from './progress.js'

/** What one run came to, ready to be written. */
export interface Made {
  readonly files: readonly NewFile[]
  readonly result: Result
  readonly record: RunRecord
}

/** One stream of the run, which progress, kept frames and the result live on. */
const rendered =
  ({ job, target, place }: Run, model: OpenModel, { save }: FramesFolder, io: Io): TE.TaskEither<CliError, Result> =>
  async () => {
    if (place.batch > 1) note(io, `item ${place.item + 1} of ${place.batch}`)
    const heard = target._tag === 'Sound' || job.clip?._tag === 'Sound'
    const kept = save === null ? null : (await import('./frame-files.js')).keeper(model, place, save)
    const progress = progressOf(io, job)
    const events = renderJob(job, model, { heard, signal: io.signal, ...(kept === null ? {} : { keep: kept }) }).pipe(
      connect((shared) =>
        merge(
          shared.pipe(
            tap((event) => (event._tag === 'Frame' ? progress.step(event.frame) : undefined)),
            ignoreElements(),
          ),
          shared.pipe(
            filter((event) => event._tag === 'Rendered'),
            map(({ result }) => result),
          ),
        ),
      ),
    )
    try {
      return E.right(await lastValueFrom(events))
    } catch (cause) {
      return E.left(
        cause instanceof RenderException ? fromRenderError(io.signal)(cause.error) : failure(String(cause), cause),
      )
    } finally {
      progress.end()
    }
  }

const pictureFile = ({ plot, job }: Run, result: Result): TE.TaskEither<CliError, readonly NewFile[]> =>
  plot === null
    ? TE.right([])
    : pipe(
        TE.fromTask(() => import('./picture.js')),
        TE.flatMap(({ pictureOf }) => pictureOf(plot, job, result)),
        TE.map((file) => [file]),
      )

/** Runs one job on the open model: the result judged, drawn and encoded. Errors: as `execute` has them. */
export const make = (run: Run, model: OpenModel, folder: FramesFolder, io: Io): TE.TaskEither<CliError, Made> => {
  const { job, target } = run
  const encoding = target._tag === 'Sound' ? target.encoding : null
  const record = recordOf(job, encoding)
  const beside =
    target.record === null
      ? []
      : [{ path: target.record, bytes: new TextEncoder().encode(`${JSON.stringify(record)}\n`) }]
  return pipe(
    TE.Do,
    TE.bind('result', () => rendered(run, model, folder, io)),
    TE.bind('bytes', ({ result }) =>
      pipe(encodeResult(result, target.path, encoding ?? 'pcm16', record), TE.mapLeft(fromRenderError(io.signal))),
    ),
    TE.bind('picture', ({ result }) => pictureFile(run, result)),
    TE.tap(() => pipe(unlessStopped(io.signal), TE.mapLeft(fromRenderError(io.signal)))),
    TE.map(({ result, bytes, picture }) => ({
      files: [...picture, { path: target.path, bytes }, ...beside],
      result,
      record,
    })),
  )
}
