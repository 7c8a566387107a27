import type { Plan } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from './errors.js'
import { intervalsOf } from './intervals.js'
import { forksIn } from './recipe/forks.js'
import type { RecipeFields } from './recipe/recipe.js'
import { field, words } from './words.js'

/** Refused: a seed that no step is left for, which is one that is forgotten. */
export const checkForks = ({ forks }: Pick<RecipeFields, 'forks'>, plan: Plan): E.Either<RenderError, void> => {
  const last = intervalsOf(plan)?.at(-1)?.index
  const [stray] =
    forks === undefined || last === undefined ? [] : (forksIn(forks) ?? []).filter(({ step }) => step > last)
  return stray === undefined
    ? E.right(undefined)
    : refuseRecipe(
        'forks',
        words`${field('forks')}: there is no step ${stray.step}, for steps count from 0 and the last is ${last ?? 0}`,
        [`give a step from 1 to ${last ?? 0}`],
      )
}
