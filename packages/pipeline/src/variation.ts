import type { Shape } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from './errors.js'
import { byFrame } from './recipe/frame-values.js'
import type { RecipeFields } from './recipe/recipe.js'
import { field, words } from './words.js'

/** How much is changed where nobody says: most of a clip is replaced then, and much of it is still recognised. */
export const usualAmount = 0.5

/**
 * What noise level an amount from 0 to 1 is, of the range in which variations of a clip differ: at 0 the clip still
 * comes back, at 1 nothing of it is left. Four digits, so that the level that is shown is the one that was used.
 */
export type LevelOfAmount = (amount: number) => number

const fourDigits = (level: number): number => Number(level.toPrecision(4))

/** Amounts in equal steps of the level. */
export const evenLevels =
  (lowest: number, highest: number): LevelOfAmount =>
  (amount) =>
    fourDigits(lowest + amount * (highest - lowest))

/** Amounts in equal steps of the level's logarithm, for a range of several octaves. */
export const evenOctaves =
  (lowest: number, highest: number): LevelOfAmount =>
  (amount) =>
    fourDigits(lowest * (highest / lowest) ** amount)

/** A clip that is varied: what an amount is of it, and of how many frames it is. */
interface VariedClip {
  readonly levelOf: LevelOfAmount
  readonly shape: Shape
  readonly frameRate: number | null
}

/** The amount of each frame. */
const frameAmounts = (amount: number | string, { shape, frameRate }: VariedClip): readonly number[] => {
  const [frames, values] = [shape[2], byFrame(amount, shape[2], frameRate ?? 1)]
  return typeof values === 'number' ? Array.from({ length: frames }, () => values) : values
}

const highestOf = (amounts: readonly number[]): number => amounts.reduce((one, other) => Math.max(one, other), 0)

/** How far a variation goes, as a recipe says it when nothing of it is left open. */
export interface VariationFields {
  readonly amount?: number | string
  readonly noiseLevel: number
}

/**
 * The noise level of a variation: what the recipe says, else that of its amount, of a curve that of the highest, else of the
 * usual one. A recipe of what was made says both.
 */
export const variationOf = ({ amount, noiseLevel }: RecipeFields, clip: VariedClip): VariationFields => {
  if (noiseLevel !== undefined) return { noiseLevel, ...(amount === undefined ? {} : { amount }) }
  const asked = amount ?? usualAmount
  return { amount: asked, noiseLevel: clip.levelOf(highestOf(frameAmounts(asked, clip))) }
}

/**
 * Up to which noise level each frame is varied, where the amount is a curve and they differ; else `null`. The highest amount
 * is the first of the sigmas, and 0 leaves a frame as it is.
 */
export const frameLevels = (
  { amount }: RecipeFields,
  clip: VariedClip,
  [top = 0]: readonly number[],
): readonly number[] | null => {
  if (typeof amount !== 'string') return null
  const amounts = frameAmounts(amount, clip)
  const highest = highestOf(amounts)
  if (amounts.every((one) => one === highest)) return null
  const levels = new Map(
    [...new Set(amounts)].map((one) => [one, one === highest ? top : one === 0 ? 0 : clip.levelOf(one)]),
  )
  return amounts.map((one) => levels.get(one) ?? 0)
}

/** Refused: an amount and a level at once, where a person asks. */
export const checkVariation = ({ amount, noiseLevel }: RecipeFields): E.Either<RenderError, void> =>
  amount === undefined || noiseLevel === undefined
    ? E.right(undefined)
    : refuseRecipe('amount', words`${field('amount')} is a ${field('noiseLevel')} already`, ['leave one of them out'])
