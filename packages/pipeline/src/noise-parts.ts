import { either as E, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { type RenderError, refuseRecipe } from './errors.js'
import { usualPart } from './noise-choice.js'
import type { RecipeFields } from './recipe/recipe.js'
import { field, words } from './words.js'

/**
 * How far the noise of each result goes toward that of another seed: for every part that is asked for, else as the recipe
 * says or as is usual. Refused: parts of a way that leads nowhere.
 */
export const noisePartsOf = (
  { toward, by }: Pick<RecipeFields, 'toward' | 'by'>,
  asked: readonly number[] = [],
): E.Either<RenderError, RNEA.ReadonlyNonEmptyArray<RecipeFields>> => {
  const [first, ...others] = asked.length === 0 ? [by] : asked
  if (toward === undefined)
    return first === undefined
      ? E.right([{}])
      : refuseRecipe(
          'by',
          words`${field('by')} is how far the noise goes from one seed to another`,
          words`give ${field('toward')} as well, or leave it out`,
        )
  return E.right(RNEA.map((part: number | undefined): RecipeFields => ({ by: part ?? usualPart }))([first, ...others]))
}
