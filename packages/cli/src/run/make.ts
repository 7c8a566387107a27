import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import type { NewFile } from '../files.js'
import { type Io, note } from '../io.js'
import { version } from '../version.js'
import { collect, type Ended } from './collect.js'
import { encodeResult } from './encode.js'
import { finish, type Made } from './finish.js'
import { frameFiles } from './frame-files.js'
import type { FramesFolder } from './frames-folder.js'
import { pictureOf } from './picture.js'
import { progressOf } from './progress.js'
import { type RunRecord, recordOf } from './record.js'
import type { Finished } from './report.js'
import type { Run } from './run.js'
import type { OpenModel } from './subject.js'

/** What one run came to, ready to be written. */
export interface MadeFiles {
  readonly files: readonly NewFile[]
  readonly finished: Finished
}

const sampled = (
  { prepared, place }: Run,
  model: OpenModel,
  { save }: FramesFolder,
  io: Io,
): TE.TaskEither<CliError, Ended> => {
  const { subject, noise, sigmas, jobOn } = prepared
  const run =
    (job: typeof prepared.job): TE.TaskEither<CliError, Ended> =>
    async () => {
      const progress = progressOf(io, job, sigmas)
      const look: Parameters<typeof collect>[2] = (view) => {
        progress.step(view)
        return save === null ? TE.right(undefined) : pipe(frameFiles(model, place, view), TE.flatMap(save))
      }
      const ended = await collect(job, { denoiser: model.denoiser, noise }, look, subject.errorOf, io.signal)()
      progress.end()
      return ended
    }
  if (place.batch > 1) note(io, `item ${place.item + 1} of ${place.batch}`)
  return pipe(TE.fromEither(jobOn(model.reference)), TE.flatMap(run))
}

const pictures = (
  { prepared, plot }: Run,
  record: RunRecord,
  made: Made,
  { moved, sigmas }: Ended['seen'],
): TE.TaskEither<CliError, readonly NewFile[]> => {
  const { clip, subject, request, options, item, sampler } = prepared
  if (plot === null) return TE.right([])
  const drawing = {
    path: plot,
    title: record.input ?? String(subject.told['prompt'] ?? record.command),
    subtitle: `${record.command}, ${sampler}, ${options.steps} steps, seed ${item.seed}`,
    before: { sound: subject.original, latent: clip?._tag === 'Latents' ? clip.latent : null },
    frameRate: subject.frameRate ?? 1,
    request,
    made,
    sigmas: sigmas.length === 0 ? prepared.sigmas : sigmas,
    moved,
  }
  return pipe(
    pictureOf(drawing),
    TE.map((file) => [file]),
  )
}

/** Runs one item on the open model: the result judged, drawn and encoded. Errors: as `execute` has them. */
export const make = (run: Run, model: OpenModel, folder: FramesFolder, io: Io): TE.TaskEither<CliError, MadeFiles> => {
  const { prepared, target } = run
  const record = recordOf(version, run)
  return pipe(
    TE.Do,
    TE.bindW('ended', () => sampled(run, model, folder, io)),
    TE.bindW('made', ({ ended }) => finish(prepared, target, model, ended.x)),
    TE.bindW('result', ({ made }) => encodeResult(target, prepared.clip, made, JSON.stringify(record))),
    TE.bindW('picture', ({ ended, made }) => pictures(run, record, made, ended.seen)),
    TE.map(({ ended: { seen }, made, result, picture }) => ({
      files: [...picture, ...result],
      finished: { run, record, made, seen },
    })),
  )
}
