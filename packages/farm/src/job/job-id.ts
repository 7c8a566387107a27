import { createHash } from 'node:crypto'
import { BITS, type Recipe, recipeJson } from '@sigmastream/pipeline/recipe'

/** What makes a recipe, as far as that decides its bits. */
export interface Maker {
  /** The identity of the model, which says its precision as well; `exemplar` for the embedded one. */
  readonly model: string
  /** The version of the engine that the model is computed by; `null` of the embedded one, whose bits no engine changes. */
  readonly engine: string | null
}

/**
 * The id of a job: the SHA-256 of what decides its bits, which is its recipe in the one form that recipes have as JSON, the
 * version of those bits, and what makes them. A recipe that is whole, with its seed, gives one id in any order of its
 * fields. What files are called changes nothing: they are told apart by their hashes.
 */
export const jobId = (recipe: Recipe, { model, engine }: Maker): string => {
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
