import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { writeFiles } from '../files.js'
import { type Io, note } from '../io.js'
import type { Outcome } from '../outcome.js'
import { version } from '../version.js'
import { collect, type Ended } from './collect.js'
import { encodeResult } from './encode.js'
import { finish } from './finish.js'
import { frameFiles } from './frame-files.js'
import { type FramesFolder, openFramesFolder } from './frames-folder.js'
import { pictureOf } from './picture.js'
import type { Prepared } from './prepare.js'
import { progressOf } from './progress.js'
import { recordOf } from './record.js'
import { outcomeOf } from './report.js'
import { interruptedBy } from './stop.js'
import type { Target } from './target.js'

const noFrames: FramesFolder = { save: () => TE.right(undefined), publish: TE.right(undefined), discard: () => Promise.resolve() }

/** Runs the job on its model, which is closed whatever happens. */
const sampled = ({ subject, job, noise, sigmas }: Prepared, folder: FramesFolder, io: Io): TE.TaskEither<CliError, Ended> =>
  TE.bracket(
    subject.open,
    ({ denoiser }) => {
      const progress = progressOf(io, job, sigmas)
      const run = collect(
        job,
        { denoiser, noise },
        (view) => {
          progress.step(view)
          return folder === noFrames
            ? TE.right(undefined)
            : pipe(TE.fromEither(frameFiles(subject, view)), TE.flatMap(folder.save))
        },
        io.signal,
      )
      return async () => {
        const ended = await run()
        progress.end()
        return ended
      }
    },
    ({ close }) => TE.fromTask(close),
  )

/** What is left of a run after its last step: the result judged, drawn and written, all of it or nothing. */
const concluded = (
  prepared: Prepared,
  target: Target,
  folder: FramesFolder,
  { x, seen }: Ended,
  io: Io,
): TE.TaskEither<CliError, Outcome> => {
  const { clip, subject, request, options, seed, sampler } = prepared
  const record = recordOf(version, prepared)
  const sigmas = seen.sigmas.length === 0 ? prepared.sigmas : seen.sigmas
  return pipe(
    TE.Do,
    TE.bindW('made', () => TE.fromEither(finish(prepared, x))),
    TE.bindW('result', ({ made }) => encodeResult(target, clip, made, JSON.stringify(record))),
    TE.bindW('picture', ({ made }) =>
      options.plot === undefined
        ? TE.right([])
        : pipe(
            pictureOf({
              path: options.plot,
              title: record.input,
              subtitle: `${record.command}, ${sampler.name}, ${options.steps} steps, seed ${seed}`,
              clip,
              frameRate: subject.frameRate ?? 1,
              request,
              made,
              sigmas,
              moved: seen.moved,
            }),
            TE.map((file) => [file]),
          ),
    ),
    TE.bindW('going', () => interruptedBy(io.signal)),
    TE.bindW('frames', () => folder.publish),
    TE.bindW('written', ({ result, picture }) => writeFiles([...picture, ...result])),
    TE.map(({ made }) => outcomeOf({ prepared, record, target, made, seen })),
  )
}

/**
 * Runs what was prepared. Progress and the seed go to standard error. Errors: a failure with its step, `Interrupted`; then
 * nothing is written.
 */
export const execute = (prepared: Prepared, target: Target, io: Io): TE.TaskEither<CliError, Outcome> => {
  const { options, seed } = prepared
  const opened: TE.TaskEither<CliError, FramesFolder> =
    options.saveFrames === undefined ? TE.right(noFrames) : openFramesFolder(options.saveFrames)
  if (options.seed === undefined) note(io, `seed ${seed}, chosen at random: --seed ${seed} makes the same again`)
  return TE.bracket(
    opened,
    (folder) =>
      pipe(
        sampled(prepared, folder, io),
        TE.flatMap((ended) => concluded(prepared, target, folder, ended, io)),
      ),
    ({ discard }) => TE.fromTask(discard),
  )
}
