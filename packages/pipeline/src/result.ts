import { type Audio, keepOutside, levels, peakOf, toFullScale } from '@sigmastream/audio'
import type { Frame, Latent, Region } from '@sigmastream/core'
import { stepCounts } from '@sigmastream/samplers'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Change, changeOfLatents, changeOfSound, checkedChange } from './change.js'
import { field, type RenderError, renderFailed, type Words, words } from './errors.js'
import type { Job } from './job.js'
import type { OpenModel, Piece } from './model.js'
import { intervalsOf } from './plan.js'
import { regionsOf } from './recipe/recipe.js'

/** What a recipe made. */
export interface Result {
  /** With nothing left open its recipe, which makes the same again; and what it worked on. */
  readonly job: Job
  /** The latents `[batch, channels, frames]`. */
  readonly latent: Latent
  /** How they sound, where they were listened to. `gain` is 1 unless it was above full scale, and brought down to it. */
  readonly sound: { readonly audio: Audio; readonly gain: number } | null
  readonly summary: RunSummary
  /** What became of the clip; `null` where nothing was made over as a whole. */
  readonly change: Change | null
}

const endOfRun = 'after the last step'

/** What is said of silence: `what` is silent, and `remedies` may help. */
const silence = (where: string, what: string, remedies: Words): RenderError =>
  renderFailed([`${where}: ${what} silent, so nothing was written; `, ...remedies, ' may help'])

/** The sound, unless it is a failure: silent, or not finite. */
export const checkedSound = (audio: Audio, where: string, remedies: Words): E.Either<RenderError, Audio> => {
  if (!Number.isFinite(peakOf(audio)))
    return E.left(renderFailed(`${where}: the sound is not finite, so nothing was written`))
  return levels(audio).silent ? E.left(silence(where, 'the result is', remedies)) : E.right(audio)
}

const remediesOf = ({ remedies }: Piece): Words => [...words`another ${field('seed')}, `, ...remedies]

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
const checkedRegions = (audio: Audio, { recipe, piece }: Job): E.Either<RenderError, Audio> => {
  const empty = regionsOf(recipe).find((region) => levels(middle(audio, region)).silent)
  return empty === undefined
    ? E.right(audio)
    : E.left(silence(endOfRun, `what was made from ${empty.from} to ${empty.to} s is`, remediesOf(piece)))
}

/**
 * The sound with everything outside the regions and their feather as the recording has it, joined so that the border is
 * not heard. With a paint window that ends before the run does, the surroundings are made anew as well.
 */
const putBack = (audio: Audio, { recipe, piece: { original }, plan }: Job): Audio => {
  if (recipe.command !== 'inpaint' || original === null) return audio
  const { paintEnd, regions, feather } = recipe
  const intervals = intervalsOf(plan)
  const toTheEnd = paintEnd === null || (intervals !== null && paintEnd >= intervals.length)
  return toTheEnd ? keepOutside(original, audio, regions, feather) : audio
}

/**
 * The result of a run that ended at `x`. Where a recording was inpainted, everything outside the regions and their
 * feather is the recording itself. It is listened to unless `heard` is false. A failure: a result, or a filled region,
 * that is silent or not finite.
 */
export const resultOf = (
  job: Job,
  { listen, reference }: OpenModel,
  x: Latent,
  summary: RunSummary,
  heard: boolean,
): TE.TaskEither<RenderError, Result> => {
  const { piece, recipe } = job
  const result = { job, latent: x, summary }
  const isMadeOver = recipe.command === 'vary' || recipe.command === 'restyle'
  if (listen === null || !heard)
    return x.data.slice().every((value) => value === 0)
      ? TE.left(silence(endOfRun, 'the result is', remediesOf(piece)))
      : pipe(
          checkedChange(isMadeOver ? changeOfLatents(reference, x) : null, job),
          E.map((change) => ({ ...result, change, sound: null })),
          TE.fromEither,
        )
  return pipe(
    listen(x),
    TE.map((audio) => putBack(audio, job)),
    TE.flatMapEither((audio) => checkedSound(audio, endOfRun, remediesOf(piece))),
    TE.flatMapEither((audio) => checkedRegions(audio, job)),
    TE.flatMapEither((audio) =>
      pipe(
        checkedChange(isMadeOver && piece.original !== null ? changeOfSound(piece.original, audio) : null, job),
        E.map((change) => ({ ...result, change, sound: toFullScale(audio) })),
      ),
    ),
  )
}

/**
 * How far the denoised estimate of step `step`, which counts from 0, moved: the rms of its change from the estimate
 * before.
 */
export interface Movement {
  readonly step: number
  readonly rms: number
}

/** What the frames of a run came to so far. */
export interface RunSummary {
  /** `null` before the first step. */
  readonly x: Latent | null
  /** The sigmas that x went down; rejected steps are not among them. */
  readonly sigmas: readonly number[]
  /** How far the denoised estimate moved at each step after the first. */
  readonly moved: readonly Movement[]
  /** The newest denoised estimate. */
  readonly denoised: Latent | null
  /** How many steps an adaptive solver has accepted and rejected; `null` of any other. */
  readonly counts: ReturnType<typeof stepCounts>
}

/** Before the first frame. */
export const noFrames: RunSummary = { x: null, sigmas: [], moved: [], denoised: null, counts: null }

/** sqrt(mean((b - a)^2)) over all elements of two latents of equal shape `[batch, channels, frames]`. */
export const rmsChange = (a: Latent, b: Latent): number => {
  let sum = 0
  // the shapes are equal, so i is inside both
  for (let i = 0; i < a.data.length; i++) sum += (b.data[i]! - a.data[i]!) ** 2
  return Math.sqrt(sum / a.data.length)
}

/** With one more frame. Steps count from 0, the rejected ones left out. */
export const withFrame = (before: RunSummary, { at, carry, denoised }: Frame): RunSummary => {
  const { x, held } = carry
  const counts = stepCounts(carry)
  if (held === true) return { ...before, x, counts }
  const sigmas = before.sigmas.length === 0 ? [at.from] : before.sigmas
  const moved =
    denoised === null || before.denoised === null
      ? before.moved
      : [...before.moved, { step: sigmas.length - 1, rms: rmsChange(before.denoised, denoised) }]
  return { x, sigmas: [...sigmas, at.to], moved, denoised: denoised ?? before.denoised, counts }
}
