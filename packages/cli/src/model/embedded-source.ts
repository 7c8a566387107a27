import { basename } from 'node:path'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { isLatents, readClip } from '../clip.js'
import { type CliError, usage } from '../errors.js'
import type { RunOptions } from '../options/run-options.js'
import { intervalCount } from '../run/interval-count.js'
import type { ClipModel, ClipRequest, Source } from '../run/subject.js'

/** Options of one kind of clip must not be given with the other. */
const checkKind = (
  path: string,
  { frameRate, tensor, windowLength }: RunOptions,
  request: ClipRequest,
): E.Either<CliError, void> => {
  if (!isLatents(path)) {
    if (frameRate !== undefined) return E.left(usage('--frame-rate is for latents, and IN is sound: leave it out'))
    return tensor === undefined
      ? E.right(undefined)
      : E.left(usage('--tensor is for latents, and IN is sound: leave it out'))
  }
  const asked =
    request._tag === 'Inpaint'
      ? '--from and --to are in seconds'
      : windowLength === undefined
        ? null
        : '--window-length is in seconds'
  return frameRate === undefined && asked !== null
    ? E.left(usage(`${asked} and IN is latents: give --frame-rate, frames a second, as well`))
    : E.right(undefined)
}

/** The clip `path` for a model that learns from it, or from the clips of --from-audio. Errors: usage. */
export const embeddedSource = (
  model: ClipModel,
  path: string,
  options: RunOptions,
  request: ClipRequest,
): TE.TaskEither<CliError, Source> =>
  pipe(
    TE.Do,
    TE.bindW('kind', () => TE.fromEither(checkKind(path, options, request))),
    TE.bindW('clip', () => readClip(path, options.tensor)),
    TE.bindW('exemplars', () =>
      TE.traverseSeqArray((file: string) => readClip(file, options.tensor))(options.fromAudio),
    ),
    TE.bindW('subject', ({ clip, exemplars }) =>
      model(clip, exemplars, { ...options, steps: intervalCount(options.sampler, options.steps) }, request),
    ),
    TE.map(({ clip, subject }) => {
      const { fromAudio, windowLength = null } = options
      return {
        clip,
        subject: { ...subject, told: { exemplars: fromAudio.map((file) => basename(file)), windowLength } },
      }
    }),
  )
