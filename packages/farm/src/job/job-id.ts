import { createHash } from 'node:crypto'
import { BITS, type Recipe, recipeJson } from '@sigmastream/pipeline/recipe'

/**
 * The id of a job: the SHA-256 of what decides its bits, which is its recipe in the one form that recipes have as JSON, the
 * version of those bits, and what makes them. A recipe that is whole, with its seed, gives one id in any order of its
 * fields. What files are called changes nothing: they are told apart by their hashes. `model` is the identity of the model, which
 * says its precision as well, or `exemplar`; `engine` the version of what computes it, `null` where it is not known.
 */
export const jobId = (recipe: Recipe, model: string, engine: string | null): string => {
  const { input: _, exemplars: __, encoding, ...others } = recipe
  const canonical = recipeJson({
    ...others,
    bits: recipe.bits ?? BITS,
    ...(encoding === undefined || encoding === null ? {} : { encoding }),
  })
  return createHash('sha256')
    .update(JSON.stringify({ recipe: { ...canonical, model }, engine }))
    .digest('hex')
}
