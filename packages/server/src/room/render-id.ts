import { createHash, randomInt } from 'node:crypto'
import { BITS, type Recipe, recipeJson, recordedRecipe, version } from '@sigmastream/pipeline'

/** A recipe as it is rendered here: without what a record says of its run alone, with a seed, and of these bits. */
export const askedRecipe = (recipe: Recipe): Recipe => {
  const { encoding, ...others } = recordedRecipe(recipe)
  return {
    ...others,
    bits: BITS,
    seed: recipe.seed ?? randomInt(2 ** 32),
    ...(encoding === undefined || encoding === null ? {} : { encoding }),
  }
}

/** The id of a render: the SHA-256 of its recipe in its one form, and of the version that makes it. */
export const renderId = (recipe: Recipe): string =>
  createHash('sha256')
    .update(JSON.stringify({ sigmastream: version, recipe: recipeJson(recipe) }))
    .digest('hex')
