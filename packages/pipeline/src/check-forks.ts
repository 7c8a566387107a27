import type { Plan } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from './errors.js'
import { intervalsOf, lastNoisy } from './intervals.js'
import { forksIn } from './recipe/forks.js'
import type { RecipeFields } from './recipe/recipe.js'
import { field, words } from './words.js'

/** What must be seen of a recipe for its forks; those of a run that was another before may be of what it was. */
type ForkedRecipe = Pick<RecipeFields, 'forks' | 'earlier'>

/**
 * Refused: a seed that no step is left for, which is one that is forgotten, and one after which no noise is drawn, which
 * changes nothing.
 */
export const checkForks = ({ forks: text, earlier = [] }: ForkedRecipe, plan: Plan): E.Either<RenderError, void> => {
  const intervals = intervalsOf(plan)
  const forks = text === undefined ? [] : (forksIn(text) ?? [])
  const last = intervals === null ? Infinity : (intervals.at(-1)?.index ?? 0)
  const stray = forks.find(({ step }) => step > last)
  if (stray !== undefined)
    return refuseRecipe(
      'forks',
      words`${field('forks')}: there is no step ${stray.step}, for steps count from 0 and the last is ${last}`,
      [`give a step from 1 to ${last}`],
    )
  const lastDrawn = lastNoisy(plan)
  const idle = earlier.length > 0 ? undefined : forks.find(({ step }) => step > lastDrawn)
  return idle === undefined
    ? E.right(undefined)
    : refuseRecipe(
        'forks',
        words`${field('forks')}: no noise is drawn from step ${idle.step} on, so another seed makes the same again`,
        lastDrawn > 0
          ? [`give a step from 1 to ${lastDrawn}`]
          : words`give a ${field('sampler')} that draws some, such as dpmpp-2m-sde (sigmastream samplers lists which do)`,
      )
}
