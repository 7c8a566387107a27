import { type Audio, keepOutside, levels, toFullScale } from '@sigmastream/audio'
import type { Latent, Region } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { checkedSound, silence } from './checked-sound.js'
import type { Job } from './job.js'
import type { Prepared } from './prepare.js'
import type { OpenModel } from './subject.js'
import type { Target } from './target.js'
import type { PaintWindow } from './task.js'

/** What a run made: latents, and their sound where it was listened to. `gain` is 1 unless it was above full scale. */
export interface Made {
  readonly latent: Latent
  readonly sound: { readonly audio: Audio; readonly gain: number } | null
}

const when = 'after the last step'

const remediesOf = ({ subject: { remedies } }: Prepared): string => `another --seed, ${remedies}`

/** The middle half of a region: into its borders the surroundings reach. */
const middle = ({ sampleRate, channels }: Audio, { from, to }: Region): Audio => ({
  sampleRate,
  channels: channels.map((channel) =>
    channel.slice(
      Math.floor((0.75 * from + 0.25 * to) * sampleRate),
      Math.ceil((0.25 * from + 0.75 * to) * sampleRate),
    ),
  ),
})

/** A region that was filled with silence is a failure too. */
const checkedRegions = (audio: Audio, prepared: Prepared): E.Either<CliError, Audio> => {
  const { request } = prepared
  const regions = request._tag === 'Inpaint' ? request.regions : []
  const empty = regions.find((region) => levels(middle(audio, region)).silent)
  return empty === undefined
    ? E.right(audio)
    : E.left(silence(when, `what was made from ${empty.from} to ${empty.to} s is`, remediesOf(prepared)))
}

/**
 * Whether the surroundings are put back after the last step: with a paint window that ends earlier, they are made anew.
 */
const keepsEnd = (paint: PaintWindow | null, { intervals }: Job): boolean =>
  paint?.end === undefined || (intervals !== null && paint.end >= intervals.length)

/** Latents that are asked for, and whose sound nobody has given, are not listened to. */
const isHeard = ({ clip }: Prepared, target: Target): boolean => target._tag === 'Sound' || clip?._tag === 'Sound'

/**
 * The result of a run. Where a recording was inpainted, everything outside the regions and their feather is the
 * recording itself. A failure: a result, or a filled region, that is silent or not finite.
 */
export const finish = (
  prepared: Prepared,
  target: Target,
  { listen }: OpenModel,
  x: Latent,
): TE.TaskEither<CliError, Made> => {
  const {
    subject: { original },
    request,
    job,
  } = prepared
  if (listen === null || !isHeard(prepared, target)) {
    const silent = x.data.slice().every((value) => value === 0)
    return silent ? TE.left(silence(when, 'the result is', remediesOf(prepared))) : TE.right({ latent: x, sound: null })
  }
  return pipe(
    listen(x),
    TE.map((audio) =>
      original !== null && request._tag === 'Inpaint' && keepsEnd(request.paint, job)
        ? keepOutside(original, audio, request.regions, request.feather)
        : audio,
    ),
    TE.flatMapEither((audio) => checkedSound(audio, when, remediesOf(prepared))),
    TE.flatMapEither((audio) => checkedRegions(audio, prepared)),
    TE.map((audio) => ({ latent: x, sound: toFullScale(audio) })),
  )
}
