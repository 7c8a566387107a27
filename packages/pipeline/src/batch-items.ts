import { either as E, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { type RenderError, refuseRecipe } from './errors.js'
import type { RecipeFields } from './recipe/recipe.js'
import { field, words } from './words.js'

/** The last of `count` seeds from `seed` on must be one. */
const checkSeeds = (seed: number, count: number): E.Either<RenderError, number> => {
  const most = Number.MAX_SAFE_INTEGER - (count - 1)
  return seed <= most
    ? E.right(seed)
    : refuseRecipe('seed', words`${field('seed')} is ${seed}, and ${count} results have the seeds from it on`, [
        `give at most ${most}`,
      ])
}

/**
 * Which results a recipe asks for: one, or where it says a batch and no item of it, all of one seed. Where several are
 * ordered, each has a seed of its own, from `seed` on.
 */
export const itemsOf = (
  batch: number | undefined = 1,
  item: number | undefined,
  seed: number,
  count: number,
): E.Either<RenderError, RNEA.ReadonlyNonEmptyArray<RecipeFields>> => {
  const seeds = checkSeeds(seed, item === undefined ? batch * count : batch)
  if (E.isLeft(seeds)) return seeds
  if (count > 1) return E.right(RNEA.makeBy((i): RecipeFields => ({ seed: seed + i }))(count))
  if (item === undefined)
    return E.right(RNEA.makeBy((i): RecipeFields => (batch === 1 ? {} : { batch, item: i }))(batch))
  return item < batch
    ? E.right([batch === 1 ? {} : { batch, item }])
    : refuseRecipe('item', [`the recipe is of item ${item} of ${batch}`], ['items count from 0'])
}
