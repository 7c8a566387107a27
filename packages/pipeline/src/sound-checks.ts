import { type Audio, isSilent, peakOf } from '@sigmastream/audio'
import type { Latent, Region } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, renderFailed } from './errors.js'
import { inExcerpt } from './excerpt.js'
import { intervalsOf } from './intervals.js'
import type { Job } from './job.js'
import { inTurn } from './loop/turn.js'
import { beyond, farthest } from './loudest.js'
import { branchesOf } from './recipe/branches.js'
import { fillsRegions, regionsOf } from './recipe/tasks.js'
import { featherOf, widenRegion } from './regions.js'
import { peakOutside, stretchOf } from './samples.js'
import { besideSeconds, inSilence } from './silence.js'
import { field, type Words, words } from './words.js'

/**
 * A failure: not finite, or further beyond full scale than anything that is meant. `from` is the peak of what it is
 * from.
 */
const checkedPeak = (peak: number, where: string, remedies: Words, from = 1): E.Either<RenderError, void> => {
  if (!Number.isFinite(peak)) return E.left(renderFailed(`${where}: the sound is not finite, so nothing was written`))
  return peak <= farthest * Math.max(1, from)
    ? E.right(undefined)
    : E.left(
        renderFailed([
          `${where}: the sound is ${beyond(peak)} beyond full scale, and at most ${beyond(farthest)} are brought down, so nothing was written; `,
          ...remedies,
        ]),
      )
}

/** What is said of silence: `what` is silent, and `remedies` may help. */
const silence = (where: string, what: string, remedies: Words): RenderError =>
  renderFailed([`${where}: ${what} silent, so nothing was written; `, ...remedies, ' may help'])

/** Sound that is from no other. A failure: not finite, further beyond full scale than 40 dB, silent. */
export const checkedSound = (audio: Audio, where: string, remedies: Words): E.Either<RenderError, Audio> =>
  pipe(
    checkedPeak(peakOf(audio), where, [...remedies, ' may help']),
    E.flatMap(() => (isSilent(audio) ? E.left(silence(where, 'the result is', remedies)) : E.right(audio))),
  )

const remediesOf = ({ piece: { remedies } }: Job): Words => [...words`another ${field('seed')}, `, ...remedies]

/** The sound of one step, which is kept. A failure where it ran away; silence is none. */
export const checkedFrame = (audio: Audio, job: Job, step: number): E.Either<RenderError, Audio> =>
  pipe(
    checkedPeak(peakOf(audio), `step ${step}`, calmer(job), peakFrom(job)),
    E.map(() => audio),
  )

/** The peak of what a result is from: nothing inside its regions is heard. */
const peakFrom = (job: Job): number => {
  const { original } = job.piece
  if (original === null) return 1
  const at = (seconds: number): number => Math.max(0, Math.round(seconds * original.sampleRate))
  const regions = placedRegions(job).map(({ from, to }) => ({ start: at(from), end: at(to) }))
  return peakOutside(original, regions)
}

/** What to try where sound ran away: it is never the seed. Where it was guided, the scale is to blame first. */
const calmer = ({ recipe }: Job): Words => {
  const { cfg } = recipe
  const cooler = words`a smaller ${field('sigmaMin')}, more ${field('steps')}, or ${field('sampler')} euler may help`
  const where = words`${field('sampler')} ${recipe.sampler} ran away on these ${field('steps')} of ${field('schedule')} ${recipe.schedule}`
  return cfg === undefined || branchesOf(recipe) === 1
    ? [...where, ': ', ...cooler]
    : [...where, ...words` under ${field('cfg')} ${String(cfg).slice(0, 60)}: a smaller ${field('cfg')}, `, ...cooler]
}

/** Whether what a result is from is silent: then silence is right. */
const isFromSilence = ({ clip, piece: { original } }: Job): boolean => {
  if (original !== null) return isSilent(original)
  return clip?._tag === 'Latents' && clip.latent.data.slice().every((value) => value === 0)
}

/**
 * What was made from end to end, or in each region. A failure: not finite, further beyond full scale than 40 dB, all of
 * it silent where what it is from is not.
 */
export const checkedMade = (made: readonly Audio[], job: Job, where: string): E.Either<RenderError, void> => {
  const peak = made.reduce((most, audio) => Math.max(most, peakOf(audio)), 0)
  return pipe(
    checkedPeak(peak, where, calmer(job), peakFrom(job)),
    E.flatMap(() =>
      fillsRegions(job.recipe) || !made.every(isSilent) || isFromSilence(job)
        ? E.right(undefined)
        : E.left(silence(where, 'the result is', remediesOf(job))),
    ),
  )
}

/** Latents that nobody listens to. A failure: all of them zero, where what they are from is not. */
export const checkedLatents = ({ data }: Latent, job: Job, where: string): E.Either<RenderError, void> =>
  data.slice().some((value) => value !== 0) || isFromSilence(job)
    ? E.right(undefined)
    : E.left(silence(where, 'the result is', remediesOf(job)))

/** The regions of a job where its model has them: in seconds of the excerpt, or of the turned loop, that it works on. */
export const placedRegions = ({ recipe, piece: { original, excerpt, turn } }: Job): readonly Region[] =>
  regionsOf(recipe).map(turn === undefined ? inExcerpt(excerpt, original?.sampleRate ?? 1) : inTurn(turn))

/**
 * Whether everything outside the regions stays: of an extension, of a clip that is made a loop, of an edit that has some,
 * and of an inpainting unless the model makes the surroundings anew as well: by itself, or since its paint window ends before
 * the run does.
 */
export const keepsOutside = ({ recipe, plan }: Job): boolean => {
  if (recipe.command === 'loop') return true
  if (recipe.command === 'edit') return recipe.regions.length > 0
  if (recipe.command !== 'inpaint') return recipe.command === 'extend'
  if (recipe.method === 'native') return false
  const intervals = intervalsOf(plan)
  return recipe.paintEnd === null || (intervals !== null && recipe.paintEnd >= intervals.length)
}

/** The middle half of a region: into its borders the surroundings reach. */
const middle = (audio: Audio, { from, to }: Region): Audio =>
  stretchOf(
    audio,
    Math.floor((0.75 * from + 0.25 * to) * audio.sampleRate),
    Math.ceil((0.25 * from + 0.75 * to) * audio.sampleRate),
  )

/** A failure where a region was filled with silence, and what is beside it is none. */
export const checkedRegions = (audio: Audio, job: Job, where: string): E.Either<RenderError, void> => {
  const { recipe, piece } = job
  const regions = regionsOf(recipe)
  const empty = placedRegions(job).findIndex((region) => {
    const wide = widenRegion(region, featherOf(recipe))
    return isSilent(middle(audio, region)) && !inSilence(piece.original ?? audio, wide, besideSeconds)
  })
  const region = regions[empty]
  return region === undefined
    ? E.right(undefined)
    : E.left(silence(where, `what was made from ${region.from} to ${region.to} s is`, remediesOf(job)))
}
