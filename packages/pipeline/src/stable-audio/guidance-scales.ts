import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from '../errors.js'
import { scalesIn } from '../recipe/guidance-scale.js'
import type { Recipe } from '../recipe/recipe.js'
import { field, showNumber, words } from '../words.js'

/** What a recipe says of scales. */
export type ScaleFields = Pick<Recipe, 'cfg' | 'cfgPp'>

/**
 * Refused: a scale below 0, which leads away from the prompt; of CFG++ one above 1, which its formula does not mean (it
 * goes from the answer without the prompt, 0, to that with it, 1: Chung et al. 2024, section 3.2).
 */
export const checkScales = ({ cfg = 1, cfgPp = false }: ScaleFields): E.Either<RenderError, void> => {
  const scales = scalesIn(cfg)
  const below = scales.find((scale) => scale < 0)
  if (below !== undefined)
    return refuseRecipe(
      'cfg',
      words`${field('cfg')} ${showNumber(below)} leads away from the prompt`,
      words`say what is not to be heard in ${field('negative')}, and give ${field('cfg')} 0 or more`,
    )
  const above = scales.find((scale) => scale > 1)
  if (cfgPp && above !== undefined)
    return refuseRecipe(
      'cfg',
      words`${field('cfg')} ${showNumber(above)} with ${field('cfgPp')}, whose scales go from 0, without the prompt, to 1, the prompt`,
      words`give ${field('cfg')} 0.6, which is about 7.5 without ${field('cfgPp')}, or leave ${field('cfgPp')} out`,
    )
  return E.right(undefined)
}
