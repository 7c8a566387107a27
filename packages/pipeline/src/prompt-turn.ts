import { type Plan, span } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from './errors.js'
import { intervalsOf } from './intervals.js'
import type { RecipeFields } from './recipe/recipe.js'
import { field, showNumber, words } from './words.js'

/**
 * Where a second prompt takes over in the middle of a run, both must have a step. Refused: a level that no step begins
 * above, or none at or below.
 */
export const checkTurn = ({ promptUntil }: RecipeFields, plan: Plan): E.Either<RenderError, void> => {
  const froms = (intervalsOf(plan) ?? []).filter((at) => span(at) < 0).map(({ from }) => from)
  if (promptUntil === undefined || froms.length === 0) return E.right(undefined)
  const [highest, lowest] = [Math.max(...froms), Math.min(...froms)]
  const refuse = (unheard: string): E.Either<RenderError, never> =>
    refuseRecipe(
      'promptUntil',
      words`${field('promptUntil')} ${showNumber(promptUntil)}: the steps begin at sigmas from ${showNumber(highest)} down to ${showNumber(lowest)}, so the ${unheard} prompt would never be heard`,
      words`give a sigma between these`,
    )
  if (promptUntil >= highest) return refuse('first')
  return promptUntil < lowest ? refuse('second') : E.right(undefined)
}
