import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from './errors.js'
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

/** How far a variation goes, as a recipe says it when nothing of it is left open. */
export interface VariationFields {
  readonly amount?: number
  readonly noiseLevel: number
}

/**
 * The noise level of a variation: what the recipe says, else that of its amount, else of the usual one. A recipe of
 * what was made says both.
 */
export const variationOf = ({ amount, noiseLevel }: RecipeFields, levelOf: LevelOfAmount): VariationFields => {
  if (noiseLevel !== undefined) return { noiseLevel, ...(amount === undefined ? {} : { amount }) }
  const asked = amount ?? usualAmount
  return { amount: asked, noiseLevel: levelOf(asked) }
}

/** Refused: an amount and a level at once, where a person asks. */
export const checkVariation = ({ amount, noiseLevel }: RecipeFields): E.Either<RenderError, void> =>
  amount === undefined || noiseLevel === undefined
    ? E.right(undefined)
    : refuseRecipe('amount', words`${field('amount')} is a ${field('noiseLevel')} already`, ['leave one of them out'])
