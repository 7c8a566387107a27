import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from '../errors.js'
import { branchesOf } from '../recipe/branches.js'
import { scalesIn } from '../recipe/guidance-scale.js'
import type { Recipe } from '../recipe/recipe.js'
import { field, showNumber, words } from '../words.js'

/** What a recipe says of scales. */
export type ScaleFields = Pick<Recipe, 'cfg' | 'cfgPp' | 'guidance' | 'cfgRescale' | 'cfgInterval'>

/** What only changes guidance, where there is none. */
const idleWithoutGuidance = ({ cfgRescale = 0, cfgInterval = null }: ScaleFields): keyof ScaleFields | null => {
  if (cfgRescale !== 0) return 'cfgRescale'
  return cfgInterval === null || (cfgInterval[0] === 0 && cfgInterval[1] === 1) ? null : 'cfgInterval'
}

/**
 * Refused: a scale below 0, which leads away from the prompt; of CFG++ one above 1, which its formula does not mean (it
 * goes from the answer without the prompt, 0, to that with it, 1: Chung et al. 2024, section 3.2); what has no effect
 * without guidance.
 */
export const checkScales = (fields: ScaleFields): E.Either<RenderError, void> => {
  const { cfg = 1, cfgPp = false } = fields
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
  const idle = branchesOf(fields) === 1 ? idleWithoutGuidance(fields) : null
  return idle === null
    ? E.right(undefined)
    : refuseRecipe(
        idle,
        words`${field(idle)}: ${field('cfg')} ${String(cfg)} is without guidance, so it has no effect`,
        words`leave it out, or give ${field('cfg')} above 1`,
      )
}
