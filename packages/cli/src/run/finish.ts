import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Audio, levels, peakOf, toFullScale } from '@sigmastream/audio'
import type { Latent } from '@sigmastream/core'
import type { Region } from '@sigmastream/samplers'
import { type CliError, failure } from '../errors.js'
import { keepOutside } from '../sound/keep-outside.js'
import type { Job, PaintWindow } from './job.js'
import type { Prepared } from './prepare.js'

/** What a run made: latents, and their sound where the clip was sound. `gain` is 1 unless it was above full scale. */
export interface Made {
  readonly latent: Latent
  readonly sound: { readonly audio: Audio; readonly gain: number } | null
}

const silence = (what: string): CliError =>
  failure(`after the last step: ${what} silent, so nothing was written; another --seed, --sigma-max or --from-audio may help`)

/** The middle half of a region: into its borders the surroundings reach. */
const middle = ({ sampleRate, channels }: Audio, { from, to }: Region): Audio => ({
  sampleRate,
  channels: channels.map((channel) =>
    channel.slice(Math.floor((0.75 * from + 0.25 * to) * sampleRate), Math.ceil((0.25 * from + 0.75 * to) * sampleRate)),
  ),
})

const checkedSound = (audio: Audio, regions: readonly Region[]): E.Either<CliError, Audio> => {
  if (!Number.isFinite(peakOf(audio)))
    return E.left(failure('after the last step: the sound is not finite, so nothing was written'))
  if (levels(audio).silent) return E.left(silence('the result is'))
  const empty = regions.find((region) => levels(middle(audio, region)).silent)
  return empty === undefined ? E.right(audio) : E.left(silence(`what was made from ${empty.from} to ${empty.to} s is`))
}

/** Whether the surroundings are put back after the last step: with a paint window that ends earlier, they are made anew. */
const keepsEnd = (paint: PaintWindow | null, { intervals }: Job): boolean =>
  paint?.end === undefined || (intervals !== null && paint.end >= intervals.length)

/**
 * The result of a run. Where a recording was inpainted, everything outside the regions and their feather is the recording
 * itself. A failure: a result, or a filled region, that is silent or not finite.
 */
export const finish = ({ clip, subject, request, job }: Prepared, x: Latent): E.Either<CliError, Made> => {
  if (clip._tag === 'Latents' || subject.listen === null)
    return x.data.slice().every((value) => value === 0) ? E.left(silence('the result is')) : E.right({ latent: x, sound: null })
  const { audio: original } = clip
  return pipe(
    subject.listen(x),
    E.map((audio) =>
      request._tag === 'Inpaint' && keepsEnd(request.paint, job)
        ? keepOutside(original, audio, request.regions, request.feather)
        : audio,
    ),
    E.flatMap((audio) => checkedSound(audio, request._tag === 'Inpaint' ? request.regions : [])),
    E.map((audio) => ({ latent: x, sound: toFullScale(audio) })),
  )
}
