import type { Audio } from '@sigmastream/audio'
import type { Latent, ReadonlyF32 } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type RenderError, renderFailed } from './errors.js'
import { fewestPatches, patchSeconds } from './exemplar/patch-size.js'
import type { Job } from './job.js'
import { isEmbedded } from './recipe/embedded.js'
import { field, type Words, words } from './words.js'

/** What became of a clip that was made over as a whole. */
export interface Change {
  /**
   * How much of it is left: the correlation of the waveforms, or of the latents where they are not heard. 1 is the
   * clip itself, however loud; 0 and below is nothing.
   */
  readonly left: number
  /** Whether it is the clip itself: no value differs by as much as 16 bits can tell. */
  readonly same: boolean
}

/** Half a step of 16 bits, of full scale and of the clip's own peak. */
const halfStep = 2 ** -16

/** Rows of one length each, before and after. Rows that are not in both count as silence. */
const changeOfRows = (before: readonly ReadonlyF32[], after: readonly ReadonlyF32[], scale: number): Change => {
  let [products, own, made, peak, furthest] = [0, 0, 0, scale, 0]
  // no closure: numbers that one changes are made anew for each sample
  for (const [c, row] of before.entries()) {
    const other = after[c]
    for (let i = 0; i < row.length; i++) {
      const a = row[i]! // i is inside the row
      const b = other?.[i] ?? 0
      products += a * b
      own += a * a
      made += b * b
      peak = Math.max(peak, Math.abs(a))
      furthest = Math.max(furthest, Math.abs(a - b))
    }
  }
  return { left: own === 0 || made === 0 ? 0 : products / Math.sqrt(own * made), same: furthest <= halfStep * peak }
}

/** What became of sound; samples are of -1 to 1. */
export const changeOfSound = (before: Audio, after: Audio): Change => changeOfRows(before.channels, after.channels, 1)

/** What became of latents of equal shape. */
export const changeOfLatents = (before: Latent, after: Latent): Change => changeOfRows([before.data], [after.data], 0)

/** Of fewer patches than this, a clip that is learnt from alone comes back from most seeds. */
const fewPatches = 4

/** How long patches would have to be for a clip that is short for those it was made with; else `null`. */
const shorterPatch = ({ recipe, piece: { shape, frameRate } }: Job): number | null => {
  if (!isEmbedded(recipe) || (recipe.exemplars ?? []).length > 0 || frameRate === null) return null
  const seconds = shape[2] / frameRate
  return seconds < fewPatches * patchSeconds(recipe, seconds) ? Number((seconds / fewestPatches).toPrecision(1)) : null
}

/** What to ask for instead of a variation that is the clip itself: a number that is named is taken. */
const remedy = (job: Job): Words => {
  const { recipe, piece } = job
  const { amount, noiseLevel = 0 } = recipe
  if (typeof amount === 'string') return words`give a ${field('amount')} that goes higher, or another ${field('seed')}`
  const patch = shorterPatch(job)
  const shorter = patch === null ? null : words`a shorter ${field('windowLength')}, such as ${patch}`
  const or = (other: Words): Words => (shorter === null ? [', or ', ...other] : [', and ', ...shorter])
  const more = Math.min(1, Math.round(10 * (amount ?? 0) + 2) / 10)
  if (amount === undefined) {
    const level = [0.4, 0.6, 0.8, 1].map(piece.levelOf).find((one) => one > noiseLevel)
    if (level !== undefined)
      return [...words`give a higher ${field('noiseLevel')}, such as ${level}`, ...or(words`${field('amount')}`)]
  } else if (amount < 1)
    return [...words`give a higher ${field('amount')}, such as ${more}`, ...or(words`another ${field('seed')}`)]
  return shorter === null
    ? words`nothing else can be made of it: ${field('exemplars')} takes other clips to learn from`
    : ['give ', ...shorter]
}

/** A variation that is the clip itself is a failure, which says what to raise. */
export const checkedChange = (change: Change | null, job: Job): E.Either<RenderError, Change | null> =>
  change === null || !change.same || job.recipe.command !== 'vary'
    ? E.right(change)
    : E.left(
        renderFailed([`after the last step: the result is the clip itself, so nothing was written; `, ...remedy(job)]),
      )
